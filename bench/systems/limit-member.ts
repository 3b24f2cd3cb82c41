/**
 * A member of the replicated put without logic: everything that came in one turn is one batch; a batch goes to both followers
 * and to the own disk at once; what two of the three disks hold is answered, many requests in one message.
 */
import { fdatasync, openSync, write } from "node:fs";
import { connect } from "@nats-io/transport-node";

const [role = "", url = "", path = ""] = process.argv.slice(2);
const connection = await connect({ servers: url, noAsyncTraces: true } as never);

/** Writes and syncs whatever has come since, as often as the disk allows. */
class Log {
  readonly #file = openSync(path, "w");
  readonly #synced: (upTo: number) => void;
  #waiting: Uint8Array[] = [];
  #last = 0;
  #isBusy = false;

  constructor(synced: (upTo: number) => void) {
    this.#synced = synced;
  }

  append(seq: number, bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#last = seq;
    if (!this.#isBusy) this.#flush();
  }

  #flush(): void {
    this.#isBusy = true;
    const bytes = Buffer.concat(this.#waiting);
    const upTo = this.#last;
    this.#waiting = [];
    write(this.#file, bytes, (failed) => {
      if (failed) throw failed;
      fdatasync(this.#file, (error) => {
        if (error) throw error;
        this.#isBusy = false;
        this.#synced(upTo);
        if (this.#waiting.length > 0) this.#flush();
      });
    });
  }
}

function number(n: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(n);
  return bytes;
}

function lead(): void {
  const synced = [0, 0, 0];
  const requests: Buffer[] = [];
  /** Ids of a batch, by its number. */
  const batches = new Map<number, Buffer>();
  let sent = 0;
  let committed = 0;
  const note = (member: number, upTo: number) => {
    synced[member] = Math.max(synced[member] ?? 0, upTo);
    const held = synced.toSorted((a, b) => a - b)[1] ?? 0;
    const done: Buffer[] = [];
    while (committed < held) {
      committed += 1;
      done.push(batches.get(committed) ?? Buffer.alloc(0));
      batches.delete(committed);
    }
    if (done.length > 0) connection.publish("limit.done", Buffer.concat(done));
  };
  const log = new Log((upTo) => note(0, upTo));
  const send = () => {
    sent += 1;
    const entries = Buffer.concat(requests);
    batches.set(sent, Buffer.concat(requests.map((request) => request.subarray(0, 4))));
    requests.length = 0;
    connection.publish("limit.copy", Buffer.concat([number(sent), entries]));
    log.append(sent, entries);
  };
  connection.subscribe("limit.put", {
    callback: (_, { data }) => {
      if (requests.length === 0) setImmediate(send);
      requests.push(Buffer.from(data));
    },
  });
  for (const member of [1, 2])
    connection.subscribe(`limit.ack.follower${member}`, {
      callback: (_, { data }) => note(member, Buffer.from(data).readUInt32BE()),
    });
}

function follow(): void {
  const log = new Log((upTo) => connection.publish(`limit.ack.${role}`, number(upTo)));
  connection.subscribe("limit.copy", {
    callback: (_, { data }) => log.append(Buffer.from(data.subarray(0, 4)).readUInt32BE(), data.subarray(4)),
  });
}

if (role === "echo") {
  connection.subscribe("limit.echo", { callback: (_, message) => void message.respond(message.data) });
} else if (role === "leader") {
  lead();
  // Answered as soon as both followers are there.
  connection.subscribe("limit.ready", {
    callback: (_, message) => {
      const hellos = Promise.all([1, 2].map((n) => connection.request(`limit.hello.follower${n}`)));
      // Whoever asked asks again.
      hellos.then(
        () => message.respond(),
        () => undefined,
      );
    },
  });
} else {
  follow();
  connection.subscribe(`limit.hello.${role}`, { callback: (_, message) => void message.respond() });
}
