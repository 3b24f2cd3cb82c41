/**
 * `node dist/bench/follower.js`: what a follower's put costs its one thread, from the frame that it comes in to the frame with the
 * acknowledgements, by parts. In one process, with the store in memory where there is /dev/shm: CPU time only, so that a busy
 * machine or a slow disk changes little.
 */
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Put } from "#machines/protocol/messages";
import type { Bus } from "#machines/protocol/ports";
import { systemClock } from "#cli/ports";
import { replicate, type ReplicaPorts } from "#services/kv/replica";
import { Outbox } from "#services/outbox";
import { PeerObjects } from "#services/peer/objects";
import { contentHash } from "#services/storage/content-hash";
import { openStorage } from "#services/storage/open";
import { decodeFrame, encodeFrame, splitMessages } from "#transport/codec";
import { round } from "#cli/load";
import { cpuSecondsOf } from "./processes.ts";

const { values } = parseArgs({
  options: {
    frames: { type: "string", default: "2000" },
    puts: { type: "string", default: "64" },
  },
});

const [frames, puts] = [Number(values.frames), Number(values.puts)];
const mostBytes = 1024 * 1024;
const boot = "b0123456789abcdef";

function putOf(seq: number): Put {
  const [key, version] = [`k${seq % 1000}`, `1.${seq.toString(36)}`];
  const value = new Uint8Array(128).fill(seq);
  const object = { key, value, version, ballot: { epoch: 1, seq }, hash: contentHash(key, version, value) };
  return { type: "put", ensemble: "bench", from: "n1", to: "n2", req: 2 ** 40 + seq, epoch: 1, object };
}

function frameOf(number: number): Uint8Array {
  const all = Array.from({ length: puts }, (_, n) => putOf(number * puts + n + 1));
  const [messages = []] = splitMessages(all, mostBytes);
  return encodeFrame("n1", boot, number + 1, messages);
}

async function main(): Promise<void> {
  const inMemory = await access("/dev/shm").then(
    () => "/dev/shm",
    () => tmpdir(),
  );
  const dir = await mkdtemp(join(inMemory, "quorate-bench-"));
  const storage = openStorage({ dir, backend: "level", cluster: "bench", node: "n2" });
  await storage.open();
  let bytes = 0;
  const bus: Pick<Bus, "publish"> = {
    publish: (_, messages) => {
      for (const one of splitMessages(messages, mostBytes)) bytes += encodeFrame("n2", boot, 1, one).length;
      return { frame: 1, frames: 1 };
    },
  };
  const fail = (error: unknown): never => {
    throw new Error(String(error));
  };
  const outbox = new Outbox({
    bus: bus as Bus,
    clock: systemClock,
    storage,
    onFailure: fail,
    onRefused: (_, __, error) => fail(error),
    onSent: () => undefined,
  });
  const gate = {
    ...{ at: null, state: "following", serving: false, replicating: true, readable: true, exchanging: false },
    ...{ epoch: 1, leader: "n1", trusted: true, countsFrom: 0 },
  };
  const ports: ReplicaPorts = {
    objects: new PeerObjects("bench", storage, outbox),
    gate: () => gate,
    reply: (to, req, body) => outbox.send({ type: "reply", ensemble: "bench", from: "n2", to, req, epoch: 1, body }),
    damaged: fail,
    damagedKey: fail,
    haulBytes: mostBytes,
  };
  const all = Array.from({ length: frames }, (_, number) => frameOf(number));
  // Code that has not run yet is slow, and is not what is measured.
  const first = Math.floor(frames / 4);
  let began = 0;
  for (const [number, frame] of all.entries()) {
    if (number === first) began = await mainThreadSeconds();
    const decoded = decodeFrame(frame, mostBytes);
    if (!decoded.ok) throw new Error(decoded.reason);
    for (const message of decoded.batch.messages) replicate(ports, message as Put);
    await outbox.drained();
  }
  const microseconds = ((await mainThreadSeconds()) - began) * 1e6;
  const count = (frames - first) * puts;
  console.log(`${round(microseconds / count)} us of its thread a put, ${puts} puts a frame, ${count} puts`);
  if (bytes === 0) throw new Error("nothing was acknowledged");
  await storage.close();
  await rm(dir, { recursive: true, force: true });
}

/** The thread that runs JavaScript is named by the process's own id. */
function mainThreadSeconds(): Promise<number> {
  return cpuSecondsOf([`${process.pid}/task/${process.pid}`]);
}

await main();
