/** The chart in its frame: zoom, scrolling, and the same as a table. */
import { computed, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { saveMermaid, savePng, saveSvg } from "./export.ts";
import { CellTable } from "./cell-table.tsx";
import { chooseHeat, countsFile, heatProblem, heatSource, isHeatShown } from "./heat.ts";
import type { Drawing } from "../chart/drawing.ts";
import { placeOf } from "../place.ts";
import { Chart } from "./chart.tsx";
import { ChartTable } from "./chart-table.tsx";
import type { MachineChart } from "../stream.ts";
import { chart, shown } from "./model.ts";

/** All of the chart is shown, as large as fits; a narrow window scrolls both ways. */
const smallest = { narrow: 0.55, fitted: 0.22 };
const narrowWidth = 560;
const largest = 2;
const zoomStep = 1.25;

/** Null: as large as fits. */
const zoom = signal<number | null>(null);
const frame = signal({ width: 1000, height: 700 });
const isNarrow = computed(() => frame.value.width < narrowWidth);

const scale = computed(() => {
  const drawing = chart.value?.drawing;
  if (zoom.value !== null || drawing === undefined) return zoom.value ?? 1;
  const fit = Math.min(frame.value.width / drawing.width, frame.value.height / drawing.height, 1.15);
  return Math.max(fit, isNarrow.value ? smallest.narrow : smallest.fitted);
});

export function ChartPane() {
  const view = useRef<HTMLDivElement>(null);
  // Before it is painted: a pane that another size was fitted to would show a part of the chart first.
  useLayoutEffect(() => {
    const { current } = view;
    if (current === null) return undefined;
    const measure = (): void => {
      const { width, height } = current.getBoundingClientRect();
      if (width !== frame.peek().width || height !== frame.peek().height) frame.value = { width, height };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const leaderBox = chart.value?.drawing.boxes.find((box) => shown.value.some(({ at }) => isLeading(at, box.path)));
  useEffect(() => {
    if (!isNarrow.value || leaderBox === undefined || view.current === null) return;
    bringIntoView(view.current, leaderBox, scale.peek());
  }, [leaderBox?.path, isNarrow.value]);

  const current = chart.value;
  const change = (factor: number): void => {
    zoom.value = Math.min(largest, Math.max(smallest.fitted / 2, scale.peek() * factor));
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
        {isHeatShown.value && countsFile.value !== "" && <HeatSource />}
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
          <button type="button" disabled={current === null} onClick={() => (zoom.value = widthOf(current))}>
            Width
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

/** As wide as the frame. */
function widthOf(shownChart: MachineChart | null): number | null {
  return shownChart === null ? null : Math.min(largest, frame.peek().width / shownChart.drawing.width);
}

function HeatSource() {
  return (
    <label class="toggle near">
      in{" "}
      <select
        data-heat-source
        value={heatSource.value}
        onChange={(event) => chooseHeat(event.currentTarget.value === "file" ? "file" : "here")}
      >
        <option value="file">{countsFile.value}</option>
        <option value="here">what this inspector saw</option>
      </select>
    </label>
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
