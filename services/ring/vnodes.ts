/**
 * A node's vnodes: they carry out commands on the partitions that they serve, as primaries or fallbacks. Source: seed "Quorum
 * Requests", `handle_command`.
 *
 * Writes of a turn are one durable batch, and an answer that relies on it leaves after it; reads of other keys do not wait.
 * Of two writes of a key the one of the higher stamp stays: a late or repeated command finds its stamp passed.
 */
import type { VnodeBody, VnodeCommand } from "#machines/protocol/messages";
import type { Clock, TimerHandle } from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";
import { compareStamps, maxStampAheadMs } from "#machines/protocol/stamp";
import type { VnodeEntry, VnodeRead, VnodeStore, VnodeWrite } from "#machines/protocol/vnode-store";
import { keyText } from "./key-hash.ts";

export interface VnodesOptions {
  readonly store: VnodeStore;
  readonly clock: Clock;
  settings(): Settings;
  partitions(): number;
  /** The store failed: nothing is carried out any more until it is started again. */
  failed(error: unknown): void;
}

type Answer = (body: VnodeBody) => void;

interface Turn {
  /** The last write of each key. */
  readonly writes: Map<string, VnodeWrite>;
  /** What is told when they are durable, or that they are not. */
  readonly answers: ((isDurable: boolean) => void)[];
}

const emptyTurn = (): Turn => ({ writes: new Map(), answers: [] });
const refusal = (reason: Extract<VnodeBody, { kind: "error" }>["reason"]): VnodeBody => ({
  kind: "error",
  reason,
  stamp: null,
});

/** Commands that wait for a store that is being opened; more are refused. */
const maxWaiting = 1000;
/** How often old deletions are looked for, and how many are dropped in one go. */
const reapEveryMs = 3_600_000;
const reapedAtOnce = 1000;

export class Vnodes {
  readonly #options: VnodesOptions;
  #turn = emptyTurn();
  /** The turn that is being written. */
  #writing: Turn | null = null;
  #scheduled = false;
  #open = false;
  /** Commands that came before the store was open; null once it was, or has failed. */
  #early: (() => void)[] | null = [];
  #reapTimer: TimerHandle | undefined;

  constructor(options: VnodesOptions) {
    this.#options = options;
  }

  /** @throws QuorateError LOCKED, CONFIG. */
  async start(): Promise<void> {
    await this.#options.store.open();
    this.#turn = emptyTurn();
    this.#writing = null;
    this.#open = true;
    this.#armReaper();
    const early = this.#early ?? [];
    this.#early = null;
    for (const execute of early) execute();
  }

  async stop(): Promise<void> {
    this.#open = false;
    const early = this.#early ?? [];
    this.#early = null;
    for (const execute of early) execute();
    if (this.#reapTimer !== undefined) this.#options.clock.clearTimer(this.#reapTimer);
    this.#reapTimer = undefined;
    this.#refuse(this.#turn);
    await this.#options.store.close();
  }

  /** Calls `answer` once; never before what it says is durable. */
  execute(command: VnodeCommand, answer: Answer): void {
    if (!this.#open) {
      if (this.#early === null || this.#early.length >= maxWaiting) return answer(refusal("storage"));
      return void this.#early.push(() => this.execute(command, answer));
    }
    if (command.partition >= this.#options.partitions()) return answer(refusal("partition"));
    if (command.op === "ping") return answer({ kind: "ok" });
    const key = keyText(command);
    const name = `${command.partition} ${key}`;
    try {
      if (command.op === "get") this.#get(command.partition, key, name, answer);
      else this.#write(command, key, name, answer);
    } catch (error) {
      answer(refusal("storage"));
      this.#fail(error);
    }
    return undefined;
  }

  #get(partition: number, key: string, name: string, answer: Answer): void {
    const body = bodyOf(this.#read(partition, key, name));
    if (this.#isUnderWay(name)) this.#answerLater(body, answer);
    else answer(body);
  }

  #write(command: VnodeCommand, key: string, name: string, answer: Answer): void {
    const { op, partition, value, stamp } = command;
    const { clock, settings } = this.#options;
    if (stamp === null || (op === "put" && value === null)) return answer(refusal("malformed"));
    if ((value?.length ?? 0) > settings().maxValueBytes) return answer(refusal("tooLarge"));
    if (stamp.ms > clock.wall() + maxStampAheadMs) return answer(refusal("clock"));
    const there = this.#read(partition, key, name);
    if (there.kind === "found") {
      const order = compareStamps(stamp, there.entry.stamp);
      if (order < 0) return answer({ kind: "error", reason: "stale", stamp: there.entry.stamp });
      // The same command once more: it is told again when it is durable.
      if (order === 0)
        return this.#isUnderWay(name) ? this.#answerLater({ kind: "ok" }, answer) : answer({ kind: "ok" });
    }
    const entry: VnodeEntry = { value: op === "put" ? value : null, stamp };
    this.#turn.writes.set(name, { partition, key, entry });
    return this.#answerLater({ kind: "ok" }, answer);
  }

  #read(partition: number, key: string, name: string): VnodeRead {
    const write = this.#turn.writes.get(name);
    if (write === undefined) return this.#options.store.read(partition, key);
    return write.entry === null ? { kind: "absent" } : { kind: "found", entry: write.entry };
  }

  #isUnderWay(name: string): boolean {
    return this.#turn.writes.has(name) || this.#writing?.writes.has(name) === true;
  }

  #answerLater(body: VnodeBody, answer: Answer): void {
    this.#turn.answers.push((isDurable) => answer(isDurable ? body : refusal("storage")));
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.clock.defer(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#writing !== null || !this.#open) return;
    const turn = this.#turn;
    if (turn.answers.length === 0 && turn.writes.size === 0) return;
    this.#turn = emptyTurn();
    this.#writing = turn;
    this.#commit(turn).then(
      () => {
        if (this.#writing !== turn) return this.#refuse(turn);
        this.#writing = null;
        for (const answer of turn.answers) answer(true);
        return this.#flush();
      },
      (error: unknown) => {
        this.#refuse(turn);
        if (this.#writing === turn) this.#fail(error);
      },
    );
  }

  /** A store that throws at the call has failed like one that rejects. */
  async #commit(turn: Turn): Promise<void> {
    if (turn.writes.size > 0) await this.#options.store.commit([...turn.writes.values()]);
  }

  #fail(error: unknown): void {
    if (!this.#open) return;
    this.#open = false;
    this.#writing = null;
    this.#refuse(this.#turn);
    this.#options.failed(error);
  }

  #refuse(turn: Turn): void {
    for (const answer of turn.answers.splice(0)) answer(false);
  }

  // ----------------------------------------------------------------------------------------------------------- reaping

  #armReaper(): void {
    const { clock } = this.#options;
    this.#reapTimer = clock.setTimer(() => {
      this.#reap().catch((error: unknown) => this.#fail(error));
    }, reapEveryMs);
  }

  async #reap(): Promise<void> {
    const { store, clock, settings } = this.#options;
    const beforeMs = clock.wall() - settings().ringTombstoneMs;
    const found = await store.tombstones(beforeMs, reapedAtOnce);
    if (!this.#open) return;
    for (const { partition, key } of found) {
      const name = `${partition} ${key}`;
      const there = this.#read(partition, key, name);
      // It may have been written over while they were looked for.
      if (this.#isUnderWay(name) || there.kind !== "found") continue;
      if (there.entry.value !== null || there.entry.stamp.ms >= beforeMs) continue;
      this.#turn.writes.set(name, { partition, key, entry: null });
    }
    this.#flush();
    this.#armReaper();
  }
}

function bodyOf(read: VnodeRead): VnodeBody {
  if (read.kind === "damaged") return refusal("damaged");
  if (read.kind === "absent") return { kind: "notFound", stamp: null };
  const { value, stamp } = read.entry;
  return value === null ? { kind: "notFound", stamp } : { kind: "found", value, stamp };
}
