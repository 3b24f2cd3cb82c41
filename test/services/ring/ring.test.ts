/** Whole ring requests, from the client through a node's request to the vnodes. Source: seed "Quorum Requests"; issue "Ring". */
import { afterEach, describe, expect, it } from "vitest";
import { atom } from "#machines/protocol/term";
import type { VnodeAnswer } from "#services/public-types";
import { RingError } from "#services/ring-error";
import { MemoryVnodeStore } from "#services/storage/vnode-memory";
import { RingCluster } from "./ring-cluster.ts";

const three = ["n1", "n2", "n3"];
const five = ["n1", "n2", "n3", "n4", "n5"];
/** Partitions 12, 13 and 14 of 64: those of {ns,k1}. */
const ids = [
  "274031556999544297163190906134303066185487351808",
  "296867520082839655260123481645494988367611297792",
  "319703483166135013357056057156686910549735243776",
];

let cluster: RingCluster;

async function start(names = three, options: ConstructorParameters<typeof RingCluster>[1] = {}): Promise<RingCluster> {
  cluster = new RingCluster(names, options);
  await cluster.start();
  return cluster;
}

afterEach(() => {
  const errors = cluster.logs.filter((line) => line.startsWith("error"));
  if (errors.length > 0) throw new Error(errors.join());
});

const by = (answers: readonly VnodeAnswer[], field: keyof VnodeAnswer): unknown[] =>
  answers.map((answer) => answer[field]).sort((one, other) => (String(one) < String(other) ? -1 : 1));

async function failure(promise: Promise<unknown>): Promise<RingError> {
  const error = await cluster.result(promise).then(
    (answers) => new Error(`it succeeded: ${JSON.stringify(answers)}`),
    (thrown: unknown) => thrown as RingError,
  );
  if (!(error instanceof RingError)) throw error;
  return error;
}

describe("the seed's session", () => {
  it.each([[["n1"]], [three], [five]])("goes call by call as there, on nodes %o", async (names) => {
    await start(names);
    const ring = cluster.client().ring<unknown>(atom("ns"), { n: 3, r: 3, w: 3 });
    const k1 = atom("k1");
    const notFound = ids.map((partition) => ({ status: "notFound", partition, key: k1 }));
    const ok = ids.map((partition) => ({ status: "ok", partition }));
    const found = ids.map((partition) => ({ status: "found", partition, key: k1, value: "v1" }));
    const session: [() => Promise<VnodeAnswer[]>, object[]][] = [
      [() => ring.get(k1), notFound],
      [() => ring.delete(k1), ok],
      [() => ring.put(k1, "v1"), ok],
      [() => ring.get(k1), found],
      [() => ring.delete(k1), ok],
      [() => ring.get(k1), notFound],
    ];
    for (const [call, expected] of session) {
      const answers = await cluster.result(call());
      answers.sort((one, other) => (one.partition < other.partition ? -1 : 1));
      expect(answers).toMatchObject(expected);
      expect(answers).toHaveLength(3);
      expect(new Set(by(answers, "node")).size).toBe(names.length === 1 ? 1 : 3);
      expect(by(answers, "fallback")).toEqual([false, false, false]);
    }
  });
});

describe("counts", () => {
  it("answer with as many replies as are asked for, in order of arrival", async () => {
    await start();
    const ring = cluster.client().ring<number>("b");
    expect(await cluster.result(ring.put("k", 1))).toHaveLength(2);
    expect(await cluster.result(ring.get("k"))).toHaveLength(2);
    expect(await cluster.result(ring.get("k", { r: 1 }))).toHaveLength(1);
    expect(await cluster.result(ring.ping("k", { r: 3 }))).toHaveLength(3);
    expect(await cluster.result(ring.get("k", { n: 5, r: 5, pr: 0 }))).toHaveLength(5);
    // What n2 says takes longest, so this client hears of another node first.
    cluster.meddle = (from) => [from === "n2" ? 40 : 0];
    const answers = await cluster.result(cluster.client("other").ring("b").get("k", { r: 3 }));
    expect(answers.at(-1)?.node).toBe("n2");
  });

  it("are refused at once when they cannot be met", async () => {
    await start();
    const client = cluster.client();
    const armed = cluster.clock.armed;
    expect(() => client.ring("b", { n: 3, w: 4 })).toThrow(expect.objectContaining({ code: "N_VAL_VIOLATION" }));
    expect(() => client.ring("b", { n: 2, r: 3 })).toThrow(expect.objectContaining({ code: "N_VAL_VIOLATION" }));
    await expect(client.ring("b").put("k", 1, { w: 4 })).rejects.toMatchObject({ code: "N_VAL_VIOLATION" });
    await expect(client.ring("b").get("k", { r: 9 })).rejects.toMatchObject({ code: "N_VAL_VIOLATION" });
    // No time has passed, and nothing waits.
    expect(cluster.clock.armed).toBe(armed);
    const beyond = await failure(client.ring("b").get("k", { n: 65, r: 1 }));
    expect(beyond).toMatchObject({ code: "N_VAL_VIOLATION", message: expect.stringContaining("64 partitions") });
  });

  it.each([{ n: 0 }, { r: 0 }, { w: 1.5 }, { n: 2000 }, { pr: -1 }, { m: 3 } as object])(
    "are refused when they are none: %o",
    async (options) => {
      await start(["n1"]);
      expect(() => cluster.client().ring("b", options)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
    },
  );
});

describe("a silent vnode", () => {
  it("lets w: 2 succeed; w: 3 ends in time and names the missing partition", async () => {
    await start();
    const asked = await cluster.result(cluster.client("other").ring(atom("ns")).ping(atom("k1"), { r: 3 }));
    cluster.silence(asked.find(({ partition }) => partition === ids[1])?.node ?? "");
    // Not from the silent node's own mouth: this client does not know it.
    const ring = cluster.client().ring<string>(atom("ns"));
    expect(await cluster.result(ring.put(atom("k1"), "v1", { w: 2 }))).toHaveLength(2);
    expect(await failure(ring.get(atom("k1"), { r: 3, timeoutMs: 300 }))).toMatchObject({
      code: "TIMEOUT",
      missing: [ids[1]],
    });
    const from = cluster.clock.now();
    const error = await failure(ring.put(atom("k1"), "v2", { w: 3 }));
    expect(cluster.clock.now() - from).toBeGreaterThan(4500);
    expect(cluster.clock.now() - from).toBeLessThanOrEqual(5000);
    expect(error).toMatchObject({ code: "UNKNOWN_OUTCOME", missing: [ids[1]] });
    expect(by(error.replies, "partition")).toEqual([ids[0], ids[2]]);
    expect(error.message).toContain(`2 of 3 replies within 5000 ms; no reply from partition ${ids[1]}`);
  });
});

describe("a caller", () => {
  it("has a timeout of his own, when the node that runs his request says nothing", async () => {
    await start(["n1"]);
    const ring = cluster.client().ring("b");
    await cluster.result(ring.ping("k"));
    cluster.meddle = (from, channel) => (from === "n1" && channel.kind === "reply" ? [] : [0]);
    const from = cluster.clock.now();
    expect(await failure(ring.get("k"))).toMatchObject({ code: "TIMEOUT", replies: [], missing: [] });
    expect(cluster.clock.now() - from).toBeGreaterThanOrEqual(5000);
    expect(cluster.clock.now() - from).toBeLessThan(5020);
    expect(await failure(ring.put("k", 1, { timeoutMs: 100 }))).toMatchObject({ code: "UNKNOWN_OUTCOME" });
  });

  it("is told at once when there are refusals enough", async () => {
    const failing = (): MemoryVnodeStore => {
      const store = new MemoryVnodeStore();
      store.commit = () => Promise.reject(new Error("EIO"));
      return store;
    };
    await start(three, { store: failing });
    const from = cluster.clock.now();
    const error = await failure(cluster.client().ring("b").put("k", 1));
    expect(cluster.clock.now() - from).toBeLessThan(200);
    expect(error.message).toContain("storage");
    expect(error.code).toBe("UNKNOWN_OUTCOME");
    cluster.logs.length = 0;
  });

  it("may cancel, and close", async () => {
    await start(["n1"]);
    const client = cluster.client();
    const ring = client.ring("b");
    cluster.meddle = () => [];
    const controller = new AbortController();
    const cancelled = ring.get("k", { signal: controller.signal });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
    const open = ring.get("k");
    await Promise.all([expect(open).rejects.toMatchObject({ code: "CLOSED" }), client.close()]);
    await expect(ring.get("k")).rejects.toMatchObject({ code: "CLOSED" });
  });

  it("gets what he makes of the replies, if he says how", async () => {
    await start();
    const ring = cluster.client().ring<number>("b");
    await cluster.result(ring.put("k", 5));
    const values = await cluster.result(
      ring.get("k", { resolve: (answers) => answers.flatMap((one) => (one.status === "found" ? [one.value] : [])) }),
    );
    expect(values).toEqual([5, 5]);
  });

  it("carries any value and key that an ensemble does; many large ones too", async () => {
    await start(three, { maxFrameBytes: 65_536 });
    const ring = cluster.client().ring<unknown>("büro");
    const value = { at: new Date(5), bytes: new Uint8Array(40_000).fill(9), map: new Map([[1, 2n]]) };
    await cluster.result(ring.put("schlüssel", value, { w: 3 }));
    const answers = await cluster.result(ring.get("schlüssel", { r: 3 }));
    expect(answers.map((answer) => answer.status === "found" && answer.value)).toEqual([value, value, value]);
    await expect(ring.put("k", () => 1)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(ring.get("")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});

describe("a node that is down", () => {
  it.each([
    [three, 2],
    [five, 3],
  ] as const)("of %o is stood in for by a fallback, which says so", async (names, distinct) => {
    await start([...names]);
    const ring = cluster.client().ring<string>(atom("ns"));
    const before = await cluster.result(ring.ping(atom("k1"), { r: 3 }));
    const victim = before.find(({ partition }) => partition === ids[1])?.node ?? "";
    cluster.kill(victim);
    for (const round of ["the first that finds out", "later"]) {
      const answers = await cluster.result(ring.put(atom("k1"), round, { w: 3 }), 1000);
      expect(by(answers, "partition")).toEqual(ids);
      const standIn = answers.find(({ fallback }) => fallback);
      expect(standIn?.partition).toBe(ids[1]);
      expect(standIn?.node).not.toBe(victim);
      expect(new Set(by(answers, "node")).size).toBe(distinct);
      const read = await cluster.result(ring.get(atom("k1"), { r: 3 }), 1000);
      expect(by(read, "status")).toEqual(["found", "found", "found"]);
    }
    await cluster.start(victim);
    await cluster.clock.advance(2000);
    const after = await cluster.result(ring.get(atom("k1"), { r: 3 }));
    expect(by(after, "fallback")).toEqual([false, false, false]);
  });

  it("is noticed by its silence, too", async () => {
    await start(five);
    const ring = cluster.client().ring<string>(atom("ns"));
    const before = await cluster.result(ring.ping(atom("k1"), { r: 3 }));
    const victim = before.find(({ partition }) => partition === ids[1])?.node ?? "";
    cluster.meddle = (from, channel) =>
      from === victim || (channel.kind === "peer" && channel.node === victim) ? [] : [0];
    await cluster.clock.advance(2500);
    const answers = await cluster.result(ring.ping(atom("k1"), { r: 3 }), 6000);
    expect(answers.find(({ fallback }) => fallback)?.partition).toBe(ids[1]);
  });

  it("does not let a write count that its fallback alone holds, unless asked for", async () => {
    await start(three);
    const ring = cluster.client().ring<string>(atom("ns"));
    await cluster.result(ring.ping(atom("k1")));
    for (const name of ["n2", "n3"]) cluster.kill(name);
    // n2 and n3 are one primary each; a client finds n1 by itself.
    const strict = await failure(ring.put(atom("k1"), "v", { timeoutMs: 1000 }));
    expect(["UNAVAILABLE", "UNKNOWN_OUTCOME"]).toContain(strict.code);
    const sloppy = await cluster.result(ring.put(atom("k1"), "v", { pw: 0, w: 3 }));
    expect(by(sloppy, "fallback")).toEqual([false, true, true]);
  });
});

describe("frames", () => {
  it("that come late change nothing that was written after them", async () => {
    await start(["n1", "n2", "n3"]);
    const ring = cluster.client().ring<string>("b");
    await cluster.result(ring.ping("k"));
    // The first put's commands to n2 and n3 are slow.
    cluster.meddle = (_from, channel, { messages }) =>
      channel.kind === "peer" && messages.some((one) => one.type === "vnodeCommand" && one.op === "put") ? [900] : [0];
    expect(await failure(ring.put("k", "old", { w: 3, timeoutMs: 50 }))).toMatchObject({ code: "UNKNOWN_OUTCOME" });
    cluster.meddle = () => [0];
    expect(await cluster.result(ring.put("k", "new", { w: 3 }))).toHaveLength(3);
    await cluster.clock.advance(1000);
    const answers = await cluster.result(ring.get("k", { r: 3 }));
    expect(answers.map((one) => one.status === "found" && one.value)).toEqual(["new", "new", "new"]);
  });

  it("that come twice, at clients, nodes and vnodes, do no harm", async () => {
    await start();
    cluster.meddle = (_from, channel) => (channel.kind === "discover" ? [0] : [0, 30]);
    const ring = cluster.client().ring<number>("b");
    for (let n = 1; n <= 20; n += 1) {
      expect(await cluster.result(ring.put("k", n, { w: 3 }))).toHaveLength(3);
      const answers = await cluster.result(ring.get("k", { r: 3 }));
      expect(answers.map((one) => one.status === "found" && one.value)).toEqual([n, n, n]);
    }
    await cluster.clock.advance(100);
    expect(await cluster.result(ring.get("k", { r: 3 }))).toMatchObject([{ value: 20 }, { value: 20 }, { value: 20 }]);
  });

  it("of a client whose clock is behind are stamped anew, and count", async () => {
    await start();
    const ahead = cluster.client("ahead");
    const behind = cluster.client("behind");
    await cluster.result(ahead.ring("b").put("k", "first"));
    const { wall } = cluster.clock;
    cluster.clock.wall = () => wall.call(cluster.clock) - 5000;
    await cluster.result(behind.ring("b").put("k", "second"));
    cluster.clock.wall = wall;
    const answers = await cluster.result(behind.ring<string>("b").get("k", { r: 3 }));
    expect(answers.filter((one) => one.status === "found" && one.value === "second").length).toBeGreaterThanOrEqual(2);
  });
});
