/** What is damaged, lost or reaped: PROTOCOL R10, R21; HAZARDS P6, P8, P9, P10, P18, P21. */
import type { Message } from "#machines/protocol/messages";
import type { Storage } from "#machines/protocol/ports";
import type { TreeDamage } from "#machines/protocol/tree";
import { ensembleName, type Cluster } from "#simulation/cluster";
import type { SimulationResult } from "#simulation/run";
import type { Answer, LeaderPorts, Operation } from "#services/kv/leader";
import type { ReaperPorts } from "#services/kv/reaper";
import type { RoundTask } from "#services/kv/rounds";
import type { NodeDeps } from "#services/node";
import { TreeBuilder } from "#services/tree/builder";
import type { TreePages } from "#services/tree/pages";
import type { TreeState } from "#services/tree/tree";
import { replace, type Plant } from "../plant.ts";
import { firstSeeds, isOf, isReply, scripted, type Roles, type Script } from "../script.ts";

type Context = typeof import("#machines/peer/context");
type Effects = typeof import("#machines/peer/effects");
type ExchangeSteps = typeof import("#machines/exchange/steps");
type Leader = typeof import("#services/kv/leader");
type NodeModule = typeof import("#services/node");
type ObjectCodec = typeof import("#services/storage/object-codec");
type Objects = typeof import("#services/peer/objects");
type ReaperModule = typeof import("#services/kv/reaper");
type TreeModule = typeof import("#services/tree/tree");

const seeds = firstSeeds(8);

/** Everything that a disk holds of the ensemble, to be put back later: a directory restored from an old copy. */
function copyOf(cluster: Cluster, node: string): { readonly restore: (parts: "objects" | "all") => void } {
  const shelf = cluster.host(node).disk.shelf(ensembleName);
  const objects = new Map(shelf.objects);
  const segments = shelf.segmentsNow();
  return {
    restore: (parts) => {
      for (const key of [...shelf.objects.keys()]) shelf.remove(key);
      for (const object of objects.values()) shelf.put(object);
      if (parts === "objects") return;
      shelf.writeSegments(shelf.segmentsNow().map(({ index }) => ({ index, content: undefined })));
      shelf.writeSegments(segments.map(({ index, read }) => ({ index, content: read.ok ? read.bytes : undefined })));
    },
  };
}

// ------------------------------------------------------------------------------------------------------------- reaping

/** Keys come and go, and rest for a while before somebody else leads. */
const comingAndGoing = {
  keys: 24,
  readers: 4,
  writers: 3,
  writes: ["put", "delete", "delete"],
} as const;

/** What a low water guards against shows only without it. */
const withoutLowWater = replace<Objects>("#services/peer/objects", (original) => ({
  PeerObjects: class extends original.PeerObjects {
    override raiseLowWater(): void {}
  },
}));

export const r10Epoch: Plant = {
  name: "R10 epoch",
  what: "tombstones of the present epoch are reaped",
  variant: [
    replace<ReaperModule>("#services/kv/reaper", (original, ran) => ({
      Reaper: class extends original.Reaper {
        constructor(ports: ReaperPorts) {
          const reaped = (count: number): void => {
            ran();
            ports.reaped(count);
          };
          super({ ...ports, epoch: ports.epoch + 1, reaped });
        }
      },
    })),
    withoutLowWater,
  ],
  // A follower of a new leader gets values late, after their tombstones have been reaped; then that leader is cut off.
  run: scripted({
    seconds: 13,
    ...comingAndGoing,
    keys: 12,
    readers: 12,
    writers: 4,
    writeEveryMs: 10,
    writeTimeoutMs: 150,
    everyMs: 3000,
    quiet: { put: [1680, 2950], get: [0, 0] },
    settings: { tickMs: 250, leaseMs: 500, followerTimeoutMs: 800 },
  }),
  script: (script) =>
    script.repeat(1500, 3000, 4, ({ leader, others }) => {
      script.restart(leader, 30);
      script.watch(1500, () => {
        const next = script.cluster.leader();
        if (next === undefined || next === leader) return false;
        const late = others.filter((name) => name !== next);
        const isValue = (message: Message): boolean => message.type === "put" && message.object.value !== null;
        const release = script.hold({ from: [next], to: late, holding: isValue });
        script.after(450, () => {
          release();
          script.after(5, () => script.isolate(next));
        });
        return true;
      });
    }),
  seeds,
  judge: "linearizability",
};

/** One is cut off while others delete; somebody else leads; the first comes back. */
function deleteWithout(script: Script): (roles: Roles) => void {
  return ({ leader, others: [away = ""] }) => {
    script.isolate(away);
    script.after(500, () => script.restart(leader, 30));
    script.after(1600, () => script.mend());
    script.after(1900, () => {
      const next = script.cluster.leader();
      if (next !== undefined) script.restart(next, 300);
    });
  };
}

export const r10Away: Plant = {
  name: "R10 away",
  what: "a tombstone is reaped while a member is away",
  variant: [
    replace<ReaperModule>("#services/kv/reaper", (original, ran) => ({
      Reaper: class extends original.Reaper {
        constructor(ports: ReaperPorts) {
          const start = (task: RoundTask): number => {
            ran();
            return ports.rounds.start({ ...task, electorate: { ...task.electorate, required: "quorum" } });
          };
          super({ ...ports, rounds: { start } as unknown as ReaperPorts["rounds"] });
        }
      },
    })),
  ],
  run: scripted({
    seconds: 11,
    ...comingAndGoing,
    everyMs: 3000,
    quiet: { put: [1250, 2900], get: [0, 0] },
  }),
  script: (script) => script.repeat(1500, 3000, 3, deleteWithout(script)),
  seeds,
  judge: "linearizability",
};

export const r10Exactly: Plant = {
  name: "R10 exactly",
  what: "a tombstone is reaped although a member holds something else",
  variant: [
    replace<ReaperModule>("#services/kv/reaper", (original, ran) => ({
      heldOf: (objects, tombstones) => {
        const held = original.heldOf(objects, tombstones);
        if (held.length < tombstones.length) ran();
        return tombstones.map(({ key }) => key);
      },
    })),
  ],
  // Cut off, a leader deletes at its own disk only, and leads again; it reaps what nobody else has ever seen. Then others lead.
  run: scripted({
    seconds: 13,
    ...comingAndGoing,
    readers: 0,
    newcomers: 13 * 80,
    everyMs: 3000,
    quiet: { put: [930, 2900], get: [700, 1450] },
    settings: { quorumTimeoutMs: 200 },
  }),
  script: (script) =>
    script.repeat(1500, 3000, 4, ({ leader, others }) => {
      const epoch = (): number => script.cluster.node(leader)?.status().peers[0]?.epoch ?? 0;
      const before = epoch();
      script.isolate(leader);
      script.after(195, () => {
        script.mend();
        // They compare with each other.
        script.lose({ from: [leader], to: others, holding: isReply("exchanging") });
        script.watch(900, () => {
          if (script.cluster.leader() !== leader || epoch() === before) return false;
          script.after(500, () => script.isolate(leader));
          return true;
        });
      });
    }),
  seeds,
  judge: "linearizability",
};

export const p21: Plant = {
  name: "P21",
  what: "reaping leaves no low water",
  variant: [
    replace<Objects>("#services/peer/objects", (original, ran) => ({
      PeerObjects: class extends original.PeerObjects {
        override raiseLowWater(): void {
          ran();
        }
      },
    })),
  ],
  // Values are deleted and reaped; one member's disk is then restored from a copy that still has them.
  run: scripted({
    seconds: 11,
    ...comingAndGoing,
    everyMs: 3000,
    quiet: { put: [1150, 2900], get: [0, 0] },
  }),
  script: (script) =>
    script.repeat(1500, 3000, 3, ({ leader, others: [rolled = ""] }) => {
      const old = copyOf(script.cluster, rolled);
      script.after(400, () => script.restart(leader, 30));
      script.after(1300, () => {
        script.cluster.crash(rolled);
        old.restore("all");
        script.cluster.start(rolled);
      });
      script.after(1900, () => {
        const next = script.cluster.leader();
        if (next !== undefined) script.restart(next, 300);
      });
    }),
  seeds,
  judge: "linearizability",
};

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
  // then, and that one and the leader go.
  run: scripted({ seconds: 12, nodes: 5, writers: 4, writeTimeoutMs: 3000, settings: { quorumTimeoutMs: 1000 } }),
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

/** Repairs of the run that has been going on, by its log. */
let repairs = 0;

export const p9: Plant = {
  name: "P9",
  what: "a damaged inner page is never rebuilt",
  variant: [
    replace<TreeModule>("#services/tree/tree", (original, ran) => ({
      Tree: class extends original.Tree {
        readonly #goesOn: boolean;
        constructor(pages: TreePages, state?: TreeState) {
          super(pages, state);
          this.#goesOn = state !== undefined;
        }
        override beginRehash(): TreeBuilder {
          return this.#goesOn ? new TreeBuilder() : super.beginRehash();
        }
        override endRehash(builder: TreeBuilder): TreeDamage[] {
          if (!this.#goesOn) return super.endRehash(builder);
          ran();
          return [];
        }
      },
    })),
  ],
  // A follower is stopped, and pages of its tree rot before it starts again.
  run: (seed) => {
    repairs = 0;
    const onLog = ({ message }: { readonly message: string }): void => {
      if (message.startsWith("repair dropped")) repairs += 1;
    };
    return { ...scripted({ seconds: 3, keys: 40, network: { minDelayUs: 10_000 } })(seed), onLog };
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
  givesAway: { what: "a peer that repairs again and again", is: () => repairs > 5 },
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

export const integrity = [r10Epoch, r10Away, r10Exactly, p21, r21Others, r21Later, r16Leads, p6, p8, p9, p10, p18];
