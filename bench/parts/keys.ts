/** Keys, the same for all systems. */

export const keyCount = 1000;
export const keyOf = (n: number) => `k${n % keyCount}`;

/** Runs `once` for each of `count` numbers from `from` on, with so many in flight. @throws its first failure. */
export async function forEachOf(
  from: number,
  count: number,
  callers: number,
  once: (n: number) => Promise<unknown>,
): Promise<void> {
  let next = from;
  const caller = async () => {
    while (next < from + count) {
      const n = next;
      next += 1;
      await once(n);
    }
  };
  await Promise.all(Array.from({ length: Math.min(callers, count) }, caller));
}
