/** Puts nodes and clients together from their ports, over whatever bus is handed in. */
import { QuorateError } from "#machines/protocol/errors";
import type { Bus, Log } from "#machines/protocol/ports";
import { makeSettings } from "#machines/protocol/settings";
import { createClient } from "#services/client";
import { createNode } from "#services/node";
import type { ClientOptions, NodeOptions, QuorateClient, QuorateNode } from "#services/public-types";
import { openStorage } from "#services/storage/open";
import { openVnodes } from "#services/storage/open-vnodes";
import { connectNatsBus } from "#transport/nats-bus";
import { makeId, makeLog, systemClock, systemRandom } from "./ports.ts";

/** Makes the bus that a sender of this name and boot speaks on. */
export type MakeBus = (name: string, boot: string, log: Log) => Promise<Bus>;

export function natsBus(
  options: Pick<ClientOptions, "cluster" | "servers"> & { readonly nats?: NodeOptions["nats"] | undefined },
): MakeBus {
  return (name, boot, log) =>
    connectNatsBus({
      servers: options.servers,
      cluster: options.cluster,
      name,
      boot,
      clock: systemClock,
      ...(options.nats !== undefined && { nats: options.nats }),
      onMalformed: (subject, reason, count) =>
        log.write("warn", "malformed frames dropped", { subject, reason, count }),
    });
}

/** @throws QuorateError CONFIG, LOCKED, CORRUPT, UNAVAILABLE; nothing is left open then. */
export async function assembleNode(options: NodeOptions, makeBus: MakeBus): Promise<QuorateNode> {
  const settings = makeSettings(options.settings);
  const { name, cluster, dataDir } = options;
  const boot = makeId("b", systemRandom);
  const log = makeLog(options.logLevel ?? "warn", { node: name, cluster });
  const bus = await makeBus(name, boot, log);
  try {
    const storage = openStorage({
      dir: dataDir,
      cluster,
      node: name,
      backend: options.backend ?? "level",
      onEvent: (event) => log.write("warn", event.what, { type: event.type }),
    });
    const vnodes = openVnodes({
      dir: dataDir,
      backend: options.backend ?? "level",
      onLost: (what) => log.write("warn", what),
    });
    const ensembles = options.ensembles ?? {};
    const node = createNode({
      name,
      cluster,
      boot,
      ensembles,
      modifiers: options.modifiers ?? {},
      settings,
      clock: systemClock,
      random: systemRandom,
      bus,
      storage,
      vnodes,
      log,
    });
    await node.start();
    return closingBus(node, bus);
  } catch (error) {
    await bus.close();
    throw error;
  }
}

/** The node as its user sees it: stopping it closes the connection as well. */
function closingBus(node: QuorateNode, bus: Bus): QuorateNode {
  let stopping: Promise<void> | undefined;
  const stopBoth = async (): Promise<void> => {
    try {
      await node.stop();
    } finally {
      await bus.close();
    }
  };
  return {
    name: node.name,
    status: () => node.status(),
    enable: (options) => node.enable(options),
    join: (other, options) => node.join(other, options),
    remove: (other, options) => node.remove(other, options),
    createEnsemble: (ensemble, config, options) => node.createEnsemble(ensemble, config, options),
    deleteEnsemble: (ensemble, options) => node.deleteEnsemble(ensemble, options),
    updateMembers: (ensemble, changes, options) => node.updateMembers(ensemble, changes, options),
    whenRemoved: () => node.whenRemoved(),
    ready: (ensemble, options) => node.ready(ensemble, options),
    stop: () => {
      stopping ??= stopBoth();
      return stopping;
    },
  };
}

/** @throws QuorateError CONFIG, UNAVAILABLE. */
export async function assembleClient(options: ClientOptions, makeBus: MakeBus): Promise<QuorateClient> {
  const id = makeId("c", systemRandom);
  const boot = makeId("b", systemRandom);
  const bus = await makeBus(id, boot, silent);
  try {
    const timeoutMs = options.timeoutMs ?? 5000;
    return createClient({
      cluster: options.cluster,
      id,
      boot,
      bus,
      clock: systemClock,
      random: systemRandom,
      timeoutMs,
    });
  } catch (error) {
    await bus.close();
    throw asConfig(error);
  }
}

function asConfig(error: unknown): unknown {
  return error instanceof QuorateError && error.code === "INVALID_ARGUMENT"
    ? new QuorateError("CONFIG", error.message, { cause: error })
    : error;
}

/** A client says what it has to say through its calls. */
const silent: Log = { write: () => undefined };
