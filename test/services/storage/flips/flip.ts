/** One random flip in one of a store's files, the same for the same number; and how the runs tell their parent of it. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { streamOf } from "#simulation/random";
import { flipByte, flipRecord } from "#test/support/damage";

/**
 * How a flip ended. `harmless`: all is as it was. `refused`: the node does not start, with a coded error.
 * Anything else that happens is a fault.
 */
export type End = "harmless" | "copy mended" | "read as damaged" | "distrusted" | `refused: ${string}`;

/** A line of a child. */
export type Line =
  | { readonly type: "begin"; readonly flip: number; readonly where: string }
  | { readonly type: "end"; readonly flip: number; readonly end: End }
  | { readonly type: "fault"; readonly flip: number; readonly what: string };

export function tell(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function filesOf(dir: string): { readonly path: string; readonly bytes: number }[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: statSync(path).size }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether bytes of files are flipped, or bytes of records, which LevelDB then holds with checksums that fit. */
export type Kind = "files" | "records";

/** @returns where. */
export async function flip(kind: Kind, dir: string, number: number): Promise<string> {
  if (kind === "files") return flipSomewhere(dir, number);
  const random = streamOf("flips of records", String(number));
  return flipRecord(dir, (bound) => random.below(bound));
}

/** Half of them anywhere, half in a file drawn first: small files matter as much as large ones. @returns where. */
function flipSomewhere(dir: string, number: number): string {
  const random = streamOf("flips", String(number));
  const files = filesOf(dir);
  let at = random.below(files.reduce((sum, { bytes }) => sum + bytes, 0));
  let file = random.pick(files);
  if (random.chance(0.5)) {
    for (file of files) {
      if (at < file.bytes) break;
      at -= file.bytes;
    }
  } else at = random.below(file.bytes);
  const bit = random.below(8);
  flipByte(file.path, at, bit);
  return `${file.path.slice(dir.length + 1)}, byte ${at} of ${file.bytes}, bit ${bit}`;
}
