/** The cells that the supervisor's chart leaves empty; see machines/peer/cells. A test holds this table to the machine. */
import type { EmptyCells } from "./empty-cells.ts";
import type { SupervisorEvent } from "./supervisor.ts";

/** Where an event can find it; the other states are left within the step that enters them. */
export const supervisorConfigurations = [
  "starting",
  "running",
  "restarting.halting",
  "backOff",
  "stopping.halting",
  "stopped",
] as const;
export type SupervisorConfiguration = (typeof supervisorConfigurations)[number];

type Cells = EmptyCells<SupervisorConfiguration>;

function ignored(name: string, why: string, where: readonly SupervisorConfiguration[]): Cells {
  return { kind: "ignored", name, why, where };
}

export const supervisorEmptyCells: { readonly [T in SupervisorEvent["type"]]: readonly Cells[] } = {
  childStarted: [
    ignored(
      "ignoreOldStart",
      "only the child that is being started is waited for; one that comes up late is stopped by the host",
      ["running", "restarting.halting", "backOff", "stopping.halting", "stopped"],
    ),
  ],
  childFailed: [
    ignored("ignoreFailureInStop", "every child is being stopped: the failed one is stopped in its turn like any", [
      "stopping.halting",
    ]),
    ignored("ignoreAfterStop", "a stopped supervisor has no children", ["stopped"]),
  ],
  childStopped: [
    ignored("ignoreUnasked", "no child was told to stop: a child that ends by itself is told as failed", [
      "starting",
      "running",
      "backOff",
    ]),
    ignored("ignoreAfterStop", "a stopped supervisor has no children", ["stopped"]),
  ],
  stop: [
    ignored("ignoreSecondStop", "it is stopping, or has stopped: once is enough", ["stopping.halting", "stopped"]),
  ],
};
