/** The README's script runs as printed, against a real cluster, and prints what the README says. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findNatsServer } from "#cli/nats-server";
import { connect } from "#cli/quorate";
import { ProcessCluster } from "#test/support/cluster";

const root = join(import.meta.dirname, "../..");
const natsServer = await findNatsServer();

describe.skipIf(natsServer === null)("README.md", () => {
  it("has a script of twenty lines that works", async () => {
    const script = /```js example\.mjs\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
    expect(script.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(20);
    // Inside the package, so that "quorate" means this build; the cluster's name is the only thing changed.
    const directory = join(root, "dist/readme");
    const cluster = await ProcessCluster.start();
    try {
      mkdirSync(directory, { recursive: true });
      const path = join(directory, "example.mjs");
      writeFileSync(path, script.replace('cluster: "demo"', `cluster: "${cluster.name}"`));
      const out = await new Promise<string>((resolve, reject) => {
        const env = { ...process.env, NATS_URL: cluster.url };
        execFile(process.execPath, [path], { timeout: 60_000, env }, (error, stdout) =>
          error === null ? resolve(stdout) : reject(error as Error),
        );
      });
      expect(out).toMatch(/^10 \S+\nPRECONDITION_FAILED\n12\nundefined\n$/);
      const client = await connect({ cluster: cluster.name, servers: cluster.url });
      expect(await client.ensemble("demo").get("alice")).toBeUndefined();
      await client.close();
    } finally {
      await cluster.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
