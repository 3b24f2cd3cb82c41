/**
 * The save file under every stop, every torn write and every flipped byte. Source: riak_ensemble "Storage" (two files, two
 * copies); HAZARDS P1, P15, P18.
 */
import { describe, expect, it } from "vitest";
import { QuorateError } from "#machines/protocol/errors";
import type { Files } from "#services/storage/files";
import { SaveFile } from "#services/storage/save-file";

type Op =
  | { kind: "write"; file: number; at: number; bytes: Uint8Array }
  | { kind: "sync"; file: number }
  | { kind: "make"; file: number; path: string }
  | { kind: "rename"; from: string; to: string }
  | { kind: "remove"; path: string }
  | { kind: "syncDirectory" };

/** Files in memory that write down what is done to them. Names point to numbered contents, as on disk. */
class RecordingFiles implements Files {
  readonly ops: Op[] = [];
  readonly names: Map<string, number>;
  readonly contents: Uint8Array[];
  /** Called before each write and sync; may throw. */
  before: (op: Op) => void = () => undefined;

  constructor(start: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.contents = [...start.values()];
    this.names = new Map([...start.keys()].map((name, at) => [name, at]));
  }

  #do(op: Op): void {
    this.before(op);
    this.ops.push(op);
  }

  snapshot(): Map<string, Uint8Array> {
    return new Map([...this.names].map(([name, file]) => [name, this.contents[file] as Uint8Array]));
  }

  async makeDirectory(): Promise<void> {}
  async list(): Promise<string[]> {
    return [...this.names.keys()];
  }
  async read(path: string): Promise<Uint8Array | undefined> {
    const file = this.names.get(path);
    return file === undefined ? undefined : this.contents[file];
  }
  async open(path: string) {
    let file = this.names.get(path);
    if (file === undefined) {
      file = this.contents.push(new Uint8Array()) - 1;
      this.names.set(path, file);
      this.#do({ kind: "make", file, path });
    }
    const number = file;
    return {
      write: async (bytes: Uint8Array, at: number) => {
        this.#do({ kind: "write", file: number, at, bytes: new Uint8Array(bytes) });
        this.contents[number] = written(this.contents[number] as Uint8Array, bytes, at);
      },
      note: () => {
        throw new Error("a save is never only noted");
      },
      datasync: async () => this.#do({ kind: "sync", file: number }),
      close: async () => undefined,
    };
  }
  async rename(from: string, to: string): Promise<void> {
    this.#do({ kind: "rename", from, to });
    this.names.set(to, this.names.get(from) as number);
    this.names.delete(from);
  }
  async remove(path: string): Promise<void> {
    if (!this.names.has(path)) return;
    this.#do({ kind: "remove", path });
    this.names.delete(path);
  }
  async syncDirectory(): Promise<void> {
    this.#do({ kind: "syncDirectory" });
  }
}

function written(content: Uint8Array, bytes: Uint8Array, at: number): Uint8Array {
  const longer = new Uint8Array(Math.max(content.length, at + bytes.length));
  longer.set(content);
  longer.set(bytes, at);
  return longer;
}

type Disk = Map<string, Uint8Array>;

/**
 * Every disk that a power cut after the first `count` of `ops` can leave: what was synced is there; of each file's unsynced
 * write any prefix, any suffix or any single 512-byte hole of it may be; names changed since the directory was synced may
 * or may not have (in order).
 */
function* crashes(start: Disk, ops: readonly Op[], count: number): Generator<Disk> {
  const contents = [...start.values()];
  const durable = [...start.values()];
  const unsynced = new Map<number, { at: number; bytes: Uint8Array }[]>();
  let names = new Map([...start.keys()].map((name, at) => [name, at]));
  let nameStates = [new Map(names)];
  for (const op of ops.slice(0, count)) {
    if (op.kind === "write") {
      contents[op.file] = written(contents[op.file] ?? new Uint8Array(), op.bytes, op.at);
      unsynced.set(op.file, [...(unsynced.get(op.file) ?? []), op]);
    } else if (op.kind === "sync") {
      durable[op.file] = contents[op.file] as Uint8Array;
      unsynced.delete(op.file);
    } else if (op.kind === "syncDirectory") nameStates = [new Map(names)];
    else {
      names = new Map(names);
      if (op.kind === "make") {
        contents[op.file] = new Uint8Array();
        durable[op.file] = new Uint8Array();
        names.set(op.path, op.file);
      } else if (op.kind === "remove") names.delete(op.path);
      else {
        names.set(op.to, names.get(op.from) as number);
        names.delete(op.from);
      }
      nameStates.push(names);
    }
  }
  // The safety argument's first line; torn writes of two files at once need not be tried then.
  if (unsynced.size > 1) throw new Error("two files have unsynced writes");
  for (const state of nameStates) {
    const disk = (torn: ReadonlyMap<number, Uint8Array>): Disk =>
      new Map([...state].map(([name, file]) => [name, torn.get(file) ?? (durable[file] as Uint8Array)]));
    yield disk(new Map());
    for (const [file, writes] of unsynced) {
      const [write] = writes;
      if (write === undefined || writes.length > 1) throw new Error("at most one unsynced write a file");
      for (const [from, to] of tears(write.bytes.length)) {
        const part = write.bytes.subarray(from, to);
        yield disk(new Map([[file, written(durable[file] as Uint8Array, part, write.at + from)]]));
      }
      // Everything but one sector.
      for (let hole = 0; hole < write.bytes.length; hole += 512) {
        const first = written(durable[file] as Uint8Array, write.bytes.subarray(0, hole), write.at);
        const rest = write.bytes.subarray(hole + 512);
        yield disk(new Map([[file, written(first, rest, write.at + hole + 512)]]));
      }
    }
  }
}

/** Every cut near a copy's bytes, and every 512th elsewhere; as a prefix and as a suffix. */
function* tears(length: number): Generator<[number, number]> {
  for (let cut = 0; cut <= length; cut++) {
    if (cut % 4096 < 64 || cut % 512 === 0) {
      yield [0, cut];
      yield [cut, length];
    }
  }
}

async function load(disk: Disk) {
  const files = new RecordingFiles(disk);
  const save = new SaveFile(files, "d");
  const loaded = await save.load();
  return { files, save, loaded, text: loaded.blob === undefined ? undefined : Buffer.from(loaded.blob).toString() };
}

async function savedDisk(...blobs: string[]): Promise<Disk> {
  const files = new RecordingFiles();
  const save = new SaveFile(files, "d");
  await save.load();
  for (const blob of blobs) await save.save(Buffer.from(blob));
  return files.snapshot();
}

describe("SaveFile under a stop at any moment", () => {
  const big = "x".repeat(5000);
  for (const [name, before, after] of [
    ["the first save", [], "first"],
    ["a later save", ["one", "two"], "three"],
    ["a save that outgrows its slot", ["one", "two"], big],
    ["a save that shrinks", ["one", big], "small"],
  ] as const) {
    it(`loads what was acknowledged, or what was being saved: ${name}`, async () => {
      const start = before.length === 0 ? new Map<string, Uint8Array>() : await savedDisk(...before);
      const { files, save } = await load(start);
      const mended = files.ops.length;
      await save.save(Buffer.from(after));
      const old = before.at(-1);
      let explored = 0;
      for (let count = mended; count <= files.ops.length; count++) {
        for (const disk of crashes(start, files.ops, count)) {
          const { text, files: second } = await load(disk);
          explored++;
          const allowed = count === files.ops.length ? [after] : [old, after];
          expect(allowed).toContain(text);
          // What was loaded is on both files now: losing either changes nothing.
          for (const lost of text === undefined ? [] : ["d/facts.a", "d/facts.b"]) {
            const rest = second.snapshot();
            rest.delete(lost);
            expect((await load(rest)).text).toBe(text);
          }
        }
      }
      expect(explored).toBeGreaterThan(100);
    });
  }

  it("survives a second stop, while it mends after the first", async () => {
    const start = await savedDisk("one", "two");
    const { files, save } = await load(start);
    await save.save(Buffer.from("three"));
    // Stopped between the two files: the first holds "three", the second "two".
    const between = files.ops.findIndex((op) => op.kind === "sync") + 1;
    for (const disk of crashes(start, files.ops, between)) {
      const mending = await load(disk);
      expect(mending.text).toBe("three");
      for (let count = 0; count <= mending.files.ops.length; count++) {
        for (const again of crashes(disk, mending.files.ops, count)) expect((await load(again)).text).toBe("three");
      }
    }
  });
});

describe("SaveFile under damage", () => {
  it("never mends over the only good copy, wherever the mending is stopped", async () => {
    const start = await savedDisk("one", "two");
    for (const good of [0, 1, 2, 3]) {
      const disk = new Map(
        [...start].map(([name, content], file) => {
          const bytes = new Uint8Array(content);
          for (const half of [0, 1]) if (file * 2 + half !== good) bytes[half * 4096 + 33] = 0xff;
          return [name, bytes];
        }),
      );
      const mending = await load(disk);
      expect(mending.text).toBe("two");
      expect(mending.loaded.damaged.length).toBe(3);
      for (let count = 0; count <= mending.files.ops.length; count++) {
        for (const again of crashes(disk, mending.files.ops, count)) expect((await load(again)).text).toBe("two");
      }
    }
  });

  it("reads past every single flipped byte of either file, and says what was damaged", async () => {
    const start = await savedDisk("one", "two", "three");
    const failures: string[] = [];
    for (const name of ["d/facts.a", "d/facts.b"]) {
      const length = start.get(name)?.length ?? 0;
      for (let at = 0; at < length; at++) {
        const bytes = new Uint8Array(start.get(name) as Uint8Array);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        const { text, loaded } = await load(new Map(start).set(name, bytes));
        // Bytes after a copy's end are nobody's.
        const noticed = at % 4096 >= 37 || loaded.damaged.length === 1;
        if (text !== "three" || !noticed)
          failures.push(`byte ${at} of ${name}: ${text}, ${loaded.damaged.length} noticed`);
      }
    }
    expect(failures).toEqual([]);
  });

  it("reads past a whole file lost, cut short or overwritten, and mends it", async () => {
    const start = await savedDisk("one", "two");
    for (const bytes of [
      undefined,
      new Uint8Array(),
      new Uint8Array(8192),
      (start.get("d/facts.b") as Uint8Array).slice(0, 20),
    ]) {
      const disk = new Map(start);
      if (bytes === undefined) disk.delete("d/facts.b");
      else disk.set("d/facts.b", bytes);
      const { text, loaded, files } = await load(disk);
      expect(text).toBe("two");
      expect(loaded.damaged.length).toBeGreaterThan(0);
      expect((await load(files.snapshot())).loaded.damaged).toEqual([]);
    }
  });

  it("stops with CORRUPT, never empty, when no copy verifies (P18)", async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(8192)]) {
      for (const names of [["d/facts.a", "d/facts.b"], ["d/facts.a"]]) {
        const disk = new Map(names.map((name) => [name, bytes]));
        await expect(load(disk)).rejects.toMatchObject({ code: "CORRUPT" });
        await expect(load(disk)).rejects.toBeInstanceOf(QuorateError);
      }
    }
  });
});

describe("SaveFile.save", () => {
  it("lets saves asked for during a save share one", async () => {
    const { files, save } = await load(await savedDisk("one"));
    const begin = files.ops.length;
    await Promise.all(["a", "b", "c", "d"].map((blob) => save.save(Buffer.from(blob))));
    expect(files.ops.slice(begin).filter((op) => op.kind === "sync").length).toBe(4);
    expect((await load(files.snapshot())).text).toBe("d");
    expect(save.generation).toBe(3);
  });

  it("refuses everything after a failed sync: nobody knows what the disk holds (P15)", async () => {
    const { files, save } = await load(await savedDisk("one"));
    files.before = (op) => {
      if (op.kind === "sync") throw new Error("EIO");
    };
    const ends = await Promise.allSettled([save.save(Buffer.from("a")), save.save(Buffer.from("b"))]);
    expect(ends.map((end) => end.status)).toEqual(["rejected", "rejected"]);
    files.before = () => undefined;
    await expect(save.save(Buffer.from("c"))).rejects.toThrow("EIO");
    expect(save.generation).toBe(1);
  });
});
