/**
 * The rooms of docs/ARCHITECTURE.md as one table: who may import what. The rule below reads every static import, export,
 * dynamic import and type import; oxlint's own `no-restricted-imports` sees neither dynamic imports nor import types, and
 * takes no lookahead, so a list of what is allowed cannot be written with it.
 *
 * `rooms`: other rooms, as the start of a `#room/path` specifier. `packages`: npm packages and `node:` modules, exact or
 * with a `/` prefix. The first entry whose path matches a file decides.
 */
const files = ["node:fs", "node:fs/promises"];

/** @type {readonly { path: RegExp, name: string, rooms: readonly string[], packages: readonly string[] | "any", up?: false }[]} */
export const roomTable = [
  { name: "machines/protocol", path: /^machines\/protocol\//, rooms: [], packages: [], up: false },
  { name: "machines", path: /^machines\//, rooms: ["#machines/protocol/"], packages: ["xstate"] },
  {
    name: "services/storage",
    path: /^services\/storage\//,
    rooms: ["#machines/"],
    packages: [
      "level",
      "abstract-level",
      "msgpackr",
      "node:crypto",
      "node:readline",
      "node:worker_threads",
      "node:zlib",
      "node:path",
      "node:os",
      "node:buffer",
      ...files,
    ],
  },
  {
    name: "services/tree",
    path: /^services\/tree\//,
    rooms: ["#machines/"],
    packages: ["node:crypto", "node:zlib", "node:buffer"],
  },
  {
    name: "services",
    path: /^services\//,
    rooms: ["#machines/"],
    packages: ["xstate", "msgpackr", "abstract-level", "node:crypto", "node:path", "node:buffer"],
  },
  {
    name: "transport",
    path: /^transport\//,
    rooms: ["#machines/protocol/"],
    packages: ["@nats-io/nats-core", "@nats-io/transport-node", "msgpackr", "node:buffer"],
  },
  {
    name: "visualizer/page",
    path: /^visualizer\/page\//,
    rooms: ["#machines/", "#visualizer/"],
    packages: ["xstate", "@statelyai/inspect", "preact", "@preact/signals", "elkjs", "vite"],
  },
  {
    name: "visualizer",
    path: /^visualizer\//,
    rooms: ["#machines/", "#transport/"],
    packages: [
      "xstate",
      "@statelyai/inspect",
      "ws",
      "elkjs",
      "node:http",
      "node:path",
      "node:url",
      "node:buffer",
      "node:net",
      "node:stream",
      "node:readline",
      "node:worker_threads",
      "node:zlib",
      ...files,
    ],
  },
  {
    name: "coverage",
    path: /^coverage\//,
    rooms: ["#machines/protocol/trace"],
    packages: ["xstate", "node:path", ...files],
  },
  {
    name: "simulation",
    path: /^simulation\//,
    rooms: ["#machines/", "#services/", "#transport/memory-bus"],
    packages: ["xstate", "msgpackr", "node:crypto", "node:path", "node:buffer"],
  },
  {
    name: "cli",
    path: /^cli\//,
    rooms: ["#machines/", "#services/", "#transport/", "#visualizer/", "#coverage/", "#simulation/"],
    packages: "any",
  },
  { name: "test", path: /^(test|bench)\//, rooms: ["#"], packages: "any" },
];

const roomNames = "machines|services|transport|visualizer|coverage|simulation|cli|test|bench";
const leavesRoom = new RegExp(`^(?:\\.\\./)+(?:${roomNames})(?:/|$)`);

/** What is wrong with importing `specifier` in the file `path` (relative to the root), or undefined. */
export function judgeImport(path, specifier) {
  const room = roomTable.find((entry) => entry.path.test(path));
  if (room === undefined) return undefined;
  if (specifier.startsWith(".")) return judgeRelative(path, specifier, room);
  if (specifier.startsWith("#")) {
    if (room.rooms.some((allowed) => specifier.startsWith(allowed))) return undefined;
    if (specifier.startsWith(`#${path.slice(0, path.indexOf("/"))}/`))
      return `${specifier}: inside a room imports are relative`;
    return `${room.name} may not import ${specifier}`;
  }
  if (room.packages === "any") return undefined;
  if (room.packages.some((allowed) => specifier === allowed || specifier.startsWith(`${allowed}/`))) return undefined;
  return `${room.name} may not import the package ${specifier}`;
}

function judgeRelative(path, specifier, room) {
  if (room.name === "test") return undefined;
  if (room.up === false && specifier.startsWith("../")) return `${room.name} imports nothing from outside itself`;
  const depth = path.split("/").length - 1;
  const ups = specifier.split("/").filter((part) => part === "..").length;
  if (ups >= depth || leavesRoom.test(specifier)) return `${specifier} leaves the room: write #room/... instead`;
  if (!/\.(ts|tsx|css|svg|json)$/.test(specifier))
    return `${specifier}: a relative import names the file with its extension`;
  return undefined;
}

const marker = "/test/fixtures/gates/";

/** The path that decides a file's room: planted fixtures below test/fixtures/gates/ count as if they stood at the root. */
function roomPath(filename, cwd) {
  const path = filename.replaceAll("\\", "/");
  const at = path.indexOf(marker);
  if (at !== -1) return path.slice(at + marker.length);
  const root = `${cwd.replaceAll("\\", "/")}/`;
  return path.startsWith(root) ? path.slice(root.length) : path;
}

const imports = {
  create(context) {
    const path = roomPath(context.filename, context.cwd);
    const check = (node) => {
      if (node === null || node === undefined) return;
      // Tests may compute what they load.
      if (node.type !== "Literal" && /^(test|bench)\//.test(path)) return;
      if (node.type !== "Literal")
        return void context.report({ node, message: "an import is written as a plain string" });
      const fault = judgeImport(path, String(node.value));
      if (fault !== undefined) context.report({ node, message: fault });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => {
        check(node.source);
        if (/^(machines|services|transport|coverage|simulation|cli|visualizer)\//.test(path))
          context.report({ node, message: "no barrels: name what is exported" });
      },
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument),
    };
  },
};

export default { meta: { name: "rooms" }, rules: { imports } };
