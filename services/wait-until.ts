/** Waits for a condition without polling: whoever changes something runs the checks. */

/** Resolves when `condition` holds, looking now and whenever a check in `checks` is run. */
export async function waitUntil(condition: () => boolean, checks: Set<() => void>): Promise<void> {
  if (condition()) return;
  await new Promise<void>((resolve) => {
    const check = () => {
      if (!checks.has(check) || !condition()) return;
      checks.delete(check);
      resolve();
    };
    checks.add(check);
  });
}
