/** What a judge finds. One finding is enough to end a run. */
export interface Violation {
  /** Which judge. */
  readonly judge:
    | "linearizability"
    | "oneLeader"
    | "oneProposal"
    | "factsRise"
    | "promisesRise"
    | "ballots"
    | "durability"
    | "views"
    | "progress"
    | "ring"
    | "crash";
  readonly what: string;
  /** Virtual time, milliseconds. */
  readonly atMs: number;
}
