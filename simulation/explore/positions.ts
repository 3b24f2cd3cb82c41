/**
 * The three peers of an explored world stand in a ring: positions 0, 1, 2. A peer sees itself as `a`, the next one as `b`,
 * the one after as `c`, so that the chart's steps are computed once for all three of them. Renaming all peers at once
 * changes nothing that matters (the chart compares names for equality only), so of the six worlds that differ by names,
 * one is kept.
 */

export const peerCount = 3;
/** Where a name stands empty. */
export const nobodyAt = 3;

export const localNames = ["a", "b", "c"] as const;

/** A peer's own word for a position, seen from itself: 0 is itself. */
export function localIndex(name: string): number {
  const index = localNames.indexOf(name as "a");
  return index === -1 ? nobodyAt : index;
}

export function localName(index: number): string {
  return localNames[index] ?? "";
}

/** The peer that `viewer` calls `local`. */
export function toPosition(viewer: number, local: number): number {
  return local === nobodyAt ? nobodyAt : (viewer + local) % peerCount;
}

/** Renamings of the three positions: the first three are turns of the ring (`+k`), the others mirror it (`k - x`). */
export const renamings: readonly (readonly number[])[] = [
  [0, 1, 2, nobodyAt],
  [1, 2, 0, nobodyAt],
  [2, 0, 1, nobodyAt],
  [0, 2, 1, nobodyAt],
  [1, 0, 2, nobodyAt],
  [2, 1, 0, nobodyAt],
];

/** Under these a peer's `b` and `c` change places. */
export function isMirror(renaming: number): boolean {
  return renaming >= peerCount;
}

/** The turn by which the world is seen from `viewer`. */
export function viewFrom(viewer: number): number {
  return (peerCount - viewer) % peerCount;
}
