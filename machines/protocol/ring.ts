/**
 * The ring: the 160-bit space of SHA-1 in equal partitions, each owned by a node. A key's preference list is the partition
 * after the one its hash falls into, and those that follow. Source: riak_core; seed "Quorum Requests".
 *
 * Pure: a ring is plain data and part of the cluster state; hashing is the caller's (services/ring/key-hash.ts).
 */
import { invariant } from "./errors.ts";
import type { NodeName } from "./identifiers.ts";

export interface Ring {
  /** Counts changes: of two rings the one of the higher version is the newer. */
  readonly version: number;
  /** How many: a power of two, fixed for the life of a cluster. */
  readonly partitions: number;
  /** The node of each partition, by index. Empty text while nobody owns it. */
  readonly owners: readonly NodeName[];
}

/** One line of a preference list. */
export interface Placement {
  /** Index of the partition. */
  readonly partition: number;
  /** Who serves it now. */
  readonly node: NodeName;
  /** Whether `node` stands in for the partition's owner, which is down. */
  readonly fallback: boolean;
}

export const minPartitions = 8;
export const maxPartitions = 1024;
export const defaultPartitions = 64;
/** Bits of the hash that the largest ring looks at, in whole bytes. */
const lookedAtBits = 16;
const ringTop = 2n ** 160n;

export function isPartitionCount(count: number): boolean {
  return Number.isInteger(Math.log2(count)) && count >= minPartitions && count <= maxPartitions;
}

/** A ring that nobody owns a part of yet. */
export function emptyRing(partitions: number): Ring {
  invariant(isPartitionCount(partitions), `a ring of ${partitions} partitions`);
  return { version: 0, partitions, owners: Array.from({ length: partitions }, () => "") };
}

/** The partition's name among people and in riak_core: where it begins in the space of SHA-1, in decimal. */
export function partitionId(partitions: number, index: number): string {
  return String((BigInt(index) * ringTop) / BigInt(partitions));
}

/** The first partition of a key's preference list. A hash on a boundary goes to the next partition, as any other. */
export function firstPartition(hash: Uint8Array, partitions: number): number {
  const [high = 0, low = 0] = hash;
  const within = ((high << 8) | low) >>> (lookedAtBits - Math.log2(partitions));
  return (within + 1) % partitions;
}

/** Nodes that own something, in order of name. */
export function ownersOf(ring: Ring): NodeName[] {
  return [...new Set(ring.owners)].filter((node) => node !== "").sort();
}

/** The newer of two rings. Two of one version can only come from two claimants: all nodes prefer the same one of them. */
export function mergeRings(one: Ring, other: Ring): Ring {
  if (one.version !== other.version) return one.version > other.version ? one : other;
  return one.owners.join() <= other.owners.join() ? one : other;
}

/**
 * The first `n` partitions from `first` on. Where nodes repeat too early, partitions of a node that is in the list already
 * are passed over, until every node is in it; then they may come again.
 */
export function primaryPartitions(ring: Ring, first: number, n: number): number[] {
  const { partitions, owners } = ring;
  invariant(n <= partitions, `${n} replicas in ${partitions} partitions`);
  const taken = new Set<number>();
  const round = new Set<NodeName>();
  const nodes = new Set(owners).size;
  while (taken.size < n) {
    for (let step = 0; step < partitions && taken.size < n; step += 1) {
      const partition = (first + step) % partitions;
      const owner = owners[partition] as NodeName;
      if (taken.has(partition) || round.has(owner)) continue;
      taken.add(partition);
      round.add(owner);
      if (round.size === nodes) round.clear();
    }
    round.clear();
  }
  return [...taken];
}

/**
 * Who answers for a key: the primaries, and for each that is down a fallback, the next live node along the ring; one that
 * is not in the list yet where there is one. Without any live node the owner stays.
 */
export function preferenceList(
  ring: Ring,
  first: number,
  n: number,
  isDown: (node: NodeName) => boolean = () => false,
): Placement[] {
  const primaries = primaryPartitions(ring, first, n).map((partition) => ({
    partition,
    node: ring.owners[partition] as NodeName,
  }));
  const used = new Set(primaries.map(({ node }) => node));
  return primaries.map(({ partition, node }) => {
    const standIn = isDown(node) ? fallbackFor(ring, partition, used, isDown) : undefined;
    if (standIn !== undefined) used.add(standIn);
    return { partition, node: standIn ?? node, fallback: standIn !== undefined };
  });
}

/** The next live node after `partition`, preferably one that `used` does not hold. Undefined when all are down. */
export function fallbackFor(
  ring: Ring,
  partition: number,
  used: ReadonlySet<NodeName>,
  isDown: (node: NodeName) => boolean,
): NodeName | undefined {
  let repeated: NodeName | undefined;
  for (let step = 1; step < ring.partitions; step += 1) {
    const node = ring.owners[(partition + step) % ring.partitions] as NodeName;
    if (node === "" || isDown(node)) continue;
    if (!used.has(node)) return node;
    repeated ??= node;
  }
  return repeated;
}
