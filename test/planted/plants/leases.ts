/** Who may answer reads alone, and until when: PROTOCOL R11, R19; HAZARDS P4, P5. */
import type { Clock } from "#machines/protocol/ports";
import type { RoundEnd } from "#services/kv/rounds";
import { replace, type Plant } from "../plant.ts";
import { firstSeeds, isReply, readers, scripted } from "../script.ts";

type Guards = typeof import("#machines/peer/guards");
type Context = typeof import("#machines/peer/context");
type LeaseModule = typeof import("#services/lease");
type Checks = typeof import("#services/kv/epoch-checks");

const seeds = firstSeeds(8);

export const r11: Plant = {
  name: "R11",
  what: "a peer promises whatever lease it owes",
  variant: [
    replace<Guards>("#machines/peer/guards", (original, ran) => ({
      mayPromise: (context, event) => {
        const may = original.mayPromise({ ...context, debt: null }, event);
        if (may && original.isBoundByLease(context, event.from)) ran();
        return may;
      },
      mayPrepare: () => true,
    })),
  ],
  // The leader is cut off. One follower is restarted late enough to find the other without a fresh leader, and early enough
  // for the lease to hold: the longest that the settings allow.
  run: scripted({ ...readers(9), settings: { leaseMs: 440, quorumTimeoutMs: 1000 } }),
  script: (script) =>
    script.repeat(1500, 1800, 4, ({ leader, others: [, restarted = ""] }) => {
      script.isolate(leader);
      script.restart(restarted, 226);
    }),
  seeds,
  judge: "linearizability",
};

export const p5: Plant = {
  name: "P5",
  what: "a restarted peer forgets the lease that it granted",
  variant: [
    replace<Context>("#machines/peer/context", (original, ran) => ({
      load: (context, event) => {
        ran();
        return { ...original.load(context, event), debt: null };
      },
    })),
  ],
  // One follower has not heard the leader for long. The other acknowledged a commit just now, and is restarted.
  run: scripted({ ...readers(9), settings: { leaseMs: 440, quorumTimeoutMs: 1000 } }),
  script: (script) =>
    script.repeat(1500, 2400, 3, ({ leader, others: [restarted = "", behind = ""] }) => {
      script.cut(leader, behind);
      script.after(600, () => {
        script.cut(leader, restarted);
        script.restart(restarted, 5);
      });
    }),
  seeds,
  judge: "linearizability",
};

export const r19Lease: Plant = {
  name: "R19 lease",
  what: "a lease that was once granted is taken for valid until it is given up",
  variant: [
    replace<LeaseModule>("#services/lease", (original, ran) => ({
      Lease: class extends original.Lease {
        #held = false;
        override renew(...args: Parameters<InstanceType<LeaseModule["Lease"]>["renew"]>): number {
          this.#held = true;
          return super.renew(...args);
        }
        override release(): void {
          this.#held = false;
          super.release();
        }
        override isValid(): boolean {
          if (this.#held && !super.isValid()) ran();
          return this.#held;
        }
      },
    })),
  ],
  run: scripted({ ...readers(6), settings: { quorumTimeoutMs: 1000 } }),
  script: (script) => script.repeat(1500, 2000, 2, ({ leader }) => script.isolate(leader)),
  seeds,
  judge: "linearizability",
};

export const r19Check: Plant = {
  name: "R19 check",
  what: "a read is answered by an epoch check that had begun before it arrived",
  variant: [
    replace<Checks>("#services/kv/epoch-checks", (original, ran) => ({
      EpochChecks: class extends original.EpochChecks {
        /** Who joined the check under way; null when none is. */
        #joined: ((end: RoundEnd) => void)[] | null = null;
        override ask(waiter: (end: RoundEnd) => void): void {
          if (this.#joined !== null) {
            ran();
            this.#joined.push(waiter);
            return;
          }
          this.#joined = [];
          super.ask((end) => {
            const joined = this.#joined ?? [];
            this.#joined = null;
            waiter(end);
            for (const other of joined) other(end);
          });
        }
      },
    })),
  ],
  // The answers to a check wait until others lead.
  run: scripted({
    ...readers(6),
    readers: 8,
    readEveryMs: 10,
    keys: 24,
    newcomers: 400,
    everyMs: 2400,
    quiet: { put: [600, 1120], get: [600, 1250] },
    settings: { trustLease: false, leaseMs: 0, quorumTimeoutMs: 2000 },
  }),
  script: (script) =>
    script.repeat(1500, 2400, 2, ({ leader, others }) => {
      const release = script.hold({ from: others, to: [leader], holding: isReply("ok") });
      script.after(4, () => script.isolate(leader));
      script.after(900, release);
    }),
  seeds,
  judge: "linearizability",
};

export const p4: Plant = {
  name: "P4",
  what: "the lease runs from the moment its confirmation is processed",
  variant: [
    replace<LeaseModule>("#services/lease", (original, ran) => ({
      Lease: class extends original.Lease {
        readonly #clock: Clock;
        constructor(clock: Clock) {
          super(clock);
          this.#clock = clock;
        }
        override renew(_sent: unknown, grantedMs: number, clockDrift: number): number {
          ran();
          return super.renew(original.readInstant(this.#clock), grantedMs, clockDrift);
        }
      },
    })),
  ],
  // The answers to a commit wait until others lead: as after a pause of the leader.
  run: scripted({
    ...readers(6),
    readers: 2,
    keys: 18,
    newcomers: 400,
    everyMs: 2400,
    quiet: { put: [650, 1200], get: [650, 1560] },
    settings: { quorumTimeoutMs: 1300 },
  }),
  script: (script) =>
    script.repeat(1500, 2400, 2, ({ leader, others }) => {
      const release = script.hold({ from: others, to: [leader], holding: isReply("granted") });
      script.after(110, () => script.isolate(leader));
      script.after(950, release);
    }),
  seeds,
  judge: "linearizability",
};

export const leases = [r11, r19Lease, r19Check, p4, p5];
