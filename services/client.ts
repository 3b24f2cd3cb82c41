/**
 * The client: K/V calls, and what a client can tell of the cluster. It is wired from ports alone; cli/quorate.ts hands in
 * NATS, the simulator its own.
 */
import type { EnsembleName } from "#machines/protocol/identifiers";
import { defaultMaxValueBytes } from "#machines/protocol/object";
import type { Batch, Bus, BusStatus, Channel, Clock, Log, Random } from "#machines/protocol/ports";
import { Admin } from "./client/admin.ts";
import { checkName, checkTimeout, invalid } from "./client/arguments.ts";
import { clusterStatus, currentLeader, ensembleNames } from "./client/cluster-view.ts";
import { Deadlines } from "./client/deadlines.ts";
import { closed } from "./client/ends.ts";
import { type EnsemblePorts, makeEnsemble } from "./client/ensemble.ts";
import { LeaderWatch } from "./client/leader-watch.ts";
import { Locator } from "./client/locator.ts";
import { quorumCalls } from "./client/quorum-calls.ts";
import { Requests } from "./client/requests.ts";
import { makeRings } from "./client/ring.ts";
import type { RingRequests } from "./client/ring-requests.ts";
import { Surveys } from "./client/surveys.ts";
import type { QuorateClient } from "./public-types.ts";

export interface ClientPorts {
  readonly cluster: string;
  /** The bus's sender name: answers come to the reply channel of that id. Random, so that no two clients share it. */
  readonly id: string;
  /** The bus's boot. Nodes remember requests by sender and boot. */
  readonly boot: string;
  /** This client's own: `close` closes it. */
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  /** How long a call may take unless it says otherwise, milliseconds. */
  readonly timeoutMs: number;
  /** Values above this are refused before they are sent; the nodes' setting of the same name decides. */
  readonly maxValueBytes?: number;
  readonly log?: Log;
}

/** @throws QuorateError INVALID_ARGUMENT when a name or the timeout is not usable. */
export function createClient(options: ClientPorts): QuorateClient {
  checkName("the cluster", options.cluster);
  checkName("the client id", options.id);
  checkTimeout(options.timeoutMs);
  const { cluster, bus, clock, random, timeoutMs, log } = options;
  const deadlines = new Deadlines(clock);
  let lastId = 0;
  const nextId = (): number => (lastId += 1);
  const locator = new Locator({ cluster, bus, clock, random, deadlines, nextId });
  const surveys = new Surveys({ cluster, bus, clock, deadlines, timeoutMs, nextId });
  const requests = new Requests({ bus, clock, random, deadlines, locator, timeoutMs });
  const admin = new Admin({ bus, clock, deadlines, surveys, timeoutMs });
  const watch = new LeaderWatch({ clock, deadlines, surveys, log });
  const ports: EnsemblePorts = {
    requests,
    clock,
    random,
    timeoutMs,
    maxValueBytes: options.maxValueBytes ?? defaultMaxValueBytes,
  };

  const rings = makeRings({ ...ports, bus, deadlines, nextId, writer: options.id });

  const inbox = bus.subscribe({ kind: "reply", id: options.id }, (batch) =>
    hear(batch, { requests, locator, surveys, admin, ringRequests: rings.requests }),
  );
  const status = (now: BusStatus): void => {
    if (now === "closed") {
      void close();
      return;
    }
    requests.connection(now === "connected");
    locator.connection(now === "connected");
  };
  const undelivered = (channel: Channel, frame: number): void =>
    [requests, admin, rings.requests].forEach((one) => one.undelivered(channel, frame));
  const events = bus.listen({ undelivered, status });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      [requests, admin, rings.requests].forEach((one) => one.close());
      watch.close();
      surveys.close();
      locator.close();
      deadlines.close();
      inbox.close();
      events.close();
      await bus.close();
    })();
    return closing;
  };

  return {
    ensemble: (name) => {
      checkName("the ensemble", name);
      return makeEnsemble(name, ports);
    },
    ring: rings.ring,
    ensembles: (call) => ensembleNames(surveys, call),
    leader: async (ensemble, call) => {
      checkName("the ensemble", ensemble);
      return currentLeader(surveys, ensemble, call);
    },
    ...quorumCalls(requests, surveys),
    admin: admin.calls,
    status: (call) => clusterStatus(surveys, cluster, call),
    watchLeader: (ensemble: EnsembleName, listener) => {
      checkName("the ensemble", ensemble);
      if (typeof listener !== "function") throw invalid("watchLeader takes a function that is called with each event");
      if (closing !== undefined) throw closed();
      return watch.add(ensemble, listener);
    },
    close,
  };
}

interface Hearers {
  readonly requests: Requests;
  readonly locator: Locator;
  readonly surveys: Surveys;
  readonly admin: Admin;
  readonly ringRequests: RingRequests;
}

function hear(batch: Batch, { requests, locator, surveys, admin, ringRequests }: Hearers): void {
  for (const message of batch.messages) {
    switch (message.type) {
      case "response":
        requests.heard(batch, message);
        break;
      case "located":
        // A node speaks for itself only.
        if (message.node !== batch.sender) break;
        locator.heard(batch, message);
        surveys.heard(message);
        ringRequests.located(message);
        break;
      case "ringResponse":
        ringRequests.heard(batch, message);
        break;
      case "adminDone":
        admin.heard(batch, message);
        break;
      default:
        // Nothing else is meant for a client.
        break;
    }
  }
}
