/**
 * Records what clients of one process asked and what they were told, as a judge of linearizability reads it. Time is a
 * counter: an operation that returned before another was invoked has the lower numbers, and that is all that counts.
 *
 * Values must be unique, so that a value that is read names the write it comes from.
 */
import { QuorateError, type ErrorCode } from "#machines/protocol/errors";
import type { CallOptions, EnsembleClient, Entry } from "#services/public-types";

export type HistoryOp = "get" | "put" | "create" | "update" | "delete" | "safeDelete";

/**
 * - `ok`: done, with the entry that was read or written (none after a delete).
 * - `absent`: a read found nothing.
 * - `failed`: definitely not applied; `code` says why. PRECONDITION_FAILED also says something of the key's state then.
 * - `unknown`: may have taken effect at any time since it was invoked, also after it returned, or never.
 */
export type HistoryOutcome = "ok" | "absent" | "failed" | "unknown";

export interface HistoryRecord {
  readonly process: number;
  readonly op: HistoryOp;
  readonly key: string;
  /** What a put, create or update writes. */
  readonly value: string | null;
  /** What an update or safeDelete compares with; empty otherwise. */
  readonly expected: string;
  readonly invokedAt: number;
  /** Infinity while it is under way. */
  returnedAt: number;
  outcome: HistoryOutcome;
  code: ErrorCode | "";
  /** What a read returned, or the value that was written. */
  entry: { readonly value: string; readonly version: string } | null;
}

/** Reads that end so have told nothing; writes with any other code were not applied. */
const unknownCodes: ReadonlySet<string> = new Set<ErrorCode>(["UNKNOWN_OUTCOME", "CANCELLED"]);

export class History {
  readonly records: HistoryRecord[] = [];
  #counter = 0;

  /** Runs one operation and records it. It does not throw what the operation throws: the record says it. */
  async run(
    what: Pick<HistoryRecord, "process" | "op" | "key" | "value" | "expected">,
    call: () => Promise<Entry<string> | undefined>,
  ): Promise<HistoryRecord> {
    const record: HistoryRecord = {
      ...what,
      invokedAt: this.#tick(),
      returnedAt: Number.POSITIVE_INFINITY,
      outcome: "unknown",
      code: "",
      entry: null,
    };
    this.records.push(record);
    try {
      const entry = await call();
      record.entry = entry === undefined ? null : { value: entry.value, version: entry.version };
      record.outcome = what.op === "get" && entry === undefined ? "absent" : "ok";
    } catch (error) {
      // Anything else is a fault of the code under test, not an outcome.
      if (!(error instanceof QuorateError)) throw error;
      record.code = error.code;
      record.outcome = unknownCodes.has(error.code) ? "unknown" : "failed";
    } finally {
      record.returnedAt = this.#tick();
    }
    return record;
  }

  /** A read after everything else that must succeed: what was acknowledged is there. */
  async readBack(ensemble: EnsembleClient<string>, key: string): Promise<void> {
    const record = await this.run({ process: 0, op: "get", key, value: null, expected: "" }, () =>
      ensemble.get(key, { timeoutMs: 30_000 }),
    );
    if (record.code !== "") throw new Error(`${key} cannot be read at the end: ${record.code}`);
  }

  /** How many operations ended how: `ok` and the like, with the code where there is one. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { op, outcome, code } of this.records) {
      const name = `${op} ${code === "" ? outcome : code}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  perKey(): Map<string, HistoryRecord[]> {
    const keys = new Map<string, HistoryRecord[]>();
    for (const record of this.records) {
      const records = keys.get(record.key);
      if (records === undefined) keys.set(record.key, [record]);
      else records.push(record);
    }
    return keys;
  }

  #tick(): number {
    this.#counter += 1;
    return this.#counter;
  }
}

/** An ensemble's client whose every call is recorded, as made by one process: one that has one call at a time. */
export class RecordedEnsemble {
  readonly #ensemble: EnsembleClient<string>;
  readonly #history: History;
  readonly #process: number;

  constructor(ensemble: EnsembleClient<string>, history: History, process: number) {
    this.#ensemble = ensemble;
    this.#history = history;
    this.#process = process;
  }

  get(key: string, options?: CallOptions): Promise<HistoryRecord> {
    return this.#run("get", key, null, "", () => this.#ensemble.get(key, options));
  }

  put(key: string, value: string, options?: CallOptions): Promise<HistoryRecord> {
    return this.#run("put", key, value, "", () => this.#ensemble.put(key, value, options));
  }

  create(key: string, value: string, options?: CallOptions): Promise<HistoryRecord> {
    return this.#run("create", key, value, "", () => this.#ensemble.create(key, value, options));
  }

  update(key: string, version: string, value: string, options?: CallOptions): Promise<HistoryRecord> {
    return this.#run("update", key, value, version, () => this.#ensemble.update(key, version, value, options));
  }

  delete(key: string, options?: CallOptions): Promise<HistoryRecord> {
    return this.#run("delete", key, null, "", () => this.#ensemble.delete(key, options).then(() => undefined));
  }

  safeDelete(key: string, version: string, options?: CallOptions): Promise<HistoryRecord> {
    const call = (): Promise<undefined> => this.#ensemble.safeDelete(key, version, options).then(() => undefined);
    return this.#run("safeDelete", key, null, version, call);
  }

  #run(
    op: HistoryOp,
    key: string,
    value: string | null,
    expected: string,
    call: () => Promise<Entry<string> | undefined>,
  ): Promise<HistoryRecord> {
    return this.#history.run({ process: this.#process, op, key, value, expected }, call);
  }
}
