/**
 * What cannot be beaten with these parts: one request and its reply over nats-server, and a replicated put without any logic
 * (limit-member.ts). Nobody elects, compares, checks or recovers anything here.
 */
import { join, resolve } from "node:path";
import { connect } from "@nats-io/transport-node";
import { findNatsServer, startNatsServer } from "#cli/nats-server";
import { endProcess, startProcess } from "./member.ts";
import { untilItWorks, value, type System } from "./system.ts";

const missing = async () =>
  (await findNatsServer({ fetch: false })) === null
    ? "no nats-server: apt-get install nats-server, or set NATS_SERVER_BIN"
    : null;

async function startServer() {
  return startNatsServer({ bin: (await findNatsServer({ fetch: false })) ?? "nats-server", diesWithParent: true });
}

function startMember(role: string, url: string, path: string) {
  return startProcess(process.execPath, [resolve(import.meta.dirname, "limit-member.js"), role, url, path]);
}

export const roundTrip: System = {
  name: "round-trip",
  title: "NATS request and reply",
  durable: "nothing",
  operations: ["get"],
  elects: false,
  missing,
  start: async (dir) => {
    const began = performance.now();
    const nats = await startServer();
    const member = startMember("echo", nats.url, join(dir, "unused"));
    const connection = await connect({ servers: nats.url, noAsyncTraces: true } as never);
    const ask = () => connection.request("limit.echo", value, { timeout: 5000 });
    await untilItWorks(ask);
    return {
      store: { get: async () => (await ask()).data.length },
      firstPutMs: performance.now() - began,
      pids: () => [nats.pid, member.pid ?? 0],
      stop: async () => {
        await connection.close();
        await endProcess(member);
        await nats.stop();
      },
    };
  },
};

export const replicatedPut: System = {
  name: "limit",
  title: "replicated put without logic",
  durable: "fsynced by two of three",
  operations: ["put"],
  elects: false,
  missing,
  start: async (dir) => {
    const began = performance.now();
    const nats = await startServer();
    const members = ["leader", "follower1", "follower2"].map((role) => startMember(role, nats.url, join(dir, role)));
    const connection = await connect({ servers: nats.url, noAsyncTraces: true } as never);
    const waiting = new Map<number, () => void>();
    connection.subscribe("limit.done", {
      callback: (_, { data }) => {
        const ids = new DataView(data.buffer, data.byteOffset, data.length);
        for (let at = 0; at < data.length; at += 4) {
          const id = ids.getUint32(at);
          waiting.get(id)?.();
          waiting.delete(id);
        }
      },
    });
    let count = 0;
    const put = () =>
      new Promise<void>((done) => {
        count += 1;
        waiting.set(count, done);
        const message = Buffer.allocUnsafe(4 + value.length);
        message.writeUInt32BE(count);
        message.set(value, 4);
        connection.publish("limit.put", message);
      });
    await untilItWorks(() => connection.request("limit.ready", "", { timeout: 5000 }));
    return {
      store: { put },
      firstPutMs: performance.now() - began,
      pids: () => [nats.pid, ...members.flatMap(({ pid }) => pid ?? [])],
      stop: async () => {
        await connection.close();
        await Promise.all(members.map((member) => endProcess(member)));
        await nats.stop();
      },
    };
  },
};
