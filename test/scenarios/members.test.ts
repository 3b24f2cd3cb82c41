/**
 * Changes of members, as scripts in virtual time. Source: SCENARIOS S2, S3, H2, H3, H12, H13; PROTOCOL R4, R12-R14; riak_ensemble
 * "Modifying ensembles".
 */
import { afterEach, describe, expect, test } from "vitest";
import { initialFact, type Fact, type PeerRecord } from "#machines/protocol/fact";
import { makeSettings } from "#machines/protocol/settings";
import type { MembersOutcome } from "#services/peer/member-changes";
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

/** The members in force, by what a quorum has on disk. */
function viewOf(s: Story): string {
  return s.cluster.ledger
    .viewsOf(ensembleName)
    .map((view) => [...view].sort().join(" "))
    .join(" + ");
}

function runs(s: Story): string {
  return Object.keys(s.peers()).join(" ");
}

describe("S2 expand", () => {
  test("one peer becomes three; the value is on both new ones before the old one is gone", async () => {
    const s = begin("S2", { nodes: 3, members: ["n1"] });
    const alice = s.client();
    expect(await s.leader()).toBe("n1");
    await alice.put("k", "one");
    expect(s.peers()).toEqual({ n1: "leading" });
    expect(await s.change("+n2", "+n3")).toBe("ok");
    await s.until("both new ones hold it", () => s.holders("k").length === 3);
    s.cluster.pause("n1", false);
    expect(await s.leader("n1")).toMatch(/n[23]/);
    expect(await alice.get("k")).toBe("one");
    expect((await s.settle(alice.ensemble.get("k", { readRepair: true })))?.value).toBe("one");
  });

  test("three become one, which goes on alone", async () => {
    const s = begin("S2 shrink", { nodes: 3 });
    const alice = s.client();
    const leader = await s.leader();
    await alice.put("k", "one");
    const [kept = ""] = three.filter((name) => name !== leader);
    expect(await s.change(...three.filter((name) => name !== kept).map((name) => `-${name}`))).toBe("ok");
    expect(await s.leader()).toBe(kept);
    await s.until("the others have stopped", () => runs(s) === kept);
    for (const name of three) if (name !== kept) s.cluster.crash(name);
    const bob = s.client();
    await bob.put("k", "two");
    expect(await bob.get("k")).toBe("two");
  });
});

describe("S3 replace members", () => {
  test("one call adds three and removes three, and back again", async () => {
    const s = begin("S3", { nodes: 6, members: three });
    const alice = s.client();
    await s.leader();
    await alice.put("k", "one");
    expect(await s.change("+n4", "+n5", "+n6", "-n1", "-n2", "-n3")).toBe("ok");
    expect(await alice.get("k")).toBe("one");
    await s.until("the old ones have stopped", () => runs(s) === "n4 n5 n6");
    await alice.put("k", "two");
    expect(await s.change("-n4", "+n1", "+n2", "-n5", "+n3", "-n6")).toBe("ok");
    expect(await alice.get("k")).toBe("two");
    await s.until("the others have stopped", () => runs(s) === "n1 n2 n3");
  });

  test.each(["proposed", "joint", "settling"])(
    "a leader that dies while the change is %s leaves nothing behind that is lost",
    async (stage) => {
      const s = begin(`S3 ${stage}`, { nodes: 6, members: three });
      const alice = s.client();
      const leader = await s.leader();
      await alice.put("k", "one");
      const script = new Script(s.cluster);
      let isDead = false;
      // The first commit that says so is its last.
      script.notice(
        {
          from: [leader],
          holding: (message) => {
            if (isDead || message.type !== "commit") return false;
            const { views, pending } = message.fact;
            const now = views.length > 1 ? "joint" : pending.views.length === 0 ? "stable" : "pending";
            return stage === "joint"
              ? now === "joint"
              : now === "pending" && views[0]?.includes("n4") === (stage === "settling");
          },
        },
        () => {
          isDead = true;
          s.cluster.time.after(0, () => s.cluster.crash(leader));
        },
      );
      s.cluster.updateMembers(
        leader,
        [
          ...["n4", "n5", "n6"].map((peer) => ({ op: "add" as const, peer })),
          ...three.map((peer) => ({ op: "remove" as const, peer })),
        ],
        () => {},
      );
      await s.until("it is dead", () => isDead);
      expect(await alice.get("k")).toBe("one");
      await s.until("the change has ended, one way or the other", () => s.cluster.ledger.isStable(ensembleName));
      expect(["n1 n2 n3", "n4 n5 n6"]).toContain(viewOf(s));
      expect(await alice.get("k")).toBe("one");
    },
  );

  test("joint views without a quorum of the new one commit nothing, and go on when its members are back", async () => {
    const s = begin("S3 stuck", { nodes: 6, members: three });
    const [alice, bob] = [s.client(), s.client(1000)];
    const leader = await s.leader();
    await alice.put("k", "one");
    const comers = ["n4", "n5", "n6"];
    const script = new Script(s.cluster);
    let isJoint = false;
    script.notice(
      { from: [leader], holding: (message) => message.type === "commit" && message.fact.views.length > 1 },
      () => {
        if (isJoint) return;
        isJoint = true;
        // Gone before that commit reaches them.
        s.cluster.time.after(0, () => {
          for (const name of comers) s.cluster.crash(name);
        });
      },
    );
    s.cluster.updateMembers(
      leader,
      [
        ...comers.map((peer) => ({ op: "add" as const, peer })),
        ...three.map((peer) => ({ op: "remove" as const, peer })),
      ],
      () => {},
    );
    await s.until("it is joint", () => isJoint);
    await s.until("nobody leads any more", () => s.cluster.leader() === undefined);
    await s.wait(5000);
    expect(s.cluster.leader()).toBeUndefined();
    const refusal = { code: expect.stringMatching(/^(UNAVAILABLE|TIMEOUT|UNKNOWN_OUTCOME)$/) as string };
    await expect(s.settle(bob.ensemble.put("k", "two"))).rejects.toMatchObject(refusal);
    await expect(s.settle(bob.ensemble.get("k"))).rejects.toMatchObject(refusal);
    const { ensembles } = await s.settle(bob.client.api.status());
    expect(ensembles[ensembleName]).toMatchObject({ leader: null, views: [comers, three] });
    for (const name of comers) s.cluster.start(name);
    await s.until("the change has ended", () => s.cluster.ledger.isStable(ensembleName));
    expect(viewOf(s)).toBe("n4 n5 n6");
    expect(await alice.get("k")).toMatch(/one|two/);
  });
});

describe("a leader that goes takes nobody's writes with it", () => {
  /** Eight writers that go on for a while; whoever errs is told. */
  async function underWrites(s: Story, during: () => Promise<void>): Promise<void> {
    const { ensemble } = s.client();
    let isOver = false;
    let written = 0;
    const write = async (writer: number): Promise<void> => {
      for (let turn = 0; !isOver; turn += 1) {
        await ensemble.put(`w${writer}`, `${turn}`);
        written += 1;
      }
    };
    const writers = Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    writers.catch(() => (isOver = true));
    await s.until("they write", () => written > 20);
    await during();
    const wanted = written + 20;
    await s.until("they write on", () => written > wanted || isOver);
    isOver = true;
    await s.settle(writers);
  }

  test("when all members are replaced", async () => {
    const s = begin("going: replaced", { nodes: 6, members: three });
    await underWrites(s, async () => {
      expect(await s.change("+n4", "+n5", "+n6", "-n1", "-n2", "-n3")).toBe("ok");
      await s.until("the old ones have stopped", () => runs(s) === "n4 n5 n6");
    });
  });

  test.each([3, 5])("when its node is stopped, of %s", async (nodes) => {
    const s = begin(`going: stopped ${nodes}`, { nodes });
    await underWrites(s, async () => {
      for (let time = 0; time < 3; time += 1) {
        const leader = await s.leader();
        s.cluster.stop(leader);
        await s.leader(leader);
        await s.until("it is gone", () => s.stateOf(leader) === "down");
        s.cluster.start(leader);
        await s.until("it follows", () => s.stateOf(leader) === "following");
      }
    });
  });

  test("it hands over to somebody who is there", async () => {
    const s = begin("going: successor", { nodes: 5 });
    const alice = s.client();
    await alice.put("k", "one");
    const leader = await s.leader();
    const [first = "", second = ""] = s.cluster.nodeNames.filter((name) => name !== leader);
    s.cluster.crash(first);
    await s.wait(250);
    const fromMs = s.nowMs;
    s.cluster.stop(leader);
    expect(await s.leader(leader)).toBe(second);
    // No lease had to be waited for, nor an election.
    expect(s.nowMs - fromMs).toBeLessThan(makeSettings({}).tickMs);
  });
});

describe("H2: facts are compared by their commit ballot", () => {
  test("a peer that has promised a high epoch, and holds an old fact, does not bring back the old views", async () => {
    const s = begin("H2", { nodes: 4, members: three });
    for (const name of s.cluster.nodeNames) s.cluster.crash(name);
    // n3 promised itself epoch 50 while it was cut off; meanwhile the others made n4 a member in its place, in epoch 2.
    const old: Fact = { ...initialFact(three), epoch: 1, seq: 1, leader: "n3" };
    const views = [["n1", "n2", "n4"]];
    const vsn = { epoch: 2, seq: 3 };
    const now: Fact = { ...old, epoch: 2, seq: 4, leader: "n1", views, viewVsn: vsn, pending: { vsn, views: [] } };
    const save = (name: string, fact: Fact, epoch: number): void => {
      const record: PeerRecord = { promised: { epoch, candidate: name === "n3" ? "n3" : "n1" }, fact, trusted: true };
      const batch = { records: new Map([[`demo/${name}`, record]]), objects: [], removed: [] };
      s.cluster.host(name).disk.applyRecords(batch);
    };
    for (const name of ["n1", "n2", "n4"]) save(name, now, 2);
    save("n3", old, 50);
    for (const name of s.cluster.nodeNames) s.cluster.start(name);
    const alice = s.client();
    await alice.put("k", "one");
    await s.until("it has stopped", () => s.stateOf("n3") === "down");
    expect(viewOf(s)).toBe("n1 n2 n4");
    expect(await alice.get("k")).toBe("one");
  });
});

describe("H3: only newer facts are taken, from the leader of their epoch", () => {
  test("commits of a change that arrive when it is long over change nothing", async () => {
    const s = begin("H3", { nodes: 4, members: three });
    const alice = s.client();
    const leader = await s.leader();
    await alice.put("k", "one");
    const [late = ""] = three.filter((name) => name !== leader);
    const script = new Script(s.cluster);
    const release = script.hold({ from: [leader], to: [late], holding: isOf("commit") });
    expect(await s.change("+n4")).toBe("ok");
    expect(await s.change("-n4")).toBe("ok");
    script.mend();
    await s.until("it follows again", () => s.stateOf(late) === "following");
    release();
    await s.wait(500);
    expect(viewOf(s)).toBe("n1 n2 n3");
    expect(s.cluster.node(late)?.status().peers[0]?.views).toEqual([three]);
    expect(await alice.get("k")).toBe("one");
  });
});

describe("H12: views are validated, one change at a time", () => {
  test.each([
    ["nothing", [], "INVALID_ARGUMENT"],
    ["all members removed", ["-n1", "-n2", "-n3"], "INVALID_ARGUMENT"],
    ["one peer twice", ["+n4", "+n4"], "INVALID_ARGUMENT"],
    ["a second peer of one node", ["+n1#2"], "INVALID_ARGUMENT"],
    ["a member that is one already", ["+n4", "+n1"], "ALREADY_MEMBER"],
    ["a stranger removed", ["-n4"], "NOT_A_MEMBER"],
  ] as const)("%s is refused, and nothing changes", async (_, changes, code) => {
    const s = begin("H12", { nodes: 4, members: three });
    const alice = s.client();
    expect(await s.change(...changes)).toBe(code);
    expect(viewOf(s)).toBe("n1 n2 n3");
    expect(await s.change("+n4")).toBe("ok");
    await alice.put("k", "one");
  });

  test("a second change is refused while the first is under way, and taken when it is over", async () => {
    const s = begin("H12 two", { nodes: 5, members: three });
    const leader = await s.leader();
    const codes: string[] = [];
    const note = ({ code }: MembersOutcome): void => void codes.push(code);
    s.cluster.updateMembers(leader, [{ op: "add", peer: "n4" }], note);
    s.cluster.updateMembers(leader, [{ op: "add", peer: "n5" }], note);
    await s.until("both are answered", () => codes.length === 2);
    expect(codes).toEqual(["CHANGE_IN_PROGRESS", "ok"]);
    expect(await s.change("+n5")).toBe("ok");
    expect(viewOf(s)).toBe("n1 n2 n3 n4 n5");
  });

  test("new members of whom no quorum comes up: given up, nothing has changed, and nobody noticed", async () => {
    const s = begin("H12 absent", { nodes: 6, members: three });
    const alice = s.client();
    const leader = await s.leader();
    const epoch = s.epochOf(leader);
    for (const name of ["n5", "n6"]) s.cluster.crash(name);
    const change = s.change("+n4", "+n5", "+n6", "-n1", "-n2", "-n3");
    await alice.put("k", "one");
    expect(await change).toBe("UNAVAILABLE");
    expect(viewOf(s)).toBe("n1 n2 n3");
    expect(s.epochOf(leader)).toBe(epoch);
    expect(await alice.get("k")).toBe("one");
    await s.until("the one that came up has stopped", () => s.stateOf("n4") === "down");
  });

  test("whoever does not lead says who does", async () => {
    const s = begin("H12 redirect", { nodes: 4, members: three });
    const leader = await s.leader();
    await s.until("all follow", () => three.every((name) => name === leader || s.stateOf(name) === "following"));
    const outcomes: MembersOutcome[] = [];
    for (const name of [...three.filter((other) => other !== leader), "n4"])
      s.cluster.updateMembers(name, [{ op: "add", peer: "n4" }], (outcome) => void outcomes.push(outcome));
    expect(outcomes.map(({ code, leader: told }) => [code, told])).toEqual([
      ["redirect", leader],
      ["redirect", leader],
      ["NO_SUCH_ENSEMBLE", ""],
    ]);
  });
});

describe("H13: removed peers are told", () => {
  test("a peer that was away when it was removed stops when it is back, disturbs nobody, and stays down", async () => {
    const s = begin("H13", { nodes: 4, members: three });
    const alice = s.client();
    const leader = await s.leader();
    const [away = ""] = three.filter((name) => name !== leader);
    await alice.put("k", "one");
    s.cluster.crash(away);
    expect(await s.change("+n4", `-${away}`)).toBe("ok");
    const epoch = s.epochOf(leader);
    s.cluster.start(away);
    await s.until("it runs", () => s.stateOf(away) !== "down");
    await s.until("it has stopped", () => s.stateOf(away) === "down");
    await s.wait(1000);
    expect(runs(s)).not.toContain(away);
    expect(s.epochOf(leader)).toBe(epoch);
    expect(await alice.get("k")).toBe("one");
  });

  test("one that knows that it was removed is not even started by its node", async () => {
    const s = begin("H13 restart", { nodes: 4, members: three });
    const leader = await s.leader();
    const [gone = ""] = three.filter((name) => name !== leader);
    expect(await s.change("+n4", `-${gone}`)).toBe("ok");
    await s.until("it has stopped", () => s.stateOf(gone) === "down");
    s.cluster.crash(gone);
    s.cluster.start(gone);
    await s.wait(1000);
    expect(s.stateOf(gone)).toBe("down");
  });

  test("a peer that comes back under its name has old data, and counts only once it is complete", async () => {
    const s = begin("H13 again", { nodes: 4, members: three });
    const alice = s.client();
    const leader = await s.leader();
    const [again = "", other = ""] = three.filter((name) => name !== leader);
    await alice.put("k", "one");
    expect(await s.change("+n4", `-${again}`)).toBe("ok");
    await s.until("it has stopped", () => s.stateOf(again) === "down");
    await alice.put("k", "two");
    await s.settle(alice.ensemble.delete("gone"));
    expect(await s.change(`+${again}`, "-n4", `-${other}`)).toBe("ok");
    for (const name of ["n4", other]) s.cluster.crash(name);
    expect(await alice.get("k")).toBe("two");
    s.cluster.stop(leader);
    await s.wait(1000);
    s.cluster.start(leader);
    expect(await alice.get("k")).toBe("two");
  });
});
