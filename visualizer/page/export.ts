/** Saving a chart: SVG and PNG as it is shown, Mermaid as it is declared. */
import { chartMermaid } from "../chart/mermaid.ts";
import { chartSvg } from "../chart/svg.ts";
import type { MachineChart } from "../stream.ts";
import { lastMove, shown } from "./model.ts";

function svgText(chart: MachineChart): string {
  const tokens = Object.fromEntries(shown.peek().map(({ node, at }) => [node, at]));
  return chartSvg(chart.drawing, { tokens, last: lastMove.peek()?.record.transitions ?? [] });
}

export function saveSvg(chart: MachineChart): void {
  save(new Blob([svgText(chart)], { type: "image/svg+xml" }), `${chart.name}.svg`);
}

export function saveMermaid(chart: MachineChart): void {
  save(new Blob([chartMermaid(chart.definition)], { type: "text/plain" }), `${chart.name}.mmd`);
}

/** Twice as large, for screens of fine dots. @throws when the browser cannot paint it. */
export async function savePng(chart: MachineChart): Promise<void> {
  const image = new Image();
  const loaded = new Promise((resolve, reject) => {
    image.addEventListener("load", resolve);
    image.addEventListener("error", () => reject(new Error("The browser could not paint the chart; save it as SVG.")));
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(chart))}`;
  await loaded;
  const canvas = document.createElement("canvas");
  canvas.width = chart.drawing.width * 2;
  canvas.height = chart.drawing.height * 2;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("The browser has no canvas; save the chart as SVG.");
  context.fillStyle = "#fbfbf9";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("The browser could not make a PNG; save the chart as SVG.");
  save(blob, `${chart.name}.png`);
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
