/** One process of a system: it can be killed, told to stop, and started again. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";

const setpriv = "/usr/bin/setpriv";
/** Whatever is told to stop and has not after this long is killed. */
const patienceMs = 30_000;

const running = new Set<ChildProcess>();
const toldToEnd = new WeakSet<ChildProcess>();

/**
 * Says nothing, unless it ends by itself. In a process group of its own, so that Ctrl-C reaches the bench alone; the kernel
 * kills it with the process that started it, where there is `setpriv` (Linux).
 */
export function startProcess(bin: string, args: readonly string[]): ChildProcess {
  const [file, ...all] = existsSync(setpriv)
    ? ([setpriv, "--pdeathsig", "KILL", "--", bin, ...args] as const)
    : ([bin, ...args] as const);
  const child = spawn(file, all, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  running.add(child);
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  child.once("error", (error) => void (said += error.message));
  child.once("exit", (code, signal) => {
    running.delete(child);
    if (!toldToEnd.has(child)) process.stderr.write(`${bin} ended with ${code ?? signal}: ${said}\n`);
  });
  return child;
}

export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  toldToEnd.add(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  await ended;
  clearTimeout(timer);
}

/** Kills whatever this process has started; waits for nothing. */
export function killAll(): void {
  for (const child of running) {
    toldToEnd.add(child);
    child.kill("SIGKILL");
  }
}

export class Member {
  readonly name: string;
  readonly #start: () => ChildProcess;
  #child: ChildProcess;

  constructor(name: string, start: () => ChildProcess) {
    this.name = name;
    this.#start = start;
    this.#child = start();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when the process is gone. The signal is sent before this returns. */
  end(signal: NodeJS.Signals): Promise<void> {
    return endProcess(this.#child, signal);
  }

  startAgain(): void {
    this.#child = this.#start();
  }
}
