/** What a peer's host is given: its ports, and what it begins from. */
import type { View } from "#machines/protocol/fact";
import type { EnsembleName, PeerId } from "#machines/protocol/identifiers";
import type { Clock, Log, Storage } from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";
import type { ModifierTable } from "../kv/modifiers.ts";
import type { Outbox } from "../outbox.ts";
import type { Tracer } from "../tracer.ts";

export interface PeerHostOptions {
  readonly ensemble: EnsembleName;
  readonly self: PeerId;
  readonly members: View;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly storage: Storage;
  readonly tracer: Tracer;
  readonly log: Log;
  /** The store found damage or a lost tail: whatever the record says, this peer's objects are not to be trusted. */
  readonly distrusted: string | null;
  /**
   * A peer of this id without a record has never promised or acknowledged anything, on any disk. It lacks nothing that it once
   * had, and may be trusted like a replica that has not been reached yet.
   */
  readonly isFirst: boolean;
  /** Request ids count up from here; the host uses 2^44 of them. */
  readonly firstReq: number;
  readonly seed: number;
  readonly haulBytes: number;
  /** What `modify` requests may name. */
  readonly modifiers: ModifierTable;
  settings(): Settings;
  crashed(error: unknown): void;
  /** The peer's state, leader or epoch changed. */
  changed(): void;
  /** The peer has learned that it is a member no more, and has stopped. Its record stays: it must not forget its promises. */
  removed(): void;
}
