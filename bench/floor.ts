/** The floor under every figure, measured in the same run: what a NATS hop and a disk write cost without any consensus. */
import { open, unlink } from "node:fs/promises";
import { fdatasync, write } from "node:fs";
import { join } from "node:path";
import { connect } from "@nats-io/transport-node";
import { measure, type Measured } from "#cli/load";

/** One request and its reply between two connections in this process. */
export async function natsRoundTrip(url: string, concurrency: number, ms: number): Promise<Measured> {
  const asker = await connect({ servers: url, noAsyncTraces: true } as never);
  const answerer = await connect({ servers: url, noAsyncTraces: true } as never);
  const payload = new Uint8Array(128);
  answerer.subscribe("bench.echo", {
    callback: (_, message) => {
      message.respond(message.data);
    },
  });
  await answerer.flush();
  try {
    return await measure(concurrency, ms, () => asker.request("bench.echo", payload, { timeout: 5000 }));
  } finally {
    await asker.close();
    await answerer.close();
  }
}

/** Appends of 200 bytes, each with fdatasync. */
export async function diskSync(dir: string, ms: number): Promise<Measured> {
  const path = join(dir, "sync.bench");
  const file = await open(path, "w");
  const bytes = Buffer.alloc(200, 1);
  const append = () =>
    new Promise<void>((resolve, reject) => {
      write(file.fd, bytes, (failed) => {
        if (failed) return reject(failed);
        return fdatasync(file.fd, (error) => (error ? reject(error) : resolve()));
      });
    });
  try {
    return await measure(1, ms, append);
  } finally {
    await file.close();
    await unlink(path);
  }
}
