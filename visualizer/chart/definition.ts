/**
 * What a drawing needs to know of a machine, as plain data: read from the machine that runs, never written beside it.
 * Works for any XState 5 machine.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";
import { transitionId } from "#machines/transition-id";

export type StateType = "atomic" | "compound" | "parallel" | "final" | "history";

/** `go` leads on, `back` retreats towards the start, `fault` is taken when something broke. Drawn with different dashes. */
export type TransitionKind = "go" | "back" | "fault";

export interface ChartState {
  /** Keys from the root joined by dots: `leading.tree.ready`. */
  readonly path: string;
  readonly label: string;
  /** Path of the parent; empty when that is the root. */
  readonly parent: string;
  readonly type: StateType;
  /** Whether its compound parent starts in it. */
  readonly initial: boolean;
  /** Paths, in the order of the machine. */
  readonly children: readonly string[];
  readonly tags: readonly string[];
  /** Names of actions; those that XState adds for delays are left out. */
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly invokes: readonly string[];
  /** The state's `description`, or `meta.description`; may be empty. */
  readonly description: string;
}

export interface ChartTransition {
  /** See machines/transition-id. */
  readonly id: string;
  /** Path of the state that declares it; empty for the root. */
  readonly source: string;
  readonly eventType: string;
  /** For people: `commit`, `after followerTimeout`, `always`. */
  readonly label: string;
  /** The guard's name; `else` when it is the open branch behind guarded ones; empty without. */
  readonly guard: string;
  /** Empty: stays where it is. */
  readonly targets: readonly string[];
  readonly actions: readonly string[];
  readonly kind: TransitionKind;
  readonly reenter: boolean;
  /** Declared to do nothing: the event is ignored by name. */
  readonly ignored: boolean;
  readonly description: string;
}

export interface ChartDefinition {
  readonly id: string;
  readonly description: string;
  readonly type: StateType;
  /** Top-level states, in the order of the machine. */
  readonly children: readonly string[];
  /** Every state but the root, parents before children. */
  readonly states: readonly ChartState[];
  readonly transitions: readonly ChartTransition[];
}

/** Reads a machine. Takes no snapshot, runs nothing. */
export function chartDefinition(machine: AnyStateMachine): ChartDefinition {
  const root = machine.root as AnyStateNode;
  const states: ChartState[] = [];
  const transitions: AnyTransitionDefinition[] = [];
  const visit = (node: AnyStateNode): void => {
    if (node.parent !== undefined) states.push(readState(node));
    transitions.push(...(node.always ?? []), ...[...node.transitions.values()].flat());
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  const isBack = retreats(root, transitions);
  return {
    id: machine.id,
    description: root.description ?? metaText(root.meta, "description"),
    type: root.type,
    children: childrenOf(root).map(pathOf),
    states,
    transitions: transitions.map((transition) => readTransition(transition, isBack)),
  };
}

/** Equal for equal definitions: names a cached layout. 53 bits, for telling own machines apart, not for security. */
export function definitionHash(definition: ChartDefinition): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const character of JSON.stringify(definition)) {
    const code = character.codePointAt(0) ?? 0;
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  return ((high & 0x1fffff) * 2 ** 32 + (low >>> 0)).toString(16).padStart(14, "0");
}

function childrenOf(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states);
}

function pathOf(node: AnyStateNode): string {
  return node.path.join(".");
}

function readState(node: AnyStateNode): ChartState {
  const { parent } = node;
  return {
    path: pathOf(node),
    label: node.key,
    parent: parent === undefined ? "" : pathOf(parent),
    type: node.type,
    initial: parent?.type === "compound" && parent.initial.target?.[0] === node,
    children: childrenOf(node).map(pathOf),
    tags: [...node.tags],
    entry: actionNames(node.entry),
    exit: actionNames(node.exit),
    invokes: node.invoke.map((invoked) => nameOf(invoked.src) || "inline actor"),
    description: node.description ?? metaText(node.meta, "description"),
  };
}

function readTransition(
  transition: AnyTransitionDefinition,
  isBack: (transition: AnyTransitionDefinition) => boolean,
): ChartTransition {
  const actions = actionNames(transition.actions);
  const targets = (transition.target ?? []).map(pathOf);
  return {
    id: transitionId(transition),
    source: pathOf(transition.source),
    eventType: transition.eventType,
    label: eventLabel(transition),
    guard: guardLabel(transition),
    targets,
    actions,
    kind: kindOf(transition, isBack),
    reenter: transition.reenter,
    ignored: targets.length === 0 && transition.actions.length === 0,
    description: transition.description ?? metaText(transition.meta, "description"),
  };
}

// -------------------------------------------------------------------------------------------------------------- names

/** XState's own: what a delay adds to entry and exit. */
const ownActions = new Set(["xstate.raise", "xstate.cancel"]);

function actionNames(actions: readonly unknown[]): string[] {
  return actions.map(actionName).filter((name) => !ownActions.has(name));
}

function actionName(action: unknown): string {
  return nameOf(action) || "inline action";
}

/** Actions and guards are given as a name, as `{ type }` or as a function (XState's own carry a `type`). */
function nameOf(value: unknown): string {
  if (typeof value === "string") return value;
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return "";
  if ("type" in value && typeof value.type === "string" && value.type !== "") return value.type;
  return typeof value === "function" ? value.name : "";
}

function guardLabel(transition: AnyTransitionDefinition): string {
  if (transition.guard !== undefined) return nameOf(transition.guard) || "inline guard";
  const siblings =
    transition.eventType === "" ? transition.source.always : transition.source.transitions.get(transition.eventType);
  return (siblings ?? []).some((other) => other.guard !== undefined) ? "else" : "";
}

function eventLabel(transition: AnyTransitionDefinition): string {
  const { eventType } = transition;
  if (eventType === "") return "always";
  if (eventType === "*") return "any event";
  if ("delay" in transition && eventType.startsWith("xstate.after.")) return `after ${delayLabel(transition.delay)}`;
  if (eventType.startsWith("xstate.done.state.")) return "done";
  const invoked = /^xstate\.(done|error)\.actor\.(.*)$/.exec(eventType);
  return invoked === null ? eventType : `${invoked[1]} ${invoked[2]}`;
}

function delayLabel(delay: unknown): string {
  return typeof delay === "number" ? `${delay} ms` : String(delay);
}

function metaText(meta: unknown, key: string): string {
  if (typeof meta !== "object" || meta === null) return "";
  const value = (meta as Record<string, unknown>)[key];
  return typeof value === "string" ? value : "";
}

// -------------------------------------------------------------------------------------------------------------- kinds

const faultEvent = /corrupt|reset|crash|panic|^xstate\.error\./i;

/** `meta: { kind }` on the transition decides; without it the event's name and the direction do. */
function kindOf(
  transition: AnyTransitionDefinition,
  isBack: (transition: AnyTransitionDefinition) => boolean,
): TransitionKind {
  const stated = metaText(transition.meta, "kind");
  if (stated === "go" || stated === "back" || stated === "fault") return stated;
  if (faultEvent.test(transition.eventType)) return "fault";
  return isBack(transition) ? "back" : "go";
}

/**
 * A transition retreats when its target both stands earlier in the machine and is fewer steps away from the start than
 * its source. Either alone misjudges: a late-declared state may lead on to an early one, and a shortcut shortens ways.
 */
function retreats(
  root: AnyStateNode,
  transitions: readonly AnyTransitionDefinition[],
): (transition: AnyTransitionDefinition) => boolean {
  const order = childrenOf(root).map((node) => node.key);
  const steps = stepsFromStart(root, transitions);
  return (transition) => {
    const source = transition.source.path[0];
    const target = transition.target?.[0]?.path[0];
    if (source === undefined || target === undefined || source === target) return false;
    const isNearer = (steps.get(target) ?? Infinity) < (steps.get(source) ?? Infinity);
    return isNearer && order.indexOf(target) < order.indexOf(source);
  };
}

function stepsFromStart(
  root: AnyStateNode,
  transitions: readonly AnyTransitionDefinition[],
): ReadonlyMap<string, number> {
  const start = root.type === "compound" ? root.initial.target?.[0]?.path[0] : undefined;
  const steps = new Map<string, number>();
  let frontier = start === undefined ? [] : [start];
  for (let depth = 0; frontier.length > 0; depth += 1) {
    const next: string[] = [];
    for (const key of frontier) {
      if (steps.has(key)) continue;
      steps.set(key, depth);
      for (const { source, target } of transitions) {
        if (source.path[0] === key) next.push(...(target ?? []).map((node) => node.path[0] ?? ""));
      }
    }
    frontier = next;
  }
  return steps;
}
