/** The world at one moment, and how an entry changes it: the one place that folds entries. Shared by the server and the page. */
import { groupOf, isElection, isMove, messageMachine } from "./place.ts";
import type { ActorNow, Entry, LogEntry, Mark, NodeNow, WorldData } from "./stream.ts";

const maxActors = 4096;

export class World {
  readonly nodes: Map<string, NodeNow>;
  readonly actors: Map<string, ActorNow>;

  constructor(data: WorldData = { nodes: [], actors: [] }) {
    this.nodes = new Map(data.nodes.map((node) => [node.node, node]));
    this.actors = new Map(data.actors.map((actor) => [actor.actor, actor]));
  }

  data(): WorldData {
    return { nodes: [...this.nodes.values()], actors: [...this.actors.values()] };
  }

  copy(): World {
    return new World(this.data());
  }

  take(entry: Entry): void {
    if (entry.what === "record") this.#takeRecord(entry);
    else if (entry.what === "node") this.#takeNode(entry.node);
  }

  /** Whether a snapshot's record says nothing new. */
  knows({ record }: Pick<LogEntry, "record">): boolean {
    const known = this.actors.get(record.actor);
    return known !== undefined && isSameList(known.at, record.after) && isSameData(known.context, record.context);
  }

  #takeNode(node: NodeNow): void {
    const before = this.nodes.get(node.node);
    this.nodes.set(node.node, node);
    if (node.state === "gone" || before?.boot !== node.boot) {
      for (const [name, actor] of this.actors) if (actor.node === node.node) this.actors.delete(name);
    }
  }

  #takeRecord(entry: LogEntry): void {
    const { record } = entry;
    if (record.machine === messageMachine) return;
    if (record.kind === "stopped") {
      this.actors.delete(record.actor);
      return;
    }
    const before = this.actors.get(record.actor);
    if (before === undefined && this.actors.size >= maxActors) return;
    this.actors.set(record.actor, {
      actor: record.actor,
      machine: record.machine,
      node: record.node,
      at: record.after,
      context: record.context,
      lastMove: isMove(record) ? entry : (before?.lastMove ?? null),
      // A snapshot repeats where an actor is; nothing happened.
      lastStep: record.kind === "step" ? entry : (before?.lastStep ?? null),
    });
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function isSameData(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What the timeline shows of an entry, or null. */
export function markOf(entry: Entry): Mark | null {
  const { serial, time } = entry;
  switch (entry.what) {
    case "record": {
      const { record } = entry;
      if (!isElection(record)) return null;
      const { epoch } = record.context;
      const group = groupOf(record.actor);
      const in_ = typeof epoch === "number" ? ` in epoch ${epoch}` : "";
      return { serial, time, kind: "leader", text: `${record.node} leads ${group}${in_}`, group };
    }
    case "node":
      return { serial, time, kind: "node", text: `${entry.node.node} is ${entry.node.state}`, group: "" };
    case "gap":
      return { serial, time, kind: "gap", text: gapText(entry.gap), group: "" };
    case "note":
      return { serial, time, kind: entry.kind, text: entry.text, group: "" };
  }
}

/** The entry of a mark, as far as a mark tells; none for those whose entries are moves. */
export function entryOf({ serial, time, kind, text }: Mark): Entry[] {
  if (kind === "command" || kind === "violation") return [{ serial, time, what: "note", kind, text }];
  const node = kind === "node" ? /^(\S+) is gone$/.exec(text)?.[1] : undefined;
  return node === undefined ? [] : [{ serial, time, what: "node", node: { node, boot: "", state: "gone" } }];
}

export function gapText({
  node,
  missed,
  by,
}: {
  readonly node: string;
  readonly missed: number;
  readonly by: string;
}): string {
  const who = {
    node: "the node left them out",
    page: "this page read too slowly",
    inspector: "too many to show at once",
  };
  return `${missed} records of ${node} are missing here: ${who[by as keyof typeof who] ?? by}`;
}
