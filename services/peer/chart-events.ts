/** Messages of peers as events of the chart. */
import type { PeerEvent } from "#machines/peer/types";
import type { PeerMessage } from "#machines/protocol/messages";

/** What the data plane does not handle. */
export type ChartMessage = Exclude<
  PeerMessage,
  { readonly type: "put" | "reply" | "checkEpoch" | "tree" | "fetch" | "reapCheck" | "reap" }
>;

/** @param at when it came, on the peer's clock. */
export function eventOf(message: ChartMessage, at: number): PeerEvent {
  switch (message.type) {
    case "probe":
      return { type: "probe", from: message.from, req: message.req, at };
    case "prepare":
      return { type: "prepare", from: message.from, req: message.req, epoch: message.epoch, at };
    case "newEpoch":
      return { type: "newEpoch", from: message.from, req: message.req, epoch: message.epoch, at };
    case "commit":
      return { type: "commit", from: message.from, req: message.req, fact: message.fact, at };
    case "exchange": {
      const { from, req, epoch, sync, fact } = message;
      return { type: "exchange", from, req, epoch, sync, fact, at };
    }
    case "handover":
      return { type: "handover", from: message.from, epoch: message.epoch, successor: message.successor };
  }
}
