/** Source: issue "Skeleton": SIGSTOP of the leader, then SIGCONT; SCENARIOS S1, S9; HAZARDS P4. */
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { ClientResponse } from "#machines/protocol/messages";
import type { Bus } from "#machines/protocol/ports";
import { decodeValue } from "#services/client/values";
import { connectNatsBus } from "#transport/nats-bus";
import { systemClock } from "#cli/ports";
import { QuorateError } from "#machines/protocol/errors";
import type { Entry } from "#services/public-types";
import { eventually, findNatsServer, isFull, ProcessCluster } from "#test/support/cluster";
import { History, RecordedEnsemble } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";

const pauseMs = isFull ? 10_000 : 3000;

let cluster: ProcessCluster | undefined;
let bus: Bus | undefined;
afterEach(async () => {
  await bus?.close();
  await cluster?.stop();
});

test.skipIf(findNatsServer() === undefined)(
  `the leader stands still for ${pauseMs} ms and goes on: no read is stale`,
  async () => {
    cluster = await ProcessCluster.start();
    const client = await cluster.client();
    const ensemble = client.ensemble<string>(cluster.ensemble);
    const history = new History();
    const load = new Load({ history, ensemble, processes: 6, keys: 3, timeoutMs: 5000, pauseMs: 5 });
    await load.moreWrites(30);
    const keys = Array.from({ length: 20 }, (_, index) => `lease-${index}`);
    const writer = new RecordedEnsemble(ensemble, history, 100);
    for (const key of keys) await writer.put(key, `${key} before`);
    const { leader: paused, epoch } = await client.pingQuorum(cluster.ensemble);
    await cluster.pause(paused);
    const resumeMs = performance.now() + pauseMs;
    const next = await eventually("another node leads", async () => {
      const leader = (await cluster?.status())?.ensembles["demo"]?.leader;
      return typeof leader === "string" && leader !== paused ? leader : undefined;
    });
    for (const key of keys) expect(await writer.put(key, `${key} after`)).toMatchObject({ outcome: "ok" });
    await delay(Math.max(0, resumeMs - performance.now()));
    // A client would not ask the old leader any more. These do: they wait in its socket when it goes on.
    bus = await connectNatsBus({
      servers: cluster.url,
      cluster: cluster.name,
      name: "asker",
      boot: "b1",
      clock: systemClock,
    });
    const asked = askDirectly(bus, paused, epoch, keys);
    const reads = keys.map((key, index) =>
      history.run({ process: 200 + index, op: "get", key, value: null, expected: "" }, () => asked(key)),
    );
    await bus.flush();
    cluster.resume(paused);
    await Promise.all(reads);
    await load.moreWrites(100);
    await cluster.allInPlace();
    await load.stop();
    for (const key of history.perKey().keys()) await history.readBack(ensemble, key);
    expect(next).not.toBe(paused);
    console.log("calls:", history.counts());
    expectLinearizable(history);
    expect(cluster.crashed).toEqual([]);
  },
  120_000,
);

/** Reads from one node, whoever leads now. A refusal or no answer is one that says nothing. */
function askDirectly(
  from: Bus,
  node: string,
  epoch: number,
  keys: readonly string[],
): (key: string) => Promise<Entry<string> | undefined> {
  const answers = new Map<number, (response: ClientResponse) => void>();
  from.subscribe({ kind: "reply", id: "asker" }, (batch) => {
    for (const message of batch.messages) if (message.type === "response") answers.get(message.id)?.(message);
  });
  return (key) => {
    const id = keys.indexOf(key) + 1;
    const request = { type: "request", id, floor: 1, ensemble: "demo", boot: "b1", epoch, op: "get", key } as const;
    const rest = { value: null, version: "", readRepair: false, timeoutMs: 10_000 };
    from.publish({ kind: "client", node }, [{ ...request, ...rest }]);
    return new Promise((resolve, reject) => {
      const silence = setTimeout(() => reject(new QuorateError("TIMEOUT", "no answer")), 20_000);
      answers.set(id, ({ code, value, version }) => {
        clearTimeout(silence);
        if (code === "ok" && value !== null) resolve({ key, value: decodeValue(value, key) as string, version });
        else if (code === "absent") resolve(undefined);
        else reject(new QuorateError("UNAVAILABLE", code));
      });
    });
  };
}
