/** An exchange of `a` with its two fellow members, down one path of the tree to one segment. */
import { defineModel } from "#coverage/coverage";
import { exchangeMachine } from "#machines/exchange/machine";
import type { ExchangeContext, ExchangeInput } from "#machines/exchange/types";
import type { ReplyBody } from "#machines/protocol/messages";
import { hashBytes, type LeafEntry, type StoredObject } from "#machines/protocol/object";
import { treeHeight, type InnerPage, type SegmentPage } from "#machines/protocol/tree";
import type { Answer } from "#machines/exchange/comparison";
import { initialFact } from "#machines/protocol/fact";

interface At {
  readonly context: ExchangeContext;
}

const input: ExchangeInput = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  fact: initialFact(["a", "b", "c"]),
  epoch: 5,
  sync: false,
  trusted: true,
  countsFrom: 0,
  sameEpoch: false,
  leader: null,
  timeoutMs: 1000,
  pages: 2,
  firstReq: 10,
};

const hashOf = (byte: number): Uint8Array => new Uint8Array(hashBytes).fill(byte);
/** Its first child alone. */
const innerPage = (byte: number): InnerPage => new Uint8Array([0, 1, ...hashOf(byte)]);
const leaf = (key: string, seq: number): LeafEntry => ({ key, ballot: { epoch: 1, seq }, hash: hashOf(seq) });
const object = (key: string): StoredObject => ({ ...leaf(key, 3), value: null, version: "1.3" });
const segment = (index: number, entries: readonly LeafEntry[], lowWater = 0): SegmentPage => ({
  index,
  lowWater: { epoch: 1, seq: lowWater },
  entries,
});

/** The pages of one side for the present question: inner ones that differ by `byte`, or segments. */
function pagesOf(
  { question }: ExchangeContext,
  byte: number,
  segmentAt: (index: number) => SegmentPage,
): Answer | null {
  if (question === null) return null;
  const { level, indices } = question;
  return level === treeHeight
    ? { kind: "segments", pages: indices.map(segmentAt) }
    : { kind: "inner", pages: indices.map(() => (byte === 0 ? new Uint8Array() : innerPage(byte))) };
}

/** An answer to the request that is awaited: of its first peer, unless said otherwise. */
const reply =
  (body: (context: ExchangeContext) => ReplyBody | undefined, from?: string, epoch = 5) =>
  ({ context }: At) => {
    const made = body(context);
    return made && { from: from ?? context.peers[0] ?? "b", req: context.req, epoch, body: made };
  };

const exchanging =
  (trusted: boolean, leads = false, countsFrom = 0) =>
  (): ReplyBody => ({ kind: "exchanging", trusted, leads, countsFrom });
const nack = (): ReplyBody => ({ kind: "nack", reason: "epoch" });

/** Pages with two entries, which are newer than what is here, and with a low water. */
const pages =
  (trusted: boolean, countsFrom = 0) =>
  (context: ExchangeContext): ReplyBody | undefined => {
    const found = pagesOf(context, 9, (index) => segment(index, [leaf("k1", 3), leaf("k2", 3)], 2));
    if (found === null) return undefined;
    return found.kind === "inner"
      ? { kind: "pages", trusted, countsFrom, pages: found.pages }
      : { kind: "segments", trusted, countsFrom, pages: found.pages };
  };

const objects =
  (keys: (wanted: readonly string[]) => readonly string[], trusted = true, isLost = false) =>
  ({ wanted }: ExchangeContext): ReplyBody => ({
    kind: "objects",
    trusted,
    objects: keys(wanted).map(object),
    missing: isLost ? wanted : [],
  });
const all = (keys: readonly string[]): readonly string[] => keys;
const first = (keys: readonly string[]): readonly string[] => keys.slice(0, 1);

const own = (byte: number, entries: readonly LeafEntry[]) => (at: At) => {
  const answer = pagesOf(at.context, byte, (index) => segment(index, entries));
  return answer === null ? undefined : { answer };
};

/** Where there is no question: for states that take no answer. */
const unasked: Answer = { kind: "inner", pages: [] };

export const exchangeModel = defineModel(exchangeMachine, {
  name: "exchange",
  inputs: {
    trusted: input,
    untrusted: { ...input, trusted: false },
    outside: { ...input, trusted: false, countsFrom: 4 },
    follower: { ...input, trusted: false, leader: { peer: "b", epoch: 5 } },
    sync: { ...input, sync: true, sameEpoch: true },
    alone: { ...input, views: [["a"]] },
  },
  events: {
    reply: {
      trustedB: reply(exchanging(true), "b"),
      trustedC: reply(exchanging(true), "c"),
      untrustedB: reply(exchanging(false), "b"),
      untrustedC: reply(exchanging(false), "c"),
      outsideC: reply(exchanging(false, false, 2), "c"),
      syncedB: reply(exchanging(true, true), "b"),
      otherEpochB: reply(exchanging(true), "b", 4),
      refusedB: reply(nack, "b"),
      refusedC: reply(nack, "c"),
      pages: reply(pages(true)),
      pagesOfUntrusted: reply(pages(false)),
      pagesOfOutside: reply(pages(false, 2)),
      haul: reply(objects(all)),
      firstOfHaul: reply(objects(first)),
      lostObject: reply(objects(() => [], true, true)),
      haulOfUntrusted: reply(objects(all, false)),
      late: ({ context }) => ({ ...reply(exchanging(true))({ context }), req: context.req - 1 }) as never,
      stranger: reply(exchanging(true), "z"),
    },
    pagesRead: {
      same: ({ context }) => (context.remote === null ? undefined : { answer: context.remote }),
      nothing: (at) => own(0, [])(at) ?? { answer: unasked },
      older: own(7, [leaf("k1", 1)]),
      more: own(7, [leaf("k1", 3), leaf("k2", 3), leaf("k9", 1)]),
    },
    stored: {
      all: ({ context }) => ({ keys: context.wanted }),
      first: ({ context }) => ({ keys: context.wanted.slice(0, 1) }),
    },
    corrupted: { ownPage: { reason: "test" } },
    failed: { host: { reason: "test" } },
  },
  internal: ["quorumMet", "timeout"],
  limits: { perConfiguration: 1500 },
  abstract: (context) => ({
    trusted: context.trusted,
    countsFrom: context.countsFrom,
    partial: context.partial,
    leader: context.leader?.peer,
    sync: context.sync,
    views: context.views,
    round:
      context.round === null
        ? null
        : { valid: context.round.valid, nacks: context.round.nacks, required: context.round.electorate.required },
    byTrusted: context.byTrusted,
    peers: context.peers,
    level: context.question?.level,
    open: context.comparison.open.length,
    pullsOnly: context.comparison.pullsOnly,
    wanted: context.wanted.length,
    leftovers: context.leftovers.length,
    leftHere: context.leftHere.length,
    strays: context.strays.length,
    straysHere: context.straysHere.length,
  }),
  // The other side's pages are in the event that brought them.
  observe: ({ remote, ...context }) => ({ ...context, remote: remote?.kind ?? null }),
});
