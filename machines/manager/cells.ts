/**
 * The cells that the manager's chart leaves empty; see machines/peer/cells. Together with the chart they cover every
 * state x event cell exactly once: a test holds this table to the machine.
 */
import type { StateValueFrom } from "xstate";
import type { EmptyCells } from "../empty-cells.ts";
import type { ManagerMachine } from "./machine.ts";
import type { ManagerEvent } from "./types.ts";

export const managerConfigurations = [
  "loading",
  "disabled",
  "enabling",
  "joining.asking",
  "joining.requesting",
  "joining.awaiting",
  "enabled.resting.idle",
  "enabled.resting.comparing",
  "leaving.resting",
  "removed",
  "stopped",
] as const;
export type ManagerConfiguration = (typeof managerConfigurations)[number];

type TopOf<Value> = Value extends string ? Value : keyof Value;
type FirstOf<Name> = Name extends `${infer First}.${string}` ? First : Name;
type MissingState = Exclude<TopOf<StateValueFrom<ManagerMachine>>, FirstOf<ManagerConfiguration>>;
export const everyManagerStateIsHere: [MissingState] extends [never] ? true : MissingState = true;

export type EmptyManagerCells = EmptyCells<ManagerConfiguration>;

function ignored(name: string, why: string, where: readonly ManagerConfiguration[]): EmptyManagerCells {
  return { kind: "ignored", name, why, where };
}

function except(...handled: readonly ManagerConfiguration[]): readonly ManagerConfiguration[] {
  return managerConfigurations.filter((configuration) => !handled.includes(configuration));
}

const enabled = ["enabled.resting.idle", "enabled.resting.comparing"] as const;
const callAfterStop = ignored(
  "ignoreCallAfterStop",
  "the host ends calls with CLOSED itself once it has stopped the chart",
  ["stopped"],
);
const afterStop = ignored("ignoreAfterStop", "a stopped manager has nothing to do any more", ["stopped"]);

export const managerEmptyCells: { readonly [T in ManagerEvent["type"]]: readonly EmptyManagerCells[] } = {
  loaded: [ignored("ignoreSecondRecord", "the record is read once, in loading", except("loading"))],
  settingsChanged: [afterStop],
  stop: [afterStop],
  enable: [callAfterStop],
  join: [callAfterStop],
  clusterHeard: [
    ignored(
      "ignoreUnaskedCluster",
      "nobody waits for it: the question was answered, or given up",
      except("enabling", "joining.asking", "enabled.resting.comparing"),
    ),
  ],
  joinAnswered: [
    ignored(
      "ignoreOldJoin",
      "the join ended before: by gossip, by its timeout or by a stop; gossip says how it went",
      except("joining.requesting"),
    ),
  ],
  gossiped: [
    ignored("ignoreGossip", "a node that is not yet up, or does not count any more, has no use for it", [
      "loading",
      "removed",
      "stopped",
    ]),
  ],
  reported: [
    ignored(
      "ignoreReport",
      "only a member's peers lead ensembles of the cluster: this is from one that is being stopped, or fixed by options",
      except(...enabled, "leaving.resting"),
    ),
  ],
};
