/**
 * Linter settings. The room table is in .oxlint/rooms.js; test/gates proves that each rule here fires on a planted
 * violation, and that the run over the repository reads every source file.
 */

/** Time, randomness and the like come in through ports (machines/protocol/ports.ts). */
const bannedGlobals = [
  "Date",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "crypto",
  "fetch",
  "WebSocket",
].map((name) => ({ name, message: "comes in through a port: machines/protocol/ports.ts" }));

const bannedProperties = [
  { object: "Math", property: "random", message: "randomness comes in through the port Random" },
  { object: "process", property: "nextTick", message: "use Clock.defer" },
  { object: "process", property: "hrtime", message: "use Clock.now" },
  { object: "process", property: "exit", message: "only cli ends the process" },
  { object: "AbortSignal", property: "timeout", message: "use Clock.setTimer" },
  ...["Date", "performance", "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "crypto"].flatMap(
    (property) => [
      { object: "globalThis", property, message: "comes in through a port" },
      { object: "global", property, message: "comes in through a port" },
    ],
  ),
];

const bannedImports = [
  { name: "node:timers", message: "use Clock" },
  { name: "node:timers/promises", message: "use Clock" },
  { name: "node:perf_hooks", message: "use Clock" },
  {
    name: "node:crypto",
    importNames: ["randomBytes", "randomUUID", "randomInt", "randomFillSync", "randomFill", "webcrypto", "default"],
    message: "randomness comes in through the port Random",
  },
];

/** Files that implement ports, and rooms that are not part of a node. Each entry has its reason. */
const portFiles = [
  "cli/**", // the composition root: holds the production ports
  "visualizer/page/**", // runs in a browser, for people
  "test/**",
  "bench/**",
];

const rooms = ["machines", "services", "transport", "visualizer", "coverage", "simulation", "cli", "test", "bench"];
/** A planted file below test/fixtures/gates/ is judged as if it stood at the root. */
const everywhere = (paths) => paths.flatMap((path) => [path, `test/fixtures/gates/${path}`]);

/** Planted files are judged by the room they stand for, not as tests. */
const planted = rooms
  .filter((room) => !["cli", "test", "bench"].includes(room))
  .map((room) => `test/fixtures/gates/${room}/**`);

export default {
  plugins: ["eslint", "typescript", "oxc", "import", "unicorn", "promise", "vitest"],
  jsPlugins: ["./.oxlint/rooms.js"],
  categories: { correctness: "error" },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  env: { es2024: true, node: true },
  ignorePatterns: ["dist/**", "node_modules/**", "coverage-report/**"],
  rules: {
    "rooms/imports": "error",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-default-export": "error",
    "import/no-self-import": "error",
    "import/no-duplicates": "error",
    "no-restricted-globals": ["error", ...bannedGlobals],
    "no-restricted-properties": ["error", ...bannedProperties],
    "no-restricted-imports": ["error", { paths: bannedImports }],
    "no-console": "error",
    "no-eval": "error",
    "no-var": "error",
    "prefer-const": "error",
    eqeqeq: "error",
    "no-param-reassign": "error",
    "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrorsIgnorePattern: "^_" }],
    "max-lines": ["error", { max: 450, skipBlankLines: true, skipComments: true }],
    "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
    "typescript/no-explicit-any": "error",
    // A test that replaces a module names its type where it does so.
    "typescript/consistent-type-imports": [
      "error",
      { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
    ],
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/await-thenable": "error",
    "typescript/only-throw-error": "error",
    "typescript/prefer-promise-reject-errors": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/return-await": ["error", "error-handling-correctness-only"],
    // `PeerId | ""` says more than `string`.
    "typescript/no-redundant-type-constituents": "off",
    // Ports are interfaces with methods, and are handed on as functions: what implements them does not rely on `this`.
    "typescript/unbound-method": "off",
    "typescript/no-meaningless-void-operator": "off",
    "promise/no-callback-in-promise": "off",
    "unicorn/no-new-array": "off",
    "vitest/no-conditional-expect": "off",
    // A copy made before the original changes under the loop is meant.
    "unicorn/no-useless-spread": "off",
    "vitest/no-focused-tests": "error",
    "vitest/no-disabled-tests": "off",
    "vitest/expect-expect": "off",
    "vitest/require-mock-type-parameters": "off",
    "vitest/no-conditional-tests": "off",
  },
  overrides: [
    {
      files: everywhere(portFiles),
      excludeFiles: planted,
      rules: { "no-restricted-globals": "off", "no-restricted-properties": "off", "no-restricted-imports": "off" },
    },
    {
      // machines/ is pure: what it does not import it must not reach as a global either.
      files: everywhere(["machines/**"]),
      rules: {
        "no-restricted-globals": [
          "error",
          ...bannedGlobals,
          ...["process", "Buffer", "console", "globalThis", "global", "require"].map((name) => ({
            name,
            message: "machines/ is pure",
          })),
        ],
      },
    },
    { files: ["cli/**", "bench/**", "test/**"], excludeFiles: planted, rules: { "no-console": "off" } },
    { files: ["test/**", "bench/**"], excludeFiles: planted, rules: { "max-lines-per-function": "off" } },
    // As long as the chart is rich: nobody reads them from top to bottom.
    { files: ["test/generated/**"], rules: { "max-lines": "off" } },
    { files: ["**/*.config.*", ".oxlint/**"], rules: { "import/no-default-export": "off" } },
  ],
};
