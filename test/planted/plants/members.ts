/** Changes of members: PROTOCOL R12, R13, R14. In each run n4 and n5 are to take the places of the two that follow. */
import { replace, type Plant } from "../plant.ts";
import { firstSeeds, isOf, isReply, scripted, type Roles, type Script } from "../script.ts";

type Effects = typeof import("#machines/peer/effects");
type Members = typeof import("#machines/peer/members");
type Steps = typeof import("#machines/exchange/steps");
type Views = typeof import("#machines/protocol/views");
type RoundsModule = typeof import("#services/kv/rounds");

const seeds = firstSeeds(8);
const five = { nodes: 5, members: 3 };
const newcomers = ["n4", "n5"];

/** A newcomer asks all others (decision 0009), and so finds what these plants lose: here a quorum of them is enough. */
const quorumIsEnough = replace<Steps>("#machines/exchange/steps", () => ({
  requiredOf: ({ trusted }) => (trusted ? "quorum" : "other"),
}));

/** Once somebody leads: the leader stays, and the newcomers take the places of the others. */
function replaceFollowers(script: Script, atMs: number, run: (roles: Roles, change: () => void) => void): void {
  script.at(atMs, () => {
    const leader = script.cluster.leader();
    if (leader === undefined) return;
    const others = script.cluster.nodeNames.filter((name) => name !== leader && !newcomers.includes(name));
    const changes = [
      ...newcomers.map((peer) => ({ op: "add" as const, peer })),
      ...others.map((peer) => ({ op: "remove" as const, peer })),
    ];
    run({ leader, others }, () => script.cluster.updateMembers(leader, changes, () => {}));
  });
}

/** How many views are in force, and whether the newcomers are in the newest. */
function isInForce(script: Script, count: number): boolean {
  const views = script.cluster.ledger.viewsOf("demo");
  return views.length === count && views[0]?.includes("n4") === true;
}

export const r12: Plant = {
  name: "R12",
  what: "the new view stands alone as soon as the joint views are committed, whoever is complete",
  variant: [
    replace<Members>("#machines/peer/members", (original, ran) => ({
      isNewViewReady: (context) => {
        const is = original.isNewViewReady({ ...context, synced: true, complete: context.fact.views[0] ?? [] });
        if (is && !original.isNewViewReady(context)) ran();
        return is;
      },
    })),
  ],
  // All three are replaced by newcomers that cannot compare with anybody before they are on their own.
  run: scripted({ seconds: 6, nodes: 6, members: 3 }),
  script: (script) => {
    const all = script.cluster.nodeNames;
    const [old, young] = [all.slice(0, 3), all.slice(3)];
    script.at(1500, () => {
      const leader = script.cluster.leader();
      if (leader === undefined) return;
      script.lose({ from: old, to: young, holding: isReply("exchanging") });
      const changes = [
        ...young.map((peer) => ({ op: "add" as const, peer })),
        ...old.map((peer) => ({ op: "remove" as const, peer })),
      ];
      script.cluster.updateMembers(leader, changes, () => {});
    });
    script.at(3500, () => script.mend());
  },
  seeds,
  judge: "linearizability",
};

export const r12Epoch: Plant = {
  name: "R12 epoch",
  what: "peers that are not in the leader's epoch count for who is complete",
  variant: [
    replace<Effects>("#machines/peer/effects", (original, ran) => ({
      exchangeParams: (context, sync, completes) => {
        const params = original.exchangeParams(context, sync, completes);
        if (params.sameEpoch) ran();
        return { ...params, sameEpoch: false };
      },
    })),
    quorumIsEnough,
  ],
  // What the leader writes is acknowledged by one follower at once, by another late. Meanwhile the first leads three of five,
  // and takes a newcomer in, which compares with the two that have nothing and with the late one. Then that one acknowledges to
  // the leader of old, whose client is answered; then the new leader goes.
  run: scripted({
    seconds: 6,
    nodes: 6,
    members: 5,
    keys: 8,
    writers: 6,
    readEveryMs: 25,
    everyMs: 6000,
    quiet: { put: [100, 5000], get: [0, 0] },
    settings: { leaseMs: 0, quorumTimeoutMs: 2500, exchangeTimeoutMs: 5000 },
    writeTimeoutMs: 3000,
  }),
  script: (script) =>
    script.at(1500, () => {
      const old = script.cluster.leader();
      if (old === undefined) return;
      const [next = "", kept = "", gone = "", late = ""] = script.cluster.nodeNames.filter(
        (name) => name !== old && name !== "n6",
      );
      script.lose({ from: [old], to: [kept, gone], holding: isOf("put") });
      const release = script.hold({ from: [old], to: [late], holding: isOf("put") });
      script.lose({ from: [next], to: [late], holding: isOf("prepare", "newEpoch", "commit", "put") });
      script.after(100, () => script.lose({ from: [old], to: [next], holding: isOf("commit") }));
      script.after(220, () => {
        // The late one follows for longer than the others, who therefore find no leader.
        script.after(320, script.hold({ from: [old], to: [late], holding: isOf("commit") }));
        script.lose({ from: [late], to: [next, kept, gone], holding: isReply("probed") });
        for (const name of [next, kept, gone, "n6"]) script.cut(old, name);
        script.lose({ from: [next], to: [kept, gone, "n6"], holding: isReply("exchanging") });
        // Nobody reads at the new leader, which would settle what it reads. Clients that wait for the leader of old hear of no other.
        script.lose({ from: [next], holding: isOf("put") });
        script.lose({ from: [next], holding: isOf("located") });
      });
      script.watch(1500, () => {
        if (script.cluster.leader() !== next) return false;
        const changes = [
          { op: "add" as const, peer: "n6" },
          ...[old, gone, late].map((peer) => ({ op: "remove" as const, peer })),
        ];
        script.cluster.updateMembers(next, changes, () => {});
        return true;
      });
      script.watch(3000, () => {
        const views = script.cluster.ledger.viewsOf("demo");
        if (views.length > 1 || views[0]?.includes("n6") !== true) return false;
        release();
        script.lose({ from: [next], to: [kept], holding: isOf("commit") });
        script.after(220, () => script.isolate(next));
        return true;
      });
      script.after(4200, () => script.mend());
    }),
  seeds,
  judge: "linearizability",
};

export const r13: Plant = {
  name: "R13",
  what: "a round is counted under the views of its sending only",
  variant: [
    replace<RoundsModule>("#services/kv/rounds", (original, ran) => ({
      Rounds: class extends original.Rounds {
        override changeViews(): void {
          if (this.size > 0) ran();
        }
      },
    })),
    quorumIsEnough,
  ],
  // What the leader writes is late. Meanwhile the newcomers become complete by the others, who do not have it yet; then it
  // arrives there, and is acknowledged by those two; then the leader goes.
  run: scripted({ seconds: 6, ...five, settings: { quorumTimeoutMs: 2000 } }),
  script: (script) =>
    replaceFollowers(script, 1500, ({ leader, others }, change) => {
      const release = script.hold({ from: [leader], to: others, holding: isOf("put") });
      script.lose({ from: [leader], to: newcomers, holding: isReply("exchanging", "pages", "segments", "objects") });
      script.lose({ from: [leader], to: newcomers, holding: isOf("put") });
      script.after(60, change);
      script.watch(1500, () => {
        if (!isInForce(script, 1)) return false;
        release();
        script.after(20, () => script.isolate(leader));
        return true;
      });
      script.after(3500, () => script.mend());
    }),
  seeds,
  judge: "linearizability",
};

export const r14: Plant = {
  name: "R14",
  what: "while views are joint, writes count in the new one only",
  variant: [
    replace<Views>("#machines/protocol/views", (original, ran) => ({
      dataViews: (fact, committedSeq) => {
        const views = original.dataViews(fact, committedSeq);
        if (views.length > 1) ran();
        return views.slice(0, 1);
      },
    })),
  ],
  // The views stay joint, because the newcomers cannot compare with anybody. What the leader writes reaches them alone; then
  // the leader goes, and who comes after it syncs with the old view.
  run: scripted({ seconds: 6, ...five, settings: { quorumTimeoutMs: 2000 } }),
  script: (script) =>
    replaceFollowers(script, 1500, ({ leader, others }, change) => {
      script.lose({ from: [leader, ...others], to: newcomers, holding: isReply("exchanging") });
      change();
      script.watch(1500, () => {
        if (!isInForce(script, 2)) return false;
        script.lose({ from: [leader], to: others, holding: isOf("put") });
        script.after(200, () => script.isolate(leader));
        return true;
      });
      script.after(3500, () => script.mend());
    }),
  seeds,
  // What clients see comes later, when the judges have found enough.
  judge: "durability",
};

export const members = [r12, r12Epoch, r13, r14];
