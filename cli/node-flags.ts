/**
 * What Node.js is told when it runs a node of ours. Measured: docs/PERFORMANCE.md.
 *
 * Young objects are given twice the usual room: a busy leader has some thousand requests in hand, and each collection copies what
 * belongs to them. Functions are compiled for speed after a seventh of what V8 waits for: much of a node's code runs once a
 * turn, and would be slow for the first ten thousand turns.
 */
export const nodeFlags: readonly string[] = ["--max-semi-space-size=32", "--interrupt-budget=10000"];
