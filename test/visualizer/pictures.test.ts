/** The pictures in docs/ are drawn from the machines that run. Source: docs/ARCHITECTURE.md. */
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { drawPictures } from "#visualizer/pictures";

it("are up to date: npm run docs:pictures", async () => {
  for (const [name, svg] of await drawPictures()) {
    const stored = await readFile(new URL(`../../docs/pictures/${name}`, import.meta.url), "utf8");
    expect({ name, svg: stored }).toEqual({ name, svg });
  }
});
