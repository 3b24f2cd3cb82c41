/**
 * What clients do: a plan made in advance from the seed, so that a failing plan can be made smaller by leaving operations
 * out. Every operation starts at its own time, whatever became of those before it; every value is unique.
 */
import { QuorateError } from "#machines/protocol/errors";
import type { EnsembleClient, Entry } from "#services/public-types";
import { ensembleName, type Cluster, type SimulatedClient } from "./cluster.ts";
import type { Operation, OpKind, Outcome } from "./judges/history.ts";
import { streamOf, type SeededRandom } from "./random.ts";

export interface PlannedOperation {
  readonly id: number;
  readonly atMs: number;
  readonly client: number;
  readonly kind: OpKind;
  readonly key: string;
  readonly timeoutMs: number;
  /** Compares with a version that was current some time ago, not with the newest this client knows. */
  readonly stale: boolean;
  readonly readRepair: boolean;
  /** The caller gives up after so many ms; 0 never. */
  readonly abortAfterMs: number;
}

/**
 * - `crowd`: a few clients that ask all sorts of things of a few keys.
 * - `readers`: each key has a reader of its own, which waits behind nothing but writes of its key; strangers write.
 * - `strangers`: many keys and many clients that ask once and are not heard of again: whoever waited for a leader of old would
 *   look for another, and what waits keeps its key busy.
 */
export type ClientStyle = "crowd" | "readers" | "strangers";

export interface WorkloadOptions {
  readonly seed: string | number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly clients: number;
  readonly keys: number;
  readonly operationsPerSecond: number;
  /** Share of operations that are reads whatever the mix says. A write that is stuck holds up the reads behind it. */
  readonly readShare: number;
  readonly style: ClientStyle;
  /** How long callers wait, milliseconds. */
  readonly timeoutsMs: readonly number[];
  /** When scenes of the nemesis begin and end. */
  readonly scenes: readonly (readonly [number, number])[];
}

/** How many clients and keys a style takes. */
export function sizesOf(style: ClientStyle, random: SeededRandom, forMs: number): { clients: number; keys: number } {
  const crowd = { clients: random.between(3, 8), keys: random.between(1, 12) };
  const keys = random.between(6, 14);
  const strangers = Math.ceil((forMs / 1000) * random.between(16, 32));
  if (style === "readers") return { clients: keys + strangers, keys };
  return style === "strangers" ? { clients: sweepers + strangers, keys: random.between(16, 40) } : crowd;
}

const mix: readonly (readonly [OpKind, number])[] = [
  ["get", 38],
  ["put", 22],
  ["update", 18],
  ["create", 9],
  ["delete", 7],
  ["safeDelete", 6],
];
const mixTotal = mix.reduce((sum, [, weight]) => sum + weight, 0);

export function planWorkload(options: WorkloadOptions): PlannedOperation[] {
  const random = streamOf(options.seed, "workload");
  const { style, fromMs, untilMs, clients, keys, operationsPerSecond } = options;
  if (style === "readers" && clients > keys) {
    const strangers = planStrangers(random, options, keys);
    return inOrder([...planReaders(random, options), ...strangers]);
  }
  if (style === "strangers")
    return inOrder([...planSweeps(random, options), ...planStrangers(random, options, sweepers)]);
  const meanMs = 1000 / operationsPerSecond;
  const plan: PlannedOperation[] = [];
  for (let atMs = fromMs; ;) {
    atMs += random.exponential(meanMs);
    if (atMs >= untilMs) return plan;
    // The last clients ask rarely: they are the ones that have not heard of a new leader.
    const client = Math.floor(random.unit() ** 3 * clients);
    const kind = random.chance(options.readShare) ? "get" : pickKind(random);
    // Some keys are much busier than others.
    const key = Math.min(random.below(keys), random.below(keys));
    plan.push(planned(random, options, plan.length + 1, atMs, client, kind, key));
  }
}

function planned(
  random: SeededRandom,
  { timeoutsMs }: WorkloadOptions,
  id: number,
  atMs: number,
  client: number,
  kind: OpKind,
  key: number,
): PlannedOperation {
  return {
    id,
    atMs: Math.floor(atMs * 1000) / 1000,
    client,
    kind,
    key: `k${key}`,
    timeoutMs: random.pick(timeoutsMs),
    stale: random.chance(0.15),
    readRepair: random.chance(0.1),
    abortAfterMs: random.chance(0.02) ? random.between(1, 60) : 0,
  };
}

const blindWrites = ["put", "put", "put", "delete"] as const;
const readEveryMs = 110;

/** One client a key. */
function planReaders(random: SeededRandom, options: WorkloadOptions): PlannedOperation[] {
  const plan: PlannedOperation[] = [];
  for (let key = 0; key < options.keys; key += 1) {
    const meanMs = readEveryMs * (0.5 + random.unit());
    for (let atMs = options.fromMs + random.exponential(meanMs); atMs < options.untilMs;) {
      plan.push({ ...planned(random, options, 0, atMs, key, "get", key), readRepair: false, abortAfterMs: 0 });
      atMs += random.exponential(meanMs);
    }
  }
  return plan;
}

/** Clients that read all keys. */
const sweepers = 6;
const sweepMs = 120;

/** All keys are read just before a scene begins: whoever leads may then answer them without asking anybody (PROTOCOL R17). */
function planSweeps(random: SeededRandom, options: WorkloadOptions): PlannedOperation[] {
  return options.scenes.flatMap(([fromMs]) =>
    Array.from({ length: options.keys }, (_, key) => {
      const atMs = Math.max(options.fromMs, fromMs - 10 - sweepMs * random.unit());
      return planned(random, options, 0, atMs, key % sweepers, "get", key);
    }),
  );
}

/**
 * They come in threes: one writes two keys, two others ask for them when that has most likely been answered. Each looks for a
 * leader of its own; so where there are two leaders, one may have written here and another reads there.
 */
function planStrangers(random: SeededRandom, options: WorkloadOptions, firstClient: number): PlannedOperation[] {
  const { fromMs, untilMs, clients, keys, readShare } = options;
  const plan: PlannedOperation[] = [];
  const groups = Math.floor((clients - firstClient) / 3);
  for (let group = 0; group < groups; group += 1) {
    const client = firstClient + group * 3;
    const atMs = shifted(random, options, fromMs + ((untilMs - fromMs) * (group + random.unit())) / groups);
    const gapsMs = [random.between(5, 60), random.pick([random.between(20, 120), random.between(30, 900)])];
    for (const key of [random.below(keys), random.below(keys)]) {
      const add = (who: number, kind: OpKind, ms: number): void => {
        if (ms + 3 < untilMs) plan.push(planned(random, options, 0, ms + 3 * random.unit(), who, kind, key));
      };
      add(client, random.chance(0.8) ? random.pick(blindWrites) : pickKind(random), atMs);
      for (const [index, gapMs] of gapsMs.entries())
        add(client + 1 + index, random.chance(0.6 + readShare / 2) ? "get" : pickKind(random), atMs + gapMs);
    }
  }
  return plan;
}

/** Share of a scene in which as a rule nobody new leads yet: what is asked then only keeps keys busy. */
const lull = 0.35;

/** Most of what would fall in the lull of a scene comes later in it. */
function shifted(random: SeededRandom, { scenes }: WorkloadOptions, atMs: number): number {
  for (const [fromMs, untilMs] of scenes) {
    const lullMs = (untilMs - fromMs) * lull;
    if (atMs >= fromMs && atMs < fromMs + lullMs && random.chance(0.75))
      return fromMs + lullMs + random.unit() * (untilMs - fromMs - lullMs);
  }
  return atMs;
}

function inOrder(plan: readonly PlannedOperation[]): PlannedOperation[] {
  return [...plan].sort((a, b) => a.atMs - b.atMs).map((operation, index) => ({ ...operation, id: index + 1 }));
}

function pickKind(random: SeededRandom): OpKind {
  let at = random.below(mixTotal);
  for (const [kind, weight] of mix) {
    if (at < weight) return kind;
    at -= weight;
  }
  return "get";
}

export interface WorkloadCounts {
  readonly byKind: Record<OpKind, number>;
  readonly byOutcome: Record<Outcome, number>;
}

const gaveUp = "the caller gave up";

/** Operations that one client may have open, on different keys. */
const openPerClient = 3;

/** Writes with these codes may have taken effect; reads that end so say nothing. All others are definite refusals. */
const unknownCodes: ReadonlySet<string> = new Set(["UNKNOWN_OUTCOME", "CANCELLED"]);

export class Workload {
  readonly operations: Operation[] = [];
  readonly counts: WorkloadCounts = {
    byKind: { get: 0, put: 0, create: 0, update: 0, delete: 0, safeDelete: 0 },
    byOutcome: { ok: 0, absent: 0, failed: 0, never: 0, unknown: 0 },
  };
  /** Operations of the plan that were left out because their client still waited. */
  skipped = 0;
  readonly #cluster: Cluster;
  readonly #clients: SimulatedClient[];
  /** By client and key: versions that it was told, newest last. */
  readonly #versions = new Map<string, string[]>();
  #open = new Map<number, Operation>();

  constructor(cluster: Cluster, clients: number) {
    this.#cluster = cluster;
    this.#clients = Array.from({ length: clients }, (_, index) => cluster.client(`c${index + 1}`));
  }

  schedule(plan: readonly PlannedOperation[]): void {
    for (const planned of plan) {
      const client = this.#clients[planned.client] as SimulatedClient;
      this.#cluster.time.at(planned.atMs * 1000, () => {
        if (this.#mayAsk(client, planned.key)) this.perform(client, planned);
        else this.skipped += 1;
      });
    }
  }

  /** Operations still under way count as of unknown outcome. */
  history(): Operation[] {
    return [...this.operations, ...this.#open.values()];
  }

  /** Nobody waits for an answer. */
  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  /** A client waits for its own answers: what is open side by side stays small, as the judge needs it. */
  #mayAsk({ name }: SimulatedClient, key: string): boolean {
    let open = 0;
    for (const operation of this.#open.values()) {
      if (operation.client !== name) continue;
      if (operation.key === key) return false;
      open += 1;
    }
    return open < openPerClient;
  }

  /** Begins one operation now. `done` is told how it ended. */
  perform(client: SimulatedClient, planned: PlannedOperation, done?: (outcome: Outcome, error: unknown) => void): void {
    const { kind, key } = planned;
    const operation: Operation = {
      id: planned.id,
      client: client.name,
      key,
      kind,
      value: kind === "put" || kind === "create" || kind === "update" ? `${client.name}-${planned.id}` : "",
      expected: kind === "update" || kind === "safeDelete" ? this.#expected(client, planned) : "",
      invokedAt: this.#cluster.nowMs,
      returnedAt: Number.POSITIVE_INFINITY,
      outcome: "unknown",
      found: "",
      version: "",
    };
    this.counts.byKind[kind] += 1;
    this.#open.set(planned.id, operation);
    client.clock.enter(() => {
      call(client.ensemble, operation, planned, client).then(
        (entry) => {
          const outcome = kind === "get" && entry === undefined ? "absent" : "ok";
          this.#ended(operation, outcome, entry);
          done?.(outcome, null);
        },
        (error: unknown) => {
          const outcome = this.#failed(operation, error);
          done?.(outcome, error);
        },
      );
    });
  }

  #expected(client: SimulatedClient, { key, stale }: PlannedOperation): string {
    const versions = this.#versions.get(`${client.name}/${key}`) ?? [];
    return versions.at(stale ? -3 : -1) ?? versions[0] ?? "0.0";
  }

  #failed(operation: Operation, error: unknown): Outcome {
    const code = error instanceof QuorateError ? error.code : "";
    if (code === "") {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#cluster.violate({ judge: "crash", what: `${operation.client}: ${what}`, atMs: this.#cluster.nowMs });
    }
    const isUnknown = unknownCodes.has(code) || code === "";
    const outcome = code === "PRECONDITION_FAILED" ? "failed" : isUnknown ? "unknown" : "never";
    this.#ended(operation, outcome, undefined);
    return outcome;
  }

  #ended(operation: Operation, outcome: Outcome, entry: Entry<string> | undefined): void {
    this.#open.delete(operation.id);
    const { hash, nowMs } = this.#cluster;
    const done: Operation = {
      ...operation,
      outcome,
      returnedAt: nowMs,
      found: operation.kind === "get" ? (entry?.value ?? "") : "",
      version: entry?.version ?? "",
    };
    this.operations.push(done);
    this.counts.byOutcome[outcome] += 1;
    hash.number(operation.id);
    hash.number(nowMs * 1000);
    hash.text(outcome);
    hash.text(done.version);
    if (entry === undefined) return;
    this.#remember(done, entry.version);
    if (operation.kind !== "get") this.#cluster.ledger.acknowledged(ensembleName, operation.key, entry.version);
  }

  #remember({ client, key }: Operation, version: string): void {
    const name = `${client}/${key}`;
    const versions = this.#versions.get(name) ?? [];
    if (versions.at(-1) !== version) versions.push(version);
    if (versions.length > 4) versions.shift();
    this.#versions.set(name, versions);
  }
}

function call(
  ensemble: EnsembleClient<string>,
  { kind, key, value, expected }: Operation,
  planned: PlannedOperation,
  client: SimulatedClient,
): Promise<Entry<string> | undefined> {
  const { timeoutMs, readRepair, abortAfterMs } = planned;
  let signal: AbortSignal | undefined;
  if (abortAfterMs > 0) {
    const controller = new AbortController();
    // With a reason of ours: the default one takes a stack trace each time.
    client.clock.setTimer(() => controller.abort(gaveUp), abortAfterMs);
    signal = controller.signal;
  }
  const options = { timeoutMs, ...(signal === undefined ? {} : { signal }) };
  switch (kind) {
    case "get":
      return ensemble.get(key, { ...options, readRepair });
    case "put":
      return ensemble.put(key, value, options);
    case "create":
      return ensemble.create(key, value, options);
    case "update":
      return ensemble.update(key, expected, value, options);
    case "delete":
      return ensemble.delete(key, options).then(() => undefined);
    case "safeDelete":
      return ensemble.safeDelete(key, expected, options).then(() => undefined);
  }
}
