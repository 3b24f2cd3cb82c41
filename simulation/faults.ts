/**
 * What goes wrong, and when: a plan made in advance from the seed, as plain data. Every fault has a beginning and an end; when
 * all have ended the cluster must come back.
 */
import type { NodeName } from "#machines/protocol/identifiers";
import type { Settings } from "#machines/protocol/settings";
import { frameKinds, type FramePick } from "./frame-rules.ts";
import type { LinkConditions } from "./network.ts";
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
  "cut",
  "lose",
  "hold",
  "again",
] as const;
/** No fault, but what an operator may ask at any time: `nodes` are to be the members. */
export const changeKind = "members";
export type FaultKind = (typeof faultKinds)[number] | typeof changeKind;

/**
 * Stands for whoever leads: when the fault begins, or when its scene does. `other1`, `other2`, ... are the rest, in an order
 * of the scene's own; `sender` and `receiver` are those of the frame that set a fault off.
 */
export const leaderRole = "leader";
export type Role = typeof leaderRole | `other${number}` | "sender" | "receiver";
export type Who = NodeName | Role;

/** Faults that belong together agree on who is who: decided at `atMs`. */
export interface Scene {
  readonly id: number;
  readonly atMs: number;
  /** Who comes last among the others, if it does not lead: those that may lose what they have stored. */
  readonly last?: readonly NodeName[];
}

/** That such a frame is sent. */
export interface Trigger {
  readonly frames: FramePick;
  readonly delayMs: number;
}

export interface Fault {
  readonly id: number;
  readonly kind: FaultKind;
  readonly atMs: number;
  readonly forMs: number;
  /** Whom it happens to; for `split` one of the two sides, for `cut` one and those that it is cut from. */
  readonly nodes: readonly Who[];
  /** How much of it: a share, a rate, milliseconds; see `inflict`. */
  readonly amount: number;
  /** For `weather`. */
  readonly conditions?: LinkConditions;
  /** For `lose`, `hold` and `again`. */
  readonly frames?: FramePick;
  readonly scene?: Scene;
  /** Set off by the first such frame within `withinMs` of `atMs`, and not without one. */
  readonly when?: Trigger & { readonly withinMs: number };
  /** Ended by such a frame, `forMs` after its beginning at the latest. */
  readonly until?: Trigger;
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
  /** Faults that belong together, and which share of all beginnings they are. */
  readonly scenes?: readonly SceneMaker[];
  readonly sceneShare?: number;
  readonly settings?: Settings;
  /** The fewest members that an ensemble has at any time; all nodes unless given. */
  readonly smallestView?: number;
}

/** @returns the faults of a scene that begins at `at.atMs`, without ids, and how long it lasts. */
export type SceneMaker = (at: SceneDraw) => { readonly faults: readonly Omit<Fault, "id">[]; readonly forMs: number };

/** What a scene is drawn from. */
export interface SceneDraw {
  readonly random: SeededRandom;
  readonly scene: Scene;
  readonly settings: Settings;
  readonly nodes: number;
}

/** Data-destroying faults hit only these: what a majority has lost no protocol can bring back. */
export function victimsOf(nodes: readonly NodeName[], smallestView: number, random: SeededRandom): NodeName[] {
  return random.shuffle(nodes).slice(0, (smallestView - 1) >> 1);
}

export const destroys: ReadonlySet<FaultKind> = new Set([
  "rot",
  "rotLeaves",
  "rotPages",
  "misdirected",
  "droppedWrites",
  "loseObjects",
]);

/** Whether any of these destroys data. */
export function areDestructive(kinds: readonly FaultKind[]): boolean {
  return kinds.some((kind) => destroys.has(kind));
}

export function planFaults(options: NemesisOptions): Fault[] {
  const random = streamOf(options.seed, "nemesis");
  const victims = victimsOf(options.nodes, options.smallestView ?? options.nodes.length, random);
  const kinds = options.kinds.filter((kind) => victims.length > 0 || !destroys.has(kind));
  // A seed has its favourites: pure mixtures find less.
  const favourites = random.shuffle(kinds).slice(0, random.chance(0.2) ? kinds.length : random.between(1, 5));
  const { scenes = [], sceneShare = 0, settings, untilMs } = options;
  const favouriteScenes = random.shuffle(scenes).slice(0, random.between(1, 3));
  const plan: Fault[] = [];
  if (favourites.length === 0) return plan;
  for (let atMs = options.fromMs; ;) {
    atMs += random.exponential(options.meanPauseMs);
    if (atMs >= untilMs) return plan;
    if (settings !== undefined && favouriteScenes.length > 0 && random.chance(sceneShare)) {
      const scene: Scene = { id: plan.length + 1, atMs: Math.floor(atMs), last: victims };
      const { faults, forMs } = random.pick(favouriteScenes)({ random, scene, settings, nodes: options.nodes.length });
      for (const fault of faults)
        if (fault.atMs < untilMs)
          plan.push({ ...fault, id: plan.length + 1, forMs: Math.min(fault.forMs, untilMs - fault.atMs) });
      atMs += forMs;
      continue;
    }
    plan.push({
      id: plan.length + 1,
      ...singleFault(random.pick(favourites), Math.floor(atMs), options, victims, random),
    });
  }
}

/** When each scene of a plan begins and when the last of its faults has ended. */
export function spansOf(plan: readonly Fault[]): (readonly [number, number])[] {
  const spans = new Map<number, readonly [number, number]>();
  for (const { scene, atMs, forMs } of plan) {
    if (scene === undefined) continue;
    const [fromMs, untilMs] = spans.get(scene.id) ?? [scene.atMs, scene.atMs];
    spans.set(scene.id, [fromMs, Math.max(untilMs, atMs + forMs)]);
  }
  return [...spans.values()];
}

function singleFault(
  kind: FaultKind,
  atMs: number,
  { nodes: all, untilMs, clockDrift }: NemesisOptions,
  victims: readonly NodeName[],
  random: SeededRandom,
): Omit<Fault, "id"> {
  const nodes = destroys.has(kind) ? [random.pick(victims)] : someNodes(kind, all, random);
  const forMs = Math.floor(Math.min(lastingMs(kind, random), untilMs - atMs));
  const fault = { kind, atMs, forMs, nodes, amount: amountOf(kind, clockDrift, random) };
  if (kind === "weather") return { ...fault, conditions: weather(random) };
  if (kind === "lose" || kind === "hold") return { ...fault, frames: someFrames(nodes, all, random) };
  if (kind === "again") return { ...fault, frames: { to: nodes, kinds: ["request"] } };
  return fault;
}

/** Some kinds, from or to somebody. */
function someFrames(nodes: readonly Who[], all: readonly NodeName[], random: SeededRandom): FramePick {
  const kinds = random.shuffle(frameKinds).slice(0, random.between(1, 4));
  const others = random.chance(0.5) ? {} : { other: [random.pick(all)] };
  return random.chance(0.5)
    ? { kinds, from: nodes, ...(others.other === undefined ? {} : { to: others.other }) }
    : { kinds, to: nodes, ...(others.other === undefined ? {} : { from: others.other }) };
}

function someNodes(kind: FaultKind, nodes: readonly NodeName[], random: SeededRandom): Who[] {
  if (kind === "powerCut" || kind === "untrustedLease" || kind === "weather") return [...nodes];
  if (kind === "split") return random.shuffle(nodes).slice(0, 1 + random.below(nodes.length - 1));
  if (kind === "depose") return [leaderRole];
  // Leaders have more to lose than others.
  const first = random.chance(0.5) ? leaderRole : random.pick(nodes);
  return kind === "oneWay" || kind === "cut" ? random.shuffle([first, random.pick(nodes)]) : [first];
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
    case "hold":
    case "again":
      return random.pick([0, 0, random.below(50), random.below(1000)]);
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
