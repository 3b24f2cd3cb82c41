/**
 * What one transition of a chart exits, does and enters: worked out from the chart alone, so once for all actors.
 *
 * The algorithms are those of SCXML, as XState has them: exit sets, entry sets, domains, preemption between regions. Charts
 * with history states or invoked actors are not for this file (`isPlannable`).
 * Source: W3C SCXML "Algorithm for SCXML interpretation"; XState 5 `stateUtils`.
 */
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";
import {
  candidatesOf,
  choiceOf,
  enabledIn,
  firstIn,
  type Candidate,
  type Choice,
  type GuardArgs,
} from "./chart-select.ts";

type Actions = AnyTransitionDefinition["actions"];

/** A set of states that a chart can be in at a time. `Operation` is what an action of the chart is made into, once. */
export interface Configuration<Operation> {
  /** In XState's order: those that stayed, then those that were entered. */
  readonly nodes: AnyStateNode[];
  readonly value: unknown;
  readonly tags: Set<string>;
  /** Eventless transitions, a list for each atomic state that has any: the first enabled one of each is taken. */
  readonly always: readonly (readonly Candidate[])[];
  readonly plans: Map<AnyTransitionDefinition, Plan<Operation>>;
  /** By type of event. */
  readonly choices: Map<string, Choice | null>;
}

export interface Plan<Operation> {
  /** Of the states left, inmost first; of the transitions; of the states entered, outmost first. */
  readonly operations: readonly Operation[];
  /** Null when the chart is then in the states that it was in. */
  readonly next: Configuration<Operation> | null;
  /** The chart ends: what the states left behind do at last. Null when it goes on. */
  readonly ending: readonly Operation[] | null;
}

/** Whether `Plans` knows everything that this chart uses. */
export function isPlannable(machine: AnyStateMachine): boolean {
  const { root, options } = machine;
  // A chart that is one state, or ends region by region or with an output, or counts its steps.
  if (root.type !== "compound" || root.output !== undefined || options.maxIterations !== Infinity) return false;
  return [root, ...below(root)].every(
    (node) =>
      node.type !== "history" &&
      node.invoke.length === 0 &&
      // Ending of a part, and what an end gives out.
      (node.type !== "final" || (node.parent === root && node.output === undefined)) &&
      (node.always ?? []).every(({ guard }) => isPlain(guard, machine)),
  );
}

/** A function by its name, or none: not one of XState's combinations of guards. */
function isPlain(guard: unknown, { implementations }: AnyStateMachine): boolean {
  if (guard === undefined) return true;
  const named: unknown = typeof guard === "string" ? implementations.guards[guard] : undefined;
  return typeof named === "function" && !("check" in named);
}

function below(node: AnyStateNode): AnyStateNode[] {
  return childrenOf(node).flatMap((child) => [child, ...below(child)]);
}

export class Plans<Operation> {
  readonly #machine: AnyStateMachine;
  readonly #root: AnyStateNode;
  readonly #prepare: (action: Actions[number]) => Operation;
  /** By the nodes' places in the document, in order. */
  readonly #known = new Map<string, Configuration<Operation>>();
  readonly #byNodes = new WeakMap<readonly AnyStateNode[], Configuration<Operation>>();

  constructor(machine: AnyStateMachine, prepare: (action: Actions[number]) => Operation) {
    this.#machine = machine;
    this.#root = machine.root;
    this.#prepare = prepare;
  }

  /** The transitions that an event enables: one, or one a region. */
  enabled(
    from: Configuration<Operation>,
    snapshot: AnyMachineSnapshot,
    args: GuardArgs,
  ): readonly AnyTransitionDefinition[] {
    const { event } = args;
    let choice = from.choices.get(event.type);
    if (choice === undefined) {
      choice = choiceOf(this.#machine, from.value, event.type);
      from.choices.set(event.type, choice);
    }
    if (choice === null) return this.#machine.getTransitionData(snapshot, event);
    try {
      return enabledIn(choice, args);
    } catch {
      // XState says in which transition a guard threw.
      return this.#machine.getTransitionData(snapshot, event);
    }
  }

  /** The configuration of a snapshot. Snapshots that were made by a plan share their list of nodes with it. */
  configuration(nodes: AnyStateNode[]): Configuration<Operation> {
    let configuration = this.#byNodes.get(nodes);
    if (configuration !== undefined) return configuration;
    const name = nodes.map((node) => node.order).join(" ");
    configuration = this.#known.get(name);
    if (configuration === undefined) {
      configuration = this.#make(nodes);
      this.#known.set(name, configuration);
    }
    this.#byNodes.set(nodes, configuration);
    return configuration;
  }

  /** Eventless transitions that are enabled: of each state one, and none that another one preempts. */
  eventless(from: Configuration<Operation>, args: GuardArgs): readonly AnyTransitionDefinition[] {
    let found: readonly AnyTransitionDefinition[] = [];
    for (const candidates of from.always) {
      const enabled = firstIn(candidates, args);
      if (enabled.length > 0) found = found.length === 0 ? enabled : [...found, ...enabled];
    }
    return found.length < 2 ? found : withoutPreempted([...new Set(found)], from.nodes);
  }

  /** For transitions that one event enables together: one, or one a region. */
  plan(from: Configuration<Operation>, transitions: readonly AnyTransitionDefinition[]): Plan<Operation> {
    const [first] = transitions;
    if (first === undefined || transitions.length > 1) return this.#plan(from, transitions);
    let plan = from.plans.get(first);
    if (plan === undefined) from.plans.set(first, (plan = this.#plan(from, transitions)));
    return plan;
  }

  #make(nodes: AnyStateNode[]): Configuration<Operation> {
    const always = nodes
      .filter(isAtomic)
      .map((node) => [node, ...ancestorsOf(node)].flatMap((one) => one.always ?? []))
      .map((list) => candidatesOf(this.#machine, list) ?? [])
      .filter((list) => list.length > 0);
    const tags = new Set(nodes.flatMap((node) => node.tags));
    return { nodes, value: valueOf(this.#root, nodes), tags, always, plans: new Map(), choices: new Map() };
  }

  #plan(from: Configuration<Operation>, enabled: readonly AnyTransitionDefinition[]): Plan<Operation> {
    const transitions = withoutPreempted(enabled, from.nodes);
    const nodes = new Set(from.nodes);
    const exited = [...exitSet(transitions, nodes)].sort((a, b) => b.order - a.order);
    for (const node of exited) nodes.delete(node);
    const { entered, byDefault } = entrySet(transitions);
    const entering = [...entered].sort((a, b) => a.order - b.order);
    for (const node of entering) nodes.add(node);
    const actions = [
      ...exited.flatMap((node) => node.exit),
      ...transitions.flatMap((transition) => transition.actions),
      ...entering.flatMap((node) => [...node.entry, ...(byDefault.has(node) ? node.initial.actions : [])]),
    ];
    const operations = actions.map(this.#prepare);
    const isSame = nodes.size === from.nodes.length && from.nodes.every((node) => nodes.has(node));
    if (!entering.some((node) => node.type === "final"))
      return { operations, next: isSame ? null : this.configuration([...nodes]), ending: null };
    const left = [...nodes].sort((a, b) => b.order - a.order);
    return {
      operations,
      next: this.configuration(left),
      ending: left.flatMap((node) => node.exit).map(this.#prepare),
    };
  }
}

// ------------------------------------------------------------------------------------------------------------ the tree

function childrenOf(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states as Record<string, AnyStateNode>);
}

function isAtomic(node: AnyStateNode): boolean {
  return node.type === "atomic" || node.type === "final";
}

/** From the parent upwards, up to but not `end`. */
function ancestorsOf(node: AnyStateNode, end?: AnyStateNode): AnyStateNode[] {
  const ancestors: AnyStateNode[] = [];
  if (node === end) return ancestors;
  for (let one = node.parent; one !== undefined && one !== end; one = one.parent) ancestors.push(one);
  return ancestors;
}

function isBelow(node: AnyStateNode, ancestor: AnyStateNode | undefined): boolean {
  return ancestor !== undefined && ancestorsOf(node).includes(ancestor);
}

function valueOf(node: AnyStateNode, nodes: readonly AnyStateNode[]): unknown {
  const active = nodes.filter((one) => one.parent === node);
  const [first] = active;
  if (node.type === "compound" && first !== undefined && isAtomic(first)) return first.key;
  return Object.fromEntries(active.map((one) => [one.key, valueOf(one, nodes)]));
}

// ----------------------------------------------------------------------------------------------- transitions on the tree

function targetsOf(transition: AnyTransitionDefinition): readonly AnyStateNode[] {
  return transition.target ?? [];
}

/** The state within which everything that the transition leaves and enters lies; none for one that re-enters the root. */
function domainOf(transition: AnyTransitionDefinition): AnyStateNode | undefined {
  const { source, reenter } = transition;
  const targets = targetsOf(transition);
  if (!reenter && targets.every((target) => target === source || isBelow(target, source))) return source;
  const [head, ...tail] = [...targets, source];
  const common = ancestorsOf(head).find((ancestor) => tail.every((node) => isBelow(node, ancestor)));
  return common ?? (reenter ? undefined : source.machine.root);
}

function exitSet(
  transitions: readonly AnyTransitionDefinition[],
  active: ReadonlySet<AnyStateNode>,
): Set<AnyStateNode> {
  const exited = new Set<AnyStateNode>();
  for (const transition of transitions) {
    if (targetsOf(transition).length === 0) continue;
    const domain = domainOf(transition);
    if (domain !== undefined && transition.reenter && transition.source === domain) exited.add(domain);
    for (const node of active) if (domain === undefined || isBelow(node, domain)) exited.add(node);
  }
  return exited;
}

/** Of two that would leave the same state, the inner one stays, or else the first. */
function withoutPreempted(
  enabled: readonly AnyTransitionDefinition[],
  nodes: readonly AnyStateNode[],
): readonly AnyTransitionDefinition[] {
  if (enabled.length < 2) return enabled;
  const active = new Set(nodes);
  let kept: AnyTransitionDefinition[] = [];
  for (const transition of enabled) {
    const exited = exitSet([transition], active);
    const rivals = kept.filter((one) => [...exitSet([one], active)].some((node) => exited.has(node)));
    if (rivals.some((rival) => !isBelow(transition.source, rival.source))) continue;
    kept = [...kept.filter((one) => !rivals.includes(one)), transition];
  }
  return kept;
}

interface Entry {
  readonly entered: Set<AnyStateNode>;
  /** Those of them whose initial transition is taken. */
  readonly byDefault: Set<AnyStateNode>;
}

function entrySet(transitions: readonly AnyTransitionDefinition[]): Entry {
  const entry: Entry = { entered: new Set(), byDefault: new Set() };
  for (const transition of transitions) {
    const domain = domainOf(transition);
    for (const target of targetsOf(transition)) {
      if (transition.source !== target || transition.source !== domain || transition.reenter) {
        entry.entered.add(target);
        entry.byDefault.add(target);
      }
      enterBelow(target, entry);
    }
    for (const target of targetsOf(transition)) {
      const ancestors = ancestorsOf(target, domain);
      if (domain?.type === "parallel") ancestors.push(domain);
      enterAncestors(
        ancestors,
        transition.source.parent === undefined && transition.reenter ? undefined : domain,
        entry,
      );
    }
  }
  return entry;
}

function enterBelow(node: AnyStateNode, entry: Entry): void {
  const { entered, byDefault } = entry;
  if (node.type === "compound") {
    const initial = node.initial.target[0] as AnyStateNode;
    entered.add(initial);
    byDefault.add(initial);
    enterBelow(initial, entry);
    enterAncestors(ancestorsOf(initial, node), undefined, entry);
  } else if (node.type === "parallel") {
    for (const child of childrenOf(node)) {
      if ([...entered].some((one) => isBelow(one, child))) continue;
      entered.add(child);
      byDefault.add(child);
      enterBelow(child, entry);
    }
  }
}

function enterAncestors(ancestors: readonly AnyStateNode[], domain: AnyStateNode | undefined, entry: Entry): void {
  const { entered } = entry;
  for (const ancestor of ancestors) {
    if (domain === undefined || isBelow(ancestor, domain)) entered.add(ancestor);
    if (ancestor.type !== "parallel") continue;
    for (const child of childrenOf(ancestor)) {
      if ([...entered].some((one) => isBelow(one, child))) continue;
      entered.add(child);
      enterBelow(child, entry);
    }
  }
}
