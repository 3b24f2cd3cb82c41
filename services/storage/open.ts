/** Makes a node's store. The store itself is opened by its `open`. */
import type { Storage } from "#machines/protocol/ports";
import { LevelStorage } from "./level-storage.ts";
import { MemoryDisk, MemoryStorage } from "./memory-storage.ts";
import type { Files } from "./files.ts";
import { nodeFiles } from "./node-files.ts";
import type { StorageOptions } from "./storage-options.ts";

export interface OpenStorageOptions extends StorageOptions {
  /** `level` keeps everything below `dir`; `memory` forgets it with the process and touches no file. */
  readonly backend: "level" | "memory";
  /** The file system, for `level`; the real one unless given. */
  readonly files?: Files;
  /** For `memory`: what the store lies on, so that it can be opened again; and how a commit waits. */
  readonly memory?: { readonly disk?: MemoryDisk; readonly defer?: (callback: () => void) => void };
}

async function later(callback: () => void): Promise<void> {
  await Promise.resolve();
  callback();
}

/** A store, not yet opened: call its `open` first. */
export function openStorage(options: OpenStorageOptions): Storage {
  const { dir, cluster, node, onEvent } = options;
  if (options.backend === "memory") {
    const disk = options.memory?.disk ?? new MemoryDisk();
    const defer = options.memory?.defer ?? ((callback) => void later(callback));
    return new MemoryStorage({ cluster, node, onEvent, disk, defer });
  }
  const files = options.files ?? nodeFiles;
  return new LevelStorage({ dir, cluster, node, onEvent, files, processId: process.pid });
}
