/**
 * Subject names: no other file knows them. One inbox a role, so that NATS permissions can tell nodes, clients and operators
 * apart (docs/decisions).
 *
 *   quorate.<cluster>.peer.<node>     from nodes only
 *   quorate.<cluster>.client.<node>   from clients
 *   quorate.<cluster>.admin.<node>    from operators
 *   quorate.<cluster>.discover        from anybody, to all nodes
 *   quorate.<cluster>.gossip          between nodes
 *   quorate.<cluster>.watch           from inspectors, to all nodes
 *   quorate.<cluster>.trace.<node>    from a node, to inspectors
 *   quorate.<cluster>.reply.<id>      to one client
 *   quorate.<cluster>.lost.<boot>.>   where the server says that a frame met no subscriber
 */
import { QuorateError } from "#machines/protocol/errors";
import { isName } from "#machines/protocol/identifiers";
import type { Channel } from "#machines/protocol/ports";

/** @throws QuorateError INVALID_ARGUMENT when `value` cannot be part of a subject. */
export function checkName(what: string, value: unknown): string {
  if (isName(value)) return value;
  const shown = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : typeof value;
  const rule = "letters, digits, - and _, at most 64, beginning with a letter or digit";
  throw new QuorateError("INVALID_ARGUMENT", `${what} ${shown} is not a name: ${rule}`);
}

type InboxKind = "peer" | "client" | "admin" | "trace" | "reply";

/** Whether a sender wants to know that nobody listens there: one inbox of one node, as opposed to whoever is interested. */
export function isReported(channel: Channel): channel is Extract<Channel, { kind: "peer" | "client" | "admin" }> {
  return channel.kind === "peer" || channel.kind === "client" || channel.kind === "admin";
}

export class Subjects {
  readonly #prefix: string;
  readonly #known: Readonly<Record<InboxKind, Map<string, string>>> = {
    peer: new Map(),
    client: new Map(),
    admin: new Map(),
    trace: new Map(),
    reply: new Map(),
  };

  constructor(cluster: string) {
    this.#prefix = `quorate.${checkName("cluster", cluster)}`;
  }

  of(channel: Channel): string {
    switch (channel.kind) {
      case "peer":
      case "client":
      case "admin":
      case "trace":
        return this.#inbox(channel.kind, "node", channel.node);
      case "reply":
        return this.#inbox("reply", "client", channel.id);
      case "discover":
      case "gossip":
      case "watch":
        return `${this.#prefix}.${channel.kind}`;
    }
  }

  /** Every node's trace. */
  allTraces(): string {
    return `${this.#prefix}.trace.*`;
  }

  /** Where reports of undelivered frames of one sender's boot arrive. */
  lost(boot: string): string {
    return `${this.#prefix}.lost.${checkName("boot", boot)}`;
  }

  /** Reply subject of a frame: the server's report has no body, so the subject says which frame it was. */
  lostFrame(lost: string, channel: { readonly kind: string; readonly node: string }, frame: number): string {
    return `${lost}.${channel.kind}.${channel.node}.${frame}`;
  }

  parseLostFrame(lost: string, subject: string): { readonly channel: Channel; readonly frame: number } | null {
    if (!subject.startsWith(`${lost}.`)) return null;
    const [kind, node, count, ...rest] = subject.slice(lost.length + 1).split(".");
    const frame = Number(count);
    if (rest.length > 0 || !Number.isSafeInteger(frame) || frame < 1 || !isName(node) || kind === undefined)
      return null;
    return kind === "peer" || kind === "client" || kind === "admin" ? { channel: { kind, node }, frame } : null;
  }

  #inbox(kind: InboxKind, what: string, name: string): string {
    const known = this.#known[kind];
    let subject = known.get(name);
    if (subject === undefined) {
      subject = `${this.#prefix}.${kind}.${checkName(what, name)}`;
      // Names come from requests of strangers too: the memory of them is bounded.
      if (known.size > 10_000) known.clear();
      known.set(name, subject);
    }
    return subject;
  }
}
