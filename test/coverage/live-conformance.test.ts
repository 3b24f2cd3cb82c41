/**
 * A real cluster watched over NATS: what its stream records are steps that the charts take. Source: issue "Coverage". Node n3
 * leaves and comes back, so that a leader is elected, and elected anew, under load.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "#cli/ports";
import { connect, startNode, type QuorateNode } from "#cli/quorate";
import { checkConformance, CoverageRecorder } from "#coverage/coverage";
import { catalogue } from "#machines/catalogue";
import type { TraceRecord } from "#machines/protocol/trace";
import { connectNatsBus } from "#transport/nats-bus";
import { startTestNats, type TestNats } from "#test/support/nats-server";

const names = ["n1", "n2", "n3"];
let nats: TestNats;
let dir: string;
beforeAll(async () => {
  nats = await startTestNats();
  dir = await mkdtemp(join(tmpdir(), "quorate-live-"));
}, 60_000);
afterAll(async () => {
  await nats.stop();
  await rm(dir, { recursive: true, force: true });
});

it("takes only steps that its charts take", { timeout: 120_000 }, async () => {
  const options = { cluster: "live", servers: nats.url };
  const records: TraceRecord[] = [];
  const bus = await connectNatsBus({ ...options, name: "watcher", boot: "1", clock: systemClock });
  bus.subscribeTraces(({ messages }) => {
    for (const message of messages) if (message.type === "trace") records.push(...message.records);
  });
  const start = async (name: string): Promise<QuorateNode> => {
    const node = await startNode({
      ...options,
      name,
      dataDir: join(dir, name),
      ensembles: { demo: { members: names } },
      logLevel: "silent",
    });
    bus.publish({ kind: "watch" }, [{ type: "watch", id: "coverage", ms: 120_000 }]);
    return node;
  };
  const nodes = await Promise.all(names.map(start));
  const client = await connect(options);
  const demo = client.ensemble("demo");
  const patient = { timeoutMs: 60_000 };
  await demo.put("a", 1, patient);
  // Two of three go on without the third when both have compared: docs/decisions/0009.
  const areTrusted = async (): Promise<boolean> => {
    const { ensembles } = await client.status();
    const peers = ensembles["demo"]?.peers ?? [];
    return peers.length === names.length && peers.every(({ trusted }) => trusted);
  };
  while (!(await areTrusted()));
  await nodes.pop()?.stop();
  await demo.put("b", 2, patient);
  nodes.push(await start("n3"));
  await demo.put("c", 3, patient);
  expect((await demo.get("b", patient))?.value).toBe(2);
  await client.close();
  for (const node of nodes) await node.stop();
  await bus.flush();
  await bus.close();

  const { steps, faults } = checkConformance(records, catalogue);
  expect(faults.slice(0, 3)).toEqual([]);
  expect(steps).toBeGreaterThan(20);
  const recorder = new CoverageRecorder(catalogue);
  for (const record of records) recorder.add(record);
  const peer = recorder.coverage().find(({ machine }) => machine === "peer");
  expect(peer?.foreign).toEqual([]);
  expect(peer?.transitions.seen).toBeGreaterThan(5);
});
