/** `quorate inspect` as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export const command = join(import.meta.dirname, "../../dist/cli/main.js");

/** Starts the command; `url` is the page's address that it prints. */
export function startInspect(args: readonly string[]): { readonly child: ChildProcess; readonly url: Promise<string> } {
  const child = spawn(process.execPath, [command, "inspect", ...args, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NATS_URL: "" },
  });
  const url = new Promise<string>((resolve, reject) => {
    let out = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      const found = /inspector\s+(http\S+)/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(`inspect ended: ${out}`)));
  });
  return { child, url };
}
