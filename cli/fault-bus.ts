/**
 * A bus with faults on purpose: `quorate up --controls` starts its nodes with it, and the page's controls cut, slow down and
 * lose what goes between them. Clients and inspectors are not touched.
 */
import type { Batch, Bus, Channel, Clock, Random } from "#machines/protocol/ports";
import type { NodeOptions, QuorateNode } from "#services/public-types";
import { systemClock, systemRandom } from "./ports.ts";
import { assembleNode, type MakeBus, natsBus } from "./wiring.ts";

export interface NodeFaults {
  /** Nodes that this one neither hears nor reaches. */
  readonly cut: readonly string[];
  /** Each message to another node waits so long. */
  readonly delayMs: number;
  /** So many of a hundred messages to other nodes are lost. */
  readonly dropPercent: number;
}

export const noFaults: NodeFaults = { cut: [], delayMs: 0, dropPercent: 0 };

/** A frame that never left has no number that a report could name. */
const neverSent = { frame: 0, frames: 0 };

/** `faults` is asked at each message. */
export function faultBus(bus: Bus, faults: () => NodeFaults, clock: Clock, random: Random): Bus {
  const isCut = (channel: Channel): boolean => channel.kind === "peer" && faults().cut.includes(channel.node);
  const hear = (onBatch: (batch: Batch) => void) => (batch: Batch) => {
    if (!faults().cut.includes(batch.sender)) onBatch(batch);
  };
  return {
    maxFrameBytes: bus.maxFrameBytes,
    subscribe: (channel, onBatch) =>
      bus.subscribe(channel, channel.kind === "peer" || channel.kind === "gossip" ? hear(onBatch) : onBatch),
    subscribeTraces: (onBatch) => bus.subscribeTraces(onBatch),
    publish: (channel, messages) => {
      if (channel.kind !== "peer") return bus.publish(channel, messages);
      const { delayMs, dropPercent } = faults();
      if (isCut(channel) || (dropPercent > 0 && random.below(100) < dropPercent)) return neverSent;
      if (delayMs <= 0) return bus.publish(channel, messages);
      clock.setTimer(() => {
        if (!isCut(channel)) bus.publish(channel, messages);
      }, delayMs);
      return neverSent;
    },
    listen: (events) => bus.listen(events),
    flush: () => bus.flush(),
    close: () => bus.close(),
  };
}

/** A node whose parent process may tell it of faults. */
export function startNodeWithFaults(options: NodeOptions): Promise<QuorateNode> {
  let faults = noFaults;
  process.on("message", (message: { readonly type?: unknown; readonly faults?: NodeFaults }) => {
    if (message.type === "faults" && message.faults !== undefined) faults = message.faults;
  });
  const plain = natsBus(options);
  const makeBus: MakeBus = async (...args) => faultBus(await plain(...args), () => faults, systemClock, systemRandom);
  return assembleNode(options, makeBus);
}
