/** All plants, in the order of docs/PLANTED.md. */
import type { Plant } from "./plant.ts";
import { clients } from "./plants/clients.ts";
import { data } from "./plants/data.ts";
import { elections } from "./plants/elections.ts";
import { integrity } from "./plants/integrity.ts";
import { leases } from "./plants/leases.ts";
import { members } from "./plants/members.ts";
import { reaping } from "./plants/reaping.ts";
import { syncs } from "./plants/syncs.ts";

export const plants: readonly Plant[] = [
  ...elections,
  ...syncs,
  ...leases,
  ...data,
  ...clients,
  ...members,
  ...reaping,
  ...integrity,
];
