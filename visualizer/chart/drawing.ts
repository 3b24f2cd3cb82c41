/**
 * A laid-out chart: every text and line has its place, so whoever draws it (the page, the static SVG) only paints. Plain
 * data, because the server ships it to the page. Lengths are in pixels at scale 1.
 */
import type { TransitionKind } from "./definition.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** A piece of text in one tone; `event` stands out, `guard` and `muted` step back. */
export interface Span {
  readonly text: string;
  readonly tone: "event" | "guard" | "muted";
}

export interface TextLine {
  /** Left end of the baseline. */
  readonly x: number;
  readonly y: number;
  readonly spans: readonly Span[];
  /** Ids of the transitions that this line stands for. */
  readonly transitions: readonly string[];
}

/** A nested state, drawn as a pill in its region's row. */
export interface Pill extends Rectangle {
  readonly path: string;
  readonly label: string;
  readonly initial: boolean;
  readonly final: boolean;
}

export interface RegionRow extends Point {
  /** Name of a parallel region; empty for the only region of a compound state. */
  readonly label: string;
  readonly pills: readonly Pill[];
}

/** A top-level state. */
export interface Box extends Rectangle {
  readonly path: string;
  readonly label: string;
  readonly title: string;
  readonly initial: boolean;
  readonly final: boolean;
  readonly labelAt: Point;
  /** Where tokens sit: the first at this point (its left end, vertical middle), the next ones `step` to the right. */
  readonly seats: Point & { readonly step: number; readonly count: number };
  readonly notes: readonly TextLine[];
  readonly regions: readonly RegionRow[];
  /** Transitions that stay inside. */
  readonly inside: readonly TextLine[];
  /** Height of the line between notes and the rest; absent when there is no rest. */
  readonly ruleAt: number | null;
}

/** A small "any state" source of transitions that the root declares. */
export interface Chip extends Rectangle {
  readonly id: string;
  readonly label: string;
}

export interface Edge {
  readonly id: string;
  /** Path of the box it leaves; empty when it leaves an "any state" chip. */
  readonly source: string;
  readonly target: string;
  readonly kind: TransitionKind;
  readonly transitions: readonly string[];
  readonly points: readonly Point[];
  /** SVG path with rounded corners. */
  readonly path: string;
  readonly label: Rectangle & { readonly lines: readonly TextLine[] };
  readonly title: string;
}

/** What every state answers alike, listed once. */
export interface Legend extends Rectangle {
  readonly heading: string;
  readonly lines: readonly TextLine[];
}

export interface Drawing {
  readonly machine: string;
  /** Hash of the definition it was drawn from. */
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly chips: readonly Chip[];
  readonly edges: readonly Edge[];
  readonly legend: Legend | null;
  /** What the validator found; empty when the picture is clean. Shown, never a reason to refuse. */
  readonly faults: readonly string[];
}
