/** What a client's write may become: PROTOCOL R9; HAZARDS P20. */
import type { ClientRequest } from "#machines/protocol/messages";
import type { Bus, Channel } from "#machines/protocol/ports";
import type { Answer } from "#services/kv/answers";
import type { NodeDeps } from "#services/node";
import { replace, type Plant } from "../plant.ts";
import { firstSeeds, isReply, scripted } from "../script.ts";

type WriteOpsModule = typeof import("#services/client/write-ops");
type Memory = typeof import("#services/request-memory");
type NodeModule = typeof import("#services/node");
type HostModule = typeof import("#services/peer/peer-host");

const seeds = firstSeeds(8);

export const r9Client: Plant = {
  name: "R9 client",
  what: "a client sends a write again after silence or an unknown outcome",
  variant: [
    replace<WriteOpsModule>("#services/client/write-ops", (_, ran) => ({
      isWriteOp: () => {
        ran();
        return false;
      },
    })),
  ],
  // What followers say is lost, then the leader is cut off: its writes are there, and others lead.
  run: scripted({ seconds: 6, keys: 8, writeTimeoutMs: 3000 }),
  script: (script) =>
    script.repeat(1500, 2000, 2, ({ leader, others }) => {
      script.lose({ from: others, to: [leader], holding: isReply("stored") });
      script.after(60, () => script.isolate(leader));
    }),
  seeds,
  judge: "linearizability",
};

export const r9Leader: Plant = {
  name: "R9 leader",
  what: "a node executes a write that was meant for an earlier boot and epoch",
  variant: [
    replace<NodeModule>("#services/node", (original, ran) => ({
      createNode: (deps: NodeDeps) => {
        const { bus, boot } = deps;
        const retarget = (request: ClientRequest): ClientRequest => {
          if (request.boot !== boot) ran();
          return { ...request, boot };
        };
        const subscribe: Bus["subscribe"] = (channel: Channel, onBatch) =>
          bus.subscribe(channel, (batch) => {
            const messages = batch.messages.map((message) =>
              message.type === "request" ? retarget(message) : message,
            );
            onBatch({ ...batch, messages });
          });
        const open = new Proxy(bus, {
          get: (target, name) => {
            if (name === "subscribe") return subscribe;
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === "function" ? value.bind(target) : value;
          },
        });
        return original.createNode({ ...deps, bus: open });
      },
    })),
    replace<HostModule>("#services/peer/peer-host", (original) => ({
      PeerHost: class extends original.PeerHost {
        override request(request: ClientRequest, answer: (answer: Answer) => void): void {
          super.request({ ...request, epoch: this.gate.epoch }, answer);
        }
      },
    })),
  ],
  // What newcomers asked a node comes to it a second time when it leads again after a restart. (Of a client that it has heard
  // again meanwhile it would know that the old requests were answered long ago.)
  run: scripted({ seconds: 10, writers: 0, newcomers: 500 }),
  script: (script) =>
    script.repeat(1500, 2000, 4, ({ leader, others }) => {
      const again = script.repeatLater({ to: leader });
      script.after(200, () => {
        again.stop();
        script.restart(leader, 5);
        for (const name of others) script.after(10, () => script.restart(name, 200));
        script.watch(6000, () => {
          if (script.cluster.leader() !== leader) return false;
          script.after(30, () => again.send());
          return true;
        });
      });
    }),
  seeds,
  judge: "linearizability",
};

export const p20: Plant = {
  name: "P20",
  what: "a request that is delivered twice runs twice",
  variant: [
    replace<Memory>("#services/request-memory", (original, ran) => ({
      RequestMemory: class extends original.RequestMemory {
        override admit(): { readonly kind: "run" } {
          ran();
          return { kind: "run" };
        }
      },
    })),
  ],
  run: scripted({ seconds: 2, network: { duplicates: 0.2 } }),
  seeds,
  judge: "linearizability",
};

export const clients = [r9Client, r9Leader, p20];
