/** A node keeps its colour wherever it is shown; its name stands beside it, so nothing depends on colour alone. */
import { nodes } from "./model.ts";

const count = 8;

export function colourOf(node: string): number {
  const names = [...nodes.value.keys()].sort();
  return Math.max(0, names.indexOf(node)) % count;
}

/** What fits on a token. */
export function shortName(node: string): string {
  return node.length <= 3 ? node : `…${node.slice(-2)}`;
}
