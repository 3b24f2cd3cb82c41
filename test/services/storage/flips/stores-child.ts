/** Flips over a store alone: each starts from the same directory, and all keys are read through what was opened. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { QuorateError } from "#machines/protocol/errors";
import type { Storage } from "#machines/protocol/ports";
import { openStorage } from "#services/storage/open";
import { makeBatch, makeObject, makeRecord, shown } from "#test/suites/storage-parts";
import { type End, flip, type Kind, tell } from "./flip.ts";

const label = "demo/n1";
const keys = Array.from({ length: 120 }, (_, index) => `key ${index}`);
const valueOf = (key: string): string => `${key} `.repeat(20);
const record = makeRecord(7);
const starts = [0, 1, 2, 3];

let events: string[] = [];

function store(dir: string): Storage {
  const onEvent = (event: { readonly type: string }): void => void events.push(event.type);
  return openStorage({ dir, backend: "level", cluster: "c1", node: "n1", onEvent });
}

/** A store with data in table files and in the log, by several starts; overwritten and removed keys too. */
export async function fillStore(dir: string): Promise<void> {
  for (const start of starts) {
    const opened = store(dir);
    await opened.open();
    const mine = keys.filter((_, index) => index % starts.length === start);
    for (const key of mine) {
      await opened.commit(
        makeBatch({ records: { [label]: record }, objects: [["demo", makeObject(key, `old ${key}`, 1)]] }),
      );
      await opened.commit(makeBatch({ objects: [["demo", makeObject(key, valueOf(key), 2)]] }));
    }
    await opened.commit(makeBatch({ objects: [["demo", makeObject(`gone ${start}`, "x")]] }));
    await opened.commit(makeBatch({ removed: [["demo", `gone ${start}`]] }));
    await opened.close();
  }
}

export async function flipStores(
  kind: string,
  original: string,
  work: string,
  from: string,
  to: string,
): Promise<void> {
  const dir = join(work, "flipped");
  for (let number = Number(from); number < Number(to); number += 1) {
    rmSync(dir, { recursive: true, force: true });
    cpSync(original, dir, { recursive: true });
    tell({ type: "begin", flip: number, where: await flip(kind as Kind, dir, number) });
    try {
      tell({ type: "end", flip: number, end: await look(dir) });
    } catch (error) {
      tell({ type: "fault", flip: number, what: String(error) });
    }
  }
}

/** @throws when the store lies. */
async function look(dir: string): Promise<End> {
  events = [];
  const opened = store(dir);
  let report;
  try {
    report = await opened.open();
  } catch (error) {
    if (!(error instanceof QuorateError)) throw error;
    if (error.message.length < 40) throw new Error(`no clear message: ${error.message}`, { cause: error });
    return `refused: ${error.code}`;
  }
  try {
    return readThrough(opened, report.distrusted.has(label));
  } finally {
    await opened.close();
  }
}

function readThrough(opened: Storage, isDistrusted: boolean): End {
  let isDamaged = false;
  for (const key of keys) {
    const found = shown(opened.read("demo", key));
    if (found === `=${valueOf(key)}`) continue;
    if (found === "damaged") isDamaged = true;
    // A distrusted peer answers from nothing before an exchange with a trusted quorum.
    else if (!isDistrusted) throw new Error(`${key} reads as ${String(found)}, trusted`);
  }
  for (const start of starts) {
    const found = shown(opened.read("demo", `gone ${start}`));
    if (found === "damaged") isDamaged = true;
    else if (found !== "absent" && !isDistrusted) throw new Error(`a removed key reads as ${String(found)}`);
  }
  const kept = opened.record(label);
  if (JSON.stringify(kept?.promised) !== JSON.stringify(record.promised)) throw new Error("the promise is another");
  if (isDistrusted) return "distrusted";
  if (isDamaged) return "read as damaged";
  return events.includes("copyDamaged") ? "copy mended" : "harmless";
}
