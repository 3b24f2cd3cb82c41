/** With QUORATE_COVERAGE, for each test file: counts its machines, and those of the processes that it starts. See test/coverage/run-all.mjs. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import { writeCounts } from "#cli/record";

const built = pathToFileURL(join(import.meta.dirname, "../../dist/cli/record.js")).href;
process.env["NODE_OPTIONS"] = `--import ${built}`;

// The runner ends the process from outside.
afterAll(writeCounts);
