/** The chart in its frame: zoom, scrolling, and the same as a table. */
import { computed, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { saveMermaid, savePng, saveSvg } from "./export.ts";
import { CellTable } from "./cell-table.tsx";
import { heatProblem, isHeatShown } from "./heat.ts";
import type { Drawing } from "../chart/drawing.ts";
import { placeOf } from "../place.ts";
import { Chart } from "./chart.tsx";
import { ChartTable } from "./chart-table.tsx";
import type { MachineChart } from "../stream.ts";
import { chart, shown } from "./model.ts";
import { route } from "./route.ts";

/** An overview shows all of the chart; where the chart is alone it is as wide as its frame; a narrow window scrolls both ways. */
const smallest = { narrow: 0.55, alone: 0.45, overview: 0.22 };
/** Easily read: no need to fill the frame's width by more. */
const legible = 0.72;
const narrowWidth = 700;
const largest = 2;
const zoomStep = 1.25;

/** Null: as large as fits. */
const zoom = signal<number | null>(null);
const frame = signal({ width: 1000, height: 700 });

const scale = computed(() => {
  const drawing = chart.value?.drawing;
  if (zoom.value !== null || drawing === undefined) return zoom.value ?? 1;
  const fit = Math.min(frame.value.width / drawing.width, frame.value.height / drawing.height, 1.15);
  if (frame.value.width < narrowWidth) return Math.max(fit, smallest.narrow);
  if (route.value.view !== "chart") return Math.max(fit, smallest.overview);
  return Math.max(fit, smallest.alone, Math.min(frame.value.width / drawing.width, legible));
});

export function ChartPane() {
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) frame.value = { width: entry.contentRect.width, height: entry.contentRect.height };
    });
    if (view.current !== null) observer.observe(view.current);
    return () => observer.disconnect();
  }, []);
  const leaderBox = chart.value?.drawing.boxes.find((box) => shown.value.some(({ at }) => isLeading(at, box.path)));
  useEffect(() => {
    if (leaderBox !== undefined && view.current !== null) bringIntoView(view.current, leaderBox, scale.peek());
  }, [leaderBox?.path]);

  const current = chart.value;
  const change = (factor: number): void => {
    zoom.value = Math.min(largest, Math.max(smallest.overview / 2, scale.peek() * factor));
  };
  return (
    <>
      <div class="chart-frame">
        <div class="chart-view" ref={view} tabIndex={0} role="region" aria-label="Chart, scrolls both ways">
          {current !== null && <Chart chart={current} scale={scale.value} />}
        </div>
      </div>
      <div class="below">
        <Key />
        <label class="toggle near">
          <input
            type="checkbox"
            checked={isHeatShown.value}
            onChange={(event) => (isHeatShown.value = event.currentTarget.checked)}
          />
          how often seen
        </label>
        {current !== null && <Export chart={current} />}
        <div class="zoom" role="group" aria-label="Zoom">
          <button type="button" aria-label="Smaller" onClick={() => change(1 / zoomStep)}>
            −
          </button>
          <button type="button" aria-label="Larger" onClick={() => change(zoomStep)}>
            +
          </button>
          <button type="button" onClick={() => (zoom.value = null)}>
            Fit
          </button>
        </div>
      </div>
      {heatProblem.value !== "" && isHeatShown.value && <p class="problem">{heatProblem.value}</p>}
      {exportProblem.value !== "" && (
        <p class="problem" role="alert">
          {exportProblem.value}
        </p>
      )}
      {current !== null && <ChartTable chart={current} />}
      {current !== null && isHeatShown.value && <CellTable chart={current} />}
    </>
  );
}

const exportProblem = signal("");

function Export({ chart: shownChart }: { readonly chart: MachineChart }) {
  const png = (): void => {
    exportProblem.value = "";
    savePng(shownChart).catch((error: unknown) => {
      exportProblem.value = error instanceof Error ? error.message : String(error);
    });
  };
  return (
    <div class="zoom export" role="group" aria-label="Save the chart">
      <button type="button" onClick={() => saveSvg(shownChart)}>
        SVG
      </button>
      <button type="button" onClick={png}>
        PNG
      </button>
      <button type="button" onClick={() => saveMermaid(shownChart)}>
        Mermaid
      </button>
    </div>
  );
}

function isLeading(at: readonly string[], path: string): boolean {
  return path === "leading" && placeOf(at) === path;
}

/** On a small window: scrolls the chart, not the page. */
function bringIntoView(view: HTMLElement, box: Drawing["boxes"][number], by: number): void {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  view.scrollTo({
    left: (box.x + box.width / 2) * by - view.clientWidth / 2,
    top: (box.y + box.height / 2) * by - view.clientHeight / 2,
    behavior: calm ? "auto" : "smooth",
  });
}

function Key() {
  return (
    <p class="key" aria-label="Key">
      {(["go", "back", "fault"] as const).map((kind) => (
        <span key={kind} class={`key-item ${kind}`}>
          <svg width="34" height="8" aria-hidden="true">
            <path class="line" d="M1 4H33" />
          </svg>
          {{ go: "leads on", back: "retreats", fault: "fault" }[kind]}
        </span>
      ))}
      <span class="key-item last">
        <svg width="34" height="8" aria-hidden="true">
          <path class="line" d="M1 4H33" />
        </svg>
        last transition
      </span>
    </p>
  );
}
