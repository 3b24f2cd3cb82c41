/** Source: issue "Skeleton", kill -9 of the leader under a writing client; SCENARIOS S11, S17; PROTOCOL R8, R9. */
import { afterEach, expect, test } from "vitest";
import type { LeaderEvent, QuorateClient } from "#services/public-types";
import { eventually, findNatsServer, isFull, ProcessCluster } from "#test/support/cluster";
import { History } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";

const trials = Number(process.env["QUORATE_TRIALS"] ?? (isFull ? 20 : 4));

let cluster: ProcessCluster | undefined;
afterEach(() => cluster?.stop());

test.skipIf(findNatsServer() === undefined)(
  `${trials} times kill -9 of the leader: nothing acknowledged is lost, nothing refused took effect, writes resume; S11: watchers are told of each leader`,
  async () => {
    cluster = await ProcessCluster.start();
    const client = await cluster.client();
    const ensemble = client.ensemble<string>(cluster.ensemble);
    const history = new History();
    const load = new Load({ history, ensemble, processes: 4, keys: 4, timeoutMs: 5000, pauseMs: 5 });
    const gapsMs: number[] = [];
    const [watch, early] = [new Watch(client, cluster.ensemble), new Watch(client, cluster.ensemble)];
    await watch.knowsLeader();
    for (let trial = 1; trial <= trials; trial += 1) {
      load.nextKeys();
      await load.moreWrites(20);
      const leader = await cluster.leader();
      await cluster.kill(leader);
      // The gap is measured from the last acknowledged write before to the first after.
      const killedMs = load.lastWriteMs;
      await load.moreWrites(1);
      gapsMs.push(load.lastWriteMs - killedMs);
      await watch.knowsLeader();
      if (trial === 1) early.stop();
      await load.moreWrites(20);
      cluster.startNode(leader);
      await cluster.allInPlace();
    }
    await load.stop();
    expect(watch.outOfOrder).toEqual([]);
    expect(watch.leaders).toBeGreaterThan(trials);
    // It was told nothing after it had stopped.
    expect(early.events.length).toBe(early.stoppedAt);
    expect(watch.events.length).toBeGreaterThan(early.events.length);
    for (const key of history.perKey().keys()) await history.readBack(ensemble, key);
    console.log(`gap without acknowledged writes: median ${median(gapsMs)} ms of ${gapsMs.map(Math.round).join(", ")}`);
    console.log("calls:", history.counts());
    expectLinearizable(history);
    expect(load.written).toBeGreaterThan(40 * trials);
    expect(cluster.crashed).toEqual([]);
  },
  trials * 90_000 + 60_000,
);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

/** What a watcher of the ensemble's leader is told. */
class Watch {
  readonly events: LeaderEvent[] = [];
  readonly stop: () => void;
  stoppedAt = Infinity;
  readonly #client: QuorateClient;
  readonly #ensemble: string;

  constructor(client: QuorateClient, ensemble: string) {
    this.#client = client;
    this.#ensemble = ensemble;
    const end = client.watchLeader(ensemble, (event) => void this.events.push(event));
    this.stop = () => {
      end();
      this.stoppedAt = this.events.length;
    };
  }

  /** Until what it was told last is what the leader says of itself. */
  async knowsLeader(): Promise<void> {
    await eventually(`the watcher knows the leader; it was told ${JSON.stringify(this.events)}`, async () => {
      const { leader, epoch } = await this.#client.pingQuorum(this.#ensemble, { timeoutMs: 30_000 });
      const told = this.events.at(-1);
      return told?.leader === leader && told.epoch === epoch;
    });
  }

  get leaders(): number {
    return this.events.filter(({ leader }) => leader !== null).length;
  }

  /**
   * One event a change: each leader has a higher epoch than the one before, and a time without one has the last one's. One that
   * was silent for long may be taken for gone, and then found again.
   */
  get outOfOrder(): string[] {
    const wrong: string[] = [];
    let [last] = this.events;
    for (const event of this.events.slice(1)) {
      if (last === undefined) break;
      const isRight =
        event.leader === null
          ? last.leader !== null && event.epoch === last.epoch
          : event.epoch > last.epoch || (last.leader === null && event.epoch === last.epoch);
      if (!isRight) wrong.push(`${JSON.stringify(event)} after ${JSON.stringify(last)}`);
      last = event;
    }
    return wrong;
  }
}
