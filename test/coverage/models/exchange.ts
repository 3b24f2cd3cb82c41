/** An exchange between `a` and its two fellow members, page by page. */
import { defineModel } from "#coverage/coverage";
import { exchangeMachine, type ExchangeContext, type ExchangeInput } from "#machines/exchange/machine";
import type { ReplyBody } from "#machines/protocol/messages";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";

const input: ExchangeInput = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  epoch: 5,
  sync: false,
  trusted: true,
  timeoutMs: 1000,
  pageSize: 2,
  firstReq: 10,
};

const leaf = (key: string): LeafEntry => ({ key, ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]) });
const object = (key: string): StoredObject => ({ ...leaf(key), value: null, version: "1.1" });

/** An answer to the request that is awaited: of its first peer, unless said otherwise. */
const reply =
  (body: ReplyBody, from?: string) =>
  ({ context }: { readonly context: ExchangeContext }) => ({
    from: from ?? context.peers[0] ?? "b",
    req: context.req,
    epoch: 5,
    body,
  });
const trustedBy = (from: string, trusted: boolean) => reply({ kind: "exchanging", trusted }, from);

export const exchangeModel = defineModel(exchangeMachine, {
  name: "exchange",
  inputs: { trusted: input, untrusted: { ...input, trusted: false }, alone: { ...input, views: [["a"]] } },
  events: {
    reply: {
      trustedB: trustedBy("b", true),
      trustedC: trustedBy("c", true),
      untrustedB: trustedBy("b", false),
      untrustedC: trustedBy("c", false),
      refusedB: reply({ kind: "nack", reason: "epoch" }, "b"),
      refusedC: reply({ kind: "nack", reason: "epoch" }, "c"),
      lastPage: reply({ kind: "leaves", entries: [leaf("k1"), leaf("k2")], more: false }),
      page: reply({ kind: "leaves", entries: [leaf("k1"), leaf("k2")], more: true }),
      emptyPage: reply({ kind: "leaves", entries: [], more: true }),
      haul: ({ context }) => reply({ kind: "objects", objects: context.wanted.map(object), missing: [] })({ context }),
      firstOfHaul: ({ context }) =>
        reply({ kind: "objects", objects: context.wanted.slice(0, 1).map(object), missing: [] })({ context }),
      lostObject: ({ context }) => reply({ kind: "objects", objects: [], missing: context.wanted })({ context }),
      late: ({ context }) => ({ ...reply({ kind: "exchanging", trusted: true })({ context }), req: context.req - 1 }),
      stranger: reply({ kind: "leaves", entries: [leaf("z")], more: false }, "z"),
    },
    compared: { nothing: { newer: [] }, two: { newer: ["k1", "k2"] } },
    stored: {
      all: ({ context }) => ({ keys: context.wanted }),
      first: ({ context }) => ({ keys: context.wanted.slice(0, 1) }),
    },
    failed: { host: { reason: "test" } },
  },
  internal: ["quorumMet", "timeout"],
  abstract: ({ trusted, views, round, peers, after, more, wanted }) => ({
    trusted,
    views,
    round: round === null ? null : { valid: round.valid, nacks: round.nacks, required: round.electorate.required },
    peers,
    after,
    more,
    wanted: wanted.length,
  }),
});
