/** A row of a table of empty cells: see cells.ts. */
export interface EmptyCells<Configuration extends string = string> {
  readonly kind: "ignored" | "refused" | "forwarded";
  /** Named as an action would be. */
  readonly name: string;
  readonly why: string;
  readonly where: readonly Configuration[];
}
