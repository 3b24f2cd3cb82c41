/** How a request counts its replies: plain functions of its context, used as guards and by whoever shows a request. */
import type { RingReply } from "../protocol/messages.ts";
import { fallbackFor, type Placement, preferenceList } from "../protocol/ring.ts";
import type { RequestContext, RequestEvent } from "./types.ts";

type ReplyEvent = Extract<RequestEvent, { type: "reply" }>;
type GoneEvent = Extract<RequestEvent, { type: "nodeGone" }>;

const isValid = ({ body }: RingReply): boolean => body.kind !== "error";

function counts(replies: readonly { readonly fallback: boolean }[]): {
  readonly all: number;
  readonly primary: number;
} {
  return { all: replies.length, primary: replies.filter(({ fallback }) => !fallback).length };
}

/**
 * How many valid replies are still awaited. A fallback's counts only as far as the request does without its primary: with
 * `primaries` = R and W both, any R and any W of a key meet in a primary when R + W > N.
 */
export function remainingOf(context: Pick<RequestContext, "replies" | "required" | "primaries">): number {
  const { all, primary } = counts(context.replies.filter(isValid));
  return Math.max(0, context.required - all, context.primaries - primary);
}

/**
 * The preference list. Being down is a guess: where fallbacks would leave too few primaries, those taken for down are asked
 * themselves.
 */
export function chosenList({ ring, first, n, down, primaries }: RequestContext): readonly Placement[] {
  let fallbacks = 0;
  return preferenceList(ring, first, n, (node) => down.includes(node)).map((one) => {
    if (!one.fallback) return one;
    fallbacks += 1;
    if (fallbacks <= n - primaries) return one;
    return { ...one, node: ring.owners[one.partition] ?? one.node, fallback: false };
  });
}

/** Who was asked and has not answered. */
export function openPlacements({ list, replies }: Pick<RequestContext, "list" | "replies">): Placement[] {
  return list.filter(({ partition }) => !replies.some((reply) => reply.partition === partition));
}

/** Whether the replies that can still come would not be enough. */
export function isOutOfReach(context: RequestContext): boolean {
  const valid = counts(context.replies.filter(isValid));
  const open = counts(openPlacements(context));
  return valid.all + open.all < context.required || valid.primary + open.primary < context.primaries;
}

/** To this request, from whom was asked, and the first for its partition. */
export function awaitedPlacement(context: RequestContext, event: ReplyEvent): Placement | undefined {
  if (event.req !== context.req) return undefined;
  return openPlacements(context).find(({ partition, node }) => partition === event.partition && node === event.from);
}

export function withReply(context: RequestContext, event: ReplyEvent): readonly RingReply[] {
  const placement = awaitedPlacement(context, event);
  return placement === undefined ? context.replies : [...context.replies, { ...placement, body: event.body }];
}

/** The partitions of a node that is gone go to the next live node along the ring; without one they are refused. */
export function afterNodeGone(
  context: RequestContext,
  event: GoneEvent,
): Pick<RequestContext, "down" | "list" | "replies"> & { readonly asked: readonly Placement[] } {
  const down = [...new Set([...context.down, event.node])];
  const lost = openPlacements(context).filter(
    ({ node, partition }) => node === event.node && event.partitions.includes(partition),
  );
  const asked: Placement[] = [];
  const refused: RingReply[] = [];
  const used = new Set(context.list.map(({ node }) => node));
  for (const placement of lost) {
    const node = fallbackFor(context.ring, placement.partition, used, (one) => down.includes(one));
    if (node === undefined) refused.push({ ...placement, body: { kind: "error", reason: "offline", stamp: null } });
    else {
      used.add(node);
      asked.push({ partition: placement.partition, node, fallback: true });
    }
  }
  const list = context.list.map((one) => asked.find(({ partition }) => partition === one.partition) ?? one);
  return { down, list, replies: [...context.replies, ...refused], asked };
}
