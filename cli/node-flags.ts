/**
 * What Node.js is told when it runs a node of ours. Measured: docs/PERFORMANCE.md.
 *
 * Young objects are given twice the usual room: a busy leader has some thousand requests in hand, and each collection copies what
 * belongs to them.
 *
 * V8 of Node.js 20 compiles functions for speed after a seventh of what it waits for: much of a node's code runs once a turn, and
 * would be slow for the first ten thousand turns. Later ones count calls, know no such option, and refuse to start with it.
 */
export function flagsFor(version: string): string[] {
  const compiledSooner = version.startsWith("20.") ? ["--interrupt-budget=10000"] : [];
  return ["--max-semi-space-size=32", ...compiledSooner];
}

export const nodeFlags: readonly string[] = flagsFor(process.versions.node);
