import type { NodeName } from "#machines/protocol/identifiers";

/** What a store noticed, for logs. `what` is for people. */
export interface StorageEvent {
  /**
   * `copyDamaged`: a copy of the save file did not verify and was mended. `distrusted`: a peer's objects may be incomplete.
   * `markFailed`: the high-water mark could not be written; later loss may go unnoticed. `notClean`: what a clean stop leaves
   * could not be written; the next open reads all segments.
   */
  readonly type: "copyDamaged" | "distrusted" | "markFailed" | "notClean";
  readonly what: string;
}

export interface StorageOptions {
  /** Made when it does not exist. */
  readonly dir: string;
  readonly cluster: string;
  readonly node: NodeName;
  readonly onEvent?: ((event: StorageEvent) => void) | undefined;
}
