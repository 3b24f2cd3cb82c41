/** Reads that mend the divergent, and only them. Source: riak_ensemble "Get path"; issue "Integrity". */
import { beforeEach, expect, it } from "vitest";
import { objectOf } from "../core/fakes.ts";
import { leaderEpoch, LeaderHarness } from "./leader-harness.ts";

let x: LeaderHarness;

beforeEach(async () => {
  x = new LeaderHarness();
  x.renew();
  await x.put("k");
  x.said();
  x.sent.length = 0;
  x.submit("get", "k", { readRepair: true });
  await x.clock.settle();
});

const mine = () => x.storage.objects.get("k") ?? objectOf("k", leaderEpoch, 1);
const shows = async (from: string, ...objects: ReturnType<typeof objectOf>[]) => {
  const missing = objects.length === 0 ? ["k"] : [];
  x.reply(from, x.last("fetch").req, { kind: "objects", trusted: true, objects, missing });
  await x.clock.settle();
};
const puts = () => x.sent.filter(({ kind }) => kind === "put").map(({ to, object }) => [to, object?.ballot.seq]);

it("asks every member for its copy; when all have it nobody is written to", async () => {
  expect(x.sent.map(({ kind, to }) => [kind, to])).toEqual([
    ["fetch", "b"],
    ["fetch", "c"],
  ]);
  await shows("b", mine());
  expect(x.said()).toEqual([]);
  await shows("c", mine());
  expect(x.said()).toEqual(["get:ok"]);
  expect(puts()).toEqual([]);
});

it.each<[string, () => Promise<void>]>([
  ["has none", () => shows("c")],
  ["has an older one", () => shows("c", objectOf("k", leaderEpoch - 1, 9))],
  ["has one that is not what its hash says", () => shows("c", { ...mine(), value: new Uint8Array([9]) })],
])("sends the settled object to the one that %s, and answers when that has it", async (_, show) => {
  await shows("b", mine());
  await show();
  expect(puts()).toEqual([["c", 1]]);
  expect(x.said()).toEqual([]);
  x.reply("c", x.last("put").req, { kind: "stored", seq: 1 });
  expect(x.ended).toMatchObject([{ op: "get", code: "ok", version: `${leaderEpoch}.1` }]);
});

it("answers all the same when a member is away, or cannot be mended", async () => {
  await shows("b");
  x.reply("c", x.last("fetch").req, { kind: "nack", reason: "offline" });
  await x.clock.settle();
  expect(puts()).toEqual([["b", 1]]);
  x.reply("b", x.last("put").req, { kind: "nack", reason: "storage" });
  x.renew();
  await x.clock.settle();
  expect(x.said()).toEqual(["get:ok"]);
});

it("leaves alone whoever has something newer than what was settled: a deposed leader must not undo it", async () => {
  await shows("b", objectOf("k", leaderEpoch + 1, 1));
  await shows("c", mine());
  expect(puts()).toEqual([]);
});

it("ends with its leadership", async () => {
  await shows("b");
  x.leader.stop();
  expect(x.said()).toEqual(["get:UNAVAILABLE"]);
});
