/** A thread that lays one chart out: it takes seconds of computing for a large one, which a node must not spend. */
import { parentPort, workerData } from "node:worker_threads";
import type { ChartDefinition } from "./definition.ts";
import { layoutChart } from "./layout.ts";

const drawing = await layoutChart(workerData as ChartDefinition);
parentPort?.postMessage(drawing);
