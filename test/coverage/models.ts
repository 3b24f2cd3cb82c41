/** The models of the catalogue's machines, one each, and what test/generated holds of them. */
import type { AnyStateMachine } from "xstate";
import type { EmitOptions, Model } from "#coverage/coverage";
import { exchangeModel } from "./models/exchange.ts";
import { leaseModel } from "./models/lease.ts";
import { managerModel } from "./models/manager.ts";
import { peerModel } from "./models/peer.ts";
import { requestModel } from "./models/request.ts";
import { supervisorModel } from "./models/supervisor.ts";

export const models: Readonly<Record<string, Model>> = Object.fromEntries(
  [exchangeModel, leaseModel, managerModel, peerModel, requestModel, supervisorModel].map((model) => [
    model.name,
    model as unknown as Model<AnyStateMachine>,
  ]),
);

export function generated(name: string): { readonly path: string; readonly options: EmitOptions } {
  return {
    path: `test/generated/${name}.coverage.test.ts`,
    options: {
      runner: "vitest",
      from: { path: `../coverage/models/${name}.ts`, name: `${name}Model`, isModel: true },
      command: `quorate coverage test/coverage/models/${name}.ts --out test/generated --conditions quorate-source`,
    },
  };
}
