/**
 * What the inspector's server tells a page over the WebSocket, as JSON: `hello`, `definitions`, `snapshot`, then `delta`s
 * for as long as the page is open. A page sends nothing.
 */
import type { TraceRecord } from "#machines/protocol/trace";
import type { ChartDefinition } from "./chart/definition.ts";
import type { Drawing } from "./chart/drawing.ts";

export const streamVersion = 1;

/** WebSocket close codes with a meaning of their own. */
export const closeCodes = { tooManyPages: 4001, tooSlow: 4002 } as const;

/** Whether the inspector itself reaches the cluster. */
export type Link = "connected" | "disconnected" | "closed";

export interface NodeNow {
  readonly node: string;
  readonly boot: string;
  /** `gone` after `silenceMs` without a sign of life, or when the bus says that nobody listens. */
  readonly state: "live" | "gone";
}

/** Where one actor is. */
export interface ActorNow {
  readonly actor: string;
  readonly machine: string;
  readonly node: string;
  /** State paths, see TraceRecord. */
  readonly at: readonly string[];
  readonly context: TraceRecord["context"];
  /** The last record that changed its state or, without one, null. */
  readonly lastMove: LogEntry | null;
}

/** A record with its place in the order of arrival at this inspector. */
export interface LogEntry {
  readonly serial: number;
  readonly record: TraceRecord;
}

/** Records that a page does not get: never left out in silence. */
export interface Gap {
  readonly node: string;
  readonly missed: number;
  /** `node`: the node left them out; `inspector`: too many to show; `page`: the page reads too slowly. */
  readonly by: "node" | "inspector" | "page";
}

export interface Hello {
  readonly type: "hello";
  readonly version: number;
  readonly cluster: string;
  /** Whether this server takes commands; false means read-only. */
  readonly controls: boolean;
}

export interface MachineChart {
  readonly name: string;
  readonly definition: ChartDefinition;
  readonly drawing: Drawing;
}

export interface Definitions {
  readonly type: "definitions";
  readonly machines: readonly MachineChart[];
}

/** Everything up to `serial`. Replaces what the page knows. */
export interface Snapshot {
  readonly type: "snapshot";
  readonly serial: number;
  readonly link: Link;
  readonly nodes: readonly NodeNow[];
  readonly actors: readonly ActorNow[];
  readonly log: readonly LogEntry[];
  readonly gaps: readonly Gap[];
}

export interface Delta {
  readonly type: "delta";
  readonly serial: number;
  readonly link: Link;
  /** Nodes whose state changed. A node that went takes its actors with it. */
  readonly nodes: readonly NodeNow[];
  readonly entries: readonly LogEntry[];
  readonly gaps: readonly Gap[];
}

/** Sent each second when nothing else is, so that a page knows a dead connection from a quiet cluster. */
export interface Alive {
  readonly type: "alive";
}

export type ServerFrame = Hello | Definitions | Snapshot | Delta | Alive;
