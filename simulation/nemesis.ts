/**
 * What goes wrong, and when: a plan made in advance from the seed. Every fault has a beginning and an end; when all have
 * ended the cluster must come back.
 */
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { Cluster } from "./cluster.ts";
import { calmDisk, type DiskConditions } from "./disk.ts";
import { calmNetwork, type LinkConditions } from "./network.ts";
import { streamOf, type SeededRandom } from "./random.ts";

export const faultKinds = [
  "crash",
  "crashWriting",
  "restart",
  "pause",
  "suspend",
  "isolate",
  "depose",
  "oneWay",
  "split",
  "disconnect",
  "weather",
  "clockRate",
  "wallJump",
  "slowDisk",
  "failingDisk",
  "fullDisk",
  "rot",
  "rotLeaves",
  "rotPages",
  "misdirected",
  "droppedWrites",
  "loseObjects",
  "powerCut",
  "untrustedLease",
] as const;
/** No fault, but what an operator may ask at any time: `nodes` are to be the members. */
export const changeKind = "members";
export type FaultKind = (typeof faultKinds)[number] | typeof changeKind;

/** Stands for whoever leads when the fault begins. */
export const leaderRole = "leader";

export interface Fault {
  readonly id: number;
  readonly kind: FaultKind;
  readonly atMs: number;
  readonly forMs: number;
  /** Whom it happens to; for `split` one of the two sides. */
  readonly nodes: readonly (NodeName | typeof leaderRole)[];
  /** How much of it: a share, a rate, milliseconds; see `inflict`. */
  readonly amount: number;
  /** For `weather`. */
  readonly conditions?: LinkConditions;
}

export interface NemesisOptions {
  readonly seed: string | number;
  readonly nodes: readonly NodeName[];
  readonly kinds: readonly FaultKind[];
  readonly fromMs: number;
  readonly untilMs: number;
  /** Mean pause between the beginnings of two faults. */
  readonly meanPauseMs: number;
  /** Clocks may be off by this share (the setting `clockDrift`): more than that breaks leases by design. */
  readonly clockDrift: number;
  /** The fewest members that an ensemble has at any time; all nodes unless given. */
  readonly smallestView?: number;
}

export interface ChangeOptions {
  readonly seed: string | number;
  readonly nodes: readonly NodeName[];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly meanPauseMs: number;
  readonly smallestView: number;
}

/** Changes of members, each to some other view, one after the other whatever becomes of those before. */
export function planChanges(options: ChangeOptions): Fault[] {
  const { nodes, fromMs, untilMs, meanPauseMs, smallestView } = options;
  const random = streamOf(options.seed, "members");
  const plan: Fault[] = [];
  for (let atMs = fromMs; ;) {
    atMs += random.exponential(meanPauseMs);
    if (atMs >= untilMs) return plan;
    const size = random.between(smallestView, nodes.length);
    const members = random.shuffle(nodes).slice(0, Math.min(size, random.chance(0.8) ? 3 : 5));
    plan.push({
      id: 100_000 + plan.length,
      kind: changeKind,
      atMs: Math.floor(atMs),
      forMs: 0,
      nodes: members.length < smallestView ? nodes.slice(0, smallestView) : members,
      amount: 0,
    });
  }
}

/** Data-destroying faults hit only these: what a majority has lost no protocol can bring back. */
function victimsOf(nodes: readonly NodeName[], smallestView: number, random: SeededRandom): NodeName[] {
  return random.shuffle(nodes).slice(0, (smallestView - 1) >> 1);
}

/** Whether any of these destroys data. */
export function areDestructive(kinds: readonly FaultKind[]): boolean {
  return kinds.some((kind) => destroys.has(kind));
}

const destroys: ReadonlySet<FaultKind> = new Set([
  "rot",
  "rotLeaves",
  "rotPages",
  "misdirected",
  "droppedWrites",
  "loseObjects",
]);

export function planFaults(options: NemesisOptions): Fault[] {
  const random = streamOf(options.seed, "nemesis");
  const victims = victimsOf(options.nodes, options.smallestView ?? options.nodes.length, random);
  const kinds = options.kinds.filter((kind) => victims.length > 0 || !destroys.has(kind));
  // A seed has its favourites: pure mixtures find less.
  const favourites = random.shuffle(kinds).slice(0, random.chance(0.2) ? kinds.length : random.between(1, 5));
  const plan: Fault[] = [];
  if (favourites.length === 0) return plan;
  for (let atMs = options.fromMs; ;) {
    atMs += random.exponential(options.meanPauseMs);
    if (atMs >= options.untilMs) return plan;
    const kind = random.pick(favourites);
    const nodes = destroys.has(kind) ? [random.pick(victims)] : someNodes(kind, options.nodes, random);
    const forMs = Math.min(lastingMs(kind, random), options.untilMs - atMs);
    const amount = amountOf(kind, options.clockDrift, random);
    const conditions = kind === "weather" ? weather(random) : undefined;
    plan.push({
      id: plan.length + 1,
      kind,
      atMs: Math.floor(atMs),
      forMs: Math.floor(forMs),
      nodes,
      amount,
      ...(conditions === undefined ? {} : { conditions }),
    });
  }
}

function someNodes(kind: FaultKind, nodes: readonly NodeName[], random: SeededRandom): NodeName[] {
  if (kind === "powerCut" || kind === "untrustedLease" || kind === "weather") return [...nodes];
  if (kind === "split") return random.shuffle(nodes).slice(0, 1 + random.below(nodes.length - 1));
  if (kind === "depose") return [leaderRole];
  // Leaders have more to lose than others.
  const first = random.chance(0.5) ? leaderRole : random.pick(nodes);
  return kind === "oneWay" ? random.shuffle([first, random.pick(nodes)]) : [first];
}

/** Around the protocol's own times (lease 300, follower timeout 450) as well as far above them. */
function lastingMs(kind: FaultKind, random: SeededRandom): number {
  const long = random.chance(0.3) ? 4000 : 900;
  switch (kind) {
    case "clockRate":
      return random.between(500, 8000);
    case "wallJump":
    case "loseObjects":
      return random.between(10, 1000);
    default:
      return random.between(5, long);
  }
}

function amountOf(kind: FaultKind, clockDrift: number, random: SeededRandom): number {
  switch (kind) {
    case "clockRate":
      // Below the limit by a hair, so that rounding does not step over it.
      return 1 + (random.chance(0.5) ? 1 : -1) * clockDrift * (random.chance(0.6) ? 0.999 : random.unit() * 0.999);
    case "wallJump":
      return random.between(-5000, 5000);
    case "slowDisk":
      return random.between(2, 400);
    case "failingDisk":
      return random.pick([0.02, 0.2, 1]);
    case "rot":
    case "rotLeaves":
    case "misdirected":
    case "droppedWrites":
      return random.pick([0.02, 0.1, 0.5]);
    case "rotPages":
      return random.between(1, 6);
    case "loseObjects":
      return random.pick([0.1, 0.5, 1]);
    case "isolate":
      return random.below(3);
    case "crash":
    case "crashWriting":
    case "powerCut":
      return random.pick([0, 0, 20, 2000]);
    default:
      return 0;
  }
}

/** @param strength 1 for a storm, less for what a cluster lives with all the time. */
export function weather(random: SeededRandom, strength = 1): LinkConditions {
  const some = (most: number): number => (random.chance(0.5) ? random.unit() * most * strength : 0);
  return {
    loss: some(0.3),
    duplicates: some(0.2),
    minDelayUs: random.pick([50, 80, 500, 5000 * strength]),
    meanDelayUs: random.pick([50, 120, 2000, 20_000 * strength]),
    late: some(0.05),
    lateUs: random.pick([50_000, 500_000, 3_000_000]),
    ordered: random.chance(0.4),
    falseOffline: some(0.05),
  };
}

export class Nemesis {
  readonly counts = Object.fromEntries([...faultKinds, changeKind].map((kind) => [kind, 0])) as Record<
    FaultKind,
    number
  >;
  /** How changes of members ended, as far as anybody was told. */
  readonly changes: Record<string, number> = {};
  readonly #cluster: Cluster;
  readonly #baseline: LinkConditions;
  readonly #disk: DiskConditions;
  /** Whom a fault that names the leader has hit. */
  readonly #hit = new Map<Fault, Fault>();
  /** Nodes kept down, paused or cut off by so many faults at once. */
  readonly #held = new Map<string, number>();
  readonly #random: SeededRandom;

  /** @param network and `disk`: the conditions while nothing else is wrong. */
  constructor(cluster: Cluster, network: LinkConditions, disk: DiskConditions, seed: string | number) {
    this.#cluster = cluster;
    this.#baseline = network;
    this.#disk = disk;
    for (const name of cluster.nodeNames) cluster.host(name).disk.conditions = disk;
    this.#random = streamOf(seed, "nemesis/acts");
    cluster.network.conditions = network;
  }

  schedule(plan: readonly Fault[]): void {
    const { time, hash } = this.#cluster;
    for (const fault of plan) {
      time.at(fault.atMs * 1000, () => {
        this.counts[fault.kind] += 1;
        hash.text(`${fault.kind} ${fault.nodes.join(" ")}`);
        const hit = { ...fault, nodes: this.#named(fault.nodes) };
        this.#hit.set(fault, hit);
        this.#begin(hit);
      });
      time.at((fault.atMs + fault.forMs) * 1000, () => this.#end(this.#hit.get(fault) ?? fault));
    }
  }

  /** Everything works again: what is down is started, what is cut is mended. */
  healAll(): void {
    const { network, nodeNames } = this.#cluster;
    this.#held.clear();
    network.heal();
    network.conditions = calmNetwork;
    for (const name of nodeNames) {
      const { disk } = this.#cluster.host(name);
      disk.conditions = calmDisk;
      disk.onceWriting(() => {});
      this.#cluster.setRate(name, 1);
      this.#cluster.resume(name);
      this.#cluster.setConnected(name, true);
      this.#cluster.configure(name, { trustLease: true });
      this.#cluster.start(name);
    }
  }

  #named(nodes: Fault["nodes"]): NodeName[] {
    const leader = this.#cluster.leader() ?? this.#random.pick(this.#cluster.nodeNames);
    return nodes.map((name) => (name === leaderRole ? leader : name));
  }

  #begin(fault: Fault): void {
    const { nodes, amount } = fault;
    if (fault.kind === changeKind) return this.#changeMembers(nodes);
    for (const [from, to] of this.#linksOf(fault))
      this.#hold(`cut ${from} ${to}`, () => this.#cluster.network.cut(from, to));
    if (fault.kind === "weather") this.#cluster.network.conditions = fault.conditions ?? this.#baseline;
    for (const name of nodes) this.#inflict(fault.kind, name, amount);
  }

  #inflict(kind: FaultKind, name: NodeName, amount: number): void {
    const cluster = this.#cluster;
    const { disk } = cluster.host(name);
    const worse = (change: Partial<DiskConditions>): void => {
      disk.conditions = { ...disk.conditions, ...change };
    };
    switch (kind) {
      case "crash":
      case "powerCut":
        return this.#hold(`down ${name}`, () => cluster.crash(name, amount));
      case "crashWriting":
        return disk.onceWriting(() => cluster.crash(name, amount));
      case "depose":
        return this.#restartOthers(name);
      case "restart":
        return this.#hold(`down ${name}`, () => cluster.stop(name));
      case "loseObjects":
        this.#hold(`down ${name}`, () => cluster.crash(name));
        return disk.loseObjects(amount);
      case "pause":
      case "suspend":
        return this.#hold(`paused ${name}`, () => cluster.pause(name, kind === "suspend"));
      case "disconnect":
        return this.#hold(`offline ${name}`, () => cluster.setConnected(name, false));
      case "clockRate":
        return cluster.setRate(name, amount);
      case "wallJump":
        return cluster.jumpWall(name, amount);
      case "slowDisk":
        return worse({ stalls: 0.3, stallUs: amount * 1000, meanSyncUs: 2000 });
      case "failingDisk":
        return worse({ failures: amount });
      case "fullDisk":
        return worse({ full: true });
      case "rot":
        this.#rotAtRest(name, amount, (ensemble, key) => disk.rot(ensemble, key));
        return worse({ rot: amount / 4 });
      case "rotLeaves":
        this.#rotAtRest(name, amount, (ensemble, key) => disk.rotLeaf(ensemble, key));
        return worse({ leafRot: amount / 4 });
      case "rotPages":
        return this.#hold(`down ${name}`, () => cluster.stop(name));
      case "droppedWrites":
        return worse({ drops: () => this.#random.chance(amount / 2) });
      case "misdirected":
        return worse({ misdirected: amount / 4 });
      case "untrustedLease":
        return cluster.configure(name, { trustLease: false });
      default:
        return undefined;
    }
  }

  /** The leader is cut off, and the others have forgotten all that they do not keep on disk. */
  #restartOthers(leader: NodeName): void {
    const cluster = this.#cluster;
    for (const name of cluster.nodeNames) {
      if (name === leader || this.#held.has(`down ${name}`)) continue;
      cluster.crash(name);
      cluster.time.after(this.#random.below(30_000), () => {
        if (!this.#held.has(`down ${name}`)) cluster.start(name);
      });
    }
  }

  /** From the members that the leader names to `members`. */
  #changeMembers(members: readonly string[]): void {
    const cluster = this.#cluster;
    const leader = cluster.leader();
    const [view = []] = cluster.node(leader ?? "")?.status().peers[0]?.views ?? [];
    const changes = [
      ...members.filter((name) => !view.includes(name)).map((peer) => ({ op: "add" as const, peer })),
      ...view.filter((name) => !members.includes(name)).map((peer) => ({ op: "remove" as const, peer })),
    ];
    const count = (what: string): void => void (this.changes[what] = (this.changes[what] ?? 0) + 1);
    if (leader === undefined || changes.length === 0) return count(leader === undefined ? "no leader" : "nothing");
    return cluster.updateMembers(leader, changes, ({ code }) => count(code));
  }

  #rotAtRest(name: NodeName, share: number, rot: (ensemble: EnsembleName, key: string) => void): void {
    const { disk } = this.#cluster.host(name);
    for (const ensemble of disk.ensembles) {
      for (const key of disk.sortedKeys(ensemble)) if (this.#random.chance(share)) rot(ensemble, key);
    }
  }

  #end(fault: Fault): void {
    const cluster = this.#cluster;
    if (fault.kind === changeKind) return;
    for (const [from, to] of this.#linksOf(fault))
      this.#release(`cut ${from} ${to}`, () => cluster.network.mend(from, to));
    if (fault.kind === "weather") cluster.network.conditions = this.#baseline;
    for (const name of fault.nodes) this.#relieve(fault.kind, name, fault.amount);
  }

  #relieve(kind: FaultKind, name: NodeName, amount: number): void {
    const cluster = this.#cluster;
    const { disk } = cluster.host(name);
    switch (kind) {
      case "crash":
      case "powerCut":
      case "loseObjects":
        return this.#release(`down ${name}`, () => cluster.start(name));
      case "crashWriting":
        // It may not have happened; and something else may keep the node down.
        disk.onceWriting(() => {});
        return this.#held.has(`down ${name}`) ? undefined : cluster.start(name);
      case "restart":
        // It may still be about to stop.
        return this.#release(`down ${name}`, () => {
          cluster.crash(name);
          cluster.start(name);
        });
      case "rotPages":
        return this.#release(`down ${name}`, () => {
          cluster.crash(name);
          for (const ensemble of disk.ensembles) for (let n = 1; n <= amount; n += 1) disk.rotPage(ensemble);
          cluster.start(name);
        });
      case "pause":
      case "suspend":
        return this.#release(`paused ${name}`, () => cluster.resume(name));
      case "disconnect":
        return this.#release(`offline ${name}`, () => cluster.setConnected(name, true));
      case "clockRate":
        return cluster.setRate(name, 1);
      case "slowDisk":
      case "failingDisk":
      case "fullDisk":
      case "rot":
      case "rotLeaves":
      case "misdirected":
      case "droppedWrites":
        disk.conditions = this.#disk;
        return undefined;
      case "untrustedLease":
        return cluster.configure(name, { trustLease: true });
      default:
        return undefined;
    }
  }

  /** Several faults may hold one thing: it is let go when the last of them ends. */
  #hold(name: string, begin: () => void): void {
    const holders = this.#held.get(name) ?? 0;
    this.#held.set(name, holders + 1);
    if (holders === 0) begin();
  }

  #release(name: string, end: () => void): void {
    const holders = this.#held.get(name);
    // Healed meanwhile.
    if (holders === undefined) return;
    if (holders > 1) {
      this.#held.set(name, holders - 1);
      return;
    }
    this.#held.delete(name);
    end();
  }

  /** Directed links that a partition cuts. Clients are on nobody's side: they reach everybody who is reachable at all. */
  #linksOf({ kind, nodes, amount }: Fault): (readonly [NodeName, NodeName])[] {
    const all = this.#cluster.nodeNames;
    const [first = "", second = ""] = nodes;
    const others = all.filter((name) => !nodes.includes(name));
    const links: (readonly [NodeName, NodeName])[] = [];
    if (kind === "oneWay") return first === second ? [] : [[first, second]];
    if (kind === "isolate" || kind === "depose") {
      // 0: both ways, 1: it is not heard, 2: it hears nobody.
      for (const other of others) {
        if (amount !== 2) links.push([first, other]);
        if (amount !== 1) links.push([other, first]);
      }
    } else if (kind === "split") {
      for (const one of nodes) for (const other of others) links.push([one, other], [other, one]);
    }
    return links;
  }
}
