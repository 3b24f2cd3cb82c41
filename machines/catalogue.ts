/** Every machine of Quorate, by the name that traces call it. */
import type { AnyStateMachine } from "xstate";
import { exchangeMachine } from "./exchange/machine.ts";
import { leaseMachine } from "./lease.ts";
import { managerMachine } from "./manager/machine.ts";
import { peerMachine } from "./peer/machine.ts";
import { requestMachine } from "./request/machine.ts";
import { supervisorMachine } from "./supervisor.ts";

export const catalogue: Readonly<Record<string, AnyStateMachine>> = {
  peer: peerMachine,
  exchange: exchangeMachine,
  lease: leaseMachine,
  manager: managerMachine,
  supervisor: supervisorMachine,
  request: requestMachine,
};
