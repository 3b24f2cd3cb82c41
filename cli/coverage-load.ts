/** Finds the machine or the model in a user's file. JavaScript is imported; TypeScript goes through what is there already. */
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { defineModel, type Model } from "#coverage/coverage";
import { isMachine, isModel } from "#coverage/model";
import { QuorateError } from "#machines/protocol/errors";
import { UsageError } from "./output.ts";

export interface Loaded {
  readonly model: Model;
  /** The file, absolute. */
  readonly path: string;
  readonly name: string;
  readonly isModel: boolean;
}

export interface LoadOptions {
  readonly cwd: string;
  /** Conditions of package imports and exports, for TypeScript files. */
  readonly conditions?: readonly string[];
}

const javascript = new Set([".js", ".mjs", ".cjs"]);
const typescript = new Set([".ts", ".mts", ".cts", ".tsx"]);

/**
 * `FILE` or `FILE#EXPORT`. A file with one model, or without a model and with one machine, needs no export name.
 * @throws UsageError no such file, no such export, no machine in it, several; QuorateError CONFIG when it cannot be loaded.
 */
export async function loadModel(target: string, options: LoadOptions): Promise<Loaded> {
  const at = target.lastIndexOf("#");
  const [file, wanted] = at > 0 ? [target.slice(0, at), target.slice(at + 1)] : [target, ""];
  const path = resolve(options.cwd, file);
  if (!existsSync(path) || !statSync(path).isFile()) throw new UsageError(`there is no file ${file}`);
  const found = await importFile(path, file, options);
  return { ...pick(found, file, wanted), path };
}

function pick(found: Readonly<Record<string, unknown>>, file: string, wanted: string): Omit<Loaded, "path"> {
  const usable = Object.entries(found).filter(([, value]) => isModel(value) || isMachine(value));
  const list = usable.map(([name]) => name).join(", ");
  if (wanted !== "") {
    if (!(wanted in found)) {
      throw new UsageError(`${file} exports no ${wanted}${list === "" ? "" : `; there are ${list}`}`);
    }
    return use(wanted, found[wanted], file);
  }
  const models = usable.filter(([, value]) => isModel(value));
  const [first, ...others] = models.length > 0 ? models : usable;
  if (first === undefined) {
    const names = Object.keys(found).join(", ");
    throw new UsageError(
      `${file} exports no XState 5 machine and no model${names === "" ? "" : ` (it exports ${names})`}`,
    );
  }
  const distinct = others.filter(([, value]) => value !== first[1]);
  if (distinct.length > 0)
    throw new UsageError(`${file} exports several: choose one, as in ${file}#${first[0]} (there are ${list})`);
  return use(first[0], first[1], file);
}

function use(name: string, value: unknown, file: string): Omit<Loaded, "path"> {
  if (isModel(value)) return { model: value, name, isModel: true };
  if (isMachine(value)) return { model: defineModel(value), name, isModel: false };
  throw new UsageError(`${name} in ${file} is neither an XState 5 machine nor a model of one`);
}

async function importFile(
  path: string,
  file: string,
  options: LoadOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const extension = extname(path);
  if (!javascript.has(extension) && !typescript.has(extension)) {
    throw new UsageError(`${file} is neither JavaScript nor TypeScript (.js, .mjs, .cjs, .ts, .mts)`);
  }
  try {
    if (javascript.has(extension) || stripsTypes()) {
      // oxlint-disable-next-line rooms/imports -- the user's file
      return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
    }
    return await importTypescript(path, file, options);
  } catch (error) {
    if (error instanceof QuorateError || error instanceof UsageError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new QuorateError("CONFIG", `${file} threw while it was loaded: ${message}`);
  }
}

/** Node.js 22.18 and newer. */
function stripsTypes(): boolean {
  const { features } = process as { readonly features: { readonly typescript?: unknown } };
  return features.typescript === "strip" || features.typescript === "transform";
}

/** What of Vite is used here: it is a development dependency, of this package or of the user's. */
interface ViteServer {
  ssrLoadModule(path: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}
interface Vite {
  createServer(options: object): Promise<ViteServer>;
}

async function importTypescript(path: string, file: string, options: LoadOptions): Promise<Record<string, unknown>> {
  const vite = await findVite(options.cwd);
  if (vite === null) {
    throw new QuorateError(
      "CONFIG",
      `${file} is TypeScript, which Node.js ${process.versions.node} does not run by itself: install vite (or vitest) in your ` +
        "project, use Node.js 22.18 or newer, or name the built .js file",
    );
  }
  const conditions = [...(options.conditions ?? []), "module", "node", "development|production"];
  const server = await vite.createServer({
    configFile: false,
    root: options.cwd,
    logLevel: "silent",
    appType: "custom",
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
    resolve: { conditions },
    ssr: { resolve: { conditions } },
  });
  try {
    return await server.ssrLoadModule(path);
  } finally {
    await server.close();
  }
}

/** The user's own comes first; vitest brings one too. */
async function findVite(cwd: string): Promise<Vite | null> {
  for (const from of [join(cwd, "package.json"), import.meta.filename]) {
    try {
      const require = createRequire(from);
      const url = pathToFileURL(require.resolve("vite")).href;
      // oxlint-disable-next-line rooms/imports -- the user's vite, if there is one
      return (await import(/* @vite-ignore */ url)) as Vite;
    } catch {
      continue;
    }
  }
  return null;
}
