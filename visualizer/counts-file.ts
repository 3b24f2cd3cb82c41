/** A file of counts, as `quorate coverage --counts FILE` writes it, read for the chart's heat. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { QuorateError } from "#machines/protocol/errors";
import { placeOf } from "./place.ts";
import type { MachineCounts } from "./stream.ts";

export interface CountsFile {
  /** Without its directory: what pages call it. */
  readonly name: string;
  readonly machines: Readonly<Record<string, MachineCounts>>;
}

/** @throws QuorateError CONFIG with what is wrong with the file. */
export async function readCountsFile(path: string): Promise<CountsFile> {
  let counted: unknown;
  try {
    counted = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new QuorateError("CONFIG", `${path} cannot be read: ${cause instanceof Error ? cause.message : ""}`, {
      cause,
    });
  }
  const machines = isRecord(counted) ? Object.entries(counted) : [];
  const read = machines.map(([name, counts]): [string, MachineCounts] => {
    const { states, transitions, cells } = isRecord(counts) ? counts : {};
    if (!areCounts(states) || !areCounts(transitions) || !areCounts(cells))
      throw new QuorateError("CONFIG", `${path} is no file of coverage --counts: ${name} has no counts`);
    return [name, { states, transitions, cells: byBox(cells) }];
  });
  if (read.length === 0)
    throw new QuorateError("CONFIG", `${path} is no file of coverage --counts: it counts no machine`);
  return { name: basename(path), machines: Object.fromEntries(read) };
}

/** The file names each configuration of a chart, `<path> + <path>|<event>`; a chart's box holds many. */
function byBox(cells: Readonly<Record<string, number>>): Record<string, number> {
  const boxes = new Map<string, number>();
  for (const [cell, count] of Object.entries(cells)) {
    const end = cell.indexOf("|");
    const name = `${placeOf(cell.slice(0, end).split(" + "))} ${cell.slice(end + 1)}`;
    boxes.set(name, (boxes.get(name) ?? 0) + count);
  }
  return Object.fromEntries(boxes);
}

function isRecord(one: unknown): one is Readonly<Record<string, unknown>> {
  return typeof one === "object" && one !== null && !Array.isArray(one);
}

function areCounts(one: unknown): one is Readonly<Record<string, number>> {
  return isRecord(one) && Object.values(one).every((count) => Number.isSafeInteger(count) && (count as number) >= 0);
}
