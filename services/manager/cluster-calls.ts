/**
 * The calls that change a cluster, on a node that is a member, and what the root ensemble's leader does by itself.
 * Source: riak_ensemble "Removing a node", "Creating an ensemble", "Modifying ensembles", "Root ensemble".
 */
import {
  ensembleNamed,
  ensemblesIn,
  memberNamed,
  peerOf,
  placesOf,
  rootEnsemble,
  type ClusterState,
} from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { Clock, Log } from "#machines/protocol/ports";
import { shownList, type RootCommand } from "#machines/protocol/root-operations";
import type { Settings } from "#machines/protocol/settings";
import { moveTimeoutMs } from "../client/admin.ts";
import { checkName, checkOptions, invalid } from "../client/arguments.ts";
import { asJson, checkChanges, checkConfig } from "../client/cluster-arguments.ts";
import type { CallOptions, MemberChange, NewEnsemble } from "../public-types.ts";
import type { Manager } from "./manager.ts";
import { movesFrom, peerChanges, rootChanges, type PeerChange, type PeerMembership } from "./membership.ts";
import type { RootClient } from "./root.ts";

export interface ClusterCallPorts {
  readonly self: NodeName;
  readonly clock: Clock;
  readonly log: Log;
  readonly root: RootClient;
  readonly membership: PeerMembership;
  /** Undefined while it is not running. */
  manager(): Manager | undefined;
  settings(): Settings;
  /** Whether this node's peer leads the root ensemble. */
  leadsRoot(): boolean;
  /** Resolves when `condition` holds, looking whenever something changed; false at the deadline. */
  waitFor(condition: () => boolean, timeoutMs: number, signal?: AbortSignal): Promise<boolean>;
}

export class ClusterCalls {
  readonly #ports: ClusterCallPorts;
  #isTending = false;

  constructor(ports: ClusterCallPorts) {
    this.#ports = ports;
  }

  async enable(options?: CallOptions): Promise<void> {
    const timeoutMs = this.#timeout(options);
    return this.#obey(options, this.#manager().enable(timeoutMs));
  }

  async join(node: NodeName, options?: CallOptions): Promise<void> {
    checkName("the node", node);
    const timeoutMs = this.#timeout(options);
    return this.#obey(options, this.#manager().join(node, timeoutMs));
  }

  async createEnsemble(ensemble: EnsembleName, config: NewEnsemble, options?: CallOptions): Promise<void> {
    checkName("the ensemble", ensemble);
    const { members, backend = "kv", options: backendOptions = {} } = checkConfig(config);
    checkName("the backend", backend);
    const command = {
      type: "createEnsemble",
      name: ensemble,
      members,
      backend,
      options: asJson(backendOptions),
    } as const;
    await this.#change(command, options);
  }

  async deleteEnsemble(ensemble: EnsembleName, options?: CallOptions): Promise<void> {
    checkName("the ensemble", ensemble);
    await this.#change({ type: "deleteEnsemble", name: ensemble }, options);
  }

  async updateMembers(ensemble: EnsembleName, changes: readonly MemberChange[], options?: CallOptions): Promise<void> {
    checkName("the ensemble", ensemble);
    const wanted = checkChanges(changes);
    const timeoutMs = checkOptions(options, moveTimeoutMs);
    const all = await this.#planned(ensemble, wanted);
    await this.#obey(options, this.#ports.membership.updateMembers(ensemble, all, { ...options, timeoutMs }));
  }

  /** What this node knows may be old: it is refused only by what the root ensemble knows, too. */
  async #planned(ensemble: EnsembleName, changes: readonly MemberChange[]): Promise<readonly PeerChange[]> {
    const plan = (state: ClusterState): readonly PeerChange[] => {
      const info = ensembleNamed(state, ensemble);
      if (info === undefined)
        throw new QuorateError("NO_SUCH_ENSEMBLE", `there is no ensemble ${ensemble} in the cluster`);
      return peerChanges(state, info, changes);
    };
    const { state } = this.#member();
    try {
      return plan(state);
    } catch (error) {
      if (!(error instanceof QuorateError) || error.code === "INVALID_ARGUMENT") throw error;
    }
    return plan(await this.#exchange(state));
  }

  /** First nothing new is placed there, then its peers are moved, then it is taken out. Asked again it goes on. */
  async remove(node: NodeName, options?: CallOptions): Promise<void> {
    checkName("the node", node);
    if (node === this.#ports.self) throw invalid(`node ${node} cannot remove itself: ask another node of the cluster`);
    const { clock } = this.#ports;
    const deadline = clock.now() + checkOptions(options, moveTimeoutMs);
    const rest = (): CallOptions => ({ ...options, timeoutMs: Math.max(1, deadline - clock.now()) });
    const state = await this.#exchange(this.#member().state);
    if (memberNamed(state, node) === undefined)
      throw new QuorateError("NOT_IN_CLUSTER", `node ${node} is not in the cluster`);
    // Looked at before anything is begun.
    movesFrom(state, node);
    await this.#change({ type: "leave", node }, rest());
    for (const { ensemble, changes } of movesFrom(this.#member().state, node)) {
      // The root ensemble's leader does that by itself; should it be slow, or elsewhere, this does no harm.
      if (ensemble === rootEnsemble) continue;
      await this.#obey(options, this.#ports.membership.updateMembers(ensemble, changes, rest()));
    }
    const leftMs = Math.max(1, deadline - clock.now());
    const isClear = await this.#ports.waitFor(() => this.#held(node).length === 0, leftMs, options?.signal);
    if (!isClear)
      throw new QuorateError(
        "CHANGE_IN_PROGRESS",
        `node ${node} still holds peers of ${shownList(this.#held(node))}: ask again, or move them with updateMembers`,
      );
    await this.#change({ type: "remove", node, known: this.#member().state }, rest());
  }

  /** At each interval of gossip, on a member: the leader of the root ensemble keeps it, and what it holds, in shape. */
  tend(): void {
    const state = this.#ports.manager()?.state ?? null;
    if (this.#isTending || state === null || !this.#ports.leadsRoot()) return;
    this.#isTending = true;
    this.#tend(state)
      .catch((error: unknown) => {
        this.#ports.log.write("info", "the root ensemble could not be tended; it is tried again", {
          error: String(error),
        });
      })
      .finally(() => {
        this.#isTending = false;
      });
  }

  // ---------------------------------------------------------------------------------------------------------- private

  async #tend(state: ClusterState): Promise<void> {
    const known = await this.#exchange(state);
    const changes = rootChanges(known, this.#ports.settings().rootPeers);
    if (changes !== null)
      await this.#ports.membership.updateMembers(rootEnsemble, changes, { timeoutMs: moveTimeoutMs });
  }

  /**
   * Tells the root ensemble what is known here, and hears what it holds: a linearizable read, when there is nothing to tell.
   * Source: riak_ensemble_root `gossip`.
   */
  async #exchange(state: ClusterState): Promise<ClusterState> {
    await this.#change({ type: "setEnsemble", known: state });
    return this.#member().state;
  }

  #held(node: NodeName): readonly EnsembleName[] {
    const state = this.#ports.manager()?.state ?? null;
    const member = state === null ? undefined : memberNamed(state, node);
    if (state === null || member === undefined) return [];
    const peer = peerOf(member);
    return ensemblesIn(state)
      .filter((info) => placesOf(state, info).includes(peer))
      .map(({ name }) => name);
  }

  async #change(command: RootCommand, options?: CallOptions): Promise<void> {
    const { state } = this.#member();
    const timeoutMs = this.#timeout(options);
    const after = await this.#ports.root.change(state, state.id, command, { ...options, timeoutMs });
    this.#ports.manager()?.report(after);
  }

  #timeout(options: CallOptions | undefined): number {
    return checkOptions(options, this.#ports.settings().requestTimeoutMs);
  }

  #manager(): Manager {
    const manager = this.#ports.manager();
    if (manager === undefined) throw new QuorateError("CLOSED", `${this.#ports.self} is not running`);
    return manager;
  }

  #member(): { readonly state: ClusterState } {
    const manager = this.#manager();
    const { state } = manager;
    if (state !== null) return { state };
    const { self } = this.#ports;
    if (manager.phase === "removed")
      throw new QuorateError("NOT_A_MEMBER", `node ${self} was removed from its cluster: ask one that is in it`);
    throw new QuorateError("NOT_ENABLED", `node ${self} is in no cluster: enable it, or let it join one`);
  }

  /** A call whose signal fires is given up by its caller; what it began goes on. */
  #obey<T>(options: CallOptions | undefined, work: Promise<T>): Promise<T> {
    const signal = options?.signal;
    if (signal === undefined) return work;
    return new Promise<T>((resolve, reject) => {
      const cancel = (): void =>
        reject(new QuorateError("CANCELLED", "the call was cancelled: what it began may still be done"));
      if (signal.aborted) return cancel();
      signal.addEventListener("abort", cancel, { once: true });
      const forget = (): void => signal.removeEventListener("abort", cancel);
      work.then(resolve, reject).finally(forget);
      return undefined;
    });
  }
}
