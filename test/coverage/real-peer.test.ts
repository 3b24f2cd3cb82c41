/**
 * The peer's plan run against a real peer: its host, its outbox, its store, a bus that encodes each frame. Source: issue "Coverage".
 * After each step: where it is, what its store holds, what it sent.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { planTests, runPlan, type Plan, type RunResult } from "#coverage/coverage";
import { MemoryDisk } from "#services/storage/memory-storage";
import { openStorage } from "#services/storage/open";
import { peerHostModel } from "./models/peer-host.ts";
import { realPeer } from "./real-peer.ts";

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

describe("a real peer does what its chart says", () => {
  let plan: Plan;
  beforeAll(() => {
    plan = planTests(peerHostModel);
  }, 120_000);

  it("in every state and transition that can be brought about from outside", () => {
    const missing = plan.coverage.items.filter(({ covered, unreachable }) => !covered && !unreachable);
    expect(missing.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
    expect(plan.coverage.wrongClaims).toEqual([]);
  });

  it("with its store in memory: every case in every configuration", { timeout: 300_000 }, async () => {
    const sut = realPeer({ makeStorage: memory });
    const result = await runPlan(plan, sut);
    expect(failures(result)).toEqual([]);
    expect(result.steps).toBe(plan.steps);
    expect(sut.reopened()).toBe(plan.tests.length);
  });

  it("with its store on disk: every state, transition and guard outcome", { timeout: 300_000 }, async () => {
    const core = planTests(peerHostModel, { cover: ["states", "transitions", "guards"] });
    const result = await runPlan(core, realPeer({ makeStorage: level }));
    expect(failures(result)).toEqual([]);
    expect(result.steps).toBe(core.steps);
  });
});
