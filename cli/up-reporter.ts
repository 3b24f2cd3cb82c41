/** What `quorate up` prints: one line an event, plain for people or JSON for scripts. */
import { type Terminal, toJson } from "./output.ts";
import type { ClusterFile, UpNode } from "./up-file.ts";

export interface UpReporter {
  /** Something takes a while: on stderr for people, so that stdout holds results only. */
  readonly progress: (text: string) => void;
  readonly nats: (url: string | null, pid: number | undefined, how: string) => void;
  readonly nodeReady: (node: UpNode) => void;
  readonly nodeEnded: (node: UpNode, how: string, command: string) => void;
  readonly natsEnded: (how: string) => void;
  readonly inspector: (url: string) => void;
  readonly waiting: (names: readonly string[]) => void;
  readonly ready: (plan: ClusterFile, ensemble: string, nats: string | null, nodes: readonly UpNode[]) => void;
  readonly stopping: () => void;
}

export function upReporter(terminal: Terminal, json: boolean): UpReporter {
  return json ? jsonReporter(terminal) : plainReporter(terminal);
}

function plainReporter({ out, err }: Terminal): UpReporter {
  const line = (label: string, ...words: readonly string[]): void => out(`${label.padEnd(9)} ${words.join("  ")}\n`);
  return {
    progress: (text) => err(`${text}\n`),
    nats: (url, pid, how) => line("nats", url ?? "none", ...(pid === undefined ? [] : [`pid ${pid}`]), how),
    nodeReady: ({ name, pid, dataDir }) => line(name, "ready", `pid ${pid}`, dataDir),
    nodeEnded: ({ name }, how, command) => err(`${name} ended (${how}); start it again with: ${command}\n`),
    natsEnded: (how) =>
      err(`nats-server ended (${how}); the nodes wait for it to come back, or stop and start "quorate up"\n`),
    inspector: (url) => line("inspector", url),
    waiting: (names) => err(`still waiting for ${names.length === 0 ? "the ensemble to serve" : names.join(", ")}\n`),
    ready: ({ cluster }, ensemble) => {
      line("cluster", cluster, `ensemble ${ensemble}`, "Ctrl-C stops it");
      out("ready\n");
    },
    stopping: () => err("stopping\n"),
  };
}

function jsonReporter({ out }: Terminal): UpReporter {
  const event = (name: string, fields: object): void => out(`${toJson({ event: name, ...fields })}\n`);
  return {
    progress: (message) => event("progress", { message }),
    nats: (url, pid, how) => event("nats", { url, pid, how }),
    nodeReady: ({ name, pid, dataDir }) => event("node", { name, pid, dataDir, state: "ready" }),
    nodeEnded: ({ name, pid }, how, command) => event("node", { name, pid, state: "ended", how, command }),
    natsEnded: (how) => event("nats-ended", { how }),
    inspector: (url) => event("inspector", { url }),
    waiting: (names) => event("waiting", { nodes: names }),
    ready: ({ cluster }, ensemble, nats, nodes) => event("ready", { cluster, ensemble, nats, nodes }),
    stopping: () => event("stopping", {}),
  };
}
