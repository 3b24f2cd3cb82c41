/** A client over a map, for what the command line does with answers and errors; the real one is tested in test/services. */
import { QuorateError } from "#machines/protocol/errors";
import type { ClientOptions, ClusterStatus, EnsembleClient, Entry, QuorateClient } from "#services/public-types";

export interface FakeCluster {
  readonly entries: Map<string, Entry<unknown>>;
  /** Every call, as `name ensemble key`. */
  readonly calls: string[];
  connected: ClientOptions | undefined;
  closed: number;
  /** The next call rejects with it. */
  failure: Error | undefined;
}

export const status: ClusterStatus = {
  cluster: "demo",
  enabled: true,
  nodes: ["n1", "n2"],
  ensembles: {
    demo: {
      leader: "n2",
      epoch: 3,
      views: [["n1", "n2"]],
      peers: [
        { id: "demo/n1", node: "n1", state: "following", epoch: 3, trusted: true },
        { id: "demo/n2", node: "n2", state: "leading", epoch: 3, trusted: false },
      ],
    },
  },
};

export function fakeCluster(): FakeCluster {
  return { entries: new Map(), calls: [], connected: undefined, closed: 0, failure: undefined };
}

export function fakeConnect(cluster: FakeCluster): (options: ClientOptions) => Promise<QuorateClient> {
  return async (options) => {
    cluster.connected = options;
    return {
      ensemble: <T>(name: string) => fakeEnsemble(cluster, name) as EnsembleClient<T>,
      ring: () => {
        throw new Error("no ring here");
      },
      ensembles: async () => ["demo"],
      leader: async () => "n2",
      pingQuorum: async () => ({ leader: "n2", epoch: 3 }),
      checkQuorum: async () => true,
      countQuorum: async () => 2,
      stableViews: async () => true,
      admin: {
        enable: async (node) => note(cluster, "enable", node),
        join: async (node, other) => note(cluster, "join", `${node} ${other}`),
        remove: async (node) => note(cluster, "remove", node),
        createEnsemble: async (name, config) => note(cluster, "createEnsemble", `${name} ${JSON.stringify(config)}`),
        deleteEnsemble: async (name) => note(cluster, "deleteEnsemble", name),
        updateMembers: async (name, changes) => note(cluster, "updateMembers", `${name} ${JSON.stringify(changes)}`),
        stepDown: async (name) => note(cluster, "stepDown", name),
      },
      status: async () => {
        if (cluster.failure !== undefined) throw cluster.failure;
        return status;
      },
      watchLeader: () => () => undefined,
      close: async () => void (cluster.closed += 1),
    };
  };
}

function note(cluster: FakeCluster, call: string, what: string): void {
  cluster.calls.push(`${call} ${what}`);
  if (cluster.failure !== undefined) throw cluster.failure;
}

function fakeEnsemble(cluster: FakeCluster, name: string): EnsembleClient {
  const note = (call: string, key: string): void => {
    cluster.calls.push(`${call} ${name} ${key}`);
    if (cluster.failure !== undefined) throw cluster.failure;
  };
  const write = (key: string, value: unknown): Entry<unknown> => {
    const entry = { key, value, version: `v${cluster.calls.length}` };
    cluster.entries.set(key, entry);
    return entry;
  };
  const compare = (key: string, version: string): void => {
    if (cluster.entries.get(key)?.version !== version) throw new QuorateError("PRECONDITION_FAILED", "another version");
  };
  return {
    name,
    get: async (key, options) => {
      note(options?.readRepair === true ? "repair" : "get", key);
      return cluster.entries.get(key);
    },
    put: async (key, value) => {
      note("put", key);
      return write(key, value);
    },
    create: async (key, value) => {
      note("create", key);
      if (cluster.entries.has(key)) throw new QuorateError("PRECONDITION_FAILED", "the key exists");
      return write(key, value);
    },
    update: async (key, version, value) => {
      note("update", key);
      compare(key, version);
      return write(key, value);
    },
    modifyWith: async (key, _modifier, parts) => write(key, parts?.argument),
    modify: async (key, change) => write(key, change(cluster.entries.get(key)?.value)),
    delete: async (key) => {
      note("delete", key);
      cluster.entries.delete(key);
    },
    safeDelete: async (key, version) => {
      note("safeDelete", key);
      compare(key, version);
      cluster.entries.delete(key);
    },
  };
}
