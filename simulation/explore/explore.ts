/** Breadth first through every world within the bounds, so that the first breach found is a shortest one. */
import { peerMachine, type PeerMachine } from "#machines/peer/machine";
import { nobody, type PeerRecord } from "#machines/protocol/fact";
import { invariant } from "#machines/protocol/errors";
import { Peers } from "./peers.ts";
import { fixedFact } from "./peer-states.ts";
import { allRules, type Breach, type Rule } from "./rules.ts";
import { StateStore } from "./state-store.ts";
import { maxEpochs } from "./packets.ts";
import { headWords, World, type Counts, type Move, type WorldOptions } from "./world.ts";

export interface ExploreOptions extends WorldOptions {
  /** Ends there with what it has; every state to the depth reported has been seen. */
  readonly maxStates: number;
  /** Whether the peers' data counts as complete at the start. A new ensemble's does not. */
  readonly trusted: boolean;
  /** Begin when what each owes since its start has passed: that much nearer to what comes after. */
  readonly rested: boolean;
  readonly rules: readonly Rule[];
  /** Another chart in place of the real one: tests plant faults in it. */
  readonly machine?: PeerMachine;
  /** What a disk makes of a record: tests plant faults in it. */
  readonly save?: (next: PeerRecord, before: PeerRecord) => PeerRecord;
  readonly onProgress?: (progress: Progress) => void;
}

export const defaultOptions: ExploreOptions = {
  epochs: 3,
  inFlight: 0,
  crashes: 1,
  stepDowns: 0,
  damages: 0,
  symmetry: true,
  prune: true,
  maxStates: 30_000_000,
  trusted: true,
  rested: false,
  rules: allRules,
};

export interface Progress {
  readonly states: number;
  /** States whose successors are all known. */
  readonly expanded: number;
  readonly depth: number;
  readonly transitions: number;
  readonly bytes: number;
}

export interface Violation extends Breach {
  /** What happened, one line a step, each with the world after it. */
  readonly trace: readonly TraceStep[];
}

export interface TraceStep {
  readonly move: string;
  readonly world: readonly string[];
}

export interface Exploration extends Progress, Omit<Readonly<Counts>, "transitions"> {
  readonly complete: boolean;
  readonly violation: Violation | null;
  readonly peerStates: number;
  readonly packets: number;
  /** Combinations of the peers' states, messages aside. */
  readonly heads: number;
  readonly replaced: number;
  /** Steps of the chart that were computed, and those that were known already. */
  readonly steps: number;
  readonly hits: number;
}

/** How many states between two reports. */
const reportEvery = 20_000;

class Stop extends Error {}

export function explore(partial: Partial<ExploreOptions> = {}): Exploration {
  const options = { ...defaultOptions, ...partial };
  invariant(options.epochs >= 1 && options.epochs <= maxEpochs, `epochs are between 1 and ${maxEpochs}`);
  const { save } = options;
  const peers = new Peers({ machine: options.machine ?? peerMachine, ...(save === undefined ? {} : { save }) });
  const world = new World(peers, options, new Set(options.rules));
  const store = new StateStore(headWords, world.words);
  const state = new Int32Array(world.words);
  let index = 0;
  let depth = 0;
  let levelEnd = 1;
  const found: Breach[] = [];
  const progress = (): Progress => {
    const { transitions } = world.counts;
    return { states: store.count, expanded: index, depth, transitions, bytes: store.bytes };
  };
  const first = peers.start({ promised: nobody, fact: fixedFact(0, 0, ""), trusted: options.trusted });
  const paid = peers.events(first.next).find(({ kind }) => kind === "debtPassed");
  store.add(world.begin(options.rested && paid !== undefined ? paid.step.next : first.next), -1, 0);
  const visitor = {
    reached: (_: Int32Array, kept: Int32Array) => {
      store.add(kept, index, levelEnd);
    },
    breached: (breach: Breach) => {
      found.push(breach);
      throw new Stop();
    },
  };
  let isCut = false;
  try {
    for (; index < store.count; index += 1) {
      if (index === levelEnd) {
        depth += 1;
        levelEnd = store.count;
      }
      if (store.count >= options.maxStates) {
        isCut = true;
        break;
      }
      if (store.isReplaced(index)) continue;
      if (index % reportEvery === 0) options.onProgress?.(progress());
      store.read(index, state);
      world.expand(state, visitor);
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  const ended = progress();
  const stats = { peerStates: peers.states.all.length, packets: peers.packets.all.length, heads: store.heads };
  const work = { ...world.counts, steps: peers.computed, hits: peers.hits, replaced: store.replaced };
  const violation = found[0] === undefined ? null : traceOf(found[0].rule, index, store, world);
  return { ...ended, ...work, ...stats, complete: violation === null && !isCut, violation };
}

/**
 * The steps from the start to the breach. The rows hold worlds under any names, so the way is walked again under one set
 * of names, choosing at each step what leads to the next row.
 */
function traceOf(rule: Rule, last: number, store: StateStore, world: World): Violation {
  const rows: number[] = [];
  for (let row = last; row !== -1; row = store.parent(row)) rows.unshift(row);
  let state = new Int32Array(world.words);
  store.read(rows[0] ?? 0, state);
  const trace: TraceStep[] = [{ move: "all have started", world: world.describe(state) }];
  const wanted = new Int32Array(world.words);
  for (const row of rows.slice(1)) {
    store.read(row, wanted);
    const next = stepTo(world, state, wanted);
    trace.push({ move: world.describeMove(next.move), world: world.describe(next.state) });
    state = next.state;
  }
  const final = breachFrom(world, state, rule);
  trace.push({ move: world.describeMove(final.move), world: [final.breach.what] });
  return { ...final.breach, trace };
}

function stepTo(world: World, from: Int32Array, wanted: Int32Array): { state: Int32Array<ArrayBuffer>; move: Move } {
  const hits: { state: Int32Array<ArrayBuffer>; move: Move }[] = [];
  world.expand(from, {
    reached: (raw, kept) => {
      if (hits.length === 0 && kept.every((word, at) => word === wanted[at]))
        hits.push({ state: raw.slice(), move: world.move });
    },
    breached: () => {},
  });
  const [hit] = hits;
  invariant(hit !== undefined, "the way that was found can be walked again");
  return hit;
}

function breachFrom(world: World, from: Int32Array, rule: Rule): { breach: Breach; move: Move } {
  const breaches: { breach: Breach; move: Move }[] = [];
  world.expand(from, {
    reached: () => {},
    breached: (breach) => {
      if (breach.rule === rule) breaches.push({ breach, move: world.move });
    },
  });
  const [first] = breaches;
  invariant(first !== undefined, "the breach that was found is there again");
  return first;
}
