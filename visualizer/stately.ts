/**
 * Speaks the protocol of `@statelyai/inspect` (actor, event, snapshot), so that Stately's own inspector can watch Quorate too.
 * An adapter beside our stream, not its source: that protocol knows no microsteps, nodes, sequence numbers or causes.
 */
import type { StatelyInspectionEvent } from "@statelyai/inspect";
import type { AnyStateMachine } from "xstate";
import type { TraceRecord } from "#machines/protocol/trace";
import type { ActorNow, Entry } from "./stream.ts";
import { messageMachine } from "./place.ts";

/** Of the package whose events these are. */
const protocolVersion = "0.7.2";

export type StatelyEvent = StatelyInspectionEvent;

export class StatelyStream {
  readonly #machines: ReadonlyMap<string, AnyStateMachine>;
  readonly #known = new Set<string>();

  constructor(machines: ReadonlyMap<string, AnyStateMachine>) {
    this.#machines = machines;
  }

  /** Actors that are there already. */
  begin(actors: readonly ActorNow[], time: number): StatelyEvent[] {
    return actors.flatMap((actor) => this.#actor(actor.actor, actor.machine, actor.at, actor.context, time));
  }

  /** What an entry is there. */
  convert(entry: Entry): StatelyEvent[] {
    if (entry.what !== "record") return [];
    const { record, time } = entry;
    if (record.machine === messageMachine) return [];
    const { actor, machine, after, context } = record;
    const events = this.#known.has(actor) ? [] : this.#actor(actor, machine, after, context, time);
    const event = { type: record.event === "" ? "@quorate.snapshot" : record.event, ...record.data };
    const common = { sessionId: actor, rootId: actor, createdAt: String(time), _version: protocolVersion };
    const id = `${record.node}:${record.boot}:${record.n}`;
    if (record.kind === "step") {
      const sourceId = record.cause === "" ? undefined : record.cause;
      events.push({ type: "@xstate.event", ...common, id, event, sourceId });
    }
    events.push({
      type: "@xstate.snapshot",
      ...common,
      id,
      event,
      snapshot: snapshotOf(record),
    } as unknown as StatelyEvent);
    if (record.kind === "stopped") this.#known.delete(actor);
    return events;
  }

  #actor(
    actor: string,
    machine: string,
    at: readonly string[],
    context: TraceRecord["context"],
    time: number,
  ): StatelyEvent[] {
    this.#known.add(actor);
    const config = this.#machines.get(machine)?.config;
    const event = {
      type: "@xstate.actor",
      name: actor,
      sessionId: actor,
      rootId: actor,
      parentId: undefined,
      id: actor,
      createdAt: String(time),
      _version: protocolVersion,
      definition: config === undefined ? undefined : JSON.stringify(config, named),
      snapshot: { status: "active", value: valueOf(at), context },
    };
    return [event as unknown as StatelyEvent];
  }
}

/** Functions by their names, as that package writes them. */
function named(_key: string, value: unknown): unknown {
  return typeof value === "function" ? { type: value.name } : value;
}

function snapshotOf(record: TraceRecord): object {
  const status = record.kind === "stopped" ? "stopped" : "active";
  return { status, value: valueOf(record.after), context: record.context };
}

interface Tree {
  [key: string]: Tree;
}

/** `["leading.tree.ready", "leading.commit.idle"]` as XState's state value. */
export function valueOf(paths: readonly string[]): unknown {
  const root: Tree = Object.create(null) as Tree;
  for (const path of paths) {
    let at = root;
    for (const key of path.split(".")) at = at[key] ??= Object.create(null) as Tree;
  }
  return simplify(root);
}

function simplify(tree: Tree): unknown {
  const names = Object.keys(tree);
  const [only] = names;
  if (names.length === 1 && only !== undefined && Object.keys(tree[only]!).length === 0) return only;
  return Object.fromEntries(names.map((name) => [name, simplify(tree[name]!)]));
}
