/** The pictures of docs/: each machine's chart as SVG, drawn from the machine that runs. `node pictures.js DIR` writes them. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { catalogue } from "#machines/catalogue";
import { chartDefinition } from "./chart/definition.ts";
import { layoutChart } from "./chart/layout.ts";
import { chartSvg } from "./chart/svg.ts";
import { loadDrawings } from "./drawings.ts";

/** File name -> SVG text. */
export async function drawPictures(): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  await loadDrawings();
  for (const [name, machine] of Object.entries(catalogue)) {
    pictures.set(`${name}.svg`, `${chartSvg(await layoutChart(chartDefinition(machine)))}\n`);
  }
  return pictures;
}

export async function writePictures(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [name, svg] of await drawPictures()) await writeFile(join(dir, name), svg);
}

const [, script, dir] = process.argv;
if (script !== undefined && import.meta.filename === script && dir !== undefined) await writePictures(dir);
