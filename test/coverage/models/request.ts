/** A request for two of three vnodes, on a ring of four nodes. */
import { defineModel } from "#coverage/coverage";
import type { VnodeBody } from "#machines/protocol/messages";
import { emptyRing } from "#machines/protocol/ring";
import { openPlacements, remainingOf } from "#machines/request/counting";
import { requestMachine } from "#machines/request/machine";
import type { RequestContext, RequestInput } from "#machines/request/types";

interface At {
  readonly context: RequestContext;
}

const nodes = ["n1", "n2", "n3", "n4"];
const empty = emptyRing(8);
const input: RequestInput = {
  req: 7,
  op: "put",
  ring: { ...empty, version: 1, owners: empty.owners.map((_, at) => nodes[at % nodes.length] ?? "") },
  first: 0,
  n: 3,
  required: 2,
  primaries: 1,
  down: [],
  timeoutMs: 1000,
};

const ok: VnodeBody = { kind: "ok" };
const full: VnodeBody = { kind: "error", reason: "storage", stamp: null };

/** Of whoever was asked and has not answered, the first. */
const reply =
  (body: VnodeBody, other: { readonly from?: string; readonly req?: number } = {}) =>
  ({ context }: At) => {
    const [open] = openPlacements(context);
    return { from: open?.node ?? "n1", req: context.req, partition: open?.partition ?? 0, body, ...other };
  };

export const requestModel = defineModel(requestMachine, {
  name: "request",
  inputs: { quorum: input, firstDown: { ...input, down: ["n1"] }, all: { ...input, required: 3, primaries: 2 } },
  events: {
    reply: {
      ok: reply(ok),
      refusal: reply(full),
      toAnother: reply(ok, { req: 6 }),
      ofStranger: reply(ok, { from: "n9" }),
    },
    nodeGone: {
      asked: ({ context }) => {
        const [open] = openPlacements(context);
        return { node: open?.node ?? "n1", partitions: [open?.partition ?? 0] };
      },
      other: { node: "n9", partitions: [0] },
    },
  },
  abstract: (context, { status }) =>
    status === "active" && {
      remaining: remainingOf(context),
      list: context.list,
      replies: context.replies.map(({ partition, body }) => [partition, body.kind]),
      down: context.down,
    },
});
