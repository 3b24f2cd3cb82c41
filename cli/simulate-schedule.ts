/** A schedule as lines to read: when what happens to whom, what sets it off, and when it ends. */
import type { Fault } from "#simulation/faults";
import type { FramePick } from "#simulation/frame-rules";
import type { Schedule } from "#simulation/run";

export function linesOf({ faults, operations }: Schedule): string[] {
  const parts = [
    ...faults.map((fault) => ({ atMs: fault.atMs, text: faultText(fault) })),
    ...operations.map(({ atMs, kind, key, client }) => ({ atMs, text: `client c${client + 1}: ${kind} ${key}` })),
  ];
  return parts.sort((a, b) => a.atMs - b.atMs).map(({ atMs, text }) => `${atMs.toFixed(3).padStart(10)}  ${text}`);
}

function faultText({ kind, forMs, nodes, amount, frames, scene, when, until }: Fault): string {
  const parts = [kind, ...nodes];
  if (frames !== undefined) parts.push(framesText(frames));
  if (amount !== 0) parts.push(`(${amount})`);
  if (when !== undefined) {
    const { withinMs, delayMs } = when;
    parts.push(
      `${Number(delayMs.toFixed(3))} ms after ${framesText(when.frames)}, if there is one within ${withinMs} ms,`,
    );
  }
  parts.push(`for ${forMs} ms`);
  if (until !== undefined)
    parts.push(`or until ${Number(until.delayMs.toFixed(3))} ms after ${framesText(until.frames)}`);
  if (scene !== undefined) parts.push(`[scene ${scene.id}]`);
  return parts.join(" ");
}

function framesText({ from, to, kinds, allBut }: FramePick): string {
  const what = kinds === undefined ? "any" : kinds.join("/");
  const but = allBut === undefined ? "" : ` but ${allBut.join("/")}`;
  const sender = from === undefined ? "" : ` from ${from.join("/")}`;
  const receiver = to === undefined ? "" : ` to ${to.join("/")}`;
  return `${what}${but}${sender}${receiver}`;
}
