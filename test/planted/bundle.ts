/**
 * The simulator with a plant's variant, as one bundle: two to three times as fast as modules that the test runner loads one
 * by one, which counts where hundreds of seeds are run.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import type { Plant } from "./plant.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const plantsPath = fileURLToPath(new URL("plants.ts", import.meta.url));
const conditions = ["quorate-source", "node"];
const variantPrefix = "\0planted:";
const originalSuffix = "?original";

type Entry = typeof import("./entry.ts");

export interface Bundle {
  readonly simulate: Entry["simulate"];
  readonly themes: Entry["themes"];
  /** How often planted code ran. */
  readonly ran: () => number;
}

/** Names that a replaced module exports: a bundle must know them. */
export type ExportsOf = (module: string) => Promise<readonly string[]>;

export async function bundlePlant(plant: Plant | null, exportsOf: ExportsOf): Promise<Bundle> {
  const output = await build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [variantPlugin(plant, exportsOf)],
    ssr: { resolve: { conditions } },
    resolve: { conditions },
    build: { ssr: fileURLToPath(new URL("entry.ts", import.meta.url)), write: false, minify: false },
  });
  const bundle = Array.isArray(output) ? output[0] : output;
  if (bundle === undefined || !("output" in bundle)) throw new Error("nothing was built");
  const name = (plant?.name ?? "none").replaceAll(/\W/g, "-");
  const directory = `${root}node_modules/.cache/quorate-planted/${name}`;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  let entry = "";
  for (const chunk of bundle.output) {
    if (chunk.type !== "chunk") continue;
    writeFileSync(`${directory}/${chunk.fileName}`, chunk.code);
    if (chunk.isEntry) entry = `${directory}/${chunk.fileName}`;
  }
  writeFileSync(`${directory}/package.json`, '{ "type": "module" }\n');
  const { simulate, themes } = (await import(/* @vite-ignore */ entry)) as Entry;
  return { simulate, themes, ran: () => (globalThis as { plantedRan?: number }).plantedRan ?? 0 };
}

function variantPlugin(plant: Plant | null, exportsOf: ExportsOf): Plugin {
  const modules = [...new Set((plant?.variant ?? []).map(({ module }) => module))];
  /** Path of a replaced module -> its alias. */
  const replaced = new Map<string, string>();
  return {
    name: "planted-variant",
    enforce: "pre",
    async resolveId(source, importer) {
      if (source.startsWith(variantPrefix)) return source;
      if (source === "vitest") return `${variantPrefix}vitest`;
      if (source.endsWith(originalSuffix)) return source;
      if (replaced.size === 0) {
        for (const module of modules) {
          const found = await this.resolve(module, plantsPath, { skipSelf: true });
          if (found !== null) replaced.set(found.id, module);
        }
      }
      const found = await this.resolve(source, importer, { skipSelf: true });
      const module = found === null ? undefined : replaced.get(found.id);
      return module === undefined ? found : `${variantPrefix}${module}`;
    },
    async load(id) {
      if (id === `${variantPrefix}vitest`) return "export const vi = {};";
      if (!id.startsWith(variantPrefix)) return null;
      const module = id.slice(variantPrefix.length);
      const path = [...replaced].find(([, alias]) => alias === module)?.[0] ?? "";
      return variantCode(plant?.name ?? "", module, path, await exportsOf(module));
    },
  };
}

/** As `importSimulator` in plant.ts does it: the original's exports, and over them what each replacement makes of it. */
function variantCode(name: string, module: string, path: string, exports: readonly string[]): string {
  return `
import * as original from ${JSON.stringify(path + originalSuffix)};
import { plants } from ${JSON.stringify(plantsPath)};
const plant = plants.find((other) => other.name === ${JSON.stringify(name)});
const ran = () => { globalThis.plantedRan = (globalThis.plantedRan ?? 0) + 1; };
let variant = original;
for (const { module, make } of plant.variant)
  if (module === ${JSON.stringify(module)}) variant = { ...variant, ...make(original, ran) };
${exports.map((one, index) => `const export${index} = variant.${one};\nexport { export${index} as ${one} };`).join("\n")}
`;
}
