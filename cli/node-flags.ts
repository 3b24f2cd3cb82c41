/**
 * What Node.js is told when it runs a node of ours. Young objects are given twice the usual room: a busy leader has some
 * thousand requests in hand, and each collection copies what belongs to them. Measured: docs/PERFORMANCE.md.
 */
export const nodeFlags: readonly string[] = ["--max-semi-space-size=32"];
