/**
 * Coverage on the chart: how often each state, transition and cell was seen since the inspector began to watch, or in the
 * file of counts that it was given.
 */
import { computed, effect, signal } from "@preact/signals";
import type { MachineChart, MachineCounts } from "../stream.ts";
import { askCounts } from "./connection.ts";
import { chart, hello, phase } from "./model.ts";

export const isHeatShown = signal(false);
/** Null until a person chooses: the file, where there is one. */
const chosen = signal<"here" | "file" | null>(null);
export const countsFile = computed(() => hello.value?.counts ?? "");
export const heatSource = computed(() => chosen.value ?? (countsFile.value === "" ? "here" : "file"));
export function chooseHeat(source: "here" | "file"): void {
  chosen.value = source;
}

export const counts = signal<Readonly<Record<string, MachineCounts>>>({});
export const heatProblem = signal("");

const everyMs = 1000;

effect(() => {
  if (!isHeatShown.value || phase.value !== "open") return undefined;
  const source = heatSource.value;
  const ask = (): void => {
    askCounts(source).then(
      ({ machines }) => {
        counts.value = machines;
        heatProblem.value = "";
      },
      (error: unknown) => (heatProblem.value = error instanceof Error ? error.message : String(error)),
    );
  };
  ask();
  if (source === "file") return undefined;
  const timer = setInterval(ask, everyMs);
  return () => clearInterval(timer);
});

/** Of the chart that is shown; null while heat is not. */
export function heatOf(): MachineCounts | null {
  if (!isHeatShown.value) return null;
  return counts.value[chart.value?.name ?? ""] ?? { states: {}, transitions: {}, cells: {} };
}

/** Names that were counted and are none of the chart's: the file is of another version. */
export function foreignOf({ definition }: MachineChart, { states, transitions }: MachineCounts): number {
  const ids = new Set(definition.transitions.map(({ id }) => id));
  const boxes = new Set(definition.children);
  const isForeign = (path: string): boolean => !boxes.has(path.split(".", 1)[0] ?? "");
  return Object.keys(transitions).filter((id) => !ids.has(id)).length + Object.keys(states).filter(isForeign).length;
}

/** 0: never seen; 1 to 4, each about ten times as often. */
export function heatLevel(count: number): number {
  return count <= 0 ? 0 : Math.min(4, 1 + Math.floor(Math.log10(count)));
}
