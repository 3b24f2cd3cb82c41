/** An exchange chart that is driven by hand: test/machines/exchange*.test.ts. */
import { createActor } from "xstate";
import { exchangeMachine } from "#machines/exchange/machine";
import type { DropParams, ExchangeAsk, ExchangeInput } from "#machines/exchange/types";
import { zeroBallot } from "#machines/protocol/ballot";
import { initialFact, type Views } from "#machines/protocol/fact";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { ReplyBody } from "#machines/protocol/messages";
import { treeHeight, type SegmentPage } from "#machines/protocol/tree";
import { VirtualClock } from "#test/support/virtual-clock";

export const leaf = (key: string, seq = 1): LeafEntry => ({ key, ballot: { epoch: 1, seq }, hash: new Uint8Array(16) });
export const object = (key: string): StoredObject => ({ ...leaf(key), value: null, version: "v" });
/** An inner page with children 0 and 1, told apart by a byte. */
export const inner = (byte: number): Uint8Array => Uint8Array.from([0, 3, ...Buffer.alloc(32, byte)]);

export function make(input: Partial<ExchangeInput> = {}) {
  const clock = new VirtualClock();
  const asks: ExchangeAsk[] = [];
  const read: { readonly level: number; readonly indices: readonly number[] }[] = [];
  const stored: (readonly StoredObject[])[] = [];
  const raised: unknown[] = [];
  const dropped: DropParams[] = [];
  const machine = exchangeMachine.provide({
    actions: {
      ask: (_, ask) => void asks.push(ask),
      readPages: (_, { question }) => void read.push(question),
      store: (_, { objects }) => void stored.push(objects),
      raiseLowWaters: (_, { lowWaters }) => void raised.push(...lowWaters),
      dropLeftovers: (_, params) => void dropped.push(params),
    },
  });
  const views: Views = [["a", "b", "c"]];
  const actor = createActor(machine, {
    clock: {
      setTimeout: (callback: () => void, ms: number) => clock.setTimer(callback, ms),
      clearTimeout: (handle: unknown) => clock.clearTimer(handle),
    } as never,
    input: {
      self: "a",
      ensemble: "demo",
      views,
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
      ...input,
    },
  });
  actor.start();
  const last = () => asks.at(-1) as ExchangeAsk;
  const reply = (from: string, body: ReplyBody, req = last().req) =>
    actor.send({ type: "reply", from, req, epoch: 5, body });
  const pages = (from: string, ...theirs: readonly Uint8Array[]) =>
    reply(from, { kind: "pages", trusted: true, countsFrom: 0, pages: theirs });
  const ownPages = (...ours: readonly Uint8Array[]) =>
    actor.send({ type: "pagesRead", answer: { kind: "inner", pages: ours } });
  const segmentsOf = (theirs: readonly Partial<SegmentPage>[]) =>
    theirs.map((page, n) => ({ index: read.at(-1)?.indices[n] ?? n, lowWater: zeroBallot, entries: [], ...page }));
  /** Descends to the first segment, the only one that differs. */
  const descend = (from: string) => {
    const differing = Uint8Array.from([0, 1, ...Buffer.alloc(16, 1)]);
    const other = Uint8Array.from([0, 1, ...Buffer.alloc(16, 2)]);
    for (let level = 0; level < treeHeight; level += 1) {
      pages(from, differing);
      ownPages(other);
    }
  };
  const segments = (
    from: string,
    theirs: readonly Partial<SegmentPage>[],
    ours: readonly Partial<SegmentPage>[] = [{}],
  ) => {
    const body = theirs.map((page) => ({ index: 0, lowWater: zeroBallot, entries: [], ...page }));
    reply(from, { kind: "segments", trusted: true, countsFrom: 0, pages: body });
    actor.send({ type: "pagesRead", answer: { kind: "segments", pages: segmentsOf(ours) } });
  };
  return {
    clock,
    actor,
    asks,
    read,
    stored,
    raised,
    dropped,
    last,
    reply,
    pages,
    ownPages,
    descend,
    segments,
    ready: (from: string, trusted = true, leads = false, countsFrom = 0) =>
      reply(from, { kind: "exchanging", trusted, leads, countsFrom }),
    verified: () => actor.send({ type: "upperVerified" }),
    haul: (from: string, objects: readonly StoredObject[], missing: readonly string[] = []) =>
      reply(from, { kind: "objects", trusted: true, objects, missing }),
    hold: (...keys: string[]) => actor.send({ type: "stored", keys }),
    state: () => actor.getSnapshot().value,
    context: () => actor.getSnapshot().context,
    reason: () => actor.getSnapshot().context.reason,
  };
}
