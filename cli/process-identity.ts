/** Tells a process from a later one that got the same pid. */
import { readFileSync } from "node:fs";

/**
 * Something that stays the same while process `pid` lives, or undefined when there is none (a zombie counts as gone). On
 * Linux it changes when the pid is given to another process; elsewhere it is only the pid.
 */
export function processIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, in parentheses, may hold spaces: count from behind it. Field 3 is the state, 22 the start time.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : `${pid}@${fields[19] ?? ""}`;
  } catch (error) {
    if (process.platform === "linux" && (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
  }
  try {
    process.kill(pid, 0);
    return String(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? String(pid) : undefined;
  }
}

export function isAlive(pid: number): boolean {
  return processIdentity(pid) !== undefined;
}
