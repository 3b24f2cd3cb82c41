/**
 * The root ensemble from both sides: the modifier that its leader runs, and the calls that managers make.
 * Source: riak_ensemble_root; "Root ensemble".
 */
import type { ClusterState } from "#machines/protocol/cluster-state";
import { faultOfState, rootEnsemble } from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import { applyRootCommand, type RootCommand } from "#machines/protocol/root-operations";
import type { Batch, Bus, Clock, Random, Subscription } from "#machines/protocol/ports";
import { Deadlines } from "../client/deadlines.ts";
import { commandOf, throwFailure } from "../client/ensemble.ts";
import { Locator } from "../client/locator.ts";
import { Requests } from "../client/requests.ts";
import { encodeModification, type ByteModifier } from "../kv/modifiers.ts";
import type { CallOptions } from "../public-types.ts";
import { decodeRequest, decodeState, encodeRequest, encodeState } from "./state-codec.ts";

/** The one key of the root ensemble. */
export const clusterKey = "cluster";
/** The name of its modifier: no user's may have it. */
export const rootModifierName = "root";

/** What the leader of the root ensemble does with a command. @throws QuorateError what `applyRootCommand` refuses. */
export const rootModifier: ByteModifier = (value, argument, vsn) => {
  const { cluster, command } = decodeRequest(argument);
  const state = decodeState(value);
  if (state.id !== cluster)
    throw new QuorateError(
      "NOT_IN_CLUSTER",
      `the root ensemble that answered is of cluster ${state.id}, not ${cluster}: two clusters of one name share this NATS server`,
    );
  const outcome = applyRootCommand(state, command, vsn);
  if (!outcome.ok) throw new QuorateError(outcome.code, outcome.message);
  if (outcome.state === state) return value;
  // Whatever was asked: what is written can be read again by everybody.
  const fault = faultOfState(outcome.state);
  if (fault !== null) throw new QuorateError("INVALID_ARGUMENT", `the cluster state would not be sound: ${fault}`);
  return encodeState(outcome.state);
};

export interface RootPorts {
  readonly cluster: string;
  /** The node's own: answers come to the reply channel of its sender's name. */
  readonly bus: Bus;
  readonly self: string;
  readonly clock: Clock;
  readonly random: Random;
  timeoutMs(): number;
}

/** A client of the root ensemble, inside a node. It speaks on the admin channel: clients cannot change the cluster. */
export class RootClient {
  readonly #ports: RootPorts;
  readonly #deadlines: Deadlines;
  readonly #locator: Locator;
  readonly #requests: Requests;
  readonly #subscriptions: Subscription[];

  constructor(ports: RootPorts) {
    const { cluster, bus, clock, random, self } = ports;
    this.#ports = ports;
    this.#deadlines = new Deadlines(clock);
    let lastId = 0;
    const nextId = (): number => (lastId += 1);
    this.#locator = new Locator({ cluster, bus, clock, random, deadlines: this.#deadlines, nextId });
    this.#requests = new Requests({
      bus,
      clock,
      random,
      deadlines: this.#deadlines,
      locator: this.#locator,
      timeoutMs: ports.timeoutMs(),
      inbox: "admin",
    });
    this.#subscriptions = [
      bus.subscribe({ kind: "reply", id: self }, (batch) => this.#hear(batch)),
      bus.listen({
        undelivered: (channel, frame) => this.#requests.undelivered(channel, frame),
        status: (status) => {
          this.#requests.connection(status === "connected");
          this.#locator.connection(status === "connected");
        },
      }),
    ];
  }

  /**
   * @param known what to begin from where the root ensemble holds nothing yet.
   * @returns the cluster state after the command.
   * @throws QuorateError what the root ensemble refuses; UNAVAILABLE, UNKNOWN_OUTCOME, CANCELLED.
   */
  change(known: ClusterState, cluster: string, command: RootCommand, options: CallOptions = {}): Promise<ClusterState> {
    const value = encodeModification({
      name: rootModifierName,
      argument: encodeRequest({ cluster, command }),
      initial: encodeState(known),
    });
    const call = { timeoutMs: this.#ports.timeoutMs(), ...options };
    return this.#requests.call(commandOf(rootEnsemble, "modify", clusterKey, { value }), call, (response) => {
      throwFailure(response);
      if (response.value === null) throw new QuorateError("CORRUPT", "the root ensemble answered without a state");
      return decodeState(response.value);
    });
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.close();
    this.#requests.close();
    this.#locator.close();
    this.#deadlines.close();
  }

  #hear(batch: Batch): void {
    for (const message of batch.messages) {
      if (message.type === "response") this.#requests.heard(batch, message);
      else if (message.type === "located" && message.node === batch.sender) this.#locator.heard(batch, message);
    }
  }
}
