/** What an explored world must keep to. Each can be left out, to see what its breach leads to. */

export const rules = {
  exception: "no guard or action throws, and no assertion of the chart fails",
  unhandled: "each event meets a transition, or a named empty cell of machines/peer/cells",
  stuck: "a peer always has an event of its own ahead: a timeout, an exchange or a repair",
  promiseRises: "what a peer has promised never falls, restarts included (HAZARDS P1)",
  promiseExclusive: "a peer promises an epoch to one candidate only (PROTOCOL R15)",
  promiseDurable: "a promise is on disk before it leaves, a candidate's own too (PROTOCOL R15)",
  factsRise: "facts rise, and a ballot has one leader; an acknowledged one is on disk (HAZARDS P3)",
  belowPromise: "nothing below its promise is accepted by a peer (PROTOCOL R3)",
  oneLeader: "an epoch has one leader, and begins once (PROTOCOL R5, R15)",
  quorumOfPromises: "who leads an epoch was promised it by a quorum",
  newestFact:
    "a new leader goes on from a fact as new as any that a quorum has accepted, and leads above it (PROTOCOL R4)",
  lease: "while a leader's lease is valid, nobody leads a higher epoch (PROTOCOL R11)",
} as const;

export type Rule = keyof typeof rules;
export const allRules = Object.keys(rules) as readonly Rule[];

export interface Breach {
  readonly rule: Rule;
  readonly what: string;
}
