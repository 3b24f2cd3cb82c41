/** Ends as a process does when an assertion of LevelDB fails. For flips.test.ts. */
import { tell } from "./flip.ts";

export async function abortAtSecond(from: string): Promise<void> {
  for (let flip = Number(from); flip < 3; flip += 1) {
    tell({ type: "begin", flip, where: "somewhere" });
    if (flip === 1) process.kill(process.pid, "SIGABRT");
    tell({ type: "end", flip, end: "harmless" });
  }
}

export async function endAll(from: string, to: string): Promise<void> {
  for (let flip = Number(from); flip < Number(to); flip += 1) tell({ type: "end", flip, end: "harmless" });
}
