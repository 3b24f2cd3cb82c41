/** What the inspector's page may ask for: keys through a client, a leader's step down, and faults of a local cluster. */
import { QuorateError } from "#machines/protocol/errors";
import type { Bus, Clock } from "#machines/protocol/ports";
import type { Json } from "#machines/protocol/trace";
import type { QuorateClient } from "#services/public-types";
import type { Args, CommandPort } from "#visualizer/commands";
import type { NodeFaults } from "./fault-bus.ts";
import { toJson } from "./output.ts";

type Commands = Readonly<Record<string, CommandPort>>;

function text(args: Args, name: string): string {
  const value = args[name];
  if (typeof value !== "string" || value === "") throw new QuorateError("INVALID_ARGUMENT", `${name} is missing`);
  return value;
}

function whole(args: Args, name: string, most: number): number {
  const value = args[name];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most)
    throw new QuorateError("INVALID_ARGUMENT", `${name} takes a whole number from 0 to ${most}`);
  return value;
}

/** Values may be anything that msgpack carries; the page is shown what JSON makes of them. */
function shown(entry: { readonly key: string; readonly value: unknown; readonly version: string } | undefined): Json {
  return entry === undefined ? null : (JSON.parse(toJson(entry)) as Json);
}

export function kvCommands(client: QuorateClient): Commands {
  const of = (args: Args) => client.ensemble(text(args, "ensemble"));
  const key = (args: Args): string => text(args, "key");
  const changing = (args: readonly string[], run: CommandPort["run"]): CommandPort => ({
    changes: true,
    args: ["ensemble", "key", ...args],
    run,
  });
  return {
    "kv.get": { changes: false, args: ["ensemble", "key"], run: async (args) => shown(await of(args).get(key(args))) },
    "kv.put": changing(["value"], async (args) => shown(await of(args).put(key(args), args["value"] ?? null))),
    "kv.create": changing(["value"], async (args) => shown(await of(args).create(key(args), args["value"] ?? null))),
    "kv.update": changing(["value", "version"], async (args) =>
      shown(await of(args).update(key(args), text(args, "version"), args["value"] ?? null)),
    ),
    "kv.delete": changing([], async (args) => {
      await of(args).delete(key(args));
      return {};
    }),
  };
}

const adminPatienceMs = 3000;

/** `id` is the name that `bus` speaks under: answers come to its reply channel. */
export function stepDownCommand(bus: Bus, id: string, clock: Clock): Commands {
  let last = 0;
  const waiting = new Map<number, (code: string, message: string) => void>();
  bus.subscribe({ kind: "reply", id }, (batch) => {
    for (const message of batch.messages) {
      if (message.type === "adminDone") waiting.get(message.id)?.(message.code, message.message);
    }
  });
  const stepDown = (node: string, ensemble: string): Promise<Json> =>
    new Promise((resolve, reject) => {
      last += 1;
      const request = last;
      const end = (finish: () => void): void => {
        clock.clearTimer(timer);
        waiting.delete(request);
        finish();
      };
      const timer = clock.setTimer(
        () => end(() => reject(new QuorateError("UNAVAILABLE", `${node} did not answer within ${adminPatienceMs} ms`))),
        adminPatienceMs,
      );
      waiting.set(request, (code, message) =>
        end(() => (code === "ok" ? resolve({}) : reject(new QuorateError("UNAVAILABLE", message)))),
      );
      bus.publish({ kind: "admin", node }, [
        {
          type: "admin",
          id: request,
          command: "stepDown",
          ensemble,
          node: "",
          add: [],
          remove: [],
          backend: "",
          options: "",
          timeoutMs: 2000,
        },
      ]);
    });
  return {
    "peer.stepDown": {
      changes: true,
      args: ["node", "ensemble"],
      run: (args) => stepDown(text(args, "node"), text(args, "ensemble")),
      note: (args) => `${text(args, "node")} was told to step down as leader of ${text(args, "ensemble")}`,
    },
  };
}

/** Processes and network of a cluster on this machine. */
export interface LocalControls {
  pause(node: string): void;
  resume(node: string): void;
  kill(node: string): void;
  restart(node: string): Promise<void>;
  /** `cut`: nodes on one side of a cut, all others on the other. */
  faults(faults: NodeFaults): void;
}

export function localCommands(controls: LocalControls): Commands {
  const onNode = (did: string, run: (node: string) => void | Promise<void>): CommandPort => ({
    changes: true,
    args: ["node"],
    run: async (args) => {
      await run(text(args, "node"));
      return {};
    },
    note: (args) => `${text(args, "node")} was ${did}`,
  });
  return {
    "node.pause": onNode("paused", (node) => controls.pause(node)),
    "node.resume": onNode("resumed", (node) => controls.resume(node)),
    "node.kill": onNode("killed", (node) => controls.kill(node)),
    "node.restart": onNode("restarted", (node) => controls.restart(node)),
    "net.faults": {
      changes: true,
      args: ["cut", "delayMs", "dropPercent"],
      run: async (args) => {
        controls.faults(faultsOf(args));
        return {};
      },
      note: (args) => {
        const { cut, delayMs, dropPercent } = faultsOf(args);
        const what = [
          ...(cut.length > 0 ? [`${cut.join(", ")} cut off`] : []),
          ...(delayMs > 0 ? [`${delayMs} ms delay`] : []),
          ...(dropPercent > 0 ? [`${dropPercent} of 100 lost`] : []),
        ];
        return what.length === 0 ? "network healed" : `network: ${what.join(", ")}`;
      },
    },
  };
}

function faultsOf(args: Args): NodeFaults {
  const { cut } = args;
  if (!Array.isArray(cut) || !(cut as unknown[]).every((one) => typeof one === "string"))
    throw new QuorateError("INVALID_ARGUMENT", "cut takes a list of nodes");
  return {
    cut: cut as string[],
    delayMs: whole(args, "delayMs", 10_000),
    dropPercent: whole(args, "dropPercent", 100),
  };
}
