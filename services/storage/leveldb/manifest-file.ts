/**
 * Which table files belong to a LevelDB store, by its manifest: a stop in the middle of a compaction leaves others behind, half
 * written, which it removes when it is opened next. Source: LevelDB doc/impl.md, db/version_edit.cc.
 */
import { readRecords } from "./log-file.ts";
import { readVarint } from "./varint.ts";

/** How the parts of an edit are laid out: whole numbers (n) and bytes with their length before them (b), by tag. */
const layouts: Readonly<Record<number, string>> = {
  1: "b",
  2: "n",
  3: "n",
  4: "n",
  5: "nb",
  6: "nn",
  7: "nnnbb",
  9: "n",
};
const deletedFile = 6;
const newFile = 7;

/** Numbers of the tables in use; undefined when the manifest cannot be read to its end. */
export function liveTables(manifest: Uint8Array): Set<number> | undefined {
  const live = new Set<number>();
  for (const edit of readRecords(manifest)) {
    if (edit === null || !applyEdit(edit, live)) return undefined;
  }
  return live;
}

function applyEdit(edit: Buffer, live: Set<number>): boolean {
  for (let at = 0; at < edit.length;) {
    const tag = readVarint(edit, at, edit.length);
    const layout = tag === undefined ? undefined : layouts[tag.value];
    if (tag === undefined || layout === undefined) return false;
    const numbers: number[] = [];
    at = tag.end;
    for (const part of layout) {
      const number = readVarint(edit, at, edit.length);
      if (number === undefined) return false;
      numbers.push(number.value);
      at = part === "b" ? number.end + number.value : number.end;
      if (at > edit.length) return false;
    }
    // Level, then the file's number.
    if (tag.value === newFile) live.add(numbers[1] ?? 0);
    if (tag.value === deletedFile) live.delete(numbers[1] ?? 0);
  }
  return true;
}
