/** Makes the store of a node's vnodes; it is opened by its `open`. */
import type { VnodeStore } from "#machines/protocol/vnode-store";
import { nodeFiles } from "./node-files.ts";
import type { OpenStorageOptions } from "./open.ts";
import { LevelVnodeStore } from "./vnode-level.ts";
import { MemoryVnodeStore } from "./vnode-memory.ts";

export interface OpenVnodesOptions extends Pick<OpenStorageOptions, "backend" | "files"> {
  /** The node's data directory: `level` keeps the vnodes in `ring/` below it. */
  readonly dir: string;
  readonly onLost: (what: string) => void;
}

export function openVnodes({ backend, dir, files = nodeFiles, onLost }: OpenVnodesOptions): VnodeStore {
  if (backend === "memory") return new MemoryVnodeStore();
  return new LevelVnodeStore({ dir: `${dir}/ring`, files, onLost });
}
