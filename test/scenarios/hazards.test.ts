/**
 * HAZARDS P16, P17, P22 as stories in virtual time, with changes of members among what happens. Source: HAZARDS; PROTOCOL R8, R11,
 * R12, R17, R19. P2, P3, P12, P13 are in members.test.ts.
 */
import { afterEach, describe, expect, test } from "vitest";
import { defaultSettings } from "#machines/protocol/settings";
import type { Entry } from "#services/public-types";
import { ensembleName } from "#simulation/cluster";
import { isOf, Script } from "#test/planted/script";
import { Story } from "./story.ts";

let story: Story | undefined;
const begin = (...options: ConstructorParameters<typeof Story>): Story => (story = new Story(...options));

afterEach(() => {
  const [violation] = story?.cluster.violations ?? [];
  story = undefined;
  if (violation !== undefined) throw new Error(`${violation.judge}: ${violation.what}`);
});

const three = ["n1", "n2", "n3"];
const refused = { code: "PRECONDITION_FAILED" };

describe("H16: a version outlives leaders and members", () => {
  test("H16: a compare-and-swap with the version that was read succeeds after any change of leader and members, once", async () => {
    const s = begin("H16", { nodes: 6, members: three });
    const { ensemble } = s.client();
    const first = await s.leader();
    let entry: Entry<string> | undefined = await s.settle(ensemble.put("k", "0"));
    /** Reads it anew, so that the leader of now stamps it with its own epoch, and swaps with the version of before. */
    const swap = async (value: string): Promise<void> => {
      const version = entry?.version ?? "";
      expect(await s.settle(ensemble.get("k"))).toEqual(entry);
      entry = await s.settle(ensemble.update("k", version, value));
      await expect(s.settle(ensemble.update("k", version, "again"))).rejects.toMatchObject(refused);
    };

    s.cluster.crash(first);
    const second = await s.leader(first);
    await swap("1");
    s.cluster.start(first);
    await s.until("it follows", () => s.stateOf(first) === "following");
    expect(await s.change("+n4", "+n5", "+n6", "-n1", "-n2", "-n3")).toBe("ok");
    const third = await s.leader(second);
    await swap("2");
    s.cluster.stop(third);
    await s.leader(third);
    await swap("3");
    expect(entry?.value).toBe("3");

    // Of what is not there as well: absent stays absent, and is created once.
    await s.settle(ensemble.create("new", "one"));
    await expect(s.settle(ensemble.create("new", "two"))).rejects.toMatchObject(refused);
  });
});

describe("H17: nothing blocks", () => {
  /** Virtual time that it takes. */
  async function timeOf(s: Story, work: () => Promise<unknown>): Promise<number> {
    const fromMs = s.nowMs;
    await s.settle(work());
    return s.nowMs - fromMs;
  }

  test("H17: a request to who does not lead any more is answered with who does, long before its time is over", async () => {
    const s = begin("H17 redirect", { nodes: 4, members: three });
    const { client, ensemble } = s.client();
    const first = await s.leader();
    await s.settle(ensemble.put("k", "one"));
    expect(await s.change("+n4")).toBe("ok");
    await s.settle(s.client().client.api.admin.stepDown(ensembleName));
    const second = await s.leader(first);
    await s.until("it follows", () => s.stateOf(first) === "following");
    const redirects: string[] = [];
    new Script(s.cluster).notice(
      { from: [first], holding: (message) => message.type === "response" && message.code === "redirect" },
      (sender) => void redirects.push(sender),
    );
    expect(await timeOf(s, () => ensemble.get("k"))).toBeLessThan(defaultSettings.tickMs);
    expect(redirects).toEqual([first]);
    expect(await s.settle(client.api.leader(ensembleName))).toBe(second);
  });

  test("H17: a ping takes a round trip, and writes go on, while a member stands still and a change waits in vain", async () => {
    const s = begin("H17", { nodes: 6, members: three });
    const { client, ensemble } = s.client();
    const leader = await s.leader();
    await s.settle(ensemble.put("k", "one"));
    s.cluster.pause(three.find((name) => name !== leader) ?? "", false);
    for (const name of ["n5", "n6"]) s.cluster.crash(name);
    const codes: string[] = [];
    const changes = [
      ...["n4", "n5", "n6"].map((peer) => ({ op: "add" as const, peer })),
      ...three.map((peer) => ({ op: "remove" as const, peer })),
    ];
    s.cluster.updateMembers(leader, changes, ({ code }) => void codes.push(code));
    let turns = 0;
    while (codes.length === 0) {
      expect(await timeOf(s, () => client.api.pingQuorum(ensembleName))).toBeLessThan(defaultSettings.tickMs);
      expect(await timeOf(s, () => ensemble.put("k", "two"))).toBeLessThan(defaultSettings.tickMs);
      await s.wait(20);
      turns += 1;
    }
    expect(codes).toEqual(["UNAVAILABLE"]);
    expect(turns).toBeGreaterThan(20);
  });
});

describe("H22: leases of different lengths", () => {
  const short = { tickMs: 50, leaseMs: 120, followerTimeoutMs: 160, electionJitterMs: 10 };
  /** A leader that is cut off waits for long before it gives up. */
  const long = { leaseMs: 600, followerTimeoutMs: 900, quorumTimeoutMs: 3000 };

  test("H22: followers whose lease is made shorter than the leader's, while all run, elect another: the old one answers no stale read", async () => {
    const s = begin("H22", { nodes: 4, members: three, settings: long });
    const writer = s.client();
    await writer.put("k", "one");
    expect(await s.change("+n4", "-n3")).toBe("ok");
    const old = await s.leader();
    const others = ["n1", "n2", "n4"].filter((name) => name !== old);
    for (const name of others) s.cluster.configure(name, short);
    await s.wait(1000);
    // Each knows the old leader, and asks it once.
    const readers = Array.from({ length: 150 }, () => s.client(200));
    for (const reader of readers) expect(await reader.get("k")).toBe("one");

    const script = new Script(s.cluster);
    for (const name of others) script.cut(old, name);
    // Readers stay with the old leader: a new one would tell those whom it served before. A writer finds the new one only.
    script.lose({ from: [old], holding: isOf("located") });
    const listen = script.lose({ from: others, holding: isOf("located") });
    const write = { isSent: false, isDone: false };
    let stale = 0;
    const answers = { one: 0, two: 0, none: 0 };
    const reads: Promise<void>[] = [];
    for (const reader of readers) {
      const leader = s.cluster.leader();
      if (!write.isSent && leader !== undefined && leader !== old) {
        listen();
        write.isSent = true;
        void s
          .client()
          .ensemble.put("k", "two")
          .then(() => (write.isDone = true));
      }
      const mustBeNew = write.isDone;
      reads.push(
        reader.ensemble.get("k").then(
          (entry) => {
            const value = entry?.value === "one" ? "one" : "two";
            answers[value] += 1;
            if (mustBeNew && value === "one") stale += 1;
          },
          () => void (answers.none += 1),
        ),
      );
      await s.wait(10);
    }
    await s.settle(Promise.all(reads));
    expect(stale).toBe(0);
    // From the lease first; then from nobody, while the new value was long there.
    expect(answers.one).toBeGreaterThan(0);
    expect(answers.none).toBeGreaterThan(0);
    expect(write.isDone).toBe(true);
    expect(await s.client().get("k")).toBe("two");
  });
});
