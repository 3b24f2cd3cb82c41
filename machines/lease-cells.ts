/** The cells that the lease's chart leaves empty; see machines/peer/cells. A test holds this table to the machine. */
import type { EmptyCells } from "./empty-cells.ts";
import type { LeaseEvent } from "./lease.ts";

export const leaseConfigurations = ["vacant", "held", "lapsed", "stopped"] as const;
export type LeaseConfiguration = (typeof leaseConfigurations)[number];

const afterStop: readonly EmptyCells<LeaseConfiguration>[] = [
  {
    kind: "ignored",
    name: "ignoreAfterStop",
    why: "its peer is stopped: nothing is granted to it any more, and nothing is read from it",
    where: ["stopped"],
  },
];

export const leaseEmptyCells: { readonly [T in LeaseEvent["type"]]: readonly EmptyCells<LeaseConfiguration>[] } = {
  granted: afterStop,
  released: afterStop,
  stop: afterStop,
};
