/** The peers of one node, each under a supervisor of its own, so that the crash of one never takes another down. */
import { QuorateError } from "#machines/protocol/errors";
import type { View } from "#machines/protocol/fact";
import { peerLabel, type EnsembleName, type PeerId } from "#machines/protocol/identifiers";
import type { Clock, Log, OpenReport, Random, Storage } from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";
import type { ModifierTable } from "./kv/modifiers.ts";
import type { Outbox } from "./outbox.ts";
import { PeerHost } from "./peer/peer-host.ts";
import { Supervisor } from "./supervision.ts";
import type { Tracer } from "./tracer.ts";

export interface PeerSetOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly storage: Storage;
  readonly tracer: Tracer;
  readonly log: Log;
  readonly modifiers: ModifierTable;
  readonly maxFrameBytes: number;
  settings(): Settings;
  /** Null while the store is closed. */
  outbox(): Outbox | null;
  report(): OpenReport;
  /** The peer has learned that it is a member no more, and has stopped. */
  removed(ensemble: EnsembleName, peer: PeerId): void;
  /** A peer's state, leader, epoch or committed views changed, or a peer is gone. */
  changed(): void;
}

/** What a peer without a record begins from. */
export interface PeerStart {
  readonly members: View;
  /** See PeerHostOptions. */
  readonly isFirst: boolean;
}

interface Running {
  readonly peer: PeerId;
  readonly supervisor: Supervisor;
}

const reqsPerPeer = 2 ** 44;

export class PeerSet {
  readonly #options: PeerSetOptions;
  readonly #running = new Map<EnsembleName, Running>();
  readonly #hosts = new Map<EnsembleName, PeerHost>();

  constructor(options: PeerSetOptions) {
    this.#options = options;
  }

  get(ensemble: EnsembleName): PeerHost | undefined {
    return this.#hosts.get(ensemble);
  }

  /** Those that are up. */
  hosts(): Iterable<PeerHost> {
    return this.#hosts.values();
  }

  /** Those that are to be up; one that is being stopped counts until it is gone. */
  get running(): ReadonlyMap<EnsembleName, PeerId> {
    return new Map([...this.#running].map(([ensemble, { peer }]) => [ensemble, peer]));
  }

  /** @param start what a peer without a record begins from. */
  start(ensemble: EnsembleName, peer: PeerId, start: PeerStart): void {
    if (this.#running.has(ensemble)) return;
    const { clock, log, tracer, settings } = this.#options;
    const label = peerLabel(ensemble, peer);
    let host: PeerHost | null = null;
    const supervisor: Supervisor = new Supervisor({
      id: `supervisor:${label}`,
      clock,
      log,
      tracer,
      settings,
      children: [
        {
          name: label,
          start: async () => {
            host = this.#startHost(ensemble, peer, start, supervisor);
          },
          stop: async () => {
            if (host !== null) this.#stopHost(ensemble, host);
          },
        },
      ],
    });
    this.#running.set(ensemble, { peer, supervisor });
    supervisor.start();
  }

  async stop(ensemble: EnsembleName): Promise<void> {
    const running = this.#running.get(ensemble);
    if (running === undefined) return;
    await running.supervisor.stop();
    if (this.#running.get(ensemble) === running) this.#running.delete(ensemble);
    this.#options.changed();
  }

  /** At once: its supervisor ends in its own time, and the peer may be started again by then. */
  drop(ensemble: EnsembleName): void {
    const running = this.#running.get(ensemble);
    const host = this.#hosts.get(ensemble);
    if (running === undefined) return;
    this.#running.delete(ensemble);
    if (host !== undefined) this.#stopHost(ensemble, host);
    void running.supervisor.stop();
    this.#options.changed();
  }

  /** Leaders here end what they have begun, and hand over. @returns whether each that has a successor follows it by now. */
  handOver(reason: string): () => boolean {
    const left = [...this.hosts()].filter((peer) => {
      const hasSuccessor = peer.successor() !== "";
      return peer.stepDown(reason) && hasSuccessor;
    });
    return () => left.every(({ gate }) => gate.replicating || gate.state === "stopped");
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((ensemble) => this.stop(ensemble)));
  }

  #startHost(ensemble: EnsembleName, self: PeerId, start: PeerStart, supervisor: Supervisor): PeerHost {
    const { clock, random, storage, log, tracer, modifiers, settings, maxFrameBytes } = this.#options;
    const outbox = this.#options.outbox();
    if (outbox === null) throw new QuorateError("CLOSED", "the store is closed");
    const label = peerLabel(ensemble, self);
    const host: PeerHost = new PeerHost({
      ensemble,
      self,
      ...start,
      clock,
      outbox,
      storage,
      tracer,
      log,
      distrusted: this.#options.report().distrusted.get(label) ?? null,
      // A random start below 2^50, so that replies to an earlier boot meet no open request.
      firstReq: 1 + random.below(2 ** 5) * reqsPerPeer + random.below(2 ** 40),
      seed: random.below(2 ** 32),
      haulBytes: Math.floor(maxFrameBytes / 2),
      modifiers,
      settings,
      crashed: (error) => {
        this.#hosts.delete(ensemble);
        supervisor.failed(label, error);
      },
      changed: () => this.#options.changed(),
      removed: () => this.#options.removed(ensemble, self),
    });
    this.#hosts.set(ensemble, host);
    host.start();
    return host;
  }

  #stopHost(ensemble: EnsembleName, host: PeerHost): void {
    host.stop();
    if (this.#hosts.get(ensemble) === host) this.#hosts.delete(ensemble);
  }
}
