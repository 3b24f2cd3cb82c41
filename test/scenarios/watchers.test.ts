/** SCENARIOS S11 in virtual time. Source: riak_ensemble's `leadership_watchers`, its assertions strengthened. */
import { afterEach, describe, expect, test } from "vitest";
import type { LeaderEvent } from "#services/public-types";
import { ensembleName } from "#simulation/cluster";
import { Script } from "#test/planted/script";
import { Story, type Teller } from "./story.ts";

let story: Story | undefined;
const begin = (...options: ConstructorParameters<typeof Story>): Story => (story = new Story(...options));

afterEach(() => {
  const [violation] = story?.cluster.violations ?? [];
  story = undefined;
  if (violation !== undefined) throw new Error(`${violation.judge}: ${violation.what}`);
});

interface Watch {
  readonly events: LeaderEvent[];
  readonly stop: () => void;
}

function watch({ client }: Teller): Watch {
  const events: LeaderEvent[] = [];
  return { events, stop: client.api.watchLeader(ensembleName, (event) => void events.push(event)) };
}

const shown = ({ events }: Watch): string[] => events.map(({ leader, epoch }) => `${leader} ${epoch}`);
const now = (s: Story, leader: string): string => `${leader} ${s.epochOf(leader)}`;

/** What clients ask nodes from now on. */
function countQuestions(s: Story): { count: number } {
  const seen = { count: 0 };
  new Script(s.cluster).notice({ holding: ({ type }) => type === "locate" }, () => void (seen.count += 1));
  return seen;
}

describe("S11 watchers", () => {
  test("S11: the present state at once; then one event a change, with its epoch, while leaders pause, stop and are replaced", async () => {
    const s = begin("S11", { nodes: 6, members: ["n1", "n2", "n3"] });
    const first = await s.leader();
    const watching = watch(s.client());
    await s.until("the present state", () => watching.events.length > 0, 100);
    const told = [now(s, first)];
    expect(shown(watching)).toEqual(told);

    s.cluster.pause(first, false);
    const second = await s.leader(first);
    await s.until("the second is told", () => watching.events.at(-1)?.leader === second);
    told.push(now(s, second));
    s.cluster.resume(first);
    await s.until("the first follows", () => s.stateOf(first) === "following");
    expect(await s.change("+n4", "+n5", "+n6", "-n1", "-n2", "-n3")).toBe("ok");
    const third = await s.leader(second);
    await s.until("the third is told", () => watching.events.at(-1)?.leader === third);
    told.push(now(s, third));
    s.cluster.stop(third);
    const fourth = await s.leader(third);
    await s.until("the fourth is told", () => watching.events.at(-1)?.leader === fourth);
    told.push(now(s, fourth));
    await s.wait(5000);

    // Between two leaders there may be a time without one, which is a change too and has the epoch of the one before.
    const led = watching.events.filter(({ leader }) => leader !== null);
    expect(led.map(({ leader, epoch }) => `${leader} ${epoch}`)).toEqual(told);
    for (const [index, { leader, epoch }] of watching.events.entries())
      if (leader === null) expect(epoch).toBe(watching.events[index - 1]?.epoch);
    expect(new Set(shown(watching)).size).toBe(watching.events.length);
    watching.stop();
  });

  test("S11: who watches twice is told twice; who stops is told nothing more; when all have stopped nobody asks", async () => {
    const s = begin("S11 twice");
    const first = await s.leader();
    const alice = s.client();
    const one = watch(alice);
    await s.until("the present state", () => one.events.length > 0, 100);
    const two = watch(alice);
    await s.until("the present state again", () => two.events.length > 0, 100);
    expect(shown(two)).toEqual(shown(one));
    one.stop();
    one.stop();
    s.cluster.crash(first);
    const second = await s.leader(first);
    await s.until("the second is told", () => two.events.at(-1)?.leader === second);
    expect(shown(one)).toEqual([shown(two)[0]]);
    two.stop();
    const heard = two.events.length;
    await s.wait(500);
    const questions = countQuestions(s);
    s.cluster.start(first);
    s.cluster.crash(second);
    await s.leader(second);
    await s.wait(5000);
    expect([questions.count, two.events.length]).toEqual([0, heard]);
  });

  test("S11: a watcher that goes away without a word leaves nothing at any node", async () => {
    const s = begin("S11 gone");
    await s.leader();
    const alice = s.client();
    watch(alice);
    const questions = countQuestions(s);
    await s.wait(2000);
    expect(questions.count).toBeGreaterThan(0);
    await s.settle(alice.client.api.close());
    const asked = questions.count;
    await s.wait(5000);
    expect(questions.count).toBe(asked);
  });
});
