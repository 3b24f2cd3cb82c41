/**
 * The peer's plan run against a real peer: its host, its outbox, its store, a bus that encodes each frame. Source: issue "Coverage".
 * After each step: where it is, what its store holds, what it sent.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planTests, runPlan, type Criterion, type Plan, type RunResult } from "#coverage/coverage";
import { MemoryDisk } from "#services/storage/memory-storage";
import { openStorage } from "#services/storage/open";
import { connectNatsBus } from "#transport/nats-bus";
import { startTestNats, type TestNats } from "#test/support/nats-server";
import { peerHostModel } from "./models/peer-host.ts";
import { realPeer } from "./real-peer.ts";
import { systemClock } from "#cli/ports";

const failures = (result: RunResult) =>
  result.tests.flatMap(({ name, failure }) => (failure === null ? [] : [{ name, ...failure }])).slice(0, 1);

async function memory() {
  const disk = new MemoryDisk();
  const make = () => openStorage({ backend: "memory", dir: "", cluster: "coverage", node: "a", memory: { disk } });
  return { storage: make(), reopen: make, remove: async () => undefined };
}

async function level() {
  const dir = await mkdtemp(join(tmpdir(), "quorate-peer-"));
  const make = () => openStorage({ backend: "level", dir, cluster: "coverage", node: "a" });
  return { storage: make(), reopen: make, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** Keeps no record but the first. */
async function forgetful() {
  const made = await memory();
  const { storage } = made;
  const commit = storage.commit.bind(storage);
  let commits = 0;
  storage.commit = (batch) => commit(commits++ === 0 ? batch : { ...batch, records: new Map() });
  return made;
}

/** Tests that cover all that the plan covers of some criteria: each adds most to those before it. */
function part(plan: Plan, criteria: readonly Criterion[]): Plan {
  const items = plan.coverage.items.filter(({ criterion, covered }) => covered && criteria.includes(criterion));
  const left = new Set(items.map(({ id }) => id));
  const gainOf = ({ covers }: Plan["tests"][number]) => covers.filter((id) => left.has(id)).length;
  const tests: Plan["tests"][number][] = [];
  while (left.size > 0) {
    const best = plan.tests.reduce((most, test) => (gainOf(test) > gainOf(most) ? test : most));
    tests.push(best);
    for (const id of best.covers) left.delete(id);
  }
  return { ...plan, tests, steps: tests.reduce((sum, { steps }) => sum + steps.length, 0) };
}

describe("a real peer does what its chart says", () => {
  let plan: Plan;
  let nats: TestNats;
  beforeAll(async () => {
    plan = planTests(peerHostModel);
    nats = await startTestNats();
  }, 120_000);
  afterAll(() => nats.stop());

  it("in every state and transition that can be brought about from outside", () => {
    const missing = plan.coverage.items.filter(({ covered, unreachable }) => !covered && !unreachable);
    expect(missing.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
    expect(plan.coverage.wrongClaims).toEqual([]);
  });

  it("with its store in memory: every case in every state", { timeout: 300_000 }, async () => {
    const sut = realPeer({ makeStorage: memory });
    const result = await runPlan(plan, sut);
    expect(failures(result)).toEqual([]);
    expect(result.steps).toBe(plan.steps);
    expect(sut.reopened()).toBe(plan.tests.length);
  });

  it("with its store on disk: every state and transition", { timeout: 300_000 }, async () => {
    const core = part(plan, ["states", "transitions"]);
    const result = await runPlan(core, realPeer({ makeStorage: level }));
    expect(failures(result)).toEqual([]);
    expect(result.steps).toBe(core.steps);
  });

  it("and one that does not is found out", { timeout: 300_000 }, async () => {
    const result = await runPlan(part(plan, ["states"]), realPeer({ makeStorage: forgetful }));
    expect(failures(result)[0]?.message).toMatch(/facts is not as the chart says/);
  });

  it("over a NATS server: every state", { timeout: 300_000 }, async () => {
    const core = part(plan, ["states"]);
    const makeBuses = async (names: readonly string[]) => {
      const connect = (name: string) =>
        connectNatsBus({ servers: nats.url, cluster: "coverage", name, boot: "1", clock: systemClock });
      return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await connect(name)] as const)));
    };
    const result = await runPlan(core, realPeer({ makeStorage: memory, makeBuses }));
    expect(failures(result)).toEqual([]);
    expect(result.steps).toBe(core.steps);
  });
});
