/** What disks do to a story: damage as it is written, copies of an earlier time, and what a key's copies are worth. */
import type { StoredObject } from "#machines/protocol/object";
import { ensembleName } from "#simulation/cluster";
import { segmentOf } from "#services/tree/shape";
import type { Entry } from "#services/public-types";
import type { Story, Teller } from "./story.ts";

/**
 * From now on that disk spoils the key's segment of the tree whenever the key is written, or only when a ballot of it is
 * written for the first time: then a repair holds until the next write. @returns what ends it.
 */
export function rotLeafAsWritten(s: Story, node: string, key: string, once = false): () => void {
  return asWritten(s, node, key, () => s.cluster.host(node).disk.rotLeaf(ensembleName, key), once);
}

/** The same, of the object. */
export function rotObjectAsWritten(s: Story, node: string, key: string): () => void {
  return asWritten(s, node, key, () => s.cluster.host(node).disk.rot(ensembleName, key));
}

function asWritten(s: Story, node: string, key: string, spoil: () => void, once = false): () => void {
  const { disk } = s.cluster.host(node);
  const apply = disk.applyObjects.bind(disk);
  const seen = new Set<string>();
  disk.applyObjects = (batch, trees) => {
    apply(batch, trees);
    const ballots = batch.objects.filter(({ object }) => object.key === key).map(({ object }) => object.ballot);
    const fresh = ballots.filter(({ epoch, seq }) => !once || !seen.has(`${epoch}.${seq}`));
    for (const { epoch, seq } of fresh) seen.add(`${epoch}.${seq}`);
    if (fresh.length > 0) spoil();
  };
  return () => (disk.applyObjects = apply);
}

/** What a disk holds of one key, to be put back later: a directory restored from an old copy. */
export function copyOf(s: Story, node: string, key: string): { readonly restore: (parts?: "object" | "all") => void } {
  const shelf = s.cluster.host(node).disk.shelf(ensembleName);
  const object = shelf.objects.get(key) as StoredObject;
  const read = shelf.segment(segmentOf(key));
  const content = read.ok ? read.bytes : undefined;
  return {
    restore: (parts = "all") => {
      shelf.put(object);
      if (parts === "all") shelf.writeSegments([{ index: segmentOf(key), content }]);
    },
  };
}

/** How a node's store answers for a key: the version that it verifies, or what is wrong. */
export function heldAt(s: Story, node: string, key: string): string {
  const found = s.cluster.host(node).running?.storage.read(ensembleName, key);
  return found?.kind === "found" ? found.object.version : (found?.kind ?? "down");
}

/** Every node is trusted and holds what clients read. */
export async function isMendedEverywhere(
  s: Story,
  values: ReadonlyMap<string, Entry<string>>,
  withinMs = 5000,
): Promise<void> {
  const wrong = (): string[] =>
    s.cluster.nodeNames.flatMap((node) => [
      ...(s.isTrusted(node) ? [] : [`${node} is not trusted`]),
      ...[...values]
        .map(([key, { version }]) => [`${node} ${key}`, heldAt(s, node, key), version])
        .filter(([, held, version]) => held !== version)
        .map(([what, held, version]) => `${what}: ${held}, not ${version}`),
    ]);
  await s
    .until("everything is mended everywhere", () => wrong().length === 0, withinMs)
    .catch((error: unknown) => {
      throw new Error(`${String(error)}: ${wrong().join("; ")}`);
    });
}

/** Reads again and again; each answer must be right, or an error that promises nothing. */
export class Reader {
  readonly #s: Story;
  readonly #teller: Teller;
  readonly values: ReadonlyMap<string, string>;
  answers = 0;
  readonly errors: string[] = [];
  /** The longest time without an answer. */
  longestGapMs = 0;
  #lastMs: number;

  constructor(s: Story, teller: Teller, values: ReadonlyMap<string, string>) {
    this.#s = s;
    this.#teller = teller;
    this.values = values;
    this.#lastMs = s.nowMs;
  }

  /** Each key once. */
  async round(): Promise<void> {
    for (const [key, value] of this.values) await this.read(key, value);
  }

  async read(key: string, value: string): Promise<void> {
    try {
      const found = await this.#teller.get(key);
      if (found !== value) throw new RangeError(`${key} is ${String(found)}, not ${value}`);
      this.answers += 1;
      this.#lastMs = this.#s.nowMs;
    } catch (error) {
      if (error instanceof RangeError) throw error;
      this.errors.push((error as { readonly code: string }).code);
    }
    this.longestGapMs = Math.max(this.longestGapMs, this.#s.nowMs - this.#lastMs);
  }
}

/** Two keys of one segment. */
export function neighbours(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let n = 0; ; n += 1) {
    const key = `n${n}`;
    const other = seen.get(segmentOf(key));
    if (other !== undefined) return [other, key];
    seen.set(segmentOf(key), key);
  }
}
