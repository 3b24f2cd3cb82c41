/**
 * Drawings of the catalogue, made when Quorate is built: laying a large chart out takes seconds, and nobody should wait for it
 * when a page opens. `node drawings.js` makes those that are missing.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { catalogue } from "#machines/catalogue";
import { chartDefinition } from "./chart/definition.ts";
import type { Drawing } from "./chart/drawing.ts";
import { drawingKey, layoutChart, rememberDrawings } from "./chart/layout.ts";

/** Beside this module when it is built, in `dist` when it runs from its source. */
function drawingsFile(): string {
  const here = import.meta.url.endsWith(".ts") ? "../dist/visualizer/drawings.json" : "./drawings.json";
  return fileURLToPath(new URL(here, import.meta.url));
}

type Drawings = Readonly<Record<string, Drawing>>;

async function read(): Promise<Drawings> {
  try {
    return JSON.parse(await readFile(drawingsFile(), "utf8")) as Drawings;
  } catch {
    // Without them charts are laid out when they are first needed.
    return {};
  }
}

let loading: Promise<void> | null = null;

/** Makes them known to `layoutChart`. */
export function loadDrawings(): Promise<void> {
  loading ??= read().then(rememberDrawings);
  return loading;
}

async function makeDrawings(): Promise<void> {
  rememberDrawings(await read());
  const made: Record<string, Drawing> = {};
  for (const machine of Object.values(catalogue)) {
    const definition = chartDefinition(machine);
    made[drawingKey(definition)] = await layoutChart(definition);
  }
  await writeFile(drawingsFile(), JSON.stringify(made));
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) await makeDrawings();
