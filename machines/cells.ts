/**
 * What an event means in a state that has no transition for it, for every machine of the catalogue. What a chart handles is
 * read from the chart; only the meaning of its empty cells is written down, in a table beside each (STYLE habit 6).
 */
import type { EmptyCells } from "./empty-cells.ts";
import { exchangeEmptyCells } from "./exchange/cells.ts";
import { leaseEmptyCells } from "./lease-cells.ts";
import { managerEmptyCells } from "./manager/cells.ts";
import { peerEmptyCells, peerFallThrough } from "./peer/cells.ts";
import { requestEmptyCells, requestFallThrough } from "./request/cells.ts";
import { supervisorEmptyCells } from "./supervisor-cells.ts";

/** By machine and event. Each is typed by its machine's own events and configurations. */
export const emptyCells: Readonly<Record<string, Readonly<Record<string, readonly EmptyCells[]>>>> = {
  peer: peerEmptyCells,
  exchange: exchangeEmptyCells,
  lease: leaseEmptyCells,
  manager: managerEmptyCells,
  supervisor: supervisorEmptyCells,
  request: requestEmptyCells,
};

/** Events whose transitions are all guarded, or all but the last: what it means that no guard holds. */
export const fallThrough: Readonly<Record<string, Readonly<Partial<Record<string, EmptyCells>>>>> = {
  peer: peerFallThrough,
  request: requestFallThrough,
};
