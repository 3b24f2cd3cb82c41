#!/usr/bin/env -S node --max-semi-space-size=32
/** The `quorate` command. */
import process from "node:process";

// Other commands load parts of their own beside command.ts, which must share its modules.
if (process.argv[2] === "node") await import("./node-bundle.ts");
else await import("./command.ts");
