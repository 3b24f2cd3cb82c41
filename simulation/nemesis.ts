/** Makes planned faults happen: who is meant by a role, what holds what, and how each is undone. */
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { Cluster } from "./cluster.ts";
import { calmDisk, type DiskConditions } from "./disk.ts";
import {
  changeKind,
  destroys,
  faultKinds,
  leaderRole,
  type Fault,
  type FaultKind,
  type Scene,
  type Trigger,
  type Who,
} from "./faults.ts";
import type { FramePick } from "./frame-rules.ts";
import { calmNetwork, type LinkConditions } from "./network.ts";
import { streamOf, type SeededRandom } from "./random.ts";

export { faultKinds, type FaultKind } from "./faults.ts";

/** Roles and who has them. */
type Cast = Readonly<Record<string, NodeName>>;

/** A fault that happens, to nodes by name. */
type Hit = Fault;

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
  /** Faults that have begun, with the nodes that their roles stood for. */
  readonly #hit = new Map<Fault, Hit>();
  /** By scene: who is who. */
  readonly #casts = new Map<number, Cast>();
  readonly #seed: string | number;
  /** Nodes kept down, paused or cut off by so many faults at once. */
  readonly #held = new Map<string, number>();
  readonly #random: SeededRandom;
  /** Rules of faults that have begun: what ends them. */
  readonly #rules = new Map<Fault, () => () => void>();
  #isHealed = false;

  /** @param network and `disk`: the conditions while nothing else is wrong. */
  constructor(cluster: Cluster, network: LinkConditions, disk: DiskConditions, seed: string | number) {
    this.#cluster = cluster;
    this.#baseline = network;
    this.#disk = disk;
    for (const name of cluster.nodeNames) cluster.host(name).disk.conditions = disk;
    this.#seed = seed;
    this.#random = streamOf(seed, "nemesis/acts");
    cluster.network.conditions = network;
  }

  schedule(plan: readonly Fault[]): void {
    const { time } = this.#cluster;
    for (const fault of plan) {
      const { scene, when } = fault;
      if (scene !== undefined && !this.#casts.has(scene.id)) {
        this.#casts.set(scene.id, {});
        time.at(scene.atMs * 1000, () => this.#casts.set(scene.id, this.#cast(scene)));
      }
      time.at(fault.atMs * 1000, () => {
        if (when === undefined) this.#happen(fault, {});
        else this.#await(fault, when, when.withinMs, (cast) => this.#happen(fault, cast));
      });
    }
  }

  /** Calls back once, `delayMs` after the first such frame, if there is one in time. @returns what ends the wait. */
  #await(fault: Fault, { frames, delayMs }: Trigger, withinMs: number, then: (cast: Cast) => void): () => void {
    const { network, time } = this.#cluster;
    let isWaiting = true;
    const end = network.rules.add({
      pick: this.#framesOf(fault, frames),
      act: "notice",
      seen: (sender, receiver) => {
        if (!isWaiting) return;
        isWaiting = false;
        end();
        time.after(delayMs * 1000, () => then({ sender, receiver }));
      },
    });
    time.after(withinMs * 1000, () => {
      isWaiting = false;
      end();
    });
    return end;
  }

  #happen(fault: Fault, frame: Cast): void {
    if (this.#isHealed) return;
    const { time, hash } = this.#cluster;
    const nodes = this.#named(fault, fault.nodes, frame);
    this.counts[fault.kind] += 1;
    hash.text(`${fault.kind} ${nodes.join(" ")}`);
    const frames = fault.frames === undefined ? {} : { frames: this.#framesOf(fault, fault.frames, frame) };
    const hit: Hit = { ...fault, nodes, ...frames };
    this.#hit.set(fault, hit);
    this.#begin(fault, hit);
    const end = (): void => {
      if (this.#hit.get(fault) !== hit || this.#isHealed) return;
      this.#hit.delete(fault);
      this.#end(fault, hit);
    };
    time.after(fault.forMs * 1000, end);
    if (fault.until !== undefined) this.#await(fault, fault.until, fault.forMs, end);
  }

  /** Everything works again: what is down is started, what is cut is mended. */
  healAll(): void {
    const { network, nodeNames } = this.#cluster;
    this.#held.clear();
    this.#rules.clear();
    this.#isHealed = true;
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

  /** The nodes behind roles; roles that nobody has are left out. */
  #named({ scene }: Fault, nodes: readonly Who[], frame: Cast): NodeName[] {
    const cast = { ...(scene === undefined ? this.#castNow() : this.#casts.get(scene.id)), ...frame };
    const names = this.#cluster.nodeNames;
    return nodes.map((who) => (names.includes(who) ? who : (cast[who] ?? ""))).filter((name) => name !== "");
  }

  #castNow(): Cast {
    return { [leaderRole]: this.#cluster.leader() ?? this.#random.pick(this.#cluster.nodeNames) };
  }

  #cast({ id, last = [] }: Scene): Cast {
    const random = streamOf(this.#seed, `scene/${id}`);
    const names = random.shuffle(this.#cluster.nodeNames);
    const leader = this.#cluster.leader() ?? random.pick(names);
    const others = names.filter((name) => name !== leader);
    const inOrder = [...others.filter((name) => !last.includes(name)), ...others.filter((name) => last.includes(name))];
    return { [leaderRole]: leader, ...Object.fromEntries(inOrder.map((name, index) => [`other${index + 1}`, name])) };
  }

  #framesOf(fault: Fault, { from, to, ...pick }: FramePick, frame: Cast = {}): FramePick {
    return {
      ...pick,
      ...(from === undefined ? {} : { from: this.#named(fault, from, frame) }),
      ...(to === undefined ? {} : { to: this.#named(fault, to, frame) }),
    };
  }

  #begin(fault: Fault, hit: Hit): void {
    const { kind, nodes, amount, frames, scene } = hit;
    if (kind === changeKind) return this.#changeMembers(nodes);
    const { network } = this.#cluster;
    for (const [from, to] of this.#linksOf(hit)) this.#hold(`cut ${from} ${to}`, () => network.cut(from, to));
    if (kind === "weather") network.conditions = fault.conditions ?? this.#baseline;
    if (frames !== undefined && (kind === "lose" || kind === "hold" || kind === "again"))
      this.#rules.set(fault, network.rules.add({ pick: frames, act: kind }));
    for (const name of nodes) {
      // What a majority has lost nothing can bring back: others only stop.
      if (!destroys.has(kind) || scene?.last === undefined || scene.last.includes(name))
        this.#inflict(kind, name, amount);
      else if (kind === "loseObjects") this.#inflict("crash", name, 0);
    }
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

  /** Some other view, now. */
  changeSomehow(smallestView: number): void {
    const { nodeNames } = this.#cluster;
    const size = Math.min(this.#random.between(smallestView, nodeNames.length), 5);
    this.#changeMembers(this.#random.shuffle(nodeNames).slice(0, size));
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

  #end(fault: Fault, hit: Hit): void {
    const { kind, nodes, amount } = hit;
    if (kind === changeKind) return;
    const { network, time } = this.#cluster;
    for (const [from, to] of this.#linksOf(hit)) this.#release(`cut ${from} ${to}`, () => network.mend(from, to));
    if (kind === "weather") network.conditions = this.#baseline;
    const release = this.#rules.get(fault)?.();
    if (release !== undefined) time.after(amount * 1000, release);
    this.#rules.delete(fault);
    for (const name of nodes) this.#relieve(kind, name, amount);
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
      case "rotPages":
        return this.#release(`down ${name}`, () => {
          cluster.crash(name);
          for (const ensemble of disk.ensembles) for (let n = 1; n <= amount; n += 1) disk.rotPage(ensemble);
          cluster.start(name);
        });
      case "restart":
        // It may still be about to stop.
        return this.#release(`down ${name}`, () => {
          cluster.crash(name);
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
  #linksOf({ kind, nodes, amount }: Hit): (readonly [NodeName, NodeName])[] {
    const all = this.#cluster.nodeNames;
    const [first = "", second = ""] = nodes;
    const others = all.filter((name) => !nodes.includes(name));
    const links: (readonly [NodeName, NodeName])[] = [];
    if (kind === "cut") {
      for (const other of nodes.slice(1)) if (other !== first) links.push([first, other], [other, first]);
      return links;
    }
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
