/** Tombstones that are reaped too early: PROTOCOL R10; HAZARDS P21. */
import type { Message } from "#machines/protocol/messages";
import { ensembleName } from "#simulation/cluster";
import type { ReaperPorts } from "#services/kv/reaper";
import type { RoundTask } from "#services/kv/rounds";
import { replace, type Plant } from "../plant.ts";
import { copyOf, firstSeeds, isOf, isReply, scripted, type Roles, type Script } from "../script.ts";

type Objects = typeof import("#services/peer/objects");
type ReaperModule = typeof import("#services/kv/reaper");

const seeds = firstSeeds(8);

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
  // Values reach one follower of a new leader late, when their tombstones have been reaped already; then that leader is cut off.
  run: scripted({
    seconds: 13,
    ...comingAndGoing,
    keys: 12,
    readers: 12,
    writers: 4,
    writeEveryMs: 10,
    writeTimeoutMs: 150,
    everyMs: 3000,
    quiet: { put: [980, 2950], get: [0, 0] },
    settings: { tickMs: 250, leaseMs: 500, followerTimeoutMs: 800 },
  }),
  script: (script) => {
    const operator = script.cluster.client("operator");
    const stepDown = (): void =>
      operator.clock.enter(() => void operator.api.admin.stepDown(ensembleName).catch(() => undefined));
    script.repeat(1500, 3000, 4, ({ leader, others }) => {
      stepDown();
      script.watch(200, () => {
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
    });
  },
  seeds,
  judge: "linearizability",
};

/** One is away while others delete; somebody else leads; the first comes back. */
function deleteWithout(
  script: Script,
  leave: (away: string) => void = (away) => script.isolate(away),
): (roles: Roles) => void {
  return ({ leader, others: [away = ""] }) => {
    leave(away);
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
  // It follows whoever leads, or else nobody would reap; but what it has is not told, nor made new.
  script: (script) => {
    const holding = isOf("put", "exchange", "tree", "fetch", "reapCheck", "reap");
    const leave = (away: string): void => {
      script.lose({ to: [away], holding });
      script.lose({ from: [away], holding });
    };
    script.repeat(1500, 3000, 3, deleteWithout(script, leave));
  },
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

export const reaping = [r10Epoch, r10Away, r10Exactly, p21];
