/**
 * What happens to frames by what they carry and between whom: a network may lose, delay or repeat any frame, and the ones
 * that tell are few. A frame is taken as a whole: whatever else is in it shares its fate, as on a real bus.
 */
import type { Message } from "#machines/protocol/messages";
import type { Batch, Channel } from "#machines/protocol/ports";

/** Types of messages, and of replies what they say. */
export const frameKinds = [
  "probe",
  "probed",
  "prepare",
  "promise",
  "newEpoch",
  "ok",
  "commit",
  "granted",
  "checkEpoch",
  "put",
  "stored",
  "exchange",
  "exchanging",
  "leaves",
  "fetch",
  "objects",
  "handover",
  "nack",
  "request",
  "response",
] as const;
export type FrameKind = (typeof frameKinds)[number];

/** Which frames: by sender, by receiving node, by any message in them. What is not given does not matter. */
export interface FramePick {
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly kinds?: readonly FrameKind[];
  /** Some message in it is of none of these kinds. */
  readonly allBut?: readonly FrameKind[];
}

/**
 * - `lose`: they do not arrive.
 * - `hold`: they arrive when the rule lets them go, past every cut: they are on their way.
 * - `again`: they arrive, and once more when the rule lets them go.
 * - `notice`: `seen` is told that they were sent, whatever becomes of them.
 */
export type FrameAct = "lose" | "hold" | "again" | "notice";

export interface FrameRule {
  readonly pick: FramePick;
  readonly act: FrameAct;
  readonly seen?: (sender: string, receiver: string) => void;
}

interface Active extends FrameRule {
  readonly kept: (() => void)[];
}

export class FrameRules {
  #active: Active[] = [];
  /** Frames that were lost, held or repeated. */
  readonly counts = { lost: 0, held: 0, again: 0 };

  get isEmpty(): boolean {
    return this.#active.length === 0;
  }

  /** From now on. @returns what ends it; the frames that it kept are let go by what that returns. */
  add(rule: FrameRule): () => () => void {
    const active: Active = { ...rule, kept: [] };
    this.#active = [...this.#active, active];
    return () => {
      this.#active = this.#active.filter((other) => other !== active);
      return () => {
        for (const go of active.kept.splice(0)) go();
      };
    };
  }

  /** All rules end; what they kept is lost. */
  clear(): void {
    this.#active = [];
  }

  /** @param later sends it, whatever is cut then. @returns whether the frame goes no further now. */
  take(sender: string, channel: Channel, batch: Batch, later: () => void): boolean {
    const rules = this.#active.filter(({ pick }) => matches(pick, sender, channel, batch));
    for (const { act, seen } of rules) if (act === "notice") seen?.(sender, receiverOf(channel));
    for (const { act, kept } of rules) {
      switch (act) {
        case "lose":
          this.counts.lost += 1;
          return true;
        case "hold":
          this.counts.held += 1;
          kept.push(later);
          return true;
        case "again":
          this.counts.again += 1;
          kept.push(later);
          break;
        case "notice":
          break;
      }
    }
    return false;
  }
}

export function frameKindOf(message: Message): string {
  return message.type === "reply" ? message.body.kind : message.type;
}

function matches({ from, to, kinds, allBut }: FramePick, sender: string, channel: Channel, batch: Batch): boolean {
  if (from !== undefined && !from.includes(sender)) return false;
  if (to !== undefined && !to.includes(receiverOf(channel))) return false;
  if (kinds !== undefined && !holds(batch, (kind) => kinds.some((one) => one === kind))) return false;
  return allBut === undefined || holds(batch, (kind) => !allBut.some((one) => one === kind));
}

function holds(batch: Batch, is: (kind: string) => boolean): boolean {
  return batch.messages.some((message) => is(frameKindOf(message)));
}

/** The node whose inbox it is; empty for what is addressed otherwise. */
function receiverOf(channel: Channel): string {
  return channel.kind === "peer" || channel.kind === "client" ? channel.node : "";
}
