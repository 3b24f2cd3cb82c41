/** Lays a chart out in a thread of its own, so that whoever hosts the inspector goes on meanwhile. */
import { Worker } from "node:worker_threads";
import type { ChartDefinition } from "./definition.ts";
import type { Drawing } from "./drawing.ts";
import { knownDrawing, layoutChart } from "./layout.ts";

export function layoutApart(definition: ChartDefinition): Promise<Drawing> {
  const known = knownDrawing(definition);
  if (known !== undefined) return known;
  // A thread cannot run TypeScript; from its source the inspector is run by tests only.
  if (import.meta.url.endsWith(".ts")) return layoutChart(definition);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./layout-worker.js", import.meta.url), { workerData: definition });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the layout's thread ended without a drawing")));
    // A process that has nothing else to do need not wait for a picture.
    worker.unref();
  });
}
