/**
 * Every world of three peers that run the real peer chart, to small bounds; larger ones are in docs/RELIABILITY.md. Then
 * the same with a fault planted, which must be found. Source: PROTOCOL R3-R6, R11, R15; HAZARDS P1, P3, P5.
 */
import { assign, enqueueActions } from "xstate";
import { describe, expect, it } from "vitest";
import * as change from "#machines/peer/context";
import { peerMachine, type PeerMachine } from "#machines/peer/machine";
import type { PeerContext, PeerEvent, PeerEventOf } from "#machines/peer/types";
import { compareFacts } from "#machines/protocol/fact";
import { handleReply } from "#machines/protocol/quorum-messaging";
import { explore, type Exploration, type ExploreOptions } from "#simulation/explore/explore";
import { describeViolation } from "#simulation/explore/report";
import { allRules, type Rule } from "#simulation/explore/rules";

type Provided = Parameters<PeerMachine["provide"]>[0];

/** The real chart with some of its named parts replaced. */
function planted(parts: { readonly guards?: object; readonly actions?: object }): PeerMachine {
  return peerMachine.provide(parts as Provided);
}

interface Args<Event> {
  readonly context: PeerContext;
  readonly event: Event;
}

function changing<Event>(run: (context: PeerContext, event: Event) => Partial<PeerContext>) {
  return assign((({ context, event }: Args<Event>) => run(context, event)) as never);
}

function explain(result: Exploration): string {
  return result.violation === null ? "nothing was violated" : describeViolation(result.violation);
}

describe("the chart as it is", () => {
  const clean: readonly (readonly [string, Partial<ExploreOptions>])[] = [
    ["two epochs", { epochs: 2, crashes: 0, rested: true }],
    ["one epoch, a crash, a step-down", { epochs: 1, crashes: 1, stepDowns: 1, rested: true }],
    ["one epoch, a damaged tree", { epochs: 1, crashes: 0, damages: 1, rested: true }],
    ["a new ensemble", { epochs: 1, crashes: 0, trusted: false }],
  ];
  it.each(clean)("breaks no rule: %s", { timeout: 180_000 }, (_, bounds) => {
    const result = explore(bounds);
    expect(explain(result)).toBe("nothing was violated");
    expect(result.complete).toBe(true);
    expect(result.heads).toBeGreaterThan(1000);
    expect(result.hits).toBeGreaterThan(result.steps);
  });

  it("says when it was cut, and keeps what it has", () => {
    const result = explore({ epochs: 2, maxStates: 5000 });
    expect(result.complete).toBe(false);
    expect(result.violation).toBeNull();
    expect(result.states).toBeGreaterThanOrEqual(5000);
    expect(result.expanded).toBeLessThan(result.states);
  });
});

describe("what makes it small loses nothing", { timeout: 180_000 }, () => {
  const small = { epochs: 1, crashes: 0, inFlight: 1 } as const;

  it("names: six times the worlds without, one kept of each six", () => {
    const one = explore({ ...small });
    const all = explore({ ...small, symmetry: false });
    expect(all.depth).toBe(one.depth);
    expect(all.heads / one.heads).toBeGreaterThan(5.5);
    expect(all.heads / one.heads).toBeLessThanOrEqual(6);
  });

  it("messages that can do nothing: the peers get to the same states without them", () => {
    expect(explore({ ...small, prune: false }).heads).toBe(explore({ ...small }).heads);
  });

  it("a network without bounds gets the peers everywhere that a bounded one does", () => {
    const bounded = explore({ ...small }).heads;
    expect(explore({ ...small, inFlight: 0 }).heads).toBeGreaterThanOrEqual(bounded);
  });
});

interface Collecting extends Args<PeerEventOf<"reply">> {
  readonly enqueue: { assign(change: Partial<PeerContext>): void; raise(event: PeerEvent): void };
}

/** A fault, the rules that it is judged by, and what must be found of it. */
interface Plant {
  readonly name: string;
  readonly options: Partial<ExploreOptions>;
  /** What is violated first when all is judged, and by which consequence alone. */
  readonly first: Rule;
  readonly consequence: Rule;
  readonly steps: number;
}

const plants: readonly Plant[] = [
  {
    name: "P1: a promise is not on disk",
    options: { save: (next, before) => ({ ...next, promised: before.promised }), epochs: 1 },
    first: "promiseDurable",
    consequence: "oneLeader",
    steps: 16,
  },
  {
    name: "P1, R15: a promise is not exclusive",
    options: {
      epochs: 1,
      crashes: 0,
      machine: planted({
        guards: {
          mayPromise: ({ context, event }: Args<PeerEventOf<"prepare">>) =>
            event.epoch >= context.promised.epoch && (context.debt === null || context.debt.to === event.from),
        },
        actions: {
          makePromise: changing<PeerEventOf<"prepare">>((_, { epoch, from }) => ({
            promised: { epoch, candidate: from },
            leader: "",
          })),
        },
      }),
    },
    first: "promiseExclusive",
    consequence: "oneLeader",
    steps: 16,
  },
  {
    name: "R3: a commit of a lower epoch is taken, and its epoch with it",
    options: {
      epochs: 2,
      crashes: 0,
      machine: planted({
        guards: {
          mayAcceptCommit: ({ context, event }: Args<PeerEventOf<"commit">>) =>
            event.fact.leader === event.from && compareFacts(event.fact, context.fact) >= 0,
          isHeartbeat: () => false,
        },
        actions: {
          acceptCommit: changing<PeerEventOf<"commit">>((context, { fact, from }) => ({
            promised: { epoch: fact.epoch, candidate: from },
            fact: compareFacts(fact, context.fact) > 0 ? fact : context.fact,
            leader: from,
            debt: { to: from, id: context.nextReq },
            nextReq: context.nextReq + 1,
          })),
        },
      }),
    },
    first: "belowPromise",
    consequence: "lease",
    steps: 17,
  },
  {
    name: "P5, R11: a restarted peer forgets what it owes",
    options: {
      epochs: 2,
      machine: planted({
        actions: {
          load: changing<PeerEventOf<"ready">>((context, event) => ({ ...change.load(context, event), debt: null })),
        },
      }),
    },
    first: "lease",
    consequence: "lease",
    steps: 17,
  },
  {
    name: "R11: a peer that leaves its leader forgets what it owes",
    options: {
      epochs: 2,
      crashes: 0,
      machine: planted({ actions: { forgetLeader: assign({ leader: "", debt: null }) } }),
    },
    first: "lease",
    consequence: "lease",
    steps: 17,
  },
  {
    name: "R5: a restarted leader resumes its epoch",
    options: {
      epochs: 1,
      machine: planted({
        actions: {
          becomeCandidate: changing((context) =>
            context.promised.candidate === context.self ? {} : change.candidacy(context),
          ),
          beginEpoch: changing((context) => ({
            fact: { ...context.fact, epoch: context.promised.epoch, seq: 1, leader: context.self },
            leader: context.self,
            debt: null,
          })),
        },
      }),
    },
    first: "oneLeader",
    consequence: "oneLeader",
    steps: 14,
  },
  {
    name: "R4: a candidate keeps to its own fact",
    options: { epochs: 2, crashes: 0, machine: planted({ actions: { adoptNewestFact: assign({ heard: null }) } }) },
    first: "newestFact",
    consequence: "newestFact",
    steps: 16,
  },
  {
    name: "P15: a refusal counts as a vote",
    options: {
      epochs: 2,
      crashes: 0,
      machine: planted({
        actions: {
          collectReply: enqueueActions((({ context, event, enqueue }: Collecting) => {
            if (context.round === null) return;
            const { round, end } = handleReply(context.round, event.req, event, false);
            enqueue.assign({ round: end === null ? round : null });
            if (end !== null) enqueue.raise(end);
          }) as never),
        },
      }),
    },
    first: "quorumOfPromises",
    consequence: "newestFact",
    steps: 13,
  },
];

describe("a planted fault is found, by a shortest way", () => {
  it.each(plants)("$name", { timeout: 180_000 }, ({ options, first, consequence, steps }) => {
    const any = explore({ rested: true, ...options });
    expect(explain(any)).toMatch(new RegExp(`^${first}: `));
    const later = first === consequence ? any : explore({ rested: true, ...options, rules: [consequence] });
    expect(explain(later)).toMatch(new RegExp(`^${consequence}: `));
    expect((later.violation?.trace.length ?? 0) - 1).toBe(steps);
  });

  it("every rule is judged by default", () => {
    expect(explore({ epochs: 1, crashes: 0, maxStates: 10 }).violation).toBeNull();
    expect(allRules.length).toBeGreaterThan(10);
  });
});
