/** Why an item is not covered, as a sentence that says what to change. */
import type { StateInfo, TransitionInfo } from "./chart.ts";
import type { Graph } from "./explore.ts";
import { criterionOf, item } from "./items.ts";

export interface Reason {
  readonly reason: string;
  /** The chart itself has no way to it, whatever is sent. */
  readonly unreachable: boolean;
}

export function explain(
  graph: Graph,
  id: string,
  reachable: ReadonlySet<string>,
  givenUp: ReadonlySet<string>,
): Reason {
  if (givenUp.has(id)) {
    return open(
      "planned several times, but the real context led elsewhere: `abstract` treats states as equal that behave differently",
    );
  }
  if (reachable.has(id)) return open("reachable, but no test covers it");
  const cut = graph.cuts.length > 0 ? `; exploration was cut: ${graph.cuts.join("; ")}` : "";
  const found = explainMissing(graph, id, reachable);
  return { ...found, reason: found.unreachable ? found.reason : `${found.reason}${cut}` };
}

function open(reason: string): Reason {
  return { reason, unreachable: false };
}

function explainMissing(graph: Graph, id: string, reachable: ReadonlySet<string>): Reason {
  const name = id.slice(id.indexOf(" ") + 1);
  switch (criterionOf(id)) {
    case "states": {
      const state = graph.chart.states.find(({ path }) => path === name);
      return state === undefined ? open("no such state") : explainState(graph, state, reachable);
    }
    case "transitions": {
      const transition = graph.chart.byId.get(name);
      return transition === undefined ? open("no such transition") : explainTransition(graph, transition, reachable);
    }
    case "guards":
      return explainGuard(graph, name, reachable);
    case "cases":
      return explainCase(graph, name);
    case "forbidden":
    case "effects":
    case "pairs":
      return open("not met");
  }
}

function explainState(graph: Graph, state: StateInfo, reachable: ReadonlySet<string>): Reason {
  const { transitions, states } = graph.chart;
  const inside = new Set(
    states.filter(({ path }) => path === state.path || path.startsWith(`${state.path}.`)).map(({ path }) => path),
  );
  const into = transitions.filter(({ targets }) => targets.some((target) => inside.has(target)));
  const parent = state.node.parent;
  const isEnteredWithParent =
    parent !== undefined &&
    (parent.type === "parallel" || (parent.type === "compound" && parent.initial.target?.[0] === state.node));
  if (into.length === 0 && isEnteredWithParent && parent?.parent !== undefined) {
    const path = parent.path.join(".");
    return open(`it is entered with its parent "${path}", which is not reached`);
  }
  if (into.length === 0) return { reason: "no transition of the chart leads to it", unreachable: true };
  const first =
    into.find(({ source }) => source === "" || reachable.has(item.state(source))) ?? (into[0] as TransitionInfo);
  const why = explainTransition(graph, first, reachable);
  const more = into.length > 1 ? ` (one of ${into.length} ways in)` : "";
  return open(`its way in, ${first.id}${more}, is never taken: ${why.reason}`);
}

function explainTransition(graph: Graph, transition: TransitionInfo, reachable: ReadonlySet<string>): Reason {
  const { id, source, event, guarded } = transition;
  if (source !== "" && !reachable.has(item.state(source))) {
    const state = graph.chart.states.find(({ path }) => path === source);
    const isUnreachable = state !== undefined && explainState(graph, state, reachable).unreachable;
    return { reason: `its state "${source}" is not reached`, unreachable: isUnreachable };
  }
  const isTried = guarded && (reachable.has(item.guard(id, "", true)) || reachable.has(item.guard(id, "", false)));
  if (isTried) {
    if (reachable.has(item.guard(id, "", true)))
      return open("its guard held, but a transition of a state inside or beside it was taken instead");
    return open(
      `its guard "${transition.guardText}" was tried and never held: no payload case or context makes it true`,
    );
  }
  const earlier = graph.chart.transitions.find(
    (other) => other.source === source && other.event === event && other.index < transition.index && !other.guarded,
  );
  if (earlier !== undefined) {
    return {
      reason: `an earlier transition for the same event, ${earlier.id}, has no guard and is always taken`,
      unreachable: true,
    };
  }
  return open(
    explainEvent(graph, event) ?? "whenever its event came, a transition before it or of a state inside was taken",
  );
}

/** Why an event did not come, if it did not. */
function explainEvent(graph: Graph, event: string): string | undefined {
  const failures = [...graph.failures.values()];
  if (event.startsWith("xstate.after.")) {
    return "its time never came: another timer or transition always left the state first";
  }
  const invoked = /^xstate\.(done|error|snapshot)\.(?:actor\.)?(.*)$/.exec(event);
  if (invoked !== null && !event.startsWith("xstate.done.state.")) {
    const [, end = "", child = ""] = invoked;
    const failed = failures.find(({ input }) => input.startsWith(`${child}=`));
    if (failed !== undefined)
      return `a step with ${failed.input} threw: ${failed.message}. Give its output in \`outcomes\``;
    return `no outcome of "${child}" in the model gives ${end === "done" ? "an end" : end === "error" ? "an error" : "a snapshot"}, or the actor never ran`;
  }
  if (event.startsWith("xstate.done.state.")) return "the states inside were not all finished";
  if (event === "") return "it is tried only behind other eventless transitions that were always taken";
  if (graph.model.internal?.includes(event) ?? false)
    return "only the machine itself raises its event, and it did not in that state";
  const failed = failures.find(({ input }) => input === event || input.startsWith(`${event}:`));
  if (failed !== undefined) {
    return `sending ${failed.input} threw in "${failed.configuration}": ${failed.message}. ${
      failed.input === event ? "Give the event a payload case in `events`" : "Mend the payload or the machine"
    }`;
  }
  return undefined;
}

function explainGuard(graph: Graph, name: string, reachable: ReadonlySet<string>): Reason {
  const match = /^(.*?)(?: \[(.*)\])? = (true|false)$/.exec(name);
  const [, id = "", condition = "", value = ""] = match ?? [];
  const transition = graph.chart.byId.get(id);
  if (transition === undefined) return open("no such guard");
  const other = reachable.has(item.guard(id, condition, value !== "true"));
  if (other) {
    const what = condition === "" ? `the guard "${transition.guardText}"` : `the condition "${condition}"`;
    return open(`${what} was always ${value === "true" ? "false" : "true"} when it was tried`);
  }
  const why = explainTransition(graph, transition, reachable);
  return { reason: `never tried: ${why.reason}`, unreachable: why.unreachable };
}

function explainCase(graph: Graph, label: string): Reason {
  const failure = [...graph.failures.values()].find(({ input }) => input === label);
  if (failure !== undefined) return open(`sending it threw in "${failure.configuration}": ${failure.message}`);
  return open("no reached state has a transition for it, or its payload function gave undefined everywhere");
}
