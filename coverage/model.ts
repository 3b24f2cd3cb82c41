/** What a user says about a machine so that it can be explored: examples of payloads, outcomes of invoked actors, limits. */
import type { AnyMachineSnapshot, AnyStateMachine, ContextFrom, EventFromLogic, InputFrom } from "xstate";
import type { Criterion } from "./criteria.ts";

/** A payload (without `type`), or one made from where the machine is; `undefined` where the case makes no sense. */
export type Payload<Context, P> =
  | P
  | ((args: {
      readonly context: Context;
      readonly snapshot: AnyMachineSnapshot;
      readonly nowMs: number;
    }) => P | undefined);

type EventOf<M extends AnyStateMachine> = EventFromLogic<M>;
type PayloadOf<Event, Type> = Omit<Extract<Event, { type: Type }>, "type">;

/** Payload cases of each event by name. An event without payload needs no entry. */
export type EventCases<M extends AnyStateMachine> = {
  readonly [Type in EventOf<M>["type"]]?: Readonly<
    Record<string, Payload<ContextFrom<M>, PayloadOf<EventOf<M>, Type>>>
  >;
};

/** What an invoked actor may do: finish, fail, or show a snapshot. */
export type Outcome = { readonly done: unknown } | { readonly error: unknown } | { readonly snapshot: unknown };

/** An event that the machine's surroundings send by themselves some time after an effect. */
export interface Reaction {
  /** A later reaction with the same id replaces the earlier one. */
  readonly id: string;
  readonly afterMs: number;
  /** Of a reaction with this id that is still waiting, the later time stands. */
  readonly keepLater?: boolean;
  /** Null: forget what waits under `id`. */
  readonly event: { readonly type: string } | null;
}

export interface Limits {
  /** Abstract states explored at most. Default 20,000. */
  readonly states?: number;
  /** Abstract states of one configuration at most: an endless counter in one state leaves the others alone. Default 400. */
  readonly perConfiguration?: number;
  /** Steps tried at most while exploring. Default 400,000. */
  readonly steps?: number;
}

export interface ModelOptions<M extends AnyStateMachine> {
  /** Names files and reports. Default: the machine's id. */
  readonly name?: string;
  readonly input?: InputFrom<M>;
  /** Several ways to start, by name, instead of `input`. */
  readonly inputs?: Readonly<Record<string, InputFrom<M>>>;
  readonly events?: EventCases<M>;
  /** Events that only the machine itself raises: never sent from outside. */
  readonly internal?: readonly string[];
  /** By the invocation's id or the name of its source. Without an entry: done without output, and failed where `onError` is. */
  readonly outcomes?: Readonly<Record<string, Readonly<Record<string, Outcome>>>>;
  /** What of the context tells two states apart. Default: all of it. Fewer distinctions, fewer states. */
  readonly abstract?: (context: ContextFrom<M>, snapshot: AnyMachineSnapshot) => unknown;
  /** What tests check of the context after each step. Default: all of it. */
  readonly observe?: (context: ContextFrom<M>, snapshot: AnyMachineSnapshot) => Readonly<Record<string, unknown>>;
  /** What the surroundings do about an effect, by the effect's name. */
  readonly reactions?: Readonly<
    Record<string, (params: never, args: { readonly context: ContextFrom<M> }) => Reaction | undefined>
  >;
  readonly limits?: Limits;
  /** What tests of it cover unless told otherwise. Default: all but effects and pairs. */
  readonly cover?: readonly Criterion[];
  /** Items that cannot be covered, by id (a trailing `*` stands for any rest), each with its reason. One that is covered is an error. */
  readonly unreachable?: Readonly<Record<string, string>>;
}

export interface Model<M extends AnyStateMachine = AnyStateMachine> extends ModelOptions<M> {
  readonly kind: "quorate.coverage.model";
  readonly machine: M;
  readonly name: string;
}

/** A machine with what it takes to explore it. */
export function defineModel<M extends AnyStateMachine>(machine: M, options: ModelOptions<M> = {}): Model<M> {
  return { ...options, kind: "quorate.coverage.model", machine, name: options.name ?? machine.id };
}

/** Any model: options are read, never called with foreign types. */
export type AnyModel = Model<AnyStateMachine>;

export function isMachine(value: unknown): value is AnyStateMachine {
  return (
    typeof value === "object" &&
    value !== null &&
    "root" in value &&
    "implementations" in value &&
    typeof (value as { provide?: unknown }).provide === "function"
  );
}

export function isModel(value: unknown): value is AnyModel {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { kind?: unknown }).kind === "quorate.coverage.model" &&
    isMachine((value as { machine?: unknown }).machine)
  );
}
