/** Who leads, and until when: PROTOCOL R3, R4, R5, R6, R15. */
import type { Fact, PeerRecord } from "#machines/protocol/fact";
import { changeState, rechart, replace, type Plant } from "../plant.ts";
import { firstSeeds, isOf, isReply, readers, scripted } from "../script.ts";
import { withoutRisingBallots } from "./rising-ballots.ts";

type Guards = typeof import("#machines/peer/guards");
type Context = typeof import("#machines/peer/context");
type Effects = typeof import("#machines/peer/effects");
type Members = typeof import("#machines/peer/members");
type Machine = typeof import("#machines/peer/machine");
type OutboxModule = typeof import("#services/outbox");

const seeds = firstSeeds(8);

export const r3: Plant = {
  name: "R3",
  what: "a peer takes and acknowledges a commit of a lower epoch than the one it has promised",
  variant: [
    replace<Guards>("#machines/peer/guards", (original, ran) => ({
      mayAcceptCommit: (context, event) => {
        const isLower = event.fact.epoch < context.promised.epoch;
        const promised = { ...context.promised, epoch: Math.min(context.promised.epoch, event.fact.epoch) };
        const may = original.mayAcceptCommit({ ...context, promised }, event);
        if (isLower && may) ran();
        return may;
      },
    })),
    replace<Context>("#machines/peer/context", (original) => ({
      acceptCommit: (context, event) => {
        const { promised } = context;
        if (event.fact.epoch >= promised.epoch) return original.acceptCommit(context, event);
        const change = original.acceptCommit({ ...context, promised: { ...promised, epoch: event.fact.epoch } }, event);
        return { ...change, promised };
      },
    })),
    replace<Effects>("#machines/peer/effects", (original) => ({
      answerCommit: (context, event) => ({ ...original.answerCommit(context, event), epoch: event.fact.epoch }),
    })),
    // The new leader replicates to a peer that has not taken its fact, which would make that peer refuse older ones.
    replace<Members>("#machines/peer/members", () => ({ holdsViews: () => true })),
  ],
  // One follower misses the leader one commit earlier than the other, and stands for election as soon as the other's debt
  // has passed. The next commit to that one is late; nothing else is heard from it.
  run: scripted({
    ...readers(9),
    readers: 4,
    keys: 20,
    newcomers: 600,
    everyMs: 2500,
    quiet: { put: [820, 1215], get: [820, 1275] },
    settings: { tickMs: 200, leaseMs: 440, followerTimeoutMs: 645, quorumTimeoutMs: 1500, electionJitterMs: 4 },
  }),
  script: (script) =>
    script.repeat(1500, 2500, 3, ({ leader, others: [promiser = "", candidate = ""] }) => {
      script.cut(leader, candidate);
      script.after(202, () => {
        const release = script.hold({ from: [leader], to: [promiser], holding: isOf("commit") });
        script.lose({ from: [candidate], to: [promiser], holding: isOf("commit") });
        script.lose({
          from: [promiser],
          to: [leader],
          holding: (message) => !isReply("granted")(message),
        });
        script.watch(1000, () => {
          if (script.cluster.leader() !== candidate) return false;
          script.after(60, release);
          return true;
        });
      });
    }),
  seeds,
  judge: "linearizability",
};

const none = { epoch: 0, seq: 0 };
const oldView = ["n3", "n4", "n5"];
const newView = ["n1", "n2", "n3", "n4", "n5"];

function factOf(seq: number, views: Fact["views"]): Fact {
  return {
    epoch: 1,
    seq,
    leader: "n3",
    views,
    viewVsn: none,
    pendVsn: none,
    commitVsn: none,
    pending: { vsn: none, views: [] },
  };
}

function recordOf(seq: number, views: Fact["views"]): PeerRecord {
  return { promised: { epoch: 1, candidate: "n3" }, fact: factOf(seq, views), trusted: true };
}

export const r4: Plant = {
  name: "R4",
  what: "a candidate goes on from its own fact, and counts promises under its own views only",
  variant: [
    replace<Guards>("#machines/peer/guards", (_, ran) => ({
      hasPromisesUnderNewestFact: () => {
        ran();
        return true;
      },
      promisedFact: (context) => context.fact,
    })),
    replace<Context>("#machines/peer/context", () => ({ adoptNewestFact: () => ({ heard: null }) })),
  ],
  // Three members were made five. n5 missed that altogether, n4 holds the joint views only; they are cut off from the others.
  script: (script) => {
    const records: Record<string, PeerRecord> = {
      n1: recordOf(3, [newView]),
      n2: recordOf(3, [newView]),
      n3: recordOf(3, [newView]),
      n4: recordOf(2, [newView, oldView]),
      n5: recordOf(1, [oldView]),
    };
    for (const [name, record] of Object.entries(records)) {
      const batch = { records: new Map([[`demo/${name}`, record]]), objects: [], removed: [] };
      script.cluster.host(name).disk.applyRecords(batch);
    }
    script.at(0, () => {
      for (const old of ["n4", "n5"]) for (const other of ["n1", "n2", "n3"]) script.cut(old, other);
    });
    script.at(4000, () => script.mend());
  },
  run: scripted({ seconds: 4, nodes: 5 }),
  seeds,
  judge: "oneLeader",
};

export const r5: Plant = {
  name: "R5",
  what: "a candidate asks again for an epoch that was promised to it: a restarted leader resumes its own",
  variant: [
    replace<Context>("#machines/peer/context", (original, ran) => ({
      candidacy: (context) => {
        if (context.promised.candidate !== context.self) return original.candidacy(context);
        ran();
        return { leader: "" };
      },
      // Without the invariant that its epoch is new.
      beginEpoch: (context) => {
        const { self, promised } = context;
        const fact: Fact = { ...context.fact, epoch: promised.epoch, seq: 1, leader: self };
        return { fact, leader: self, debt: null, reason: "", successor: "" };
      },
    })),
    withoutRisingBallots,
  ],
  // One peer has promised, and hears nothing of the epoch that began. The leader writes, is killed, and asks again.
  run: scripted({ seconds: 3, keys: 2, settings: { leaseMs: 0, prefollowTimeoutMs: 4000 } }),
  script: (script) => {
    script.loseToNext("newEpoch", "commit", "put");
    script.at(1500, () => {
      script.mend();
      const leader = script.cluster.leader();
      if (leader !== undefined) script.restart(leader, 2);
    });
  },
  seeds,
  judge: "ballots",
};

export const r6: Plant = {
  name: "R6",
  what: "a leader that is deposed goes on with its rounds, its queue and its lease",
  variant: [
    replace<Machine>("#machines/peer/machine", (original, ran) => ({
      peerMachine: rechart(original.peerMachine, (config) =>
        changeState(config, "leading", (leading) => {
          const exit = leading.exit?.map((action) => (action === "resign" ? () => ran() : action)) ?? [];
          return { ...leading, exit };
        }),
      ),
    })),
  ],
  // One follower misses the commits and stands for election. The leader promises it; the other follower hears nothing of that,
  // and goes on to acknowledge what the leader still has in its queue, behind reads that wait for an epoch check.
  run: scripted({
    seconds: 5,
    keys: 3,
    readers: 6,
    writers: 6,
    everyMs: 2000,
    quiet: { put: [840, 1900], get: [0, 0] },
    network: { minDelayUs: 2000, meanDelayUs: 1000 },
    settings: { quorumTimeoutMs: 1500 },
  }),
  script: (script) =>
    script.repeat(1500, 2000, 2, ({ leader, others: [loyal = "", candidate = ""] }) => {
      script.lose({ from: [leader], to: [candidate], holding: isOf("commit") });
      script.lose({ from: [leader], to: [candidate], holding: isReply("probed") });
      script.lose({ from: [candidate], to: [loyal], holding: isOf("prepare", "newEpoch", "commit", "put") });
      script.after(100, () => script.lose({ from: [leader], to: [loyal], holding: isOf("commit") }));
      script.after(280, () => {
        const release = script.hold({ from: [leader], to: [loyal], holding: isOf("checkEpoch") });
        script.lose({ from: [leader], to: [candidate], holding: isOf("checkEpoch") });
        const releaseNew = script.hold({ from: [candidate], to: [leader], holding: isOf("put") });
        script.watch(600, () => {
          if (script.cluster.leader() !== candidate) return false;
          release();
          script.after(80, releaseNew);
          return true;
        });
      });
    }),
  seeds,
  judge: "linearizability",
};

export const r15Exclusive: Plant = {
  name: "R15 exclusive",
  what: "a peer promises one epoch to several candidates",
  variant: [
    replace<Guards>("#machines/peer/guards", (original, ran) => ({
      isRepeatedPromise: () => false,
      mayPromise: (context, event) => {
        if (event.epoch !== context.promised.epoch) return original.mayPromise(context, event);
        ran();
        return !original.isBoundByLease(context, event.from);
      },
    })),
    replace<Context>("#machines/peer/context", (original) => ({
      promise: (context, event) =>
        original.promise({ ...context, promised: { ...context.promised, epoch: event.epoch - 1 } }, event),
    })),
  ],
  // All stand for election at the start. One peer does not hear of the first candidate, and asks for the same epoch later.
  run: scripted({ seconds: 3, settings: { leaseMs: 0, electionJitterMs: 100 } }),
  script: (script) => {
    let isDone = false;
    script.loseToNext("prepare", "newEpoch", "commit");
    script.notice({ holding: isReply("ok") }, (_, batch) => {
      const answer = batch.messages.find(isReply("ok"));
      if (isDone || answer?.type !== "reply") return;
      isDone = true;
      script.mend();
      script.isolate(answer.to);
      script.after(1500, () => script.mend());
    });
  },
  seeds,
  judge: "oneLeader",
};

export const r15Durable: Plant = {
  name: "R15 durable",
  what: "a promise is kept in memory only: what is saved is the epoch of the last commit",
  variant: [
    replace<OutboxModule>("#services/outbox", (original, ran) => ({
      Outbox: class extends original.Outbox {
        override saveRecord(label: string, record: PeerRecord): void {
          ran();
          const { fact, trusted } = record;
          super.saveRecord(label, { promised: { epoch: fact.epoch, candidate: fact.leader }, fact, trusted });
        }
      },
    })),
  ],
  // A peer is killed right after it has accepted an epoch, and finds another candidate when it is back.
  run: scripted({ seconds: 3, settings: { leaseMs: 0, electionJitterMs: 50 } }),
  script: (script) => {
    let isDone = false;
    script.loseToNext("prepare", "newEpoch", "commit");
    script.notice({ holding: isReply("ok") }, (accepter, batch) => {
      const answer = batch.messages.find(isReply("ok"));
      if (isDone || answer?.type !== "reply") return;
      isDone = true;
      script.mend();
      script.isolate(answer.to);
      script.restart(accepter, 2);
      script.after(1500, () => script.mend());
    });
  },
  seeds,
  judge: "oneLeader",
};

export const elections = [r3, r4, r5, r6, r15Exclusive, r15Durable];
