/**
 * The little of a file system that the store needs, as a port: node-files.ts implements it over node:fs, the simulator
 * over its faulty disk, tests over a recording. Paths are joined with `/`.
 */

export interface OpenFile {
  /** Writes all of `bytes` at `position`; the file grows when that lies beyond its end. Not durable by itself. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /**
   * Writes a few bytes inside the file before it returns, without waiting for the disk: they outlive this process, but
   * perhaps not the machine.
   */
  note(bytes: Uint8Array, position: number): void;
  /** Resolves when everything written before has reached the disk. */
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** Memory to read into; it grows with what is read. */
export interface Room {
  bytes: Uint8Array;
}

export interface Files {
  /** Makes a directory and its parents, durably. */
  makeDirectory(path: string): Promise<void>;
  /** Names in a directory; none when there is no such directory. */
  list(path: string): Promise<string[]>;
  /**
   * A whole file, or undefined when there is no such file.
   * @param room where its bytes may lie, until the next file is read into it: for many large ones, one after the other.
   */
  read(path: string, room?: Room): Promise<Uint8Array | undefined>;
  /** Opens for reading and writing; made empty when missing. */
  open(path: string): Promise<OpenFile>;
  /** Replaces `to`. Durable after `syncDirectory`. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a whole directory; nothing happens when it is missing. */
  remove(path: string): Promise<void>;
  /** Makes names in a directory (new, renamed, removed) durable. */
  syncDirectory(path: string): Promise<void>;
}
