/** What a new leader must have before it serves: PROTOCOL R16, R20, R21. */
import { changeState, rechart, replace, type Plant } from "../plant.ts";
import { firstSeeds, isOf, isReply, readers, scripted, type Roles, type Script } from "../script.ts";

type Effects = typeof import("#machines/peer/effects");
type Machine = typeof import("#machines/peer/machine");
type Steps = typeof import("#machines/exchange/steps");

const seeds = firstSeeds(8);

export const r16: Plant = {
  name: "R16",
  what: "a new leader serves before it has synced",
  variant: [
    replace<Machine>("#machines/peer/machine", (original, ran) => ({
      peerMachine: rechart(original.peerMachine, (config) =>
        changeState(config, "leading", (leading) => {
          const tree = leading.states?.["tree"];
          const ready = { ...tree?.states?.["ready"], entry: [() => ran()] };
          const states = { ...tree?.states, ready };
          return { ...leading, states: { ...leading.states, tree: { ...tree, initial: "ready", states } } };
        }),
      ),
    })),
  ],
  // One follower was cut off while others wrote; it comes back in the moment in which the leader goes.
  run: scripted({ seconds: 10 }),
  script: (script) =>
    script.repeat(1500, 2800, 3, ({ leader, others: [behind = "", ahead = ""] }) => {
      script.isolate(behind);
      script.after(700, () => {
        script.mend();
        script.isolate(leader);
        script.lose({ from: [behind], holding: (message) => message.type === "exchange" && !message.sync });
        script.restart(ahead, 5);
      });
    }),
  seeds,
  judge: "linearizability",
};

export const r20: Plant = {
  name: "R20",
  what: "a leader's sync counts peers that are not in its epoch",
  variant: [
    replace<Effects>("#machines/peer/effects", (original, ran) => ({
      answerExchange: (context, event) => {
        if (event.sync && event.epoch > context.promised.epoch) ran();
        return original.answerExchange(context, { ...event, sync: false });
      },
    })),
  ],
  // Five peers. Two lose sight of the leader; one of them is promised by a third, which has stored what the leader writes. The
  // fourth has not, is still in the old epoch, and is what the new leader syncs with.
  run: scripted({
    ...readers(8),
    nodes: 5,
    settings: { leaseMs: 0, quorumTimeoutMs: 1500, electionJitterMs: 5 },
  }),
  script: (script) =>
    script.repeat(1500, 2600, 3, ({ leader, others: [behind = "", promiser = "", ...candidates] }) => {
      for (const name of candidates) script.cut(leader, name);
      script.after(150, () => {
        script.lose({ from: [leader], to: [behind, promiser], holding: isOf("commit") });
        script.lose({ from: candidates, to: [behind], holding: isOf("prepare", "newEpoch", "commit", "put") });
      });
      let release = (): void => {};
      script.after(280, () => (release = script.hold({ from: [leader], to: [behind], holding: isOf("put") })));
      script.notice({ from: [promiser], holding: isReply("promise") }, () => {
        script.cut(leader, promiser);
        script.lose({ from: [promiser], holding: isReply("exchanging") });
      });
      script.after(280, () =>
        script.watch(900, () => {
          if (!candidates.includes(script.cluster.leader() ?? "")) return false;
          release();
          return true;
        }),
      );
    }),
  seeds,
  judge: "linearizability",
};

function loseMemory(script: Script): (roles: Roles) => void {
  return ({ leader, others: [behind = "", forgetful = ""] }) => {
    script.isolate(behind);
    script.after(700, () => {
      script.mend();
      script.isolate(leader);
      script.cluster.crash(forgetful);
      script.cluster.host(forgetful).disk.loseObjects(1);
      script.after(5, () => script.cluster.start(forgetful));
    });
  };
}

export const r21: Plant = {
  name: "R21",
  what: "an untrusted peer's exchange answers count",
  variant: [
    replace<Effects>("#machines/peer/effects", (original, ran) => ({
      answerExchange: (context, event) => {
        if (!context.trusted) ran();
        return original.answerExchange({ ...context, trusted: true }, event);
      },
    })),
    // What follows says again whether the peer is trusted.
    replace<Steps>("#machines/exchange/steps", () => ({ isGood: () => true })),
  ],
  // One follower was cut off while others wrote. It comes back in the moment in which the leader goes and the other one is
  // restarted without its objects.
  run: scripted({ seconds: 10 }),
  script: (script) => script.repeat(1500, 2800, 3, loseMemory(script)),
  seeds,
  judge: "linearizability",
};

export const r21Itself: Plant = {
  name: "R21 itself",
  what: "an untrusted peer counts itself in its exchange",
  variant: [
    replace<Effects>("#machines/peer/effects", (original, ran) => ({
      exchangeParams: (context, sync) => {
        const params = original.exchangeParams(context, sync);
        if (!params.trusted) ran();
        return { ...params, trusted: true };
      },
    })),
  ],
  // One follower was cut off while others wrote. It comes back in the moment in which the leader goes and the other one is
  // restarted without its objects.
  run: scripted({ seconds: 10 }),
  script: (script) => script.repeat(1500, 2800, 3, loseMemory(script)),
  seeds,
  judge: "linearizability",
};

export const syncs = [r16, r20, r21, r21Itself];
