/** Where an actor is, as far as a chart's boxes go. Shared by the server and the page. */
import type { TraceRecord } from "#machines/protocol/trace";

/** Records of this machine are messages that no chart handles (services/tracer). */
export const messageMachine = "messages";

/** The box that the state paths lie in: `leading`; all paths where the root is parallel; empty when nowhere. */
export function placeOf(paths: readonly string[]): string {
  const boxes = new Set(paths.map((path) => path.split(".", 1)[0] ?? ""));
  return boxes.size === 1 ? ([...boxes][0] ?? "") : paths.join(" ");
}

/** Whether the record took its actor to another box. Steps inside one (heartbeats) are not moves. */
export function isMove(record: TraceRecord): boolean {
  if (record.kind !== "step") return record.kind === "stopped" && placeOf(record.before) !== "stopped";
  // Asked of every entry, ten times a second: mostly nothing has to be built to answer it.
  const { before, after } = record;
  if (isSame(before, after)) return false;
  return placeOf(before) !== placeOf(after);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** `peer:demo/n1` belongs to `demo`, `supervisor:n1` to nobody: empty. */
export function groupOf(actor: string): string {
  const name = actor.slice(actor.indexOf(":") + 1);
  const end = name.indexOf("/");
  return end === -1 ? "" : name.slice(0, end);
}

/** The peer that an actor belongs to, as messages name it: `n1` of `peer:demo/n1`. */
export function ownerOf(actor: string): string {
  const name = actor.slice(actor.indexOf(":") + 1);
  return name.slice(name.indexOf("/") + 1);
}

/** The group of a record: its actor's, or the ensemble that a message names. */
export function groupOfRecord(record: TraceRecord): string {
  const { ensemble } = record.data;
  return record.machine === messageMachine && typeof ensemble === "string" ? ensemble : groupOf(record.actor);
}

const leading = "leading";

/** Whether the record made its actor the leader of its group. */
export function isElection(record: TraceRecord): boolean {
  return record.kind === "step" && placeOf(record.after) === leading && placeOf(record.before) !== leading;
}

/** Whether the record ended its actor's leadership. */
export function isAbdication(record: TraceRecord): boolean {
  return isMove(record) && placeOf(record.before) === leading;
}

/** Members by the newest accepted fact among these peers, newest view first; several while membership changes. */
export function viewsOf(contexts: readonly TraceRecord["context"][]): readonly (readonly string[])[] {
  const newest = contexts.reduce<TraceRecord["context"] | null>(
    (best, context) => (best === null || isNewer(context, best) ? context : best),
    null,
  );
  const views = newest?.["views"];
  return Array.isArray(views) ? (views as readonly (readonly string[])[]) : [];
}

function isNewer(a: TraceRecord["context"], b: TraceRecord["context"]): boolean {
  const [first, second] = [ballotOf(a), ballotOf(b)];
  return first.epoch > second.epoch || (first.epoch === second.epoch && first.seq > second.seq);
}

function ballotOf(context: TraceRecord["context"]): { readonly epoch: number; readonly seq: number } {
  const { epoch, seq } = (context["fact"] ?? {}) as { readonly epoch?: number; readonly seq?: number };
  return { epoch: epoch ?? -1, seq: seq ?? -1 };
}

/** `n1, n2, n3`, or both views while they are joint. */
export function viewsText(views: readonly (readonly string[])[]): string {
  const [newest = [], ...older] = views.map((view) => view.join(", "));
  return older.length === 0 ? String(newest) : `${older.join(" and ")} → ${String(newest)}`;
}
