/** Nodes as processes of their own: `quorate up` starts one a node. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isErrorCode, QuorateError } from "#machines/protocol/errors";
import type { NodeFaults } from "./fault-bus.ts";
import type { NodeReport } from "./node-command.ts";
import { nodeFlags } from "./node-flags.ts";

export interface NodePlan {
  readonly name: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** What follows `quorate node`. */
  readonly args: readonly string[];
}

export interface NodeProcess {
  readonly name: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Resolves when its peers lead or follow; rejects when it ended before. */
  readonly ready: Promise<void>;
  /** Resolves with how it ended, in words, once it is gone. */
  readonly ended: Promise<string>;
  /** SIGTERM, and SIGKILL when that does not end it. */
  stop(): Promise<void>;
  signal(name: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void;
  /** What the network does to it from now on. */
  tell(faults: NodeFaults): void;
}

/** A node may take this long to hand over and flush. */
const stopPatienceMs = 10_000;
/** Nodes of an `up` that was killed notice and stop: their directories are free soon. */
const lockPatienceMs = 15_000;
const lockPauseMs = 200;

const mainFile = join(import.meta.dirname, "main.js");

/** Resolves when the process has opened its store. @throws QuorateError with what the node says. */
export async function startNodeProcess(plan: NodePlan): Promise<NodeProcess> {
  const untilMs = performance.now() + lockPatienceMs;
  for (;;) {
    const node = spawnNode(plan);
    try {
      await node.started;
      return node;
    } catch (error) {
      await node.ended;
      if (!(error instanceof QuorateError) || error.code !== "LOCKED" || performance.now() > untilMs) throw error;
    }
    await delay(lockPauseMs);
  }
}

function spawnNode(plan: NodePlan): NodeProcess & { readonly started: Promise<void> } {
  mkdirSync(join(plan.logFile, ".."), { recursive: true });
  const log = openSync(plan.logFile, "a");
  // Its own process group: Ctrl-C reaches `up` alone, which stops the nodes in order. The IPC channel tells the node when
  // `up` is gone.
  const child = spawn(process.execPath, [...nodeFlags, mainFile, "node", ...plan.args], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : signal));
    child.once("error", (error) => resolve(error.message));
  });
  const heard = (type: "started" | "ready"): Promise<void> => hear(child, plan, type, ended);
  const started = heard("started");
  const ready = heard("ready");
  // Whoever waits for them sees the failure; nobody has to.
  started.catch(() => undefined);
  ready.catch(() => undefined);
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    // One that was paused hears it only when it goes on.
    child.kill("SIGCONT");
    const force = setTimeout(() => child.kill("SIGKILL"), stopPatienceMs);
    await ended;
    clearTimeout(force);
  };
  const tell = (faults: NodeFaults): void => {
    if (child.connected) child.send({ type: "faults", faults }, () => undefined);
  };
  const signal = (name: NodeJS.Signals): void => void child.kill(name);
  return { name: plan.name, pid: child.pid ?? 0, dataDir: plan.dataDir, started, ready, ended, stop, signal, tell };
}

function hear(child: ChildProcess, plan: NodePlan, type: "started" | "ready", ended: Promise<string>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on("message", (message: NodeReport) => {
      if (message.type === type) resolve();
      if (message.type === "failed")
        reject(
          new QuorateError(isErrorCode(message.code) ? message.code : "CONFIG", `${plan.name}: ${message.message}`),
        );
    });
    void ended.then((how) =>
      reject(new QuorateError("UNAVAILABLE", `${plan.name} ended (${how}) before it was ready; see ${plan.logFile}`)),
    );
  });
}

/** The command line that starts a node again, for people to copy. */
export function commandFor(plan: NodePlan): string {
  return [...commandPrefix(process.argv[1] ?? mainFile), "node", ...plan.args.map(quoted)].join(" ");
}

/** How this program was called. */
function commandPrefix(script: string): string[] {
  if (basename(script) !== "quorate") return ["node", quoted(relative(process.cwd(), script))];
  return script.includes("node_modules") ? ["npx", "quorate"] : ["quorate"];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
