/**
 * What caused what: from message ids and from the order within one actor, never from clocks. A message is named by its sender
 * and request id; the record that sent it lists it in `data.sent` (services/tracer), the record that it caused names it in
 * `cause`.
 */
import { groupOf, messageMachine, ownerOf } from "./place.ts";
import type { Entry, LogEntry } from "./stream.ts";

export interface SentMessage {
  readonly to: string;
  readonly req: number;
  readonly kind: string;
}

/** Messages that a step handed over. */
export function sentBy(entry: LogEntry): SentMessage[] {
  const { sent } = entry.record.data;
  if (!Array.isArray(sent)) return [];
  return (sent as unknown[]).flatMap((one) => {
    const [to, req, kind] = Array.isArray(one) ? (one as unknown[]) : [];
    return typeof to === "string" && typeof req === "number" ? [{ to, req, kind: String(kind) }] : [];
  });
}

export interface Cause {
  readonly entry: LogEntry;
  /** `message`: it sent what caused this; `step`: the same actor's step before, in which this began. */
  readonly how: "message" | "step";
}

/** Looks things up in a stretch of entries. Made once a stretch: it reads all of it. */
export class Causes {
  readonly #senders = new Map<string, LogEntry[]>();
  readonly #byActor = new Map<string, LogEntry[]>();
  readonly #caused = new Map<string, LogEntry[]>();

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) {
      if (entry.what !== "record") continue;
      const { record } = entry;
      push(this.#byActor, `${record.actor} ${record.boot}`, entry);
      for (const { to, req } of sentBy(entry)) push(this.#senders, `${messageOf(entry, req)}>${to}`, entry);
      if (record.cause !== "") push(this.#caused, `${record.cause}>${ownerOf(record.actor)}`, entry);
    }
  }

  /** The actor's record before this one. */
  before(entry: LogEntry): LogEntry | null {
    const own = this.#byActor.get(`${entry.record.actor} ${entry.record.boot}`) ?? [];
    return own.findLast(({ serial, record }) => serial < entry.serial && record.n < entry.record.n) ?? null;
  }

  causeOf(entry: LogEntry): Cause | null {
    const { record } = entry;
    const previous = this.before(entry);
    // Steps that the machine takes by itself within one turn carry the turn's cause too: theirs is the step before.
    const isFirstOfTurn = previous === null || previous.record.cause !== record.cause;
    if (record.cause !== "" && isFirstOfTurn) {
      const senders = this.#senders.get(`${record.cause}>${ownerOf(record.actor)}`) ?? [];
      const sender = senders.findLast(({ record: { node } }) => node !== record.node);
      if (sender !== undefined) return { entry: sender, how: "message" };
    }
    return previous === null ? null : { entry: previous, how: "step" };
  }

  /** Steps elsewhere that this one's messages caused. */
  effectsOf(entry: LogEntry): LogEntry[] {
    return sentBy(entry).flatMap(({ to, req }) => {
      const caused = this.#caused.get(`${messageOf(entry, req)}>${to}`) ?? [];
      return caused.filter(
        ({ record }) => record.actor !== entry.record.actor && groupOf(record.actor) === groupOf(entry.record.actor),
      );
    });
  }
}

function messageOf({ record }: LogEntry, req: number): string {
  return `${ownerOf(record.actor)}:${req}`;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

export function isMessageRecord(entry: Entry): entry is LogEntry {
  return entry.what === "record" && entry.record.machine === messageMachine;
}
