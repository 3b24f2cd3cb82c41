/** Damage that nobody can mend, in an ensemble of one above all: what is lost is said, never answered as absent. */
import { afterEach, describe, expect, test } from "vitest";
import { ensembleName } from "#simulation/cluster";
import { heldAt, isMendedEverywhere } from "./damage.ts";
import { Story } from "./story.ts";

let story: Story | undefined;

afterEach(() => {
  const [violation] = story?.cluster.violations ?? [];
  story = undefined;
  if (violation !== undefined) throw new Error(`${violation.judge}: ${violation.what}`);
});

async function begin(seed: string) {
  const s = (story = new Story(seed, { nodes: 3, members: ["n1"] }));
  const alice = s.client();
  for (let n = 0; n < 10; n += 1) await alice.put(`k${n}`, `value ${n}`);
  await s.wait(50);
  return { s, alice, disk: s.cluster.host("n1").disk };
}

const corrupt = { code: "CORRUPT", message: expect.stringContaining("the only copy is damaged") as string };
/** One round trip, and no waiting. */
const atOnceMs = 20;

describe("an ensemble of one", () => {
  test("a damaged object is CORRUPT at once; other keys are served, and a write makes it whole", async () => {
    const { s, alice, disk } = await begin("alone: object");
    disk.rot(ensembleName, "k3");
    for (let n = 0; n < 20; n += 1) {
      const askedAt = s.nowMs;
      await expect(alice.get("k3")).rejects.toMatchObject(corrupt);
      expect(s.nowMs - askedAt).toBeLessThan(atOnceMs);
      expect(await alice.get("k4")).toBe("value 4");
    }
    await expect(s.settle(alice.ensemble.create("k3", "anew"))).rejects.toMatchObject(corrupt);
    expect(s.epochOf("n1")).toBe(1);
    await alice.put("k3", "anew");
    expect(await alice.get("k3")).toBe("anew");
  });

  test("a damaged leaf is rebuilt from its intact object", async () => {
    const { s, alice, disk } = await begin("alone: leaf");
    disk.rotLeaf(ensembleName, "k3");
    await s.until("it reads again", () => {
      void alice.ensemble.get("k3").catch(() => undefined);
      return s.isTrusted("n1") && heldAt(s, "n1", "k3") !== "damaged";
    });
    expect(await alice.get("k3")).toBe("value 3");
  });

  test("a repair of its tree does not make a damaged object absent", async () => {
    const { s, alice, disk } = await begin("alone: repair");
    s.cluster.stop("n1");
    // Nothing else goes on here that would let its promises settle; killed after a while, its tree would be rebuilt.
    for (let n = 0; n < 100 && s.cluster.isUp("n1"); n += 1) await s.wait(1);
    expect(s.cluster.isUp("n1")).toBe(false);
    disk.rot(ensembleName, "k3");
    for (let n = 0; n < 8; n += 1) disk.rotPage(ensembleName);
    s.cluster.start("n1");
    await s.leader();
    for (let n = 0; n < 10; n += 1) void alice.ensemble.get(`k${n}`).catch(() => undefined);
    const repairs = () => s.log.filter(({ message }) => message.startsWith("repair ")).length;
    await s.until("it has repaired its tree, and leads", () => repairs() > 0 && s.cluster.leader() === "n1");
    await expect(alice.get("k3")).rejects.toMatchObject(corrupt);
    expect(await alice.get("k4")).toBe("value 4");
  });

  test("grows once the damaged key has been written anew or deleted", async () => {
    const { s, alice, disk } = await begin("alone: grows");
    disk.rot(ensembleName, "k3");
    await expect(alice.get("k3")).rejects.toMatchObject(corrupt);
    await s.settle(alice.ensemble.delete("k3"));
    expect(await s.change("+n2", "+n3")).toBe("ok");
    expect(await alice.get("k3")).toBeUndefined();
    const four = await s.settle(alice.ensemble.get("k4"));
    if (four === undefined) throw new Error("k4 is gone");
    await isMendedEverywhere(s, new Map([["k4", four]]));
  });
});

describe("an ensemble of three", () => {
  test("all copies of one object damaged: its reads say so, other keys do not notice, and a write makes it whole", async () => {
    const s = (story = new Story("all copies"));
    const [alice, bob] = [s.client(), s.client(1500)];
    await alice.put("bad", "lost");
    await alice.put("good", "here");
    await s.wait(50);
    const epoch = s.epochOf(await s.leader());
    for (const name of s.cluster.nodeNames) s.cluster.host(name).disk.rot(ensembleName, "bad");
    for (let n = 0; n < 3; n += 1) {
      const bad = bob.ensemble.get("bad").catch((error: unknown) => error);
      for (let time = 0; time < 20; time += 1) expect(await alice.get("good")).toBe("here");
      expect(await s.settle(bad)).toMatchObject({ code: "CORRUPT" });
    }
    const { version } = await alice.put("bad", "whole");
    expect(await bob.get("bad")).toBe("whole");
    for (const name of s.cluster.nodeNames) await s.until(name, () => heldAt(s, name, "bad") === version);
    expect(s.epochOf(await s.leader())).toBe(epoch);
  });
});
