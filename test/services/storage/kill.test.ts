/** kill -9 of a real process in the middle of its commits. Source: issue "Skeleton" (no acknowledged write lost); HAZARDS P8. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { openStorage } from "#services/storage/open";
import { shown } from "#test/suites/storage-parts";

const program = `
  import { defaultServerConditions, runnerImport } from "vite";
  const conditions = ["quorate-source", ...defaultServerConditions];
  const { module } = await runnerImport(process.argv[1], { configFile: false, resolve: { conditions }, environments: { inline: { resolve: { conditions } } } });
  await module.commitUntilKilled(process.argv[2]);
`;

/** Runs the child until it has acknowledged some turns, kills it, and returns everything it printed. */
async function runAndKill(dir: string, acknowledged: number): Promise<string[]> {
  const source = resolve(import.meta.dirname, "committing-child.ts");
  const child = spawn(process.execPath, ["--input-type=module", "-e", program, source, dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split("\n").length > acknowledged) child.kill("SIGKILL");
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  expect({ code, signal }).toEqual({ code: null, signal: "SIGKILL" });
  // The last line may be cut.
  return text.split("\n").slice(0, -1);
}

it("keeps every acknowledged turn over kill -9, and its trust", async () => {
  const dir = mkdtempSync(join(tmpdir(), "quorate-kill-"));
  const acknowledged: string[] = [];
  for (const count of [1, 40, 300]) {
    acknowledged.push(...(await runAndKill(dir, count)));
    const store = openStorage({ dir, backend: "level", cluster: "c1", node: "n1" });
    expect((await store.open()).distrusted).toEqual(new Map());
    expect(acknowledged.length).toBeGreaterThanOrEqual(count);
    for (const turn of acknowledged) {
      for (const at of [0, 1, 2]) expect(shown(store.read("demo", `${turn}-${at}`))).toBe(`=${turn}`);
    }
    const promised = store.record("demo/n1")?.promised.epoch ?? 0;
    expect(promised).toBeGreaterThanOrEqual(Number(acknowledged.at(-1)));
    // What was not acknowledged is there whole or not at all.
    const late = [0, 1, 2].map((at) => store.read("demo", `${promised}-${at}`).kind);
    expect(new Set(late).size).toBe(1);
    expect(await store.verify("demo")).toEqual({ keys: [], segments: [] });
    await store.close();
  }
  rmSync(dir, { recursive: true });
});
