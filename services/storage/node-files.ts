/** The files port over node:fs. Callbacks, because a callback `fdatasync` is cheaper than that of fs/promises. */
import { close, fdatasync, fstat, fsync, open, read, write, writeSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Files, OpenFile, Room } from "./files.ts";

type Callback = (error: Error | null) => void;

/** Waits for one callback of node:fs. */
function called(start: (done: Callback) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}

function openDescriptor(path: string, flags: string): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, flags, (error, descriptor) => (error === null ? resolve(descriptor) : reject(error)));
  });
}

/** `fallback` instead of an error that says there is no such file or directory. */
async function unlessMissing<T>(found: Promise<T>, fallback: T): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return fallback;
    throw error;
  }
}

class NodeFile implements OpenFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return called((done) => this.#writeFrom(bytes, 0, position, done));
  }

  note(bytes: Uint8Array, position: number): void {
    writeSync(this.#descriptor, bytes, 0, bytes.length, position);
  }

  /** The system may take fewer bytes than it was given. */
  #writeFrom(bytes: Uint8Array, start: number, position: number, done: Callback): void {
    write(this.#descriptor, bytes, start, bytes.length - start, position, (error, written) => {
      if (error !== null) done(error);
      else if (start + written === bytes.length) done(null);
      else if (written === 0) done(new Error("the file system took no bytes"));
      else this.#writeFrom(bytes, start + written, position + written, done);
    });
  }

  datasync(): Promise<void> {
    return called((done) => fdatasync(this.#descriptor, done));
  }

  close(): Promise<void> {
    return called((done) => close(this.#descriptor, done));
  }
}

async function syncDirectory(path: string): Promise<void> {
  // Windows has no way to sync a directory; its file systems journal names.
  if (process.platform === "win32") return;
  const descriptor = await openDescriptor(path, "r");
  try {
    await called((done) => fsync(descriptor, done));
  } finally {
    await called((done) => close(descriptor, done));
  }
}

async function readInto(room: Room, path: string): Promise<Uint8Array> {
  const descriptor = await openDescriptor(path, "r");
  try {
    const size = await sizeOf(descriptor);
    if (size > room.bytes.length) room.bytes = new Uint8Array(size);
    let length = 0;
    for (let more = 1; more > 0 && length < size; length += more)
      more = await readSome(descriptor, room.bytes, length, size);
    return room.bytes.subarray(0, length);
  } finally {
    await called((done) => close(descriptor, done));
  }
}

function sizeOf(descriptor: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fstat(descriptor, (error, found) => (error === null ? resolve(found.size) : reject(error)));
  });
}

/** From `start` on, which is the place in the file too. @returns how many bytes; none at its end. */
function readSome(descriptor: number, into: Uint8Array, start: number, end: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, into, start, end - start, start, (error, count) =>
      error === null ? resolve(count) : reject(error),
    );
  });
}

export const nodeFiles: Files = {
  async makeDirectory(path) {
    const first = await mkdir(path, { recursive: true });
    if (first === undefined) return;
    // Every directory that was made is a new name in its parent.
    for (let made = path; ; made = dirname(made)) {
      await syncDirectory(made);
      await syncDirectory(dirname(made));
      if (made === first || dirname(made) === made) return;
    }
  },

  list: (path) => unlessMissing(readdir(path), []),

  read: (path, room) =>
    unlessMissing<Uint8Array | undefined>(room === undefined ? readFile(path) : readInto(room, path), undefined),

  async open(path) {
    const known = await unlessMissing(
      stat(path).then(() => true),
      false,
    );
    return new NodeFile(await openDescriptor(path, known ? "r+" : "w+"));
  },

  rename,

  remove: (path) => rm(path, { recursive: true, force: true }),

  syncDirectory,
};
