/**
 * The entry `quorate/record`: with `QUORATE_COVERAGE=DIR` in the environment, counts what every machine of this process goes
 * through into a file of its own in DIR; without it does nothing at all. For `node --import quorate/record`, for
 * `NODE_OPTIONS`, and for the set-up file of a test runner. `quorate coverage --merge DIR` adds the files up.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { threadId } from "node:worker_threads";
import { Actor } from "xstate";
import { CoverageRecorder } from "#coverage/recorder";
import { watchActors } from "#coverage/watch-actors";
import { makeId, systemRandom } from "./ports.ts";

/** A process that is killed loses no more than what it did in this time. */
const writeEveryMs = 250;

/** On XState itself: a process that loads this twice, by two names, counts once. */
const mark = Symbol.for("quorate/record");

function recordProcess(directory: string): () => void {
  if (Object.hasOwn(Actor.prototype, mark)) return () => undefined;
  Object.defineProperty(Actor.prototype, mark, { value: true });
  const recorder = new CoverageRecorder({});
  watchActors(recorder);
  const path = join(resolve(directory), makeId(`${process.pid}-${threadId}-`, systemRandom));
  let written = "{}";
  const write = (): void => {
    const counts = JSON.stringify(recorder);
    if (counts === written) return;
    mkdirSync(directory, { recursive: true });
    writeFileSync(`${path}.part`, counts);
    // Whoever reads the directory meanwhile finds whole files only.
    renameSync(`${path}.part`, `${path}.json`);
    written = counts;
  };
  setInterval(write, writeEveryMs).unref();
  process.on("exit", write);
  return write;
}

const directory = process.env["QUORATE_COVERAGE"];
/** Writes what was counted until now: for the end of a test file whose runner ends its processes from outside. */
export const writeCounts: () => void =
  directory === undefined || directory === "" ? () => undefined : recordProcess(directory);
