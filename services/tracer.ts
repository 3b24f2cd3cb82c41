/**
 * The tracer turns what charts do into the one trace record. It listens to XState's inspection only while somebody watches:
 * an inspector that has asked lately, or a sink that was handed in (the simulator, a recorder).
 */
import type { AnyActorRef, AnyTransitionDefinition, InspectionEvent } from "xstate";
import type { Batch, Clock, TimerHandle } from "#machines/protocol/ports";
import type { ClientRequest, ClientResponse, PeerMessage, TraceBatch, Watch } from "#machines/protocol/messages";
import type { Json, TraceRecord } from "#machines/protocol/trace";
import { transitionId } from "#machines/transition-id";

export interface TracerOptions {
  readonly node: string;
  readonly boot: string;
  readonly clock: Clock;
  readonly sink?: ((record: TraceRecord) => void) | undefined;
  publish(batch: TraceBatch): void;
}

/** What of an actor a reader wants to see beside its state. `snapshot` is that of the microstep, which the actor may not show yet. */
export type Describe = (snapshot: unknown) => { readonly [key: string]: Json };

/** A message that a step hands to its host: to whom, under which request id, of which kind. */
type Sent = readonly [to: string, req: number, kind: string];

interface Watched {
  readonly actor: AnyActorRef;
  /** It lives as long as one call: there may be thousands a second. */
  readonly isPassing: boolean;
  readonly machine: string;
  readonly describe: Describe;
  before: readonly string[];
  effects: string[];
  sent: Sent[];
  subscription: { unsubscribe(): void } | null;
}

/** Records kept for one publication; what comes above is counted as a gap, never left out in silence. */
const maxBuffered = 4096;
const publishEveryMs = 20;
/** An empty batch now and then tells inspectors that the node lives. */
const heartbeatMs = 1000;
const longestWatchMs = 60_000;
/**
 * K/V messages told of in each second of the wall clock. A single put is always told in full; under load it is the first
 * ones of every second, about the same ones on every node, and the number of the others.
 */
const maxMessagesASecond = 60;
/** Actors of a single call that inspectors are shown from each second of the wall clock; the others are counted. */
const maxPassingASecond = 20;
/** What the data plane handles: it has no chart, so its messages are records of their own. */
const dataPlane: ReadonlySet<string> = new Set(["put", "checkEpoch", "fetch"]);
const dataPlaneReplies: ReadonlySet<string> = new Set(["stored", "objects"]);

export class Tracer {
  readonly #options: TracerOptions;
  readonly #watched = new Map<string, Watched>();
  #buffer: TraceRecord[] = [];
  #gap = 0;
  #n = 0;
  #until = 0;
  #timer: TimerHandle | null = null;
  #publishedAt = 0;
  /** A request's name in two parts: it is put together for a record only. */
  #causeFrom = "";
  #causeId = -1;
  #second = 0;
  #toldThisSecond = 0;
  #passingThisSecond = 0;
  #untold = 0;

  constructor(options: TracerOptions) {
    this.#options = options;
  }

  /** Follows a chart from now on. Call before it starts. @returns stops following it. */
  follow(id: string, machine: string, actor: AnyActorRef, describe: Describe): () => void {
    return this.#follow(id, { actor, machine, describe, isPassing: false, ...untouched() });
  }

  /** As `follow`, of a chart that lives as long as one call: under load inspectors are shown some of them. */
  followPassing(id: string, machine: string, actor: AnyActorRef, describe: Describe): () => void {
    return this.#follow(id, { actor, machine, describe, isPassing: true, ...untouched() });
  }

  #follow(id: string, watched: Watched): () => void {
    this.#watched.set(id, watched);
    if (this.#isOn() && this.#admits(watched)) this.#attach(id, watched);
    return () => {
      if (this.#watched.get(id) !== watched) return;
      this.#watched.delete(id);
      if (watched.subscription === null) return;
      watched.subscription.unsubscribe();
      if (this.#isOn()) this.#record(id, watched, "stopped", "", {}, [], []);
    };
  }

  #admits({ isPassing }: Watched): boolean {
    if (!isPassing || this.#options.sink !== undefined) return true;
    this.#turnSecond();
    if (this.#passingThisSecond >= maxPassingASecond) {
      this.#untold += 1;
      return false;
    }
    this.#passingThisSecond += 1;
    return true;
  }

  /** The request that causes the steps until the next call: set by whoever hands messages to charts. */
  causedBy(cause: string): void {
    this.#setCause(cause, -1);
  }

  /** A peer's message arrived: it causes the steps until the next call. */
  received(message: PeerMessage): void {
    const { from, to, ensemble, type } = message;
    if ("req" in message) this.#setCause(from, message.req);
    else this.#setCause("", -1);
    if (this.#timer === null) return;
    const isReply = type === "reply";
    if (isReply ? !dataPlaneReplies.has(message.body.kind) : !dataPlane.has(type)) return;
    if (!this.#mayTell()) return;
    const key = type === "put" ? { key: message.object.key } : {};
    const kind = isReply ? { body: message.body.kind } : {};
    if ("req" in message) this.#tell(type, { from, to, req: message.req, ensemble, ...key, ...kind });
  }

  /** A client's request arrived: it causes the steps until the next call. */
  requested(client: string, { id, ensemble, op, key }: ClientRequest): void {
    this.#setCause(client, id);
    if (this.#mayTell()) this.#tell("request", { from: client, to: this.#options.node, req: id, ensemble, op, key });
  }

  /** A message of the ring, which vnodes handle without a chart. `data` is asked for only when somebody watches. */
  told(event: string, data: () => { readonly [key: string]: Json }): void {
    if (this.#mayTell()) this.#tell(event, data());
  }

  responded(client: string, { id, code }: ClientResponse): void {
    if (!this.#mayTell()) return;
    this.#setCause(client, id);
    this.#tell("response", { from: this.#options.node, to: client, req: id, code });
    this.#setCause("", -1);
  }

  /** An inspector asks for the stream. Each asking begins with where every chart is. */
  watch(batch: Batch, message: Watch): void {
    const { clock } = this.#options;
    this.#until = Math.max(this.#until, clock.now() + Math.min(message.ms, longestWatchMs));
    for (const [id, watched] of this.#watched) {
      if (watched.subscription === null) {
        if (!this.#admits(watched)) continue;
        this.#attach(id, watched);
      }
      watched.before = statesOf(watched.actor.getSnapshot());
      this.#record(id, watched, "snapshot", "", { for: batch.sender }, [], []);
    }
    this.#arm(publishEveryMs);
  }

  close(): void {
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
    for (const watched of this.#watched.values()) watched.subscription?.unsubscribe();
    this.#watched.clear();
  }

  #isOn(): boolean {
    return this.#options.sink !== undefined || this.#isWatched();
  }

  /** The timer runs from the first watch until the last one has ended, so this costs nothing when nobody watches. */
  #isWatched(): boolean {
    return this.#timer !== null && this.#options.clock.now() < this.#until;
  }

  /** For a message that no chart handles: whether a record is to be made of it. Under load nearly none is. */
  #mayTell(): boolean {
    if (!this.#isWatched()) return false;
    this.#turnSecond();
    if (this.#toldThisSecond < maxMessagesASecond) return true;
    this.#untold += 1;
    return false;
  }

  /** The record, for inspectors only. */
  #tell(event: string, data: { readonly [key: string]: Json }): void {
    const { node, boot, clock } = this.#options;
    const at = clock.wall();
    this.#toldThisSecond += 1;
    this.#n += 1;
    const untold = this.#untold > 0 ? { untold: this.#untold } : {};
    this.#untold = 0;
    this.#buffered({
      node,
      boot,
      n: this.#n,
      at,
      actor: `messages:${node}`,
      machine: "messages",
      kind: "step",
      event,
      data: { ...data, ...untold },
      transitions: [],
      before: [],
      after: [],
      effects: [],
      cause: this.#cause,
      context: {},
    });
  }

  #turnSecond(): void {
    const second = Math.floor(this.#options.clock.wall() / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.#toldThisSecond = 0;
    this.#passingThisSecond = 0;
  }

  #setCause(from: string, id: number): void {
    this.#causeFrom = from;
    this.#causeId = id;
  }

  /** `client:id`, or "" when nobody asked. */
  get #cause(): string {
    return this.#causeId < 0 ? this.#causeFrom : `${this.#causeFrom}:${this.#causeId}`;
  }

  #attach(id: string, watched: Watched): void {
    watched.effects = [];
    watched.sent = [];
    watched.before = statesOf(watched.actor.getSnapshot());
    watched.subscription = watched.actor.system.inspect((event: InspectionEvent) =>
      this.#inspected(id, watched, event),
    );
  }

  #inspected(id: string, watched: Watched, event: InspectionEvent): void {
    if (event.actorRef !== watched.actor) return;
    if (event.type === "@xstate.action") {
      const { type, params } = event.action;
      if (type.startsWith("xstate.")) return;
      watched.effects.push(type);
      noteSent(watched.sent, type, params);
    } else if (event.type === "@xstate.microstep") {
      const taken = event._transitions.filter(
        (transition: AnyTransitionDefinition) => transition.eventType !== null || transition.source !== undefined,
      );
      if (taken.length === 0 && watched.effects.length === 0) return;
      const { effects, sent } = watched;
      watched.effects = [];
      watched.sent = [];
      this.#record(
        id,
        watched,
        "step",
        event.event.type,
        sent.length === 0 ? summary(event.event) : { ...summary(event.event), sent },
        taken.map(transitionId),
        effects,
        event.snapshot,
      );
    }
  }

  #record(
    id: string,
    watched: Watched,
    kind: TraceRecord["kind"],
    event: string,
    data: { readonly [key: string]: Json },
    transitions: readonly string[],
    effects: readonly string[],
    snapshot: unknown = watched.actor.getSnapshot(),
  ): void {
    const { node, boot, clock, sink } = this.#options;
    const after = statesOf(snapshot);
    this.#n += 1;
    const record: TraceRecord = {
      node,
      boot,
      n: this.#n,
      at: clock.wall(),
      actor: id,
      machine: watched.machine,
      kind,
      event,
      data,
      transitions,
      before: watched.before,
      after,
      effects,
      cause: this.#cause,
      context: contextOf(watched, snapshot),
    };
    watched.before = after;
    sink?.(record);
    if (clock.now() < this.#until) this.#buffered(record);
  }

  #buffered(record: TraceRecord): void {
    if (this.#buffer.length >= maxBuffered) this.#gap += 1;
    else this.#buffer.push(record);
    if (this.#buffer.length === 1 && this.#timer !== null) this.#arm(publishEveryMs);
  }

  /** One timer: soon when there is something to tell, else for the next sign of life. It does not wake an idle node. */
  #arm(delayMs: number): void {
    const { clock } = this.#options;
    if (this.#timer !== null) clock.clearTimer(this.#timer);
    this.#timer = clock.setTimer(() => {
      this.#timer = null;
      this.#publish();
    }, delayMs);
  }

  #publish(): void {
    const { node, boot, clock } = this.#options;
    const now = clock.now();
    if (this.#buffer.length > 0 || this.#gap > 0 || now - this.#publishedAt >= heartbeatMs) {
      const records = this.#buffer;
      const gap = this.#gap;
      this.#buffer = [];
      this.#gap = 0;
      this.#publishedAt = now;
      this.#options.publish({ type: "trace", node, boot, records, gap });
    }
    if (now < this.#until) return this.#arm(Math.min(this.#until - now, heartbeatMs));
    if (this.#options.sink !== undefined) return undefined;
    for (const watched of this.#watched.values()) {
      watched.subscription?.unsubscribe();
      watched.subscription = null;
    }
    return undefined;
  }
}

/** A chart that nothing was seen of yet. */
function untouched(): Pick<Watched, "before" | "effects" | "sent" | "subscription"> {
  return { before: [], effects: [], sent: [], subscription: null };
}

/** State values as dotted paths, one a parallel region. */
export function statesOf(snapshot: unknown): string[] {
  const value = (snapshot as { readonly value?: unknown } | undefined)?.value;
  return value === undefined ? [] : pathsOf(value);
}

function pathsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  const paths: string[] = [];
  for (const [name, inner] of Object.entries(value as Record<string, unknown>)) {
    const below = pathsOf(inner);
    if (below.length === 0) paths.push(name);
    for (const path of below) paths.push(`${name}.${path}`);
  }
  return paths;
}

/** Scalars of the event, and the ballot and leader of a fact: enough to tell a story, never a user's value. */
function summary(event: object): { readonly [key: string]: Json } {
  const data: Record<string, Json> = {};
  for (const [name, value] of Object.entries(event)) {
    if (name === "type") continue;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") data[name] = value;
    else if (name === "fact") data["fact"] = factSummary(value as { epoch: number; seq: number; leader: string });
    else if (name === "body") data["body"] = (value as { kind: string }).kind;
    else if (name === "replies") data["replies"] = (value as readonly { from: string }[]).map((reply) => reply.from);
  }
  return data;
}

function factSummary(fact: { readonly epoch: number; readonly seq: number; readonly leader: string }): Json {
  return { epoch: fact.epoch, seq: fact.seq, leader: fact.leader };
}

function contextOf(watched: Watched, snapshot: unknown): { readonly [key: string]: Json } {
  const context = (snapshot as { readonly context?: unknown } | undefined)?.context;
  if (context === undefined) return {};
  return watched.machine === "peer"
    ? peerContext(context as Parameters<typeof peerContext>[0])
    : watched.describe(snapshot);
}

/** Actions that send carry whom they ask or answer, whatever the machine calls them. */
function noteSent(sent: Sent[], action: string, params: unknown): void {
  if (typeof params !== "object" || params === null || !("to" in params) || !("req" in params)) return;
  const { to, req } = params;
  if (typeof req !== "number") return;
  const { ask, body } = params as { ask?: { readonly type?: unknown }; body?: { readonly kind?: unknown } };
  const kind = typeof ask?.type === "string" ? ask.type : typeof body?.kind === "string" ? body.kind : action;
  for (const one of Array.isArray(to) ? (to as unknown[]) : [to])
    if (typeof one === "string") sent.push([one, req, kind]);
}

/** Of the microstep's own context, which the actor's snapshot does not show yet. */
function peerContext(context: {
  readonly promised: { readonly epoch: number; readonly candidate: string };
  readonly fact: {
    readonly epoch: number;
    readonly seq: number;
    readonly leader: string;
    readonly views: readonly (readonly string[])[];
  };
  readonly leader: string;
  readonly trusted: boolean;
}): { readonly [key: string]: Json } {
  return {
    epoch: context.promised.epoch,
    candidate: context.promised.candidate,
    fact: factSummary(context.fact),
    leader: context.leader,
    trusted: context.trusted,
    views: context.fact.views,
  };
}
