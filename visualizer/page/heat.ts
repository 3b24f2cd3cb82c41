/** Coverage on the chart: how often each state, transition and cell was seen since the inspector began to watch. */
import { effect, signal } from "@preact/signals";
import type { MachineCounts } from "../stream.ts";
import { askCounts } from "./connection.ts";
import { chart, phase } from "./model.ts";

export const isHeatShown = signal(false);
export const counts = signal<Readonly<Record<string, MachineCounts>>>({});
export const heatProblem = signal("");

const everyMs = 1000;

effect(() => {
  if (!isHeatShown.value || phase.value !== "open") return undefined;
  const ask = (): void => {
    askCounts().then(
      ({ machines }) => {
        counts.value = machines;
        heatProblem.value = "";
      },
      (error: unknown) => (heatProblem.value = error instanceof Error ? error.message : String(error)),
    );
  };
  ask();
  const timer = setInterval(ask, everyMs);
  return () => clearInterval(timer);
});

/** Of the chart that is shown; null while heat is not. */
export function heatOf(): MachineCounts | null {
  if (!isHeatShown.value) return null;
  return counts.value[chart.value?.name ?? ""] ?? { states: {}, transitions: {}, cells: {} };
}

/** 0: never seen; 1 to 4, each about ten times as often. */
export function heatLevel(count: number): number {
  return count <= 0 ? 0 : Math.min(4, 1 + Math.floor(Math.log10(count)));
}
