/** A chart as Mermaid text (`stateDiagram-v2`), for documents that draw it themselves. */
import type { ChartDefinition, ChartState, ChartTransition } from "./definition.ts";

export function chartMermaid(definition: ChartDefinition): string {
  const byPath = new Map(definition.states.map((state) => [state.path, state]));
  const lines = ["stateDiagram-v2"];
  const children = (path: string): readonly string[] =>
    path === "" ? definition.children : (byPath.get(path)?.children ?? []);
  const write = (path: string, depth: number): void => {
    const pad = "  ".repeat(depth);
    const isParallel = (path === "" ? definition.type : byPath.get(path)?.type) === "parallel";
    for (const [index, child] of children(path).entries()) {
      const state = byPath.get(child);
      if (state === undefined) continue;
      if (isParallel && index > 0) lines.push(`${pad}--`);
      if (state.initial) lines.push(`${pad}[*] --> ${idOf(child)}`);
      writeState(state, depth, write, lines);
    }
  };
  write("", 1);
  for (const transition of definition.transitions) lines.push(...arrows(transition, definition));
  return `${lines.join("\n")}\n`;
}

function writeState(
  state: ChartState,
  depth: number,
  write: (path: string, depth: number) => void,
  lines: string[],
): void {
  const pad = "  ".repeat(depth);
  lines.push(`${pad}state "${clean(state.label)}" as ${idOf(state.path)}`);
  if (state.children.length > 0) {
    lines.push(`${pad}state ${idOf(state.path)} {`);
    write(state.path, depth + 1);
    lines.push(`${pad}}`);
  }
  if (state.type === "final") lines.push(`${pad}${idOf(state.path)} --> [*]`);
}

/** The root's transitions start at every top-level state; Mermaid has no "any state". */
function arrows(transition: ChartTransition, definition: ChartDefinition): string[] {
  if (transition.ignored) return [];
  const guard = transition.guard === "" ? "" : ` [${transition.guard}]`;
  const text = clean(`${transition.label}${guard}`);
  const sources = transition.source === "" ? definition.children : [transition.source];
  if (transition.source === "" && transition.targets.length === 0) return [];
  return sources.flatMap((source) =>
    (transition.targets.length === 0 ? [source] : transition.targets)
      .filter((target) => transition.source !== "" || target !== source)
      .map((target) => `  ${idOf(source)} --> ${idOf(target)} : ${text}`),
  );
}

function idOf(path: string): string {
  return path.replace(/[^A-Za-z0-9]/g, "_");
}

/** Characters that would end or change what Mermaid reads. */
function clean(text: string): string {
  return text.replace(/[";:#{}\n<>]/g, " ").trim();
}
