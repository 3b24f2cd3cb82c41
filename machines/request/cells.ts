/**
 * The cells that the request's chart leaves empty: what happens to an event in a state that has no transition for it. A
 * test derives the chart's part and holds this table to the rest (STYLE habit 6).
 */
import type { EmptyCells } from "../empty-cells.ts";
import type { RequestEvent } from "./types.ts";

export const requestStates = ["init", "prepare", "execute", "waiting", "stop", "timeout"] as const;
export type RequestState = (typeof requestStates)[number];

export type RequestCells = EmptyCells<RequestState>;

const begun: readonly RequestState[] = ["prepare", "execute", "waiting", "stop", "timeout"];
const early: readonly RequestState[] = ["init", "prepare", "execute"];
const ended: readonly RequestState[] = ["stop", "timeout"];

export const requestEmptyCells: { readonly [T in RequestEvent["type"]]: readonly RequestCells[] } = {
  begin: [
    {
      kind: "ignored",
      name: "ignoreSecondBegin",
      why: "a request is made once; another one has an actor of its own",
      where: begun,
    },
  ],
  reply: [
    {
      kind: "ignored",
      name: "ignoreEarlyReply",
      why: "nobody was asked yet: it can only be a reply to another request",
      where: early,
    },
    {
      kind: "ignored",
      name: "ignoreLateReply",
      why: "the caller has its answer; what the vnode did stays done",
      where: ended,
    },
  ],
  nodeGone: [
    {
      kind: "ignored",
      name: "ignoreEarlyLoss",
      why: "nothing was sent to it yet; who is down is known from the input",
      where: early,
    },
    { kind: "ignored", name: "ignoreLateLoss", why: "the request has ended, and asks nobody any more", where: ended },
  ],
};

/** Events whose transitions are all guarded but the last: what it means that no guard holds. */
export const requestFallThrough: Partial<Record<RequestEvent["type"], RequestCells>> = {
  reply: {
    kind: "ignored",
    name: "ignoreForeignReply",
    why: "to another request, from a node that was not asked, or the second for its partition",
    where: ["waiting"],
  },
};
