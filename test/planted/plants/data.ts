/** What is stored and answered: PROTOCOL R1, R2, R7, R8, R17, R18; HAZARDS P11, P14, P15. */
import { compareBallots } from "#machines/protocol/ballot";
import type { PeerMessage, Put, ReplyBody } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import type { Storage } from "#machines/protocol/ports";
import type { Answer } from "#services/kv/answers";
import type { LeaderPorts, Operation } from "#services/kv/leader";
import type { Lane } from "#services/kv/lanes";
import type { ReplicaPorts } from "#services/kv/replica";
import type { RoundEnd, RoundTask } from "#services/kv/rounds";
import type { Outbox } from "#services/outbox";
import { replace, type Plant } from "../plant.ts";
import { withoutRisingBallots } from "./rising-ballots.ts";
import { firstSeeds, isOf, isReply, scripted } from "../script.ts";

type Settlement = typeof import("#services/kv/settlement");
type LanesModule = typeof import("#services/kv/lanes");
type OutboxModule = typeof import("#services/outbox");
type Leader = typeof import("#services/kv/leader");
type Replica = typeof import("#services/kv/replica");
type Objects = typeof import("#services/peer/objects");
type RoundsModule = typeof import("#services/kv/rounds");

const seeds = firstSeeds(8);

export const r1: Plant = {
  name: "R1",
  what: "an object of this epoch is answered from although no quorum has acknowledged it",
  variant: [
    replace<Settlement>("#services/kv/settlement", (original, ran) => ({
      settlementOf: (ballot, epoch, isUnsettled) => {
        if (isUnsettled) ran();
        return original.settlementOf(ballot, epoch, false);
      },
    })),
  ],
  // Cut off, the leader's writes fail at their deadline while its lease still holds; then others lead.
  run: scripted({ seconds: 6, writeTimeoutMs: 60 }),
  script: (script) => script.repeat(1500, 2000, 2, ({ leader }) => script.isolate(leader)),
  seeds,
  judge: "linearizability",
};

export const r17: Plant = {
  name: "R17",
  what: "an object of an earlier epoch is answered from as it is",
  variant: [
    replace<Settlement>("#services/kv/settlement", (original, ran) => ({
      settlementOf: (ballot, epoch, isUnsettled) => {
        if (ballot.epoch !== epoch) ran();
        return original.settlementOf({ ...ballot, epoch }, epoch, isUnsettled);
      },
    })),
  ],
  // A leader writes while it is cut off, and leads again before the others have seen what it wrote; then it is cut off for long.
  run: scripted({
    seconds: 8,
    keys: 6,
    readers: 6,
    everyMs: 2400,
    quiet: { put: [790, 2300], get: [0, 0] },
    settings: { quorumTimeoutMs: 200 },
  }),
  script: (script) =>
    script.repeat(1500, 2400, 3, ({ leader, others }) => {
      const epoch = (): number => script.cluster.node(leader)?.status().peers[0]?.epoch ?? 0;
      const before = epoch();
      script.isolate(leader);
      script.after(195, () => {
        script.mend();
        script.lose({ from: [leader], to: others, holding: isReply("exchanging", "leaves") });
        const replicateAgain = script.lose({ from: [leader], to: others, holding: isOf("put") });
        script.watch(600, () => {
          if (script.cluster.leader() !== leader || epoch() === before) return false;
          replicateAgain();
          script.after(80, () => script.isolate(leader));
          return true;
        });
      });
    }),
  seeds,
  judge: "linearizability",
};

export const r2: Plant = {
  name: "R2",
  what: "operations on one key run side by side",
  variant: [
    replace<LanesModule>("#services/kv/lanes", (original, ran) => ({
      Lanes: class<T> extends original.Lanes<T> {
        readonly #run: (operation: T, lane: Lane<T>) => void;
        constructor(begin: (operation: T, lane: Lane<T>) => void) {
          super(begin);
          this.#run = begin;
        }
        override add(key: string, operation: T): boolean {
          ran();
          this.#run(operation, new original.Lane(key));
          return true;
        }
      },
    })),
  ],
  // Of two writes under way the first is acknowledged, the second reaches nobody; then others lead.
  run: scripted({
    seconds: 5,
    keys: 2,
    writers: 6,
    writeEveryMs: 10,
    everyMs: 1800,
    quiet: { put: [480, 1700], get: [0, 0] },
  }),
  script: (script) =>
    script.repeat(1500, 1800, 2, ({ leader, others }) => {
      const release = script.hold({ from: others, to: [leader], holding: isReply("stored") });
      script.after(15, () => script.lose({ from: [leader], to: others, holding: isOf("put") }));
      script.after(30, release);
      script.after(90, () => script.isolate(leader));
    }),
  seeds,
  judge: "linearizability",
};

export const r7Early: Plant = {
  name: "R7 durable",
  what: "answers to peers leave before what they promise is durable",
  variant: [
    replace<OutboxModule>("#services/outbox", (original, ran) => ({
      Outbox: class extends original.Outbox {
        override send(message: PeerMessage): void {
          ran();
          super.sendEarly(message);
        }
      },
    })),
  ],
  run: scripted({ seconds: 5 }),
  script: (script) =>
    script.repeat(1500, 1500, 2, ({ others }) => {
      for (const name of others) {
        const { disk } = script.cluster.host(name);
        disk.conditions = { ...disk.conditions, minSyncUs: 30_000 };
      }
    }),
  seeds,
  judge: "durability",
};

export const r7Pending: Plant = {
  name: "R7 outbox",
  what: "a peer answers without the writes that are still in its outbox",
  variant: [
    replace<Objects>("#services/peer/objects", (original, ran) => ({
      PeerObjects: class extends original.PeerObjects {
        readonly #ensemble: string;
        readonly #storage: Storage;
        constructor(ensemble: string, storage: Storage, outbox: Outbox) {
          super(ensemble, storage, outbox);
          this.#ensemble = ensemble;
          this.#storage = storage;
        }
        override read(key: string): ReturnType<Storage["read"]> {
          ran();
          return this.#storage.read(this.#ensemble, key);
        }
      },
    })),
  ],
  // The leader's disk is slow: its own write of what others have acknowledged is in the outbox, and the next operation
  // compares with what was before.
  run: scripted({
    seconds: 3,
    keys: 4,
    readers: 0,
    writers: 12,
    writes: ["create", "create", "create", "create", "delete"],
  }),
  script: (script) =>
    script.repeat(700, 2000, 1, ({ leader }) => {
      const { disk } = script.cluster.host(leader);
      disk.conditions = { ...disk.conditions, minSyncUs: 20_000 };
    }),
  seeds,
  judge: "linearizability",
};

export const r8: Plant = {
  name: "R8",
  what: "a write that has its ballot ends UNAVAILABLE",
  variant: [
    replace<Leader>("#services/kv/leader", (original, ran) => ({
      KvLeader: class extends original.KvLeader {
        override submit(operation: Operation): void {
          const answer = (told: Answer): void => {
            if (told.code === "UNKNOWN_OUTCOME") ran();
            operation.answer(told.code === "UNKNOWN_OUTCOME" ? { ...told, code: "UNAVAILABLE" } : told);
          };
          super.submit({ ...operation, answer });
        }
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

export const r18: Plant = {
  name: "R18",
  what: "a replica replaces a higher ballot by a lower one",
  variant: [
    replace<Replica>("#services/kv/replica", (original, ran) => ({
      replicate: (ports: ReplicaPorts, message: Put) => {
        const { objects } = ports;
        const present = objects.leaf(message.object.key);
        const isLower = present.kind === "found" && compareBallots(message.object.ballot, present.entry.ballot) < 0;
        const blind = {
          read: (key: string) => objects.read(key),
          leaf: (key: string) => (isLower ? ({ kind: "absent" } as const) : objects.leaf(key)),
          lowWater: (key: string) => objects.lowWater(key),
          write: (object: StoredObject) => {
            if (isLower) ran();
            objects.write(object);
          },
        };
        original.replicate({ ...ports, objects: blind as unknown as ReplicaPorts["objects"] }, message);
      },
    })),
    withoutRisingBallots,
  ],
  // A follower gets one write late, after it has acknowledged the next, which the other follower misses. Then those two lead.
  run: scripted({ seconds: 9, keys: 2, writers: 4, writeEveryMs: 5 }),
  script: (script) =>
    script.repeat(1500, 2400, 3, ({ leader, others: [behind = "", late = ""] }) => {
      const release = script.hold({ from: [leader], to: [late], holding: isOf("put") });
      script.after(20, () => {
        script.mend();
        script.cut(leader, behind);
        script.after(40, () => {
          script.isolate(leader);
          release();
        });
      });
    }),
  seeds,
  judge: "linearizability",
};

export const p14: Plant = {
  name: "P14",
  what: "a vote that is delivered twice counts twice",
  variant: [
    replace<RoundsModule>("#services/kv/rounds", (original, ran) => ({
      Rounds: class extends original.Rounds {
        readonly #members = new Map<number, string[]>();
        override start(task: RoundTask): number {
          const req = super.start(task);
          this.#members.set(
            req,
            task.electorate.members.filter((peer) => peer !== task.electorate.self),
          );
          return req;
        }
        override reply(from: string, req: number, epoch: number, body: ReplyBody): boolean {
          // The second vote of one sender is taken for that of somebody who has not voted.
          const silent = this.#members.get(req) ?? [];
          const voter = silent.includes(from) ? from : (silent[0] ?? from);
          if (voter !== from) ran();
          this.#members.set(
            req,
            silent.filter((peer) => peer !== voter),
          );
          return super.reply(voter, req, epoch, body);
        }
      },
    })),
  ],
  // The leader reaches one of four, and the bus repeats what that one says.
  run: scripted({ seconds: 5, nodes: 5, network: { duplicates: 0.5 } }),
  script: (script) =>
    script.repeat(1500, 1500, 2, ({ leader, others: [, ...away] }) => {
      for (const name of away) script.cut(leader, name);
    }),
  seeds,
  judge: "durability",
};

export const p15: Plant = {
  name: "P15",
  what: "a follower that cannot store an object counts as one that has",
  variant: [
    replace<RoundsModule>("#services/kv/rounds", (original, ran) => ({
      Rounds: class extends original.Rounds {
        override start(task: RoundTask): number {
          const isVote = (body: ReplyBody): boolean => {
            const isError = body.kind === "nack" && body.reason === "storage";
            if (isError) ran();
            return isError || task.isVote(body);
          };
          const { electorate, countsSelf, deadline, retries } = task;
          const send = (to: string, req: number): void => task.send(to, req);
          const ended = (end: RoundEnd): void => task.ended(end);
          const heard = (from: string, body: ReplyBody): void => task.heard?.(from, body);
          return super.start({ electorate, countsSelf, deadline, retries, send, ended, heard, isVote });
        }
      },
    })),
  ],
  // One follower is away, the other's segments are damaged.
  run: scripted({ seconds: 5 }),
  script: (script) =>
    script.repeat(1500, 1500, 2, ({ leader, others: [away = "", damaged = ""] }) => {
      script.cut(leader, away);
      const { disk } = script.cluster.host(damaged);
      for (const ensemble of disk.ensembles) for (const key of disk.sortedKeys(ensemble)) disk.rotLeaf(ensemble, key);
    }),
  seeds,
  judge: "durability",
};

export const p11: Plant = {
  name: "P11",
  what: "one damaged key or slow put makes the leader step down",
  variant: [
    replace<Leader>("#services/kv/leader", (original, ran) => ({
      KvLeader: class extends original.KvLeader {
        readonly #ports: LeaderPorts;
        constructor(ports: LeaderPorts) {
          super(ports);
          this.#ports = ports;
        }
        override submit(operation: Operation): void {
          const stepDown = (): void => {
            ran();
            this.#ports.leaseLost();
          };
          const { key } = operation.request;
          if (key !== "" && this.#ports.objects.read(key).kind === "damaged") stepDown();
          const answer = (told: Answer): void => {
            operation.answer(told);
            if (told.code === "UNKNOWN_OUTCOME") stepDown();
          };
          super.submit({ ...operation, answer });
        }
      },
    })),
  ],
  // Every copy that the leader holds is damaged, and for a while nobody stores what it writes.
  run: scripted({ seconds: 4, writeTimeoutMs: 100 }),
  script: (script) =>
    script.repeat(1500, 2000, 1, ({ leader }) => {
      const { disk } = script.cluster.host(leader);
      for (const ensemble of disk.ensembles) for (const key of disk.sortedKeys(ensemble)) disk.rot(ensemble, key);
      script.after(500, () => script.lose({ from: [leader], holding: isOf("put") }));
    }),
  seeds,
  judge: "progress",
  givesAway: { what: "a second epoch, with every node up and connected", is: ({ stats }) => stats.epochs > 1 },
};

export const data = [r1, r17, r2, r7Early, r7Pending, r8, r18, p11, p14, p15];
