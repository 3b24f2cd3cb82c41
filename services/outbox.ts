/**
 * The outbox: everything that a turn of a node wants done outside. DESIGN section 2.
 *
 * Charts and data plane only append. At the end of the turn the writes of all peers go to the disk as one durable batch;
 * only then do the answers that rely on them leave, coalesced into one batch a destination (PROTOCOL R7). While a batch is
 * being written the next turns collect, so batching comes by itself: the slower the disk, the larger the group.
 *
 * Two lanes: `send` and `reply` wait for every write collected so far, their own turn's and any in progress. `sendEarly` and
 * `replyEarly` do not: they are for what promises nothing about this node's disk. That is a leader's replication of an object
 * (whose ballot is never used again if the leader forgets it: PROTOCOL R5), so that followers write while the leader does; and
 * what clients are answered, since that is held by a quorum's disks, read from what is (R1), or says that nothing was done.
 */
import { type Ballot, compareBallots, zeroBallot } from "#machines/protocol/ballot";
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import { nodeOf } from "#machines/protocol/identifiers";
import type { PeerRecord } from "#machines/protocol/fact";
import type { Message, PeerMessage } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import type { Bus, Channel, Clock, Storage, WriteBatch } from "#machines/protocol/ports";

/** The last write of each key: an object, or null for its removal. */
type Objects = Map<EnsembleName, Map<string, StoredObject | null>>;
/** What happens to segments of the tree: before any key. */
interface Segments {
  readonly dropped: Set<number>;
  readonly raised: Map<number, Ballot>;
}

/** What one turn has collected. */
interface Turn {
  readonly records: Map<string, PeerRecord>;
  readonly objects: Objects;
  readonly segments: Map<EnsembleName, Segments>;
  manager: Uint8Array | undefined;
  readonly peers: Map<NodeName, PeerMessage[]>;
  readonly replies: Map<string, Message[]>;
  readonly others: { readonly channel: Channel; readonly message: Message }[];
  readonly durable: (() => void)[];
}

function emptyTurn(): Turn {
  return {
    records: new Map(),
    objects: new Map(),
    segments: new Map(),
    manager: undefined,
    peers: new Map(),
    replies: new Map(),
    others: [],
    durable: [],
  };
}

function isEmpty(turn: Turn): boolean {
  return (
    !hasWrites(turn) &&
    turn.peers.size === 0 &&
    turn.replies.size === 0 &&
    turn.others.length === 0 &&
    turn.durable.length === 0
  );
}

function hasWrites(turn: Turn): boolean {
  return turn.records.size > 0 || turn.objects.size > 0 || turn.segments.size > 0 || turn.manager !== undefined;
}

/** Only the last write of a key counts: those before it were never shown to anybody. */
function toBatch(turn: Turn): WriteBatch {
  const objects: { readonly ensemble: EnsembleName; readonly object: StoredObject }[] = [];
  const removed: { readonly ensemble: EnsembleName; readonly key: string }[] = [];
  for (const [ensemble, keys] of turn.objects) {
    for (const [key, object] of keys) {
      if (object === null) removed.push({ ensemble, key });
      else objects.push({ ensemble, object });
    }
  }
  const segments = [...turn.segments];
  const { records, manager } = turn;
  return {
    records,
    objects,
    removed,
    byKey: turn.objects,
    dropped: segments.flatMap(([ensemble, { dropped }]) => [...dropped].map((segment) => ({ ensemble, segment }))),
    raised: segments.flatMap(([ensemble, { raised }]) =>
      [...raised].map(([segment, lowWater]) => ({ ensemble, segment, lowWater })),
    ),
    ...(manager === undefined ? {} : { manager }),
  };
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

export interface OutboxOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly storage: Storage;
  /** A write failed: nothing of this outbox leaves any more. */
  readonly onFailure: (error: unknown) => void;
  /** The bus refused one message (too large for a frame): it is dropped, as a lossy bus may, and the rest goes on. */
  readonly onRefused: (channel: Channel, message: Message, error: unknown) => void;
  /** A frame with requests to peers left; lets an `undelivered` report find them. */
  readonly onSent: (node: NodeName, frame: number, frames: number, messages: readonly PeerMessage[]) => void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  #turn: Turn = emptyTurn();
  #early = new Map<NodeName, PeerMessage[]>();
  #earlyReplies = new Map<string, Message[]>();
  #scheduled = false;
  #flushing = false;
  #closed = false;
  #number = 0;
  #idle: (() => void)[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /**
   * A key's write in the open turn, which `storage.read` does not know yet: an object, null when removed, undefined when
   * there is none.
   */
  pending(ensemble: EnsembleName, key: string): StoredObject | null | undefined {
    return this.#turn.objects.get(ensemble)?.get(key);
  }

  /** Whether the open turn empties any segment. */
  drops(ensemble: EnsembleName): boolean {
    return this.#turn.segments.has(ensemble);
  }

  /** Whether the open turn empties that segment: then `storage.read` still shows what it held. */
  isDropped(ensemble: EnsembleName, segment: number): boolean {
    return this.#turn.segments.get(ensemble)?.dropped.has(segment) === true;
  }

  /** As far as the open turn raises it. */
  pendingLowWater(ensemble: EnsembleName, segment: number): Ballot {
    return this.#turn.segments.get(ensemble)?.raised.get(segment) ?? zeroBallot;
  }

  saveRecord(label: string, record: PeerRecord): void {
    this.#turn.records.set(label, record);
    this.#schedule();
  }

  saveManager(state: Uint8Array): void {
    this.#turn.manager = state;
    this.#schedule();
  }

  writeObject(ensemble: EnsembleName, object: StoredObject): void {
    this.#write(ensemble, object.key, object);
  }

  removeObject(ensemble: EnsembleName, key: string): void {
    this.#write(ensemble, key, null);
  }

  /** Empties a damaged segment of the tree; what is written to it in the same turn stays. */
  dropSegment(ensemble: EnsembleName, segment: number): void {
    this.#segments(ensemble).dropped.add(segment);
    this.#schedule();
  }

  raiseLowWater(ensemble: EnsembleName, segment: number, lowWater: Ballot): void {
    if (compareBallots(lowWater, this.pendingLowWater(ensemble, segment)) <= 0) return;
    this.#segments(ensemble).raised.set(segment, lowWater);
    this.#schedule();
  }

  /** Leaves after everything collected so far is durable. */
  send(message: PeerMessage): void {
    push(this.#turn.peers, nodeOf(message.to), message);
    this.#schedule();
  }

  /** Leaves at the end of the turn, whatever the disk does. */
  sendEarly(message: PeerMessage): void {
    push(this.#early, nodeOf(message.to), message);
    this.#schedule();
  }

  reply(client: string, message: Message): void {
    push(this.#turn.replies, client, message);
    this.#schedule();
  }

  /** Leaves at the end of the turn, whatever the disk does: what a quorum holds needs no write of this node's. */
  replyEarly(client: string, message: Message): void {
    push(this.#earlyReplies, client, message);
    this.#schedule();
  }

  publish(channel: Channel, message: Message): void {
    this.#turn.others.push({ channel, message });
    this.#schedule();
  }

  /** Of what is collected now: all of one number becomes durable together. */
  get number(): number {
    return this.#number;
  }

  /** Runs when everything collected so far is durable. */
  whenDurable(callback: () => void): void {
    this.#turn.durable.push(callback);
    this.#schedule();
  }

  /** Resolves when nothing waits any more; at once after a failure. */
  async drained(): Promise<void> {
    if (this.#closed || (!this.#scheduled && !this.#flushing)) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Nothing leaves any more, and nothing is written. */
  close(): void {
    this.#closed = true;
    this.#turn = emptyTurn();
    this.#early.clear();
    this.#earlyReplies.clear();
    this.#settleIdle();
  }

  #write(ensemble: EnsembleName, key: string, object: StoredObject | null): void {
    const keys = this.#turn.objects.get(ensemble);
    if (keys === undefined) this.#turn.objects.set(ensemble, new Map([[key, object]]));
    else keys.set(key, object);
    this.#schedule();
  }

  #segments(ensemble: EnsembleName): Segments {
    let segments = this.#turn.segments.get(ensemble);
    if (segments === undefined) {
      segments = { dropped: new Set(), raised: new Map() };
      this.#turn.segments.set(ensemble, segments);
    }
    return segments;
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    this.#options.clock.defer(() => this.#endTurn());
  }

  #endTurn(): void {
    this.#scheduled = false;
    if (this.#closed) return;
    const isWaitedFor = this.#early.size > 0 && hasWrites(this.#turn);
    this.#publishEarly();
    if (this.#flushing) return;
    if (!isWaitedFor) return this.#flush();
    // A bus writes to its socket once this code has run. Others write meanwhile what this node is about to encode.
    this.#flushing = true;
    void Promise.resolve().then(() => {
      this.#flushing = false;
      if (!this.#closed) this.#flush();
    });
  }

  #publishEarly(): void {
    if (this.#early.size > 0) {
      const early = this.#early;
      this.#early = new Map();
      this.#publishPeers(early);
    }
    if (this.#earlyReplies.size > 0) {
      const replies = this.#earlyReplies;
      this.#earlyReplies = new Map();
      this.#publishReplies(replies);
    }
  }

  #flush(): void {
    const turn = this.#turn;
    this.#number += 1;
    if (isEmpty(turn)) {
      if (!this.#scheduled) this.#settleIdle();
      return;
    }
    this.#turn = emptyTurn();
    if (!hasWrites(turn)) {
      this.#release(turn);
      if (!this.#scheduled) this.#settleIdle();
      return;
    }
    this.#flushing = true;
    this.#commit(turn).then(
      () => {
        this.#flushing = false;
        if (this.#closed) return;
        this.#release(turn);
        // What was collected meanwhile leaves at the end of its turn, or now when that has passed.
        if (this.#scheduled) return;
        if (isEmpty(this.#turn)) this.#settleIdle();
        else this.#flush();
      },
      (error: unknown) => {
        this.#flushing = false;
        if (this.#closed) return;
        this.close();
        this.#options.onFailure(error);
      },
    );
  }

  /** A store that throws at the call has failed like one that rejects. */
  async #commit(turn: Turn): Promise<void> {
    await this.#options.storage.commit(toBatch(turn));
  }

  #release(turn: Turn): void {
    this.#publishPeers(turn.peers);
    this.#publishReplies(turn.replies);
    for (const { channel, message } of turn.others) this.#publish(channel, [message]);
    for (const callback of turn.durable) callback();
  }

  #publishReplies(lists: Map<string, Message[]>): void {
    for (const [id, messages] of lists) this.#publish({ kind: "reply", id }, messages);
  }

  #publishPeers(lists: Map<NodeName, PeerMessage[]>): void {
    for (const [node, messages] of lists) {
      this.#publish({ kind: "peer", node }, messages, (frame, frames, sent) => {
        this.#options.onSent(node, frame, frames, sent);
      });
    }
  }

  /** One message that the bus refuses must not take along those collected with it. */
  #publish<M extends Message>(
    channel: Channel,
    messages: readonly M[],
    sent?: (frame: number, frames: number, messages: readonly M[]) => void,
  ): void {
    try {
      const { frame, frames } = this.#options.bus.publish(channel, messages);
      sent?.(frame, frames, messages);
    } catch (error) {
      if (messages.length > 1) for (const message of messages) this.#publish(channel, [message], sent);
      else for (const message of messages) this.#options.onRefused(channel, message, error);
    }
  }

  #settleIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
