/**
 * The package's entry `quorate/inspector`: shows your own XState 5 actors in the page that Quorate's nodes are watched in.
 * docs/INSPECTOR.md has an example.
 */
import { type AnyActorRef, type AnyStateMachine, StateMachine } from "xstate";
import { QuorateError } from "#machines/protocol/errors";
import type { Bus } from "#machines/protocol/ports";
import type { Json } from "#machines/protocol/trace";
import { Tracer } from "#services/tracer";
import { MemoryNetwork } from "#transport/memory-bus";
import { type Inspector, startInspector } from "#visualizer/server";
import { makeId, makeLog, systemClock, systemRandom } from "./ports.ts";

export { QuorateError } from "#machines/protocol/errors";

export interface InspectActorOptions {
  /** Interface to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** Default 7070; 0 takes a free one. Of the first call: later ones add to the same page. */
  readonly port?: number;
  /** How the actor is called on the page; default: its id. */
  readonly name?: string;
  /** What of the context is shown; default: all of it, shortened. */
  readonly context?: (context: unknown) => unknown;
}

export interface ActorInspection {
  /** What to open: it carries the page's key. */
  readonly url: string;
  /** For `createWebSocketReceiver` of @statelyai/inspect. */
  readonly statelyUrl: string;
  /** Follows the actor no more; the last one closes the page's server. */
  stop(): Promise<void>;
}

interface Site {
  readonly inspector: Inspector;
  readonly bus: Bus;
  readonly tracer: Tracer;
  readonly names: Set<string>;
}

const node = "app";

/** The page of this process; made by the first call. */
let opening: Promise<Site> | null = null;

/**
 * Follows an actor of a machine: call it before or after `start`. Costs nothing while no page is open.
 * @throws QuorateError CONFIG when the port is taken, INVALID_ARGUMENT when the actor runs no machine.
 */
export async function inspectActor(actor: AnyActorRef, options: InspectActorOptions = {}): Promise<ActorInspection> {
  const machine = machineOf(actor);
  opening ??= open(options);
  const mine = opening;
  const site = await mine.catch((error: unknown) => {
    opening = null;
    throw error;
  });
  const name = freeName(site.names, options.name ?? actor.id);
  const machineName = machine.id;
  await site.inspector.addMachine(machineName, machine);
  const unfollow = site.tracer.follow(`${machineName}:${name}`, machineName, actor, (snapshot) => {
    const { context } = (snapshot ?? {}) as { context?: unknown };
    return shortened(options.context === undefined ? context : options.context(context));
  });
  let isStopped = false;
  return {
    url: site.inspector.url,
    statelyUrl: site.inspector.statelyUrl,
    stop: async () => {
      if (isStopped) return;
      isStopped = true;
      unfollow();
      site.names.delete(name);
      if (site.names.size > 0) return;
      if (opening === mine) opening = null;
      site.tracer.close();
      await site.inspector.close();
      await site.bus.close();
    },
  };
}

function machineOf(actor: AnyActorRef): AnyStateMachine {
  const { logic } = actor as { logic?: unknown };
  if (logic instanceof StateMachine) return logic as AnyStateMachine;
  throw new QuorateError("INVALID_ARGUMENT", "only actors of a state machine have a chart: this one runs other logic");
}

function freeName(taken: Set<string>, wanted: string): string {
  const plain = wanted.replaceAll("/", "-");
  let name = plain;
  for (let count = 2; taken.has(name); count += 1) name = `${plain}-${count}`;
  taken.add(name);
  return name;
}

async function open(options: InspectActorOptions): Promise<Site> {
  const network = new MemoryNetwork({ cluster: "app", defer: (deliver) => systemClock.defer(deliver) });
  const boot = makeId("b", systemRandom);
  const bus = network.bus(node, boot);
  const tracer = new Tracer({
    node,
    boot,
    clock: systemClock,
    publish: (batch) => void bus.publish({ kind: "trace", node }, [batch]),
  });
  bus.subscribe({ kind: "watch" }, (batch) => {
    for (const message of batch.messages) if (message.type === "watch") tracer.watch(batch, message);
  });
  const inspector = await startInspector({
    bus: network.bus("inspector", makeId("b", systemRandom)),
    clock: systemClock,
    random: systemRandom,
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.port === undefined ? {} : { port: options.port }),
    machines: {},
    cluster: "app",
    log: makeLog("warn", { part: "inspector" }),
  });
  return { inspector, bus, tracer, names: new Set() };
}

const maxDepth = 5;
const maxItems = 50;
const maxText = 500;

/** A context as plain, bounded data: a large one must not stall whoever looks. */
function shortened(context: unknown): { readonly [key: string]: Json } {
  const plain = shorten(context, maxDepth);
  if (typeof plain === "object" && plain !== null && !Array.isArray(plain))
    return plain as { readonly [key: string]: Json };
  return context === undefined ? {} : { context: plain };
}

function shorten(value: unknown, depth: number): Json {
  switch (typeof value) {
    case "string":
      return value.length <= maxText ? value : `${value.slice(0, maxText)}… (${value.length} characters)`;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
      return `${value}n`;
    case "undefined":
      return null;
    case "function":
      return `function ${value.name}`;
    case "symbol":
      return value.toString();
    case "object":
      return value === null ? null : shortenObject(value, depth);
  }
}

function shortenObject(value: object, depth: number): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if ("sessionId" in value && "send" in value) return `actor ${String((value as { id?: string }).id)}`;
  if (value instanceof Map) return shortenObject(Object.fromEntries([...value].slice(0, maxItems)), depth);
  if (value instanceof Set) return shortenObject([...value], depth);
  if (depth <= 0) return Array.isArray(value) ? `[${value.length} items]` : "{…}";
  if (Array.isArray(value)) {
    const items = value.slice(0, maxItems).map((item) => shorten(item, depth - 1));
    return value.length > maxItems ? [...items, `… ${value.length - maxItems} more`] : items;
  }
  const names = Object.keys(value).filter((name) => name !== "__proto__");
  const some = names
    .slice(0, maxItems)
    .map((name) => [name, shorten((value as Record<string, unknown>)[name], depth - 1)] as const);
  return Object.fromEntries(names.length > maxItems ? [...some, ["…", `${names.length - maxItems} more`]] : some);
}
