/** Runs a function of a TypeScript source file in a process of its own, so that whatever ends that process ends no test. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

const program = `
  import { defaultServerConditions, runnerImport } from "vite";
  const conditions = ["quorate-source", ...defaultServerConditions];
  const [file, name, ...args] = process.argv.slice(1);
  const { module } = await runnerImport(file, { configFile: false, resolve: { conditions }, environments: { inline: { resolve: { conditions } } } });
  await module[name](...args);
`;

export interface SourceChild {
  readonly process: ChildProcess;
  /** Resolves when it is gone, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Calls the export `name` of `file` with `args`. `onLine` hears what it prints; its stderr is this process's. */
export function spawnSource(
  file: string,
  name: string,
  args: readonly string[],
  onLine: (line: string) => void,
): SourceChild {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program, file, name, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", onLine);
  const read = new Promise<void>((resolve) => void lines.once("close", resolve));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("exit", (code, signal) => void read.then(() => resolve(signal ?? code ?? 1)));
  });
  return { process: child, ended };
}
