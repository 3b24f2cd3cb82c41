/** Keys, the same for all systems. */

export const keyCount = 1000;
export const keyOf = (n: number): string => `k${n % keyCount}`;
