/** A leader's data plane over ports that a test holds in its hands. */
import type { PeerId } from "#machines/protocol/identifiers";
import type { ClientOp, ClientRequest, ReplyBody } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import { makeSettings, type Settings } from "#machines/protocol/settings";
import type { Answer } from "#services/kv/answers";
import { KvLeader } from "#services/kv/leader";
import type { Tombstone } from "#services/kv/reaper";
import type { ByteModifier } from "#services/kv/modifiers";
import { Lease, readInstant } from "#services/lease";
import { Outbox } from "#services/outbox";
import { PeerObjects } from "#services/peer/objects";
import { VirtualClock } from "#test/support/virtual-clock";
import { FakeBus, FakeStorage } from "../core/fakes.ts";

interface Sent {
  readonly kind: "put" | "check" | "fetch" | "reapCheck" | "reap";
  readonly to: PeerId;
  readonly req: number;
  readonly object?: StoredObject;
  readonly tombstones?: readonly Tombstone[];
}

export interface Ended {
  readonly key: string;
  readonly op: ClientOp;
  readonly code: Answer["code"];
  readonly text: string;
  readonly version: string;
}

export const leaderEpoch = 6;

export class LeaderHarness {
  readonly clock = new VirtualClock();
  readonly storage = new FakeStorage();
  readonly treeDamages: string[] = [];
  readonly bus = new FakeBus();
  readonly lease = new Lease(this.clock);
  readonly sent: Sent[] = [];
  readonly modifiers = new Map<string, ByteModifier>();
  readonly ended: Ended[] = [];
  readonly higher: number[] = [];
  /** Members that have not taken the views in force. */
  readonly unaware = new Set<PeerId>();
  leaseLost = 0;
  isSettled = false;
  reaped = 0;
  settings: Settings;
  readonly leader: KvLeader;
  readonly objects: PeerObjects;
  #id = 0;
  #req = 0;

  constructor(settings: Partial<Settings> = {}, members: readonly PeerId[] = ["a", "b", "c"]) {
    this.settings = makeSettings(settings);
    this.storage.instant = true;
    const outbox = new Outbox({
      bus: this.bus,
      clock: this.clock,
      storage: this.storage,
      onFailure: () => undefined,
      onRefused: () => undefined,
      onSent: () => undefined,
    });
    this.objects = new PeerObjects("demo", this.storage, outbox);
    this.leader = new KvLeader({
      self: "a",
      epoch: leaderEpoch,
      views: [members],
      clock: this.clock,
      lease: this.lease,
      objects: this.objects,
      modifiers: this.modifiers,
      settings: () => this.settings,
      knowsViews: (peer) => !this.unaware.has(peer),
      nextReq: () => (this.#req += 1),
      sendPut: (to, req, object) => void this.sent.push({ kind: "put", to, req, object }),
      sendCheck: (to, req) => void this.sent.push({ kind: "check", to, req }),
      sendFetch: (to, req) => void this.sent.push({ kind: "fetch", to, req }),
      whenDurable: (callback) => outbox.whenDurable(callback),
      collecting: () => outbox.number,
      higherEpochSeen: (epoch) => {
        this.higher.push(epoch);
        this.leader.stop();
      },
      leaseLost: () => {
        this.leaseLost += 1;
      },
      isSettled: () => this.isSettled,
      sendReapCheck: (to, req, tombstones) => void this.sent.push({ kind: "reapCheck", to, req, tombstones }),
      sendReap: (to, tombstones) => void this.sent.push({ kind: "reap", to, req: 0, tombstones }),
      reaped: (count) => void (this.reaped += count),
      objectDamaged: () => undefined,
      treeDamaged: (reason) => {
        this.treeDamages.push(reason);
        this.leader.stop();
      },
    });
  }

  /** A lease of 300 ms from now. */
  renew(): void {
    this.lease.renew(readInstant(this.clock), 300, 0);
  }

  submit(op: ClientOp, key = "k", parts: Partial<ClientRequest> = {}): number {
    this.#id += 1;
    const request: ClientRequest = {
      type: "request",
      id: this.#id,
      floor: 0,
      ensemble: "demo",
      boot: "boot",
      epoch: leaderEpoch,
      op,
      key,
      value: op === "get" || op === "delete" || op === "safeDelete" ? null : new TextEncoder().encode(`v${this.#id}`),
      version: "",
      readRepair: false,
      timeoutMs: 5000,
      ...parts,
    };
    this.leader.submit({
      request,
      deadline: this.clock.now() + request.timeoutMs,
      answer: ({ code, value, version }) =>
        void this.ended.push({ key, op, code, version, text: value === null ? "" : new TextDecoder().decode(value) }),
    });
    return this.#id;
  }

  /** What has ended since the last call, as `op:code`. */
  said(): string[] {
    return this.ended.splice(0).map(({ op, code }) => `${op}:${code}`);
  }

  /** The newest request of a kind. */
  last(kind: Sent["kind"]): Sent {
    const found = this.sent.findLast((one) => one.kind === kind);
    if (found === undefined) throw new Error(`no ${kind} was sent`);
    return found;
  }

  reply(from: PeerId, req: number, body: ReplyBody, epoch = leaderEpoch): void {
    this.leader.reply(from, req, epoch, body);
  }

  /** `from` stored what was last sent. */
  async ack(from: PeerId = "b"): Promise<void> {
    const { req, object } = this.last("put");
    this.reply(from, req, { kind: "stored", seq: object?.ballot.seq ?? -1 });
    await this.clock.settle();
  }

  /** A settled object, by way of a blind put. */
  async put(key = "k"): Promise<void> {
    this.submit("put", key);
    await this.clock.settle();
    await this.ack();
  }
}
