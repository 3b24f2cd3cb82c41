/** The few and precious part of a store: both files of the save file, and the high-water mark. */
import type { Files } from "../files.ts";
import { higherOf, type Mark, readMarks } from "../high-water.ts";
import { decodeSaved, type Saved } from "../record-codec.ts";
import { inspectSaveFile, saveFileNames } from "../save-file.ts";
import type { Finding } from "./findings.ts";

export interface CheckedPromises {
  /** Undefined when no copy can be read. */
  readonly saved: Saved | undefined;
  readonly generation: number;
  readonly mark: Mark | undefined;
  /** A node has begun here: a store that is missing is lost. */
  readonly isKnown: boolean;
}

export async function checkPromises(
  files: Files,
  dir: string,
  note: (finding: Finding) => void,
): Promise<CheckedPromises> {
  const add = (
    part: "promises" | "high-water",
    where: string,
    what: string,
    severity: Finding["severity"] = "damage",
  ) => note({ part, severity, where, what });
  const report = await inspectSaveFile(files, dir);
  const mark = await checkMark(files, dir, !report.isMissing, add);
  for (const what of report.damaged) add("promises", saveFileNames.join(", "), what);
  for (const path of report.behind)
    add("promises", path, "is one save behind: a stop came between the two files", "note");
  const { newest } = report;
  if (newest === undefined) {
    if (!report.isMissing) add("promises", saveFileNames.join(", "), "no copy verifies: the node refuses to start");
    return { saved: undefined, generation: 0, mark, isKnown: !report.isMissing };
  }
  const decoded = decodeSaved(newest.blob);
  if (!decoded.ok) add("promises", saveFileNames.join(", "), `passes its checks but cannot be read: ${decoded.what}`);
  if (mark !== undefined && newest.generation < mark.generation) {
    const what = `they are those of save ${newest.generation}, but save ${mark.generation} was made: put back from a copy`;
    add("promises", saveFileNames.join(", "), `${what}; the node refuses to start`);
  }
  return { saved: decoded.ok ? decoded.value : undefined, generation: newest.generation, mark, isKnown: true };
}

async function checkMark(
  files: Files,
  dir: string,
  isKnown: boolean,
  add: (part: "high-water", where: string, what: string) => void,
): Promise<Mark | undefined> {
  const marks = await readMarks(files, `${dir}/high-water`);
  if (marks === undefined) {
    if (isKnown)
      add("high-water", "high-water", "the file is missing: what the store lost at its end would go unnoticed");
    return undefined;
  }
  marks.forEach((mark, slot) => {
    if (mark === undefined) add("high-water", "high-water", `slot ${slot + 1} does not verify`);
  });
  return higherOf(marks);
}
