/** What a seed is after: faults, settings and clients that belong together find more than a mixture of all. */
import type { Settings } from "#machines/protocol/settings";
import { restartDebtMs, makeSettings } from "#machines/protocol/settings";
import { faultKinds, type FaultKind, type SceneMaker } from "./faults.ts";
import type { SeededRandom } from "./random.ts";
import * as scenes from "./scenes.ts";
import type { ClientStyle } from "./workload.ts";

export interface Theme {
  readonly name: string;
  /** Of so many seeds that many are about it. */
  readonly weight: number;
  /** Only for clusters of at least so many nodes. */
  readonly fromNodes?: number;
  readonly kinds: readonly FaultKind[];
  readonly scenes: readonly SceneMaker[];
  /** Share of beginnings that are scenes. */
  readonly sceneShare: number;
  readonly timings: readonly ((random: SeededRandom) => Partial<Settings>)[];
  readonly styles: readonly ClientStyle[];
  readonly readShares: readonly number[];
  readonly pausesMs: readonly number[];
  /** Mean time of a commit to disk, microseconds. */
  readonly syncsUs: readonly number[];
  /** Share of seeds with a network that does nothing by itself. */
  readonly calm: number;
}

const asTheyAre = (): Partial<Settings> => ({});
const noLease = (random: SeededRandom): Partial<Settings> => ({
  leaseMs: 0,
  electionJitterMs: random.pick([5, 50, 200]),
  quorumTimeoutMs: random.pick([300, 1500]),
  prefollowTimeoutMs: random.pick([200, 200, 2000]),
});
/** Long leases and patient rounds make the time long in which a deposed leader does not know that it is. */
const longLease = (random: SeededRandom): Partial<Settings> => ({
  leaseMs: 1500,
  followerTimeoutMs: 1700,
  quorumTimeoutMs: 3000,
  electionJitterMs: random.pick([10, 100]),
});
/** The lease is nearly as long as the settings allow: whoever grants a moment too much is caught. */
const tightLease = (random: SeededRandom): Partial<Settings> => {
  const tickMs = random.pick([100, 200, 200, 250]);
  const followerTimeoutMs = tickMs * random.pick([3, 3, 4]);
  const leaseMs = Math.floor(followerTimeoutMs / (restartDebtMs({ ...makeSettings(), leaseMs: 1000 }) / 1000)) - 1;
  return {
    tickMs,
    followerTimeoutMs,
    leaseMs: random.pick([leaseMs, leaseMs, Math.max(2 * tickMs, leaseMs - tickMs)]),
    quorumTimeoutMs: random.pick([1000, 1500, 2000]),
    electionJitterMs: random.pick([5, 5, 25, 100]),
  };
};
const patient = (random: SeededRandom): Partial<Settings> => ({
  quorumTimeoutMs: random.pick([1000, 2000, 3000]),
  electionJitterMs: random.pick([10, 50, 200]),
});
const impatient = (random: SeededRandom): Partial<Settings> => ({
  quorumTimeoutMs: random.pick([150, 200]),
  electionJitterMs: random.pick([10, 200]),
});
const quick = (): Partial<Settings> => ({
  tickMs: 40,
  leaseMs: 120,
  followerTimeoutMs: 160,
  quorumTimeoutMs: 120,
  electionJitterMs: 60,
  probeDelayMs: 40,
});
const checks = (random: SeededRandom): Partial<Settings> => ({
  trustLease: false,
  leaseMs: random.pick([0, 300]),
  quorumTimeoutMs: random.pick([2000, 2500]),
  electionJitterMs: random.pick([20, 100]),
});

export const themes: readonly Theme[] = [
  {
    name: "mixture",
    weight: 2,
    kinds: faultKinds,
    scenes: Object.values(scenes).filter((scene) => scene !== scenes.twoCamps),
    sceneShare: 0.2,
    timings: [asTheyAre, asTheyAre, longLease, patient, noLease, quick, checks, impatient],
    styles: ["crowd", "crowd", "readers", "strangers"],
    readShares: [0, 0.3, 0.7],
    pausesMs: [300, 800, 2000],
    syncsUs: [100, 100, 3000, 20_000],
    calm: 0.4,
  },
  {
    // Two leaders at a time, one of which does not know.
    name: "leases",
    weight: 3,
    kinds: ["isolate", "depose", "pause", "suspend", "oneWay", "clockRate", "weather"],
    scenes: [
      scenes.losesFollowers,
      scenes.lateAnswers,
      scenes.lateAnswers,
      scenes.lateOrders,
      scenes.dozes,
      scenes.flaps,
    ],
    sceneShare: 0.9,
    timings: [tightLease, tightLease, tightLease, longLease, patient, checks, checks, asTheyAre],
    styles: ["crowd", "readers", "readers", "strangers", "strangers"],
    readShares: [0.5, 0.8],
    pausesMs: [300, 800],
    syncsUs: [100],
    calm: 0.8,
  },
  {
    // The last commit that a follower has heard, to the millisecond, and readers that stay with their leader.
    name: "heartbeats",
    weight: 2,
    kinds: ["isolate", "oneWay", "pause", "clockRate"],
    scenes: [scenes.lateOrders, scenes.losesFollowers],
    sceneShare: 0.95,
    timings: [tightLease],
    styles: ["readers", "strangers", "strangers"],
    readShares: [0.5],
    pausesMs: [200, 400],
    syncsUs: [100],
    calm: 0.9,
  },
  {
    // What was promised, to whom, and what is left of it after a restart.
    name: "elections",
    weight: 3,
    kinds: ["crash", "restart", "isolate", "disconnect", "crashWriting"],
    scenes: [scenes.relay, scenes.unheard, scenes.crashesAt, scenes.askedAgain, scenes.selective],
    sceneShare: 0.9,
    timings: [noLease, noLease, asTheyAre, quick, tightLease],
    styles: ["crowd", "strangers"],
    readShares: [0, 0.3],
    pausesMs: [200, 500],
    syncsUs: [100, 100, 3000, 20_000],
    calm: 0.8,
  },
  {
    // A minority of a larger ensemble that hears two leaders, or none.
    name: "camps",
    weight: 3,
    fromNodes: 5,
    kinds: ["split", "isolate", "oneWay", "cut", "restart"],
    scenes: [scenes.twoCamps, scenes.selective, scenes.lateOrders],
    sceneShare: 0.9,
    timings: [noLease, noLease, patient, asTheyAre],
    styles: ["readers", "strangers"],
    readShares: [0.3, 0.8],
    pausesMs: [200, 500],
    syncsUs: [100, 100, 3000, 20_000],
    calm: 0.8,
  },
  {
    // What was stored, and what was left of it.
    name: "disks",
    weight: 2,
    kinds: [
      "crash",
      "crashWriting",
      "powerCut",
      "slowDisk",
      "failingDisk",
      "loseObjects",
      "rot",
      "rotLeaves",
      "droppedWrites",
      "split",
    ],
    scenes: [scenes.behindComesBack, scenes.overtaken, scenes.crashesAt],
    sceneShare: 0.5,
    timings: [asTheyAre, quick, noLease],
    styles: ["crowd", "crowd", "readers"],
    readShares: [0, 0.5],
    pausesMs: [150, 400, 1000],
    syncsUs: [100, 100, 3000, 20_000],
    calm: 0.6,
  },
  {
    // Late and repeated frames, leader after leader.
    name: "frames",
    weight: 2,
    kinds: ["weather", "oneWay", "split", "disconnect", "restart", "crash", "lose", "hold", "again"],
    scenes: [scenes.overtaken, scenes.lateAnswers, scenes.selective, scenes.flaps],
    sceneShare: 0.5,
    timings: [asTheyAre, patient, noLease, quick, impatient],
    styles: ["crowd", "readers", "strangers"],
    readShares: [0, 0.3],
    pausesMs: [300, 1000],
    syncsUs: [100, 100, 3000, 20_000],
    calm: 0.4,
  },
];

export function themeOf(random: SeededRandom, nodes: number): Theme {
  const fitting = themes.filter(({ fromNodes = 1 }) => nodes >= fromNodes);
  return random.pick(fitting.flatMap((theme) => Array.from({ length: theme.weight }, () => theme)));
}
