/** What is damaged or lost, and whom a peer's trust comes from: PROTOCOL R16, R21; HAZARDS P6, P8, P9, P10, P18. */
import type { Storage } from "#machines/protocol/ports";
import type { TreeDamage } from "#machines/protocol/tree";
import { ensembleName } from "#simulation/cluster";
import type { SimulationResult } from "#simulation/run";
import type { Answer } from "#services/kv/answers";
import type { LeaderPorts, Operation } from "#services/kv/leader";
import type { NodeDeps } from "#services/node";
import { TreeBuilder } from "#services/tree/builder";
import type { TreePages } from "#services/tree/pages";
import type { TreeState } from "#services/tree/tree";
import { replace, type Plant } from "../plant.ts";
import { copyOf, firstSeeds, isOf, isReply, scripted } from "../script.ts";

type Context = typeof import("#machines/peer/context");
type Effects = typeof import("#machines/peer/effects");
type ExchangeSteps = typeof import("#machines/exchange/steps");
type Leader = typeof import("#services/kv/leader");
type NodeModule = typeof import("#services/node");
type ObjectCodec = typeof import("#services/storage/object-codec");
type TreeModule = typeof import("#services/tree/tree");

const seeds = firstSeeds(8);

// --------------------------------------------------------------------------------------------------------------- trust

export const r21Others: Plant = {
  name: "R21 others",
  what: "an untrusted peer's exchange is content with a quorum of others",
  variant: [
    replace<ExchangeSteps>("#machines/exchange/steps", (original, ran) => ({
      requiredOf: (context) => {
        const required = original.requiredOf(context);
        if (required === "all") ran();
        return required === "all" ? "other" : required;
      },
      // Whoever answers first: the leader is not waited for.
      isSyncedLeader: () => false,
    })),
  ],
  // One stores what nobody but the leader has yet, and loses it; it exchanges with three that have not. One of them stores it
  // then, and that one and the leader go. Whatever is written to a key later would hide it.
  run: scripted({
    seconds: 12,
    nodes: 5,
    keys: 8,
    readers: 8,
    writers: 4,
    writeTimeoutMs: 3000,
    everyMs: 3400,
    quiet: { put: [890, 2400], get: [0, 0] },
    settings: { quorumTimeoutMs: 1000 },
  }),
  script: (script) =>
    script.repeat(1500, 3400, 3, ({ leader, others: [hurt = "", late = "", ...rest] }) => {
      script.lose({ from: [leader], to: rest, holding: isOf("put") });
      const deliver = script.hold({ from: [leader], to: [late], holding: isOf("put") });
      script.lose({ from: [leader], to: [hurt], holding: isReply("exchanging") });
      script.after(40, () => {
        script.cluster.crash(hurt);
        const { disk } = script.cluster.host(hurt);
        disk.loseObjects(1);
        script.cluster.start(hurt);
      });
      script.after(400, deliver);
      script.after(404, () => {
        script.mend();
        for (const name of [leader, late]) script.isolate(name);
      });
    }),
  seeds,
  judge: "linearizability",
};

export const r21Later: Plant = {
  name: "R21 later",
  what: "what a peer shows counts although it has lost its trust since it was asked",
  variant: [
    replace<ExchangeSteps>("#machines/exchange/steps", (original, ran) => ({
      isGood: (context, body) => {
        if (!original.isGood(context, body)) ran();
        return true;
      },
    })),
  ],
  // One follower was cut off while others wrote. The leader goes, the first leads, and asks the other for its tree, slowly; in the
  // meantime that one finds out that its disk has rotted.
  run: scripted({ seconds: 10 }),
  script: (script) =>
    script.repeat(1500, 2800, 3, ({ leader, others: [behind = "", partner = ""] }) => {
      script.isolate(behind);
      script.after(700, () => {
        script.mend();
        script.isolate(leader);
        script.lose({ from: [partner], holding: isOf("prepare") });
        const { disk } = script.cluster.host(partner);
        for (const key of disk.sortedKeys(ensembleName)) {
          disk.rot(ensembleName, key);
          disk.rotLeaf(ensembleName, key);
        }
        const release = script.hold({ from: [behind], to: [partner], holding: isOf("tree") });
        script.watch(1200, () => {
          if (script.cluster.node(partner)?.status().peers[0]?.trusted !== false) return false;
          script.after(20, release);
          return true;
        });
      });
    }),
  seeds,
  judge: "linearizability",
};

export const r16Leads: Plant = {
  name: "R16 leads",
  what: "a leader that has not synced is enough for its follower's exchange",
  variant: [
    replace<Effects>("#machines/peer/effects", (original, ran) => ({
      answerExchange: (context, event, options) => {
        const leads = context.leader === context.self && context.self !== "";
        if (leads && options?.leads !== true) ran();
        return original.answerExchange(context, event, { leads });
      },
    })),
  ],
  // One follower was cut off while others wrote; of the other nothing is left. They come together in the moment in which the
  // leader goes: the one that was behind gives the empty one its trust, and syncs with it.
  run: scripted({ seconds: 10, settings: { exchangeTimeoutMs: 150 } }),
  script: (script) =>
    script.repeat(1500, 2800, 3, ({ leader, others: [behind = "", forgetful = ""] }) => {
      script.isolate(behind);
      script.after(700, () => {
        script.mend();
        script.isolate(leader);
        script.cluster.crash(forgetful);
        script.cluster.host(forgetful).disk.loseObjects(1);
        script.after(5, () => script.cluster.start(forgetful));
      });
    }),
  seeds,
  judge: "linearizability",
};

// ------------------------------------------------------------------------------------------------------------- damage

export const p6: Plant = {
  name: "P6",
  what: "an applied create or update is answered as failed when the leader's tree turns out damaged after the quorum",
  variant: [
    replace<Leader>("#services/kv/leader", (original, ran) => ({
      KvLeader: class extends original.KvLeader {
        readonly #ports: LeaderPorts;
        constructor(ports: LeaderPorts) {
          super(ports);
          this.#ports = ports;
        }
        override submit(operation: Operation): void {
          const { op, key } = operation.request;
          const answer = (told: Answer): void => {
            const compares = op === "create" || op === "update";
            const isLost = compares && told.code === "ok" && this.#ports.objects.read(key).kind === "damaged";
            if (isLost) ran();
            operation.answer(isLost ? { ...told, code: "PRECONDITION_FAILED", version: "" } : told);
          };
          super.submit({ ...operation, answer });
        }
      },
    })),
  ],
  // The leader's disk spoils what it writes to its tree.
  run: scripted({ seconds: 6, keys: 12, writes: ["create", "update", "delete"] }),
  script: (script) =>
    script.repeat(1500, 1500, 3, ({ leader }) => {
      const { disk } = script.cluster.host(leader);
      disk.conditions = { ...disk.conditions, leafRot: 0.1 };
      script.after(600, () => (disk.conditions = { ...disk.conditions, leafRot: 0 }));
    }),
  seeds,
  judge: "linearizability",
};

/** Whether anything succeeded that began and ended within these times. */
function isDead({ history }: SimulationResult, fromMs: number, untilMs: number): boolean {
  return !history.some(
    ({ outcome, invokedAt, returnedAt }) =>
      (outcome === "ok" || outcome === "absent") && invokedAt > fromMs && returnedAt < untilMs,
  );
}

export const p8: Plant = {
  name: "P8",
  what: "every restart is untrusted",
  variant: [
    replace<Context>("#machines/peer/context", (original, ran) => ({
      load: (context, event) => {
        ran();
        return { ...original.load(context, event), trusted: false };
      },
    })),
  ],
  // One of three is down; the other two are restarted, one after the other.
  run: scripted({ seconds: 8 }),
  script: (script) =>
    script.at(1500, () => {
      const leader = script.cluster.leader() ?? "";
      const [dead = "", other = ""] = script.cluster.nodeNames.filter((name) => name !== leader);
      script.cluster.crash(dead);
      script.after(500, () => script.restart(other, 20));
      script.after(1500, () => script.restart(leader, 20));
    }),
  seeds,
  judge: "progress",
  givesAway: {
    what: "nobody is answered while one of three is down",
    is: (result) => isDead(result, 4500, 8500),
  },
};

/** Repairs of the run that is going on, by its log, and how many of them rebuilt nothing. */
let repairs = 0;
let skipped = 0;
/** What it takes to call it endless: without the plant one is enough. After twice as many the tree is rebuilt, or no run would end. */
const manyRepairs = 20;

export const p9: Plant = {
  name: "P9",
  what: "a damaged inner page is never rebuilt",
  variant: [
    replace<TreeModule>("#services/tree/tree", (original, ran) => ({
      Tree: class extends original.Tree {
        readonly #goesOn: boolean;
        #isSkipped = false;
        constructor(pages: TreePages, state?: TreeState) {
          super(pages, state);
          this.#goesOn = state !== undefined;
        }
        override beginRehash(): TreeBuilder {
          this.#isSkipped = this.#goesOn && skipped < 2 * manyRepairs;
          return this.#isSkipped ? new TreeBuilder() : super.beginRehash();
        }
        override endRehash(builder: TreeBuilder): TreeDamage[] {
          if (!this.#isSkipped) return super.endRehash(builder);
          ran();
          skipped += 1;
          return [];
        }
      },
    })),
  ],
  // A follower is stopped, and pages of its tree rot before it starts again.
  run: (seed) => {
    repairs = 0;
    skipped = 0;
    const onLog = ({ message }: { readonly message: string }): void => {
      if (message.startsWith("repair ")) repairs += 1;
    };
    return { ...scripted({ seconds: 3, keys: 40 })(seed), onLog };
  },
  script: (script) =>
    script.repeat(1500, 1400, 1, ({ others: [hurt = ""] }) => {
      script.cluster.stop(hurt);
      script.watch(1000, () => {
        if (script.cluster.isUp(hurt)) return false;
        const { disk } = script.cluster.host(hurt);
        for (let n = 0; n < 8; n += 1) disk.rotPage(ensembleName);
        script.cluster.start(hurt);
        return true;
      });
    }),
  seeds,
  judge: "progress",
  givesAway: { what: "a peer that repairs again and again", is: () => repairs >= manyRepairs },
};

export const p10: Plant = {
  name: "P10",
  what: "an object is taken for the one that the tree names whatever its ballot and content",
  variant: [
    replace<ObjectCodec>("#services/storage/object-codec", (original, ran) => ({
      isNamedBy: (object, entry) => {
        if (!original.isNamedBy(object, entry)) ran();
        return true;
      },
    })),
  ],
  // One follower is cut off while others write. The other one's objects are rolled back, and its leader goes.
  run: scripted({ seconds: 10 }),
  script: (script) =>
    script.repeat(1500, 2800, 3, ({ leader, others: [behind = "", rolled = ""] }) => {
      const old = copyOf(script.cluster, rolled);
      script.isolate(behind);
      script.after(700, () => {
        script.mend();
        script.isolate(leader);
        old.restore("objects");
      });
    }),
  seeds,
  judge: "linearizability",
};

/** Nodes with a damaged save file. */
const damagedSaves = new Set<string>();

export const p18: Plant = {
  name: "P18",
  what: "a damaged save file is taken as empty",
  variant: [
    replace<NodeModule>("#services/node", (original, ran) => ({
      createNode: (deps: NodeDeps) => {
        const { storage, name } = deps;
        if (!damagedSaves.delete(name)) return original.createNode(deps);
        const written = new Set<string>();
        const record: Storage["record"] = (label) => {
          if (written.has(label)) return storage.record(label);
          ran();
          return undefined;
        };
        const commit: Storage["commit"] = (batch) => {
          for (const label of batch.records.keys()) written.add(label);
          return storage.commit(batch);
        };
        const emptied = new Proxy(storage, {
          get: (target, property) => {
            if (property === "record") return record;
            if (property === "commit") return commit;
            const value: unknown = Reflect.get(target, property, target);
            return typeof value === "function" ? value.bind(target) : value;
          },
        });
        return original.createNode({ ...deps, storage: emptied });
      },
    })),
  ],
  // Without the plant one damaged copy of four changes nothing, and a start with none that verifies is refused.
  run: scripted({ seconds: 6 }),
  script: (script) => {
    damagedSaves.clear();
    script.repeat(1500, 1500, 3, ({ others: [hurt = ""] }) => {
      damagedSaves.add(hurt);
      script.restart(hurt, 20);
    });
  },
  seeds,
  judge: "promisesRise",
};

export const integrity = [r21Others, r21Later, r16Leads, p6, p8, p9, p10, p18];
