/**
 * Faults at the moment that tells: what happens to whom is said by role, and which frames are lost or late by what they
 * carry. All of it is what a network, a disk or an operator may do; the rest of a run follows from its seed.
 */
import type { Message } from "#machines/protocol/messages";
import type { Batch, Channel } from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";
import { ensembleName, type Cluster } from "#simulation/cluster";
import { calmDisk } from "#simulation/disk";
import type { LinkConditions } from "#simulation/network";
import type { SimulateOptions } from "#simulation/run";
import type { OpKind } from "#simulation/judges/history";
import type { PlannedOperation } from "#simulation/workload";
import { streamOf } from "#simulation/random";

export interface Roles {
  readonly leader: string;
  /** The other nodes, in the order of their names. */
  readonly others: readonly string[];
}

/** Which frames: by sender, by receiving node (empty: not a node's peer channel), by what they hold. */
export interface Pick {
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  /** Any message of the frame. */
  readonly holding?: (message: Message) => boolean;
}

/** @returns whether it has taken the frame. */
type Rule = (send: () => void, sender: string, channel: Channel, batch: Batch) => boolean;

type Send = Cluster["network"]["send"];

export class Script {
  readonly cluster: Cluster;
  #cuts: (readonly [string, string])[] = [];
  #rules: Rule[] = [];

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    const { network } = cluster;
    this.at(0, () => {
      for (const name of cluster.nodeNames) cluster.host(name).disk.conditions = calmDisk;
    });
    const send: Send = network.send.bind(network);
    network.send = (from, channel, batch) => {
      const go = (): void => send(from, channel, batch);
      if (!this.#rules.some((rule) => rule(go, from.sender, channel, batch))) go();
    };
  }

  at(ms: number, run: () => void): void {
    this.cluster.time.at(ms * 1000, run);
  }

  after(ms: number, run: () => void): void {
    this.cluster.time.after(ms * 1000, run);
  }

  /** `times` times from `fromMs` on, whenever somebody leads then; everything is mended before the next. */
  repeat(fromMs: number, everyMs: number, times: number, run: (roles: Roles) => void): void {
    for (let index = 0; index < times; index += 1) {
      this.at(fromMs + index * everyMs, () => {
        this.mend();
        this.after(everyMs * 0.25, () => {
          const leader = this.cluster.leader();
          if (leader !== undefined) run({ leader, others: this.cluster.nodeNames.filter((name) => name !== leader) });
        });
      });
    }
    this.at(fromMs + times * everyMs, () => this.mend());
  }

  /** Every 2 ms, for at most `forMs`, until `run` says that it is done. */
  watch(forMs: number, run: () => boolean): void {
    if (forMs <= 0 || run()) return;
    this.after(2, () => this.watch(forMs - 2, run));
  }

  /** Both ways. */
  cut(a: string, b: string): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      this.cluster.network.cut(from, to);
      this.#cuts.push([from, to]);
    }
  }

  isolate(name: string): void {
    for (const other of this.cluster.nodeNames) if (other !== name) this.cut(name, other);
  }

  /** Cuts and rules are gone. */
  mend(): void {
    for (const [from, to] of this.#cuts) this.cluster.network.mend(from, to);
    this.#cuts = [];
    this.#rules = [];
  }

  /** From now on these frames do not arrive. @returns what ends it. */
  lose(pick: Pick): () => void {
    const rule: Rule = (_, sender, channel, batch) => matches(pick, sender, channel, batch);
    this.#rules.push(rule);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== rule);
    };
  }

  /** From now on these frames wait, on their way already: a cut does not stop them. @returns what lets them go. */
  hold(pick: Pick): () => void {
    const held: (() => void)[] = [];
    let isHolding = true;
    this.#rules.push((send, sender, channel, batch) => {
      if (!isHolding || !matches(pick, sender, channel, batch)) return false;
      held.push(() => this.#pastCuts(sender, channel, send));
      return true;
    });
    return () => {
      isHolding = false;
      for (const send of held.splice(0)) send();
    };
  }

  #pastCuts(sender: string, channel: Channel, send: () => void): void {
    const to = channel.kind === "peer" ? channel.node : "";
    this.cluster.network.mend(sender, to);
    send();
    if (this.#cuts.some(([from, other]) => from === sender && other === to)) this.cluster.network.cut(sender, to);
  }

  /** From now on `seen` is told of these frames; they are on their way by then. */
  notice(pick: Pick, seen: (sender: string, batch: Batch) => void): void {
    this.#rules.push((send, sender, channel, batch) => {
      if (!matches(pick, sender, channel, batch)) return false;
      send();
      seen(sender, batch);
      return true;
    });
  }

  /** Remembers what clients ask a node from now on, until `stop`; `send` delivers it all a second time. */
  repeatLater({ to }: { readonly to: string }): { readonly stop: () => void; readonly send: () => void } {
    const seen: (() => void)[] = [];
    let isOn = true;
    this.#rules.push((send, _, channel) => {
      if (isOn && channel.kind === "client" && channel.node === to) seen.push(send);
      return false;
    });
    return {
      stop: () => (isOn = false),
      send: () => {
        for (const send of seen.splice(0)) send();
      },
    };
  }

  /** Each node to the next one, in a ring: whoever leads, one peer misses it. */
  loseToNext(...types: readonly Message["type"][]): void {
    const names = this.cluster.nodeNames;
    for (const [index, name] of names.entries())
      this.lose({ from: [name], to: [names[(index + 1) % names.length] ?? ""], holding: isOf(...types) });
  }

  /** Killed, and started again `forMs` later; the server notices late, so nobody is told that it was gone. */
  restart(name: string, forMs: number): void {
    this.cluster.crash(name, 10_000);
    this.after(forMs, () => this.cluster.start(name));
  }
}

function matches({ from, to, holding }: Pick, sender: string, channel: Channel, batch: Batch): boolean {
  if (from !== undefined && !from.includes(sender)) return false;
  if (to !== undefined && !(channel.kind === "peer" && to.includes(channel.node))) return false;
  return holding === undefined || batch.messages.some((message) => holding(message));
}

export function isOf(...types: readonly Message["type"][]) {
  return (message: Message): boolean => types.includes(message.type);
}

/** Replies with such a body. */
export function isReply(...kinds: readonly string[]) {
  return (message: Message): boolean => message.type === "reply" && kinds.includes(message.body.kind);
}

/** Everything that a disk holds of the ensemble, to be put back later: a directory restored from an old copy. */
export function copyOf(cluster: Cluster, node: string): { readonly restore: (parts: "objects" | "all") => void } {
  const shelf = cluster.host(node).disk.shelf(ensembleName);
  const objects = new Map(shelf.objects);
  const segments = shelf.segmentsNow();
  return {
    restore: (parts) => {
      for (const key of [...shelf.objects.keys()]) shelf.remove(key);
      for (const object of objects.values()) shelf.put(object);
      if (parts === "objects") return;
      shelf.writeSegments(shelf.segmentsNow().map(({ index }) => ({ index, content: undefined })));
      shelf.writeSegments(segments.map(({ index, read }) => ({ index, content: read.ok ? read.bytes : undefined })));
    },
  };
}

export interface Traffic {
  readonly seed: number;
  readonly untilMs: number;
  readonly keys: number;
  readonly readers: number;
  readonly writers: number;
  /** Mean pause between two operations of one client. */
  readonly readEveryMs: number;
  readonly writeEveryMs: number;
  readonly writeTimeoutMs: number;
  readonly newcomers: number;
  /** Writes are drawn from these. */
  readonly writes: readonly OpKind[];
  /**
   * When nobody writes, and newcomers do not read, in milliseconds since the last turn of a script that repeats from 1500 ms on: what they ask a
   * leader that reaches nobody would keep its keys busy.
   */
  readonly everyMs: number;
  readonly quiet: { readonly put: readonly [number, number]; readonly get: readonly [number, number] };
}

/**
 * Clients that read a key each, then clients that write any key: no read waits behind anything but writes of its key.
 * Newcomers write or read twice each and are not heard of again: a client that waits for a leader of old looks for another
 * one late.
 */
export function traffic(options: Traffic): PlannedOperation[] {
  const { seed, untilMs, keys, readers, writers, newcomers, readEveryMs, writeEveryMs, writeTimeoutMs } = options;
  const random = streamOf(seed, "traffic");
  const plan: PlannedOperation[] = [];
  const add = (kind: OpKind, client: number, atMs: number, timeoutMs: number): void => {
    const isSteady = client < readers + writers;
    const free = keys - readers;
    const key =
      client < readers ? client % keys : isSteady || free <= 0 ? random.below(keys) : readers + random.below(free);
    const plain = { stale: false, readRepair: false, abortAfterMs: 0 };
    plan.push({ id: plan.length + 1, atMs: Math.floor(atMs), client, kind, key: `k${key}`, timeoutMs, ...plain });
  };
  const isQuiet = (kind: "get" | "put", atMs: number): boolean => {
    const phaseMs = (atMs - 1500) % options.everyMs;
    const [fromMs, toMs] = options.quiet[kind];
    return phaseMs >= fromMs && phaseMs < toMs;
  };
  for (let client = 0; client < readers + writers; client += 1) {
    const isReader = client < readers;
    const meanMs = isReader ? readEveryMs : writeEveryMs;
    for (let atMs = 300 + random.exponential(meanMs); atMs < untilMs; atMs += random.exponential(meanMs)) {
      if (isReader) add("get", client, atMs, 2000);
      else if (!isQuiet("put", atMs)) add(random.pick(options.writes), client, atMs, writeTimeoutMs);
    }
  }
  for (let index = 0; index < newcomers; index += 1) {
    const atMs = 300 + ((untilMs - 300) * index) / newcomers;
    const client = readers + writers + index;
    const kind = index % 2 === 0 ? "put" : "get";
    if (isQuiet(kind, atMs)) continue;
    add(kind, client, atMs, writeTimeoutMs);
    add(kind, client, atMs + 6, writeTimeoutMs);
  }
  return plan;
}

/** 1, 2, 3, ... */
export function firstSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** A network that does nothing by itself: what goes wrong is in the script. */
const quietNetwork: LinkConditions = {
  loss: 0,
  duplicates: 0,
  minDelayUs: 100,
  meanDelayUs: 300,
  late: 0,
  lateUs: 0,
  ordered: false,
  falseOffline: 0,
};

export interface ScriptedRun extends Partial<Omit<Traffic, "seed" | "untilMs">> {
  readonly seconds: number;
  readonly nodes?: number;
  /** How many of the nodes hold a peer at first; all unless given. */
  readonly members?: number;
  readonly settings?: Partial<Settings>;
  readonly network?: Partial<LinkConditions>;
}

/** Many keys with a reader each, and newcomers that write: what shows stale reads. */
export function readers(seconds: number): ScriptedRun {
  const keys = 16;
  return { seconds, keys, readers: keys, writers: 0, newcomers: seconds * 40, readEveryMs: 25, writeTimeoutMs: 1500 };
}

/** A run whose faults are a script's, under readers and writers. */
export function scripted(options: ScriptedRun): (seed: number) => Omit<SimulateOptions, "seed"> {
  const { seconds, nodes = 3, settings = {}, network = {}, keys = 4, readers = 4, writers = 3 } = options;
  const { readEveryMs = 10, writeEveryMs = 20, writeTimeoutMs = 1000, newcomers = 0, writes = ["put"] } = options;
  const untilMs = seconds * 1000 + 1000;
  const { everyMs = untilMs, quiet = { put: [0, 0], get: [0, 0] } } = options;
  const load = {
    writes,
    everyMs,
    quiet,
    untilMs,
    keys,
    readers,
    writers,
    newcomers,
    readEveryMs,
    writeEveryMs,
    writeTimeoutMs,
  };
  return (seed) => ({
    nodes,
    ...(options.members === undefined ? {} : { members: options.members }),
    keys,
    clients: readers + writers + newcomers,
    minutes: seconds / 60,
    settings: { trustLease: true, electionJitterMs: 10, ...settings },
    network: { ...quietNetwork, ...network },
    schedule: { faults: [], operations: traffic({ seed, ...load }) },
  });
}
