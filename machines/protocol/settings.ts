/**
 * Settings: one catalogue with defaults, units, reasons and the relations that must hold between them. Read at use, so
 * they may be changed while a node runs. docs/SETTINGS.md is held to it by a test.
 */
import { QuorateError } from "./errors.ts";
import { defaultMaxValueBytes } from "./object.ts";
import { defaultPartitions, isPartitionCount } from "./ring.ts";

/** When a peer that starts again distrusts what it holds: see `Settings.treeValidation`. */
export type TreeValidation = "whenDamaged" | "always";

export interface Settings {
  /** Pause between a leader's commits; all leaders of a node commit at the same multiples of it. Source: riak_ensemble `ensemble_tick` (500). */
  readonly tickMs: number;
  /** What a follower grants a leader with each accepted commit. Source: `lease_duration` (tick * 3 div 2). */
  readonly leaseMs: number;
  /** How far a clock's rate may be off, as a fraction. The lease a leader counts on is shorter by twice that (PROTOCOL R11, R19). */
  readonly clockDrift: number;
  /** Without a commit for this long a follower probes. Source: `follower_timeout` (lease * 4). */
  readonly followerTimeoutMs: number;
  /** An election waits a random time below this, so that candidates do not collide. Source: `election_timeout`. */
  readonly electionJitterMs: number;
  /** How long a promise waits for its new epoch. Source: `prefollow_timeout` (tick * 2). */
  readonly prefollowTimeoutMs: number;
  /** How long a peer that is in no view waits to be taken in. Source: `pending_timeout` (tick * 10). */
  readonly pendingTimeoutMs: number;
  /** Pause between probes without a quorum. Source: `probe_delay` (1000). */
  readonly probeDelayMs: number;
  /** How long a quorum round waits. Source: riak_ensemble_msg, one tick. */
  readonly quorumTimeoutMs: number;
  /** How long an exchange may go without progress. */
  readonly exchangeTimeoutMs: number;
  /** How long a proposed change of members waits for a quorum of the new ones to appear, before it is given up. */
  readonly changeTimeoutMs: number;
  /** False: every read asks a quorum. Source: `trust_lease`. */
  readonly trustLease: boolean;
  /**
   * `whenDamaged`: trust survives a restart after which the store verifies (HAZARDS P8). `always`: after every start a peer compares what
   * it holds before it counts. Source: riak_ensemble `tree_validation` (true, which is `always`).
   */
  readonly treeValidation: TreeValidation;
  /** What a client waits for an answer unless it says otherwise. Source: `peer_get_timeout`, `peer_put_timeout` (60000). */
  readonly requestTimeoutMs: number;
  /** Values above this are refused. Bounded by the bus's frame size. */
  readonly maxValueBytes: number;
  /** Requests that one key may have waiting at its leader; more are answered UNAVAILABLE. */
  readonly maxQueuedPerKey: number;
  /** Clients whose requests one node remembers; writes of more are not answered until one has been silent for `clientMemoryMs`. */
  readonly maxClients: number;
  /** How long a silent client's requests are remembered: a frame delayed by the bus for longer than this could run twice. */
  readonly clientMemoryMs: number;
  /** Pause between a manager's rounds of gossip. Source: riak_ensemble_manager's tick (2000). */
  readonly gossipMs: number;
  /** How many peers the root ensemble grows to with the cluster. The original leaves that to the user. */
  readonly rootPeers: number;
  /** First pause before a crashed child is started again; doubles up to `restartMaxMs`. */
  readonly restartMinMs: number;
  readonly restartMaxMs: number;
  /** Partitions of the ring; the same on all nodes, for the life of the cluster. Source: riak_core `ring_creation_size` (64). */
  readonly ringPartitions: number;
  /** How many consecutive partitions of the ring lie on distinct nodes where that is possible. Source: riak_core `target_n_val`. */
  readonly ringReplicas: number;
  /** Pause between two pings of a node of the ring, while requests are made; three without an answer, and it is taken for down. */
  readonly ringPingMs: number;
  /** How long a deletion in the ring is remembered, so that an older write which comes late does not undo it. */
  readonly ringTombstoneMs: number;
  /** Ring requests that one node runs at a time; more are answered UNAVAILABLE. */
  readonly maxRingRequests: number;
}

export const defaultSettings: Settings = {
  tickMs: 100,
  leaseMs: 300,
  clockDrift: 0.01,
  followerTimeoutMs: 450,
  electionJitterMs: 200,
  prefollowTimeoutMs: 200,
  pendingTimeoutMs: 1000,
  probeDelayMs: 100,
  quorumTimeoutMs: 300,
  exchangeTimeoutMs: 3000,
  changeTimeoutMs: 5000,
  trustLease: true,
  treeValidation: "whenDamaged",
  requestTimeoutMs: 5000,
  maxValueBytes: defaultMaxValueBytes,
  maxQueuedPerKey: 4096,
  maxClients: 10_000,
  clientMemoryMs: 600_000,
  gossipMs: 1000,
  rootPeers: 5,
  restartMinMs: 100,
  restartMaxMs: 10_000,
  ringPartitions: defaultPartitions,
  ringReplicas: 3,
  ringPingMs: 500,
  ringTombstoneMs: 86_400_000,
  maxRingRequests: 20_000,
};

/** What a leader may count on of a granted lease: both clocks may be off, in opposite ways. */
export function countedLeaseMs(grantedMs: number, clockDrift: number): number {
  return (grantedMs * (1 - clockDrift)) / (1 + clockDrift);
}

/** How long a restarted peer owes the lease it may have granted before (PROTOCOL R11, HAZARDS P5). */
export function restartDebtMs(settings: Settings): number {
  return (settings.leaseMs * (1 + settings.clockDrift)) / (1 - settings.clockDrift);
}

/** How long a leader that leaves waits for what it has begun: a round, and its repetition. */
export function drainTimeoutMs(settings: Settings): number {
  return 2 * settings.quorumTimeoutMs;
}

interface Relation {
  readonly text: string;
  holds(settings: Settings): boolean;
}

/** Exported so that the documentation shows exactly these. */
export const settingRelations: readonly Relation[] = [
  { text: "0 <= clockDrift < 0.2", holds: (s) => s.clockDrift >= 0 && s.clockDrift < 0.2 },
  {
    text: "leaseMs = 0 (no lease), or leaseMs >= 2 * tickMs",
    holds: (s) => s.leaseMs === 0 || s.leaseMs >= 2 * s.tickMs,
  },
  {
    text: "restart debt (leaseMs and drift) <= followerTimeoutMs",
    holds: (s) => restartDebtMs(s) <= s.followerTimeoutMs,
  },
  { text: "followerTimeoutMs >= 3 * tickMs", holds: (s) => s.followerTimeoutMs >= 3 * s.tickMs },
  { text: "quorumTimeoutMs >= tickMs", holds: (s) => s.quorumTimeoutMs >= s.tickMs },
  {
    // A pause of nothing is a loop that lets no time pass.
    text: "tickMs, electionJitterMs, prefollowTimeoutMs, pendingTimeoutMs, probeDelayMs, exchangeTimeoutMs, changeTimeoutMs and restartMinMs >= 1",
    holds: (s) =>
      Math.min(
        s.tickMs,
        s.electionJitterMs,
        s.prefollowTimeoutMs,
        s.pendingTimeoutMs,
        s.probeDelayMs,
        s.exchangeTimeoutMs,
        s.changeTimeoutMs,
        s.restartMinMs,
      ) >= 1,
  },
  { text: "gossipMs >= tickMs", holds: (s) => s.gossipMs >= s.tickMs },
  {
    text: "rootPeers is a whole number from 1 to 15",
    holds: (s) => Number.isInteger(s.rootPeers) && s.rootPeers >= 1 && s.rootPeers <= 15,
  },
  { text: "restartMinMs <= restartMaxMs", holds: (s) => s.restartMinMs <= s.restartMaxMs },
  {
    text: "treeValidation is whenDamaged or always",
    holds: (s) => s.treeValidation === "whenDamaged" || s.treeValidation === "always",
  },
  {
    text: "ringPartitions is a power of two from 8 to 1024",
    holds: (s) => isPartitionCount(s.ringPartitions),
  },
  {
    text: "1 <= ringReplicas <= ringPartitions",
    holds: (s) => s.ringReplicas >= 1 && s.ringReplicas <= s.ringPartitions,
  },
  { text: "ringPingMs >= 10", holds: (s) => s.ringPingMs >= 10 },
];

/**
 * Defaults overlaid with `partial`, checked.
 * @throws QuorateError CONFIG naming the setting or the relation that does not hold.
 */
export function makeSettings(partial: Partial<Settings> = {}): Settings {
  const settings: Settings = { ...defaultSettings };
  for (const [name, value] of Object.entries(partial)) {
    if (!Object.hasOwn(defaultSettings, name))
      throw new QuorateError("CONFIG", `unknown setting ${JSON.stringify(name)}`);
    if (value === undefined) continue;
    const wanted = typeof defaultSettings[name as keyof Settings];
    const usable = typeof value === wanted && (typeof value !== "number" || (Number.isFinite(value) && value >= 0));
    if (!usable)
      throw new QuorateError(
        "CONFIG",
        `setting ${name} takes a ${wanted}${wanted === "number" ? " of at least 0" : ""}, not ${String(value)}`,
      );
    Object.assign(settings, { [name]: value });
  }
  for (const relation of settingRelations) {
    if (!relation.holds(settings)) throw new QuorateError("CONFIG", `settings must satisfy: ${relation.text}`);
  }
  return settings;
}
