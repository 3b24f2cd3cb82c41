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
  readonly #messages = new Messages();

  constructor(entries: readonly Entry[]) {
    for (const entry of entries) {
      if (entry.what !== "record") continue;
      const { record } = entry;
      if (record.machine === messageMachine) {
        this.#messages.add(entry);
        continue;
      }
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
    if (record.machine === messageMachine) {
      const cause = this.#messages.causeOf(entry);
      return cause === null ? null : { entry: cause, how: "message" };
    }
    const previous = this.before(entry);
    // Steps that the machine takes by itself within one turn carry the turn's cause too: theirs is the step before.
    const isFirstOfTurn = previous === null || previous.record.cause !== record.cause;
    if (record.cause !== "" && isFirstOfTurn) {
      const senders = this.#senders.get(`${record.cause}>${ownerOf(record.actor)}`) ?? [];
      const sender = nearest(
        senders.filter(({ record: { node } }) => node !== record.node),
        entry,
      );
      if (sender !== undefined) return { entry: sender, how: "message" };
    }
    return previous === null ? null : { entry: previous, how: "step" };
  }

  /** Steps elsewhere that this one's messages caused. */
  effectsOf(entry: LogEntry): LogEntry[] {
    return sentBy(entry).flatMap(({ to, req }) => {
      const caused = this.#caused.get(`${messageOf(entry, req)}>${to}`) ?? [];
      return caused.filter(
        (one) =>
          one.record.actor !== entry.record.actor &&
          groupOf(one.record.actor) === groupOf(entry.record.actor) &&
          nearest(this.#senders.get(`${messageOf(entry, req)}>${to}`) ?? [], one) === entry,
      );
    });
  }
}

/**
 * K/V messages have no chart whose steps send them. A reply answers the message of its id; a put belongs to the request that
 * the leader was carrying out on that key, as a key's requests are carried out one after the other in the order of arrival.
 */
class Messages {
  /** By `receiver sender:req`. */
  readonly #received = new Map<string, LogEntry[]>();
  /** By `node ensemble key`, in the order of arrival at that node. */
  readonly #requests = new Map<string, LogEntry[]>();
  /** Record number of a request's response, by `node client:req`. */
  readonly #responses = new Map<string, LogEntry[]>();
  /** Replies to a round, by `node req`. */
  readonly #replies = new Map<string, LogEntry[]>();

  add(entry: LogEntry): void {
    const { event, node } = entry.record;
    const { from, to, req, key, ensemble } = fieldsOf(entry);
    if (event === "request") push(this.#requests, `${node} ${ensemble} ${key}`, entry);
    else if (event === "response") push(this.#responses, `${node} ${to}:${req}`, entry);
    else if (event === "reply") push(this.#replies, `${to} ${req}`, entry);
    else push(this.#received, `${to} ${from}:${req}`, entry);
  }

  causeOf(entry: LogEntry): LogEntry | null {
    const { event } = entry.record;
    const { from, to, req, key, ensemble } = fieldsOf(entry);
    if (event === "reply") return nearest(this.#received.get(`${from} ${to}:${req}`) ?? [], entry) ?? null;
    if (event === "response") return this.#requestOf(entry, to, req);
    if (event !== "put") return null;
    const requests = this.#requests.get(`${from} ${ensemble} ${key}`) ?? [];
    const near = nearest(this.#replies.get(`${from} ${req}`) ?? [], entry);
    const answered = this.#firstOfRound(near);
    if (answered === undefined) return requests.findLast(({ serial }) => serial < entry.serial) ?? null;
    return requests.find((request) => this.#isOpenAt(request, answered.record)) ?? null;
  }

  /** Of the replies to the same round within one start of their receiver, the one that arrived first. */
  #firstOfRound(near: LogEntry | undefined): LogEntry | undefined {
    if (near === undefined) return undefined;
    const { to, req } = fieldsOf(near);
    return (this.#replies.get(`${to} ${req}`) ?? [])
      .filter(({ record }) => record.boot === near.record.boot)
      .reduce((first, one) => (one.record.n < first.record.n ? one : first), near);
  }

  #isOpenAt(request: LogEntry, { boot, n }: LogEntry["record"]): boolean {
    const { node, data } = request.record;
    if (request.record.boot !== boot || request.record.n > n || data["op"] === "get") return false;
    const { from, req } = fieldsOf(request);
    const response = nearest(this.#responses.get(`${node} ${from}:${req}`) ?? [], request);
    return response === undefined || response.record.n > n;
  }

  #requestOf(response: LogEntry, client: string, req: string): LogEntry | null {
    const { node, boot } = response.record;
    for (const requests of this.#requests.values()) {
      const found = requests.find((entry) => {
        const fields = fieldsOf(entry);
        return entry.record.node === node && entry.record.boot === boot && fields.from === client && fields.req === req;
      });
      if (found !== undefined) return found;
    }
    return null;
  }
}

/** A node that starts anew numbers its messages anew: of those with one name, the one that was told of nearest to `entry`. */
function nearest(named: readonly LogEntry[], entry: LogEntry): LogEntry | undefined {
  const distance = ({ serial }: LogEntry): number => Math.abs(serial - entry.serial);
  return named.reduce<LogEntry | undefined>(
    (best, one) => (best === undefined || distance(one) < distance(best) ? one : best),
    undefined,
  );
}

interface MessageFields {
  readonly from: string;
  readonly to: string;
  readonly req: string;
  readonly key: string;
  readonly ensemble: string;
}

function fieldsOf({ record }: LogEntry): MessageFields {
  const text = (name: string): string => {
    const value = record.data[name];
    return typeof value === "string" ? value : "";
  };
  const req = JSON.stringify(record.data["req"] ?? 0);
  return { from: text("from"), to: text("to"), req, key: text("key"), ensemble: text("ensemble") };
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
