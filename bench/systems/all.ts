/** Everything that `npm run bench` measures, in the order that it is shown. */
import { etcd } from "./etcd.ts";
import { jetstream } from "./jetstream.ts";
import { replicatedPut, roundTrip } from "./limits.ts";
import { quorate } from "./quorate.ts";
import type { System } from "./system.ts";

export const systems: readonly System[] = [quorate, etcd, jetstream, replicatedPut, roundTrip];

export function systemNamed(name: string): System | undefined {
  return systems.find((system) => system.name === name);
}
