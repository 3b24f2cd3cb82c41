/** Commits one turn after the other and prints each that is acknowledged, until it is killed. For kill.test.ts. */
import { openStorage } from "#services/storage/open";
import { makeBatch, makeObject, makeRecord } from "#test/suites/storage-parts";

export async function commitUntilKilled(dir: string): Promise<void> {
  const store = openStorage({ dir, backend: "level", cluster: "c1", node: "n1" });
  const { distrusted } = await store.open();
  for (const [label, what] of distrusted) process.stdout.write(`distrusted ${label} ${what}\n`);
  const first = (store.record("demo/n1")?.promised.epoch ?? 0) + 1;
  for (let turn = first; ; turn++) {
    const objects = [0, 1, 2].map(
      (at) => ["demo", makeObject(`${turn}-${at}`, String(turn), 1, turn)] as ["demo", ReturnType<typeof makeObject>],
    );
    await store.commit(makeBatch({ records: { "demo/n1": makeRecord(turn) }, objects }));
    process.stdout.write(`${turn}\n`);
  }
}
