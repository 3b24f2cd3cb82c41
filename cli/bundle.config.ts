import { defineConfig } from "vite";

/** Makes dist/cli/node-bundle.js of what was compiled. Packages are loaded from where they are installed. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  logLevel: "warn",
  publicDir: false,
  build: {
    ssr: "dist/cli/command.js",
    outDir: "dist/cli",
    emptyOutDir: false,
    target: "node20",
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      // No node needs them.
      external: /^\.\/(?:up|inspect|simulate-command|coverage-command)\.js$/,
      output: { entryFileNames: "node-bundle.js" },
    },
  },
});
