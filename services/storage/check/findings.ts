/** What an offline check of a node's store found. */

/** What of a store a finding is about, in the order that they are checked. */
export const parts = ["promises", "high-water", "manifest", "table", "log", "turns", "tree", "object"] as const;
export type Part = (typeof parts)[number];

export interface Finding {
  readonly part: Part;
  /** `damage`: bytes are not those that were written. `note`: worth knowing, and nothing is wrong. */
  readonly severity: "damage" | "note";
  /** A file, a place in a tree or a key; for people. */
  readonly where: string;
  readonly what: string;
}

export interface CheckedPeer {
  /** Like `demo/n1`. */
  readonly label: string;
  readonly promised: number;
  /** As the store has it; what was found may end it at the next start. */
  readonly trusted: boolean;
}

export interface StoreReport {
  readonly directory: string;
  readonly cluster: string | null;
  readonly node: string | null;
  /** No finding is damage. */
  readonly sound: boolean;
  /** It was closed, and not killed. */
  readonly closedCleanly: boolean;
  readonly peers: readonly CheckedPeer[];
  readonly counts: {
    readonly generation: number;
    readonly turn: number;
    readonly tables: number;
    readonly logs: number;
    /** Of tables and logs. */
    readonly bytes: number;
    readonly ensembles: number;
    readonly pages: number;
    readonly segments: number;
    readonly objects: number;
    /** Of those, deleted keys that are not reaped yet. */
    readonly tombstones: number;
  };
  readonly findings: readonly Finding[];
}
