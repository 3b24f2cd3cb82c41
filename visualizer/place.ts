/** Where an actor is, as far as a chart's boxes go. Shared by the server and the page. */
import type { TraceRecord } from "#machines/protocol/trace";

/** The box that the state paths lie in: `leading`; all paths where the root is parallel; empty when nowhere. */
export function placeOf(paths: readonly string[]): string {
  const boxes = new Set(paths.map((path) => path.split(".", 1)[0] ?? ""));
  return boxes.size === 1 ? ([...boxes][0] ?? "") : paths.join(" ");
}

/** Whether the record took its actor to another box. Steps inside one (heartbeats) are not moves. */
export function isMove(record: TraceRecord): boolean {
  if (record.kind === "step") return placeOf(record.before) !== placeOf(record.after);
  return record.kind === "stopped";
}

/** `peer:demo/n1` belongs to `demo`, `supervisor:n1` to nobody: empty. */
export function groupOf(actor: string): string {
  const name = actor.slice(actor.indexOf(":") + 1);
  const end = name.indexOf("/");
  return end === -1 ? "" : name.slice(0, end);
}
