import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

/** `#machines/...` and the like resolve to TypeScript sources, see "imports" in package.json. */
const conditions = ["quorate-source", ...defaultServerConditions];

/** Tests that start processes, servers or a browser: one file at a time, after the others. */
const heavy = [
  "test/acceptance/**/*.test.ts",
  "test/bench/run.test.ts",
  "test/cli/**/*.test.ts",
  "test/scenarios/**/*.test.ts",
  "test/processes/**/*.test.ts",
  "test/visualizer/**/*.test.ts",
];

/** Measurements for docs/RELIABILITY.md, not checks: only when they are asked for. */
const measurements = process.env["PLANTED_RANDOM"] === undefined ? ["test/planted/random-seeds.test.ts"] : [];

/** `npm run coverage:all`: the machines of every test file are counted. Otherwise nothing is loaded. */
const setupFiles = process.env["QUORATE_COVERAGE"] === undefined ? [] : ["test/support/record.ts"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    setupFiles,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/fixtures/**", ...heavy, ...measurements],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "processes",
          include: heavy,
          exclude: ["test/fixtures/**"],
          testTimeout: 120_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
