/** The built page, read once when the inspector starts. The only file of the inspector that touches the disk. */
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Beside this module when it is built, in `dist` when it runs from its source. */
export function pageDirectory(): string {
  const here = import.meta.url.endsWith(".ts") ? "../dist/visualizer/page/" : "./page/";
  return fileURLToPath(new URL(here, import.meta.url));
}

/** By URL path (`/index.html`); empty when the page has not been built. Nothing else is ever served. */
export async function readPageFiles(directory = pageDirectory()): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const path = join(directory, name);
    files.set(`/${relative(directory, path).split(sep).join("/")}`, { type, body: await readFile(path) });
  }
  return files;
}
