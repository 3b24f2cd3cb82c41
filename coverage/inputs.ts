/** What can be done to a chart next: send an event with one of its payload cases, let time pass, end an invoked actor. */
import type { Chart } from "./chart.ts";
import type { AnyModel, Outcome } from "./model.ts";
import { liveChildren, nextDueMs, type AnyEvent, type Step, type Stepper, type World } from "./world.ts";

/** Names of inputs are the same in every process: `commit:newer`, `advance`, `fetchUser=done`. */
export type Input =
  | { readonly kind: "send"; readonly label: string; readonly type: string; readonly payloadCase: string }
  | { readonly kind: "advance"; readonly label: "advance" }
  | { readonly kind: "settle"; readonly label: string; readonly child: string; readonly outcome: Outcome };

/** The one case of an event that needs no payload. */
export const plainCase = "";

type Payloads = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** Everything that can be sent, ordered by event name, cases as listed. */
export class Inputs {
  readonly #model: AnyModel;
  readonly sends: readonly Extract<Input, { kind: "send" }>[];
  readonly #handled: ReadonlyMap<string, { readonly done: boolean; readonly error: boolean }>;

  constructor(chart: Chart, model: AnyModel) {
    this.#model = model;
    const cases = (model.events ?? {}) as Payloads;
    const types = new Set([...chart.transitions.map(({ event }) => sendable(event)), ...Object.keys(cases)]);
    types.delete(null as never);
    for (const internal of model.internal ?? []) types.delete(internal);
    this.sends = [...(types as Set<string>)].sort().flatMap((type) =>
      (cases[type] === undefined ? [plainCase] : Object.keys(cases[type])).map((payloadCase) => ({
        kind: "send" as const,
        label: payloadCase === plainCase ? type : `${type}:${payloadCase}`,
        type,
        payloadCase,
      })),
    );
    this.#handled = endsHandled(chart);
  }

  /** In the order that breaks ties. */
  at(world: World): Input[] {
    if (world.snapshot.status !== "active") return [...this.sends];
    const inputs: Input[] = [...this.sends];
    if (nextDueMs(world) !== null) inputs.push({ kind: "advance", label: "advance" });
    for (const { id, src } of liveChildren(world)) {
      const listed = this.#model.outcomes?.[id] ?? this.#model.outcomes?.[src] ?? this.#plainOutcomes(id);
      for (const [name, outcome] of Object.entries(listed)) {
        inputs.push({ kind: "settle", label: `${id}=${name}`, child: id, outcome });
      }
    }
    return inputs;
  }

  named(world: World, label: string): Input | undefined {
    return this.at(world).find((input) => input.label === label);
  }

  /** The event that a case means here; undefined where the case makes no sense. @throws what the payload function throws */
  eventOf(world: World, input: Extract<Input, { kind: "send" }>): AnyEvent | undefined {
    if (input.payloadCase === plainCase) return { type: input.type };
    const payload = ((this.#model.events ?? {}) as Payloads)[input.type]?.[input.payloadCase];
    const { snapshot, nowMs } = world;
    const made: unknown =
      typeof payload === "function"
        ? (payload as (args: object) => unknown)({ context: snapshot.context as unknown, snapshot, nowMs })
        : payload;
    if (made === undefined && typeof payload === "function") return undefined;
    return { ...{ type: input.type }, ...(made as object | undefined), type: input.type };
  }

  /** Carries an input out; undefined where its case makes no sense. */
  take(
    stepper: Stepper,
    world: World,
    input: Input,
  ): { readonly step: Step; readonly event: AnyEvent | null } | undefined {
    if (input.kind === "advance") return { step: stepper.advance(world), event: null };
    if (input.kind === "settle") return { step: stepper.settle(world, input.child, input.outcome), event: null };
    const event = this.eventOf(world, input);
    return event === undefined ? undefined : { step: stepper.send(world, event), event };
  }

  #plainOutcomes(id: string): Record<string, Outcome> {
    const { done = false, error = false } = this.#handled.get(id) ?? {};
    return {
      ...(done ? { done: { done: undefined } } : {}),
      ...(error ? { error: { error: new Error("failed") } } : {}),
    };
  }
}

/** A concrete event for a descriptor: wildcards stand for an event that nobody else names. */
function sendable(descriptor: string): string | null {
  if (descriptor === "" || descriptor.startsWith("xstate.")) return null;
  if (descriptor === "*") return "anything";
  return descriptor.endsWith(".*") ? `${descriptor.slice(0, -1)}anything` : descriptor;
}

function endsHandled(chart: Chart): Map<string, { done: boolean; error: boolean }> {
  const ends = new Map<string, { done: boolean; error: boolean }>();
  for (const { event } of chart.transitions) {
    const match = /^xstate\.(done|error)\.actor\.(.*)$/.exec(event);
    if (match === null) continue;
    const [, end, id = ""] = match;
    const known = ends.get(id) ?? { done: false, error: false };
    ends.set(id, end === "done" ? { ...known, done: true } : { ...known, error: true });
  }
  return ends;
}
