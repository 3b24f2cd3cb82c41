/** The ring on real processes over a real server: the seed's session in the shell, a node killed, and its disk. Source: issue "Ring". */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atom } from "#machines/protocol/term";
import type { VnodeAnswer } from "#services/public-types";
import { eventually, findNatsServer, ProcessCluster } from "#test/support/cluster";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const ids = [
  "274031556999544297163190906134303066185487351808",
  "296867520082839655260123481645494988367611297792",
  "319703483166135013357056057156686910549735243776",
];

function shell(cluster: ProcessCluster, lines: string): Promise<{ code: number | null; out: string; err: string }> {
  const args = [main, "shell", "--nats", cluster.url, "--cluster", cluster.name];
  const child = spawn(process.execPath, args, { stdio: "pipe" });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => void (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => void (err += chunk.toString()));
  child.stdin.end(lines);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

const by = (answers: readonly VnodeAnswer[], status: string): string[] =>
  answers.filter((one) => one.status === status).map(({ partition }) => partition);

describe.skipIf(findNatsServer() === undefined)("the ring of processes that form a cluster", () => {
  it("takes in who joins, lets go who is removed, and is the same after all were killed", async () => {
    const cluster = await ProcessCluster.form(["n1", "n2", "n3"]);
    try {
      const client = await cluster.client();
      const ring = client.ring<number>("users", { n: 3, r: 3, w: 3 });
      const keys = Array.from({ length: 30 }, (_, key) => `k${key}`);
      const owners = async (): Promise<string[]> =>
        (await Promise.all(keys.map((key) => ring.ping(key)))).flatMap((answers) =>
          answers.map(({ partition, node }) => `${partition} ${node}`).sort(),
        );
      const nodes = async (): Promise<string> =>
        [...new Set((await owners()).map((one) => one.split(" ")[1] ?? ""))].sort().join();
      await eventually("all three serve", async () => (await nodes()) === "n1,n2,n3");
      cluster.startNode("n4");
      await eventually("n4 serves its share", async () => (await nodes()) === "n1,n2,n3,n4");
      await Promise.all(keys.map((key, n) => ring.put(key, n)));
      const { code } = await shell(cluster, "cluster remove n4\n");
      expect(code).toBe(0);
      await eventually("n4 serves nothing", async () => (await nodes()) === "n1,n2,n3");
      await eventually("n4 ends by itself", () => !cluster.isRunning("n4"));
      const before = await owners();
      for (const name of ["n1", "n2", "n3"]) await cluster.kill(name);
      for (const name of ["n1", "n2", "n3"]) cluster.startNode(name);
      await eventually("the same vnodes serve", async () => {
        const after = await owners().catch(() => []);
        return after.join() === before.join();
      });
      // What moved went without its data; of each key two replicas at least stayed where they were.
      const read = await Promise.all(keys.map((key) => ring.get(key)));
      read.forEach((answers, n) => {
        const values = answers.flatMap((one) => (one.status === "found" ? [one.value] : []));
        expect(new Set(values)).toEqual(new Set([n]));
      });
      expect(cluster.crashed.splice(0)).toEqual(["n4 ended with 1"]);
    } finally {
      await cluster.stop();
    }
  }, 180_000);
});

describe.skipIf(findNatsServer() === undefined)("the ring on three processes", () => {
  let cluster: ProcessCluster;
  beforeAll(async () => {
    cluster = await ProcessCluster.start();
  });
  afterAll(() => cluster.stop());

  it("answers the seed's session, typed into the shell", async () => {
    const calls = ["get(K1)", "delete(K1)", "put(K1, V1)", "get(K1)", "delete(K1)", "get(K1)"];
    const lines = `K1 = {ns, k1}.\nV1 = v1.\n${calls.map((call) => `tanodb:${call}.\n`).join("")}`;
    const { code, out, err } = await shell(cluster, lines);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const answers = out.split("{ok,[").slice(1);
    expect(out.startsWith("{ns,k1}\nv1\n")).toBe(true);
    const expected = [
      (id: string) => `{not_found,${id},{ns,k1}}`,
      (id: string) => `{ok,${id}}`,
      (id: string) => `{ok,${id}}`,
      (id: string) => `{found,${id},{{ns,k1},v1}}`,
      (id: string) => `{ok,${id}}`,
      (id: string) => `{not_found,${id},{ns,k1}}`,
    ];
    expect(answers).toHaveLength(expected.length);
    answers.forEach((answer, call) => {
      for (const id of ids) expect(answer).toContain(expected[call]?.(id));
    });
  });

  it("lets a fallback answer for a killed node, and finds what it had on its disk when it is back", async () => {
    const client = await cluster.client();
    const ring = client.ring<string>(atom("ns"), { n: 3, r: 3, w: 3 });
    const before = await ring.put(atom("k1"), "kept");
    const victim = before.find(({ partition }) => partition === ids[1])?.node ?? "";
    await cluster.kill(victim);
    const written = await ring.put(atom("other"), "x");
    expect(by(written, "ok")).toHaveLength(3);
    const standIn = (await ring.get(atom("k1"))).find(({ fallback }) => fallback);
    expect(standIn).toMatchObject({ partition: ids[1], status: "notFound" });
    cluster.startNode(victim);
    await eventually("its own vnode answers again", async () => {
      const answers = await ring.get(atom("k1"));
      return answers.every(({ fallback }) => !fallback) && by(answers, "found").length === 3;
    });
    const { code, stdout } = await cluster.run("ring", "get", "ns", "k1", "--atoms", "--r", "3", "--json");
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { value: string }[]).map(({ value }) => value)).toEqual(["kept", "kept", "kept"]);
    expect(cluster.crashed).toEqual([]);
  });
});
