/** Entries as tests write them. */
import type { TraceRecord } from "#machines/protocol/trace";
import type { Entry, LogEntry } from "#visualizer/stream";

export class Script {
  readonly entries: Entry[] = [];
  readonly #n = new Map<string, number>();

  record(node: string, part: Partial<TraceRecord> = {}): LogEntry {
    const n = (this.#n.get(node) ?? 0) + 1;
    this.#n.set(node, n);
    const serial = this.entries.length + 1;
    const record: TraceRecord = {
      node,
      boot: `${node}-1`,
      n,
      at: 1000 + serial,
      actor: `peer:demo/${node}`,
      machine: "peer",
      kind: "step",
      event: "e",
      data: {},
      transitions: [],
      before: ["probe.asking"],
      after: ["probe.asking"],
      effects: [],
      cause: "",
      context: {},
      ...part,
    };
    const entry: LogEntry = { serial, time: 1000 + serial, what: "record", record };
    this.entries.push(entry);
    return entry;
  }

  move(node: string, before: string, after: string, part: Partial<TraceRecord> = {}): LogEntry {
    return this.record(node, { before: [before], after: [after], ...part });
  }

  /** A K/V message that arrived at `node`. */
  message(node: string, event: string, data: TraceRecord["data"]): LogEntry {
    return this.record(node, {
      actor: `messages:${node}`,
      machine: "messages",
      event,
      data: { ensemble: "demo", ...data },
      before: [],
      after: [],
      cause: `${String(data["from"] as string)}:${String(data["req"] as number)}`,
    });
  }

  gone(node: string): Entry {
    return this.#other({ what: "node", node: { node, boot: `${node}-1`, state: "gone" } });
  }

  note(text: string): Entry {
    return this.#other({ what: "note", kind: "command", text });
  }

  #other(
    part:
      | { readonly what: "node"; readonly node: { node: string; boot: string; state: "gone" } }
      | { readonly what: "note"; readonly kind: "command"; readonly text: string },
  ): Entry {
    const serial = this.entries.length + 1;
    const entry: Entry = { serial, time: 1000 + serial, ...part };
    this.entries.push(entry);
    return entry;
  }
}
