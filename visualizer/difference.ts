/** What changed between two contexts, path by path. */
import type { Json } from "#machines/protocol/trace";

export interface Change {
  readonly path: string;
  /** Undefined when it was not there. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

type Data = { readonly [key: string]: Json };

const maxDepth = 4;

export function differences(before: Data, after: Data): Change[] {
  const changes: Change[] = [];
  compare("", before, after, 0, changes);
  return changes;
}

function compare(path: string, before: Json | undefined, after: Json | undefined, depth: number, into: Change[]): void {
  if (depth < maxDepth && isData(before) && isData(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(path === "" ? name : `${path}.${name}`, before[name], after[name], depth + 1, into);
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) into.push({ path, before, after });
}

function isData(value: Json | undefined): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
