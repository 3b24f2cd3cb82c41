/**
 * A world of three peers and the messages between them, and all that can happen to it next.
 *
 * The network loses, reorders and (when asked to) repeats. A message that is never delivered is as good as lost, so losses
 * need no step of their own: they happen where there is no room for all messages in flight, and then any of them may be
 * the lost ones. Dropped besides, because it could never change anything: an answer that nobody awaits, and a late request
 * below what its receiver has durably promised, where the chart's own step shows that it does nothing (`prune`).
 *
 * Time is not counted. A debt may pass whenever a deadline for it runs, and whatever was granted before has then run out:
 * leases that stand on this peer's grants, and its grants on their way. A lease is valid until that happens or its leader
 * leaves, which is as long as it could ever last.
 */
import { invariant } from "#machines/protocol/errors";
import { Ghosts, type Budgets } from "./ghost.ts";
import { describePacket } from "./packets.ts";
import { exchangeAnswers, type LocalEvent, type Peers, type Step } from "./peers.ts";
import { describeState } from "./peer-states.ts";
import { isMirror, localIndex, nobodyAt, peerCount, renamings, toPosition, viewFrom } from "./positions.ts";
import type { Breach, Rule } from "./rules.ts";

export interface WorldOptions extends Budgets {
  readonly epochs: number;
  /**
   * Most messages in flight, each delivered once. 0: as many as there are, each delivered as often as it likes, at any
   * time, which includes all that any bound allows.
   */
  readonly inFlight: number;
  /** Keep one of the worlds that differ by the peers' names. */
  readonly symmetry: boolean;
  /** Drop late requests that can do nothing any more, and take answers that do the same for one. */
  readonly prune: boolean;
}

/** What happened, for people: made when it is asked for. */
export interface Move {
  readonly position: number;
  readonly packet: number;
  readonly isLate: boolean;
  readonly event: LocalEvent | null;
}

export interface Counts {
  transitions: number;
  /** Steps to an epoch above the bound: not followed. */
  aboveEpochs: number;
  /** Steps that sent more than there was room for: one way of losing each. */
  overflows: number;
  mostInFlight: number;
}

export interface Visitor {
  /** `raw` keeps the names; `kept` is the one of those that differ by names that is kept. Both are used again: copy them. */
  reached(raw: Int32Array, kept: Int32Array): void;
  breached(breach: Breach): void;
}

const ghostWord = peerCount;
const firstPacketWord = peerCount + 1;
/** Room for messages where they are not bounded: an assertion fails when it is too small. */
const mostRoom = 36;
/** Words of a state before its messages. */
export const headWords = firstPacketWord;

export class World {
  readonly words: number;
  readonly #room: number;
  readonly counts: Counts = { transitions: 0, aboveEpochs: 0, overflows: 0, mostInFlight: 0 };
  /** The last thing tried, when a visitor asks. */
  move: Move = { position: 0, packet: -1, isLate: false, event: null };
  readonly #peers: Peers;
  readonly #options: WorldOptions;
  readonly #ghosts: Ghosts;
  readonly #rules: ReadonlySet<Rule>;
  readonly #at: number[] = [0, 0, 0];
  #ghost = 0;
  #packets: number[] = [];
  readonly #raw: Int32Array;
  readonly #candidate: Int32Array;
  readonly #kept: Int32Array;
  readonly #sorted: number[] = [];

  constructor(peers: Peers, options: WorldOptions, rules: ReadonlySet<Rule>) {
    this.#peers = peers;
    this.#options = options;
    this.#rules = rules;
    this.#ghosts = new Ghosts(options.epochs);
    this.#room = options.inFlight === 0 ? mostRoom : options.inFlight;
    this.words = firstPacketWord + Math.ceil(this.#room / 2);
    this.#raw = new Int32Array(this.words);
    this.#candidate = new Int32Array(this.words);
    this.#kept = new Int32Array(this.words);
  }

  /** All three just started, with nothing on their way. */
  begin(peer: number): Int32Array {
    const state = this.#raw;
    state.fill(0);
    for (let position = 0; position < peerCount; position += 1) state[position] = peer;
    state[ghostWord] = this.#ghosts.make(this.#options);
    return state;
  }

  /** Calls `visitor` for every world one step after `state`. */
  expand(state: Int32Array, visitor: Visitor): void {
    this.#load(state);
    for (let position = 0; position < peerCount; position += 1) {
      const id = this.#at[position] ?? 0;
      for (const event of this.#peers.events(id)) this.#happen(position, event, visitor);
      for (const breach of this.#peers.stuck(id)) this.#breach(visitor, breach);
    }
    const packets = this.#packets;
    for (let index = 0; index < packets.length; index += 1) {
      const packet = packets[index] ?? 0;
      if (packet === packets[index - 1]) continue;
      const { to } = this.#peers.packets.of(packet);
      const id = this.#at[to] ?? 0;
      const seen = this.#peers.packets.renamed(packet, viewFrom(to));
      this.move = { position: to, packet, isLate: false, event: null };
      this.#follow(to, this.#peers.deliver(id, seen, false), index, this.#ghost, visitor);
      if (!this.#peers.isTimed(id, seen)) continue;
      this.move = { position: to, packet, isLate: true, event: null };
      this.#follow(to, this.#peers.deliver(id, seen, true), index, this.#ghost, visitor);
    }
  }

  describe(state: Int32Array): string[] {
    this.#load(state);
    const lines = this.#at.map((id, position) => {
      const name = (local: number) => peerName(toPosition(position, local));
      return `${peerName(position)}: ${describeState(this.#peers.states.of(id), name)}`;
    });
    const flying = this.#packets.map((packet) => describePacket(this.#peers.packets.of(packet), peerName));
    return flying.length === 0 ? lines : [...lines, `in flight: ${flying.join("; ")}`];
  }

  describeMove({ position, packet, isLate, event }: Move): string {
    if (event !== null) return `${peerName(position)}: ${event.name}`;
    const what = describePacket(this.#peers.packets.of(packet), peerName);
    return `${peerName(position)} takes ${what}${isLate ? ", its leader not heard lately" : ""}`;
  }

  #load(state: Int32Array): void {
    for (let position = 0; position < peerCount; position += 1) this.#at[position] = state[position] ?? 0;
    this.#ghost = state[ghostWord] ?? 0;
    this.#packets = unpack(state, this.words);
  }

  #happen(position: number, event: LocalEvent, visitor: Visitor): void {
    const ghosts = this.#ghosts;
    let ghost = this.#ghost;
    switch (event.kind) {
      case "crash":
      case "stepDown":
      case "treeCorrupted": {
        const budget = ({ crash: "crashes", stepDown: "stepDowns", treeCorrupted: "damages" } as const)[event.kind];
        if (ghosts.left(ghost, budget) === 0) return;
        ghost = ghosts.spend(ghost, budget);
        break;
      }
      case "exchangeComplete":
        if (!this.#mayComplete(position)) return;
        break;
      case "timeout":
      case "debtPassed":
      case "exchangeFailed":
      case "repairComplete":
      case "leaseLost":
        break;
    }
    this.move = { position, packet: -1, isLate: false, event };
    this.#follow(position, event.step, -1, ghost, visitor);
  }

  /** PROTOCOL R16, R20, R21: only if those who answer now are enough, or the synced leader is among them. Source: machines/exchange. */
  #mayComplete(position: number): boolean {
    const { exchange, snapshot } = this.#peers.states.of(this.#at[position] ?? 0);
    if (exchange === null) return false;
    // The states that run an exchange keep to one leader and one promise.
    const { leader, promised } = snapshot.context;
    let trusted = 0;
    let any = 0;
    for (let local = 1; local < peerCount; local += 1) {
      const other = toPosition(position, local);
      const id = this.#at[other] ?? 0;
      const answer = this.#peers.exchangeAnswer(id, peerCount - local, exchange.epoch, exchange.sync);
      if (answer !== exchangeAnswers.refused) any += 1;
      if (answer >= exchangeAnswers.trusted) trusted += 1;
      const isFollowed = !exchange.sync && localIndex(leader) === local;
      if (isFollowed && answer === exchangeAnswers.leads && this.#peers.states.facts[id]?.promise === promised.epoch)
        return true;
    }
    return any === peerCount - 1 || trusted >= (exchange.trusted ? 1 : 2);
  }

  #breach(visitor: Visitor, breach: Breach): void {
    if (this.#rules.has(breach.rule)) visitor.breached(breach);
  }

  #follow(position: number, step: Step, taken: number, ghostBefore: number, visitor: Visitor): void {
    this.counts.transitions += 1;
    for (const breach of step.breaches) this.#breach(visitor, breach);
    if (step.next === -1) return;
    const { states } = this.#peers;
    if ((states.facts[step.next]?.promise ?? 0) > this.#options.epochs) {
      this.counts.aboveEpochs += 1;
      return;
    }
    const isPaid = this.move.event?.kind === "debtPassed";
    const isAnswer = taken !== -1 && step.next === this.#at[position] && step.keepsRound;
    // Its answers are in flight already: see `#answerAll`.
    if (isAnswer && this.#options.inFlight === 0) return;
    const before = [...this.#at];
    this.#at[position] = step.next;
    if (isPaid) this.#runOut(position);
    let ghost = ghostBefore;
    if (step.began > 0) {
      this.#judgeBeginning(position, step.began, before[position] ?? 0, visitor);
      ghost = this.#ghosts.withLeader(ghost, step.began, position);
    }
    this.#judgeLeases(visitor);
    const flying = this.#flyOn(position, step, taken, isPaid);
    this.#lose(flying, ghost, visitor);
    for (let each = 0; each < peerCount; each += 1) this.#at[each] = before[each] ?? 0;
  }

  /** What is in flight after a step of the peer at `position`. */
  #flyOn(position: number, step: Step, taken: number, isPaid: boolean): number[] {
    const { packets } = this.#peers;
    const flying: number[] = [];
    for (let index = 0; index < this.#packets.length; index += 1) {
      if (index === taken && this.#options.inFlight > 0) continue;
      let packet = this.#packets[index] ?? 0;
      const { from, to, awaited, grants } = packets.of(packet);
      if (to === position) {
        if (packets.isReply[packet] === true && !step.keepsRound) continue;
        this.#launch(packet, flying);
        continue;
      }
      if (from === position && awaited && !step.keepsRound && packets.isReply[packet] !== true) {
        packet = packets.unawaited(packet);
        if (this.#isSpent(packet)) continue;
      } else if (from === position && isPaid && grants) packet = packets.expired(packet);
      // For its receiver nothing has changed.
      if (this.#options.inFlight > 0 || !flying.includes(packet)) flying.push(packet);
    }
    const carried = flying.length;
    for (const local of step.sent) this.#launch(packets.renamed(local, position), flying);
    if (this.#options.inFlight === 0) this.#answerAll(flying, position, carried);
    return flying;
  }

  #launch(packet: number, flying: number[]): void {
    const { packets } = this.#peers;
    if (this.#isSpent(packet)) return;
    const settled = this.#options.prune && packets.isReply[packet] === true ? this.#settle(packet) : packet;
    if (this.#options.inFlight > 0 || !flying.includes(settled)) flying.push(settled);
  }

  #settle(packet: number): number {
    const { packets } = this.#peers;
    const { to } = packets.of(packet);
    const seen = packets.renamed(packet, viewFrom(to));
    return packets.renamed(this.#peers.settled(this.#at[to] ?? 0, seen), to);
  }

  /**
   * Where messages stay, a delivery that changes nobody and only adds answers may as well have happened: with it, all can
   * happen that can without.
   */
  #answerAll(flying: number[], changed: number, carried: number): void {
    const { packets } = this.#peers;
    // The list grows while it is read. What was carried on to a peer that has not changed has its answers.
    for (let index = 0; index < flying.length; index += 1) {
      const packet = flying[index] ?? 0;
      const { to } = packets.of(packet);
      if (index < carried && to !== changed) continue;
      const id = this.#at[to] ?? 0;
      const seen = packets.renamed(packet, viewFrom(to));
      for (const isLate of this.#peers.isTimed(id, seen) ? [false, true] : [false]) {
        const step = this.#peers.deliver(id, seen, isLate);
        if (step.next !== id || !step.keepsRound) continue;
        for (const local of step.sent) this.#launch(packets.renamed(local, to), flying);
      }
    }
  }

  /** All that this peer ever granted has run out. */
  #runOut(position: number): void {
    for (let local = 1; local < peerCount; local += 1) {
      const leader = toPosition(position, local);
      this.#at[leader] = this.#peers.states.withoutLeaseOf(this.#at[leader] ?? 0, peerCount - local);
    }
  }

  /** A late request that can do nothing, now or ever. */
  #isSpent(packet: number): boolean {
    const { packets, states } = this.#peers;
    const { kind, awaited, to, epoch } = packets.of(packet);
    if (awaited) return false;
    if (kind === "probe") return true;
    const id = this.#at[to] ?? 0;
    if (!this.#options.prune || epoch >= (states.facts[id]?.durablePromise ?? 0)) return false;
    const step = this.#peers.deliver(id, packets.renamed(packet, viewFrom(to)), false);
    return step.next === id && step.sent.length === 0;
  }

  /** All ways to lose as many as there is no room for. */
  #lose(flying: number[], ghost: number, visitor: Visitor): void {
    flying.sort((a, b) => a - b);
    const surplus = flying.length - this.#room;
    invariant(surplus <= 0 || this.#options.inFlight > 0, "there is room for messages that are not bounded");
    if (surplus > 0) this.counts.overflows += 1;
    this.counts.mostInFlight = Math.max(this.counts.mostInFlight, Math.min(flying.length, this.#room));
    this.#choose(flying, 0, [], Math.max(0, surplus), ghost, visitor);
  }

  #choose(
    flying: readonly number[],
    from: number,
    kept: number[],
    toLose: number,
    ghost: number,
    visitor: Visitor,
  ): void {
    if (toLose === 0) {
      const all = from === 0 ? flying : [...kept, ...flying.slice(from)];
      return this.#reach(all, ghost, visitor);
    }
    if (flying.length - from < toLose) return;
    // Of equal ones it does not matter which is lost.
    if (from === 0 || flying[from] !== flying[from - 1] || kept.at(-1) !== flying[from])
      this.#choose(flying, from + 1, kept, toLose - 1, ghost, visitor);
    this.#choose(flying, from + 1, [...kept, flying[from] ?? 0], toLose, ghost, visitor);
  }

  #reach(flying: readonly number[], ghost: number, visitor: Visitor): void {
    const raw = this.#raw;
    for (let position = 0; position < peerCount; position += 1) raw[position] = this.#at[position] ?? 0;
    raw[ghostWord] = ghost;
    pack(flying, raw, this.words);
    if (!this.#options.symmetry) return visitor.reached(raw, raw);
    const kept = this.#kept;
    kept.set(raw);
    for (let renaming = 1; renaming < renamings.length; renaming += 1) {
      if (this.#rename(renaming, ghost, flying)) kept.set(this.#candidate);
    }
    visitor.reached(raw, kept);
  }

  /** The world at hand under other names, into `#candidate`; whether it is smaller than the smallest so far. */
  #rename(renaming: number, ghost: number, flying: readonly number[]): boolean {
    const best = this.#kept;
    const { states, packets } = this.#peers;
    const to = renamings[renaming] ?? [];
    const candidate = this.#candidate;
    for (let position = 0; position < peerCount; position += 1) {
      const id = this.#at[position] ?? 0;
      candidate[to[position] ?? 0] = isMirror(renaming) ? states.mirrored(id) : id;
    }
    let order = 0;
    for (let word = 0; word < peerCount && order === 0; word += 1) order = (candidate[word] ?? 0) - (best[word] ?? 0);
    if (order > 0) return false;
    candidate[ghostWord] = this.#ghosts.renamed(ghost, renaming);
    const renamed = this.#sorted;
    renamed.length = 0;
    for (const packet of flying) renamed.push(packets.renamed(packet, renaming));
    if (renamed.length > 1) renamed.sort((a, b) => a - b);
    pack(renamed, candidate, this.words);
    for (let word = ghostWord; word < this.words && order === 0; word += 1)
      order = (candidate[word] ?? 0) - (best[word] ?? 0);
    return order < 0;
  }

  // ------------------------------------------------------------------------------------------- rules between the peers

  #judgeBeginning(position: number, epoch: number, before: number, visitor: Visitor): void {
    const { states } = this.#peers;
    const name = peerName(position);
    const former = this.#ghosts.leaderOf(this.#ghost, epoch);
    if (former !== nobodyAt)
      this.#breach(visitor, {
        rule: "oneLeader",
        what: `epoch ${epoch} begins under ${name}, and began under ${peerName(former)}`,
      });
    const adopted = states.of(before).snapshot.context.fact.epoch;
    if (adopted >= epoch)
      this.#breach(visitor, { rule: "newestFact", what: `${name} leads ${epoch} from a fact of ${adopted}` });
    let promises = 0;
    const accepted: number[] = [];
    for (let local = 0; local < peerCount; local += 1) {
      const other = this.#at[toPosition(position, local)] ?? 0;
      const facts = states.facts[local === 0 ? before : other];
      if (facts === undefined) continue;
      const isForMe = facts.durablePromise === epoch && facts.durableCandidate === (peerCount - local) % peerCount;
      if (isForMe || facts.durablePromise > epoch) promises += 1;
      // Who has promised more may have its fact from a later candidacy, which nobody needs to have accepted.
      if (facts.durablePromise <= epoch) accepted.push(facts.durableFact);
    }
    const quorum = (peerCount >> 1) + 1;
    if (promises < quorum)
      this.#breach(visitor, { rule: "quorumOfPromises", what: `${name} leads ${epoch} with ${promises} promises` });
    const chosen = accepted.sort((a, b) => b - a)[quorum - 1] ?? 0;
    if (adopted < chosen)
      this.#breach(visitor, {
        rule: "newestFact",
        what: `${name} leads ${epoch} from a fact of ${adopted}: a quorum holds one of ${chosen}`,
      });
  }

  #judgeLeases(visitor: Visitor): void {
    const { facts } = this.#peers.states;
    for (let one = 0; one < peerCount; one += 1) {
      const holder = facts[this.#at[one] ?? 0];
      if (holder === undefined || holder.lease === 0 || holder.leads === 0) continue;
      for (let other = 0; other < peerCount; other += 1) {
        const leads = facts[this.#at[other] ?? 0]?.leads ?? 0;
        if (leads <= holder.leads) continue;
        this.#breach(visitor, {
          rule: "lease",
          what: `${peerName(one)} holds a valid lease of epoch ${holder.leads} while ${peerName(other)} leads ${leads}`,
        });
      }
    }
  }
}

export function peerName(position: number): string {
  return position === nobodyAt ? "nobody" : `p${position + 1}`;
}

/** Two packets a word, each its id plus one: 0 is none. */
function pack(packets: readonly number[], into: Int32Array, words: number): void {
  for (let word = firstPacketWord; word < words; word += 1) {
    const at = (word - firstPacketWord) * 2;
    into[word] = ((packets[at] ?? -1) + 1) | (((packets[at + 1] ?? -1) + 1) << 16);
  }
}

function unpack(state: Int32Array, words: number): number[] {
  const packets: number[] = [];
  for (let word = firstPacketWord; word < words; word += 1) {
    const pair = state[word] ?? 0;
    const low = pair & 0xffff;
    const high = pair >>> 16;
    if (low !== 0) packets.push(low - 1);
    if (high !== 0) packets.push(high - 1);
  }
  return packets;
}
