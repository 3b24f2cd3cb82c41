/**
 * What the inspector's server and a page tell each other over the WebSocket, as JSON. The server: `hello`, `definitions`,
 * `snapshot`, then `delta`s for as long as the page is open; the page: questions, each answered by a frame with its `id`.
 * A recording is the same frames, one a line.
 */
import type { Json, TraceRecord } from "#machines/protocol/trace";
import type { ChartDefinition } from "./chart/definition.ts";
import type { Drawing } from "./chart/drawing.ts";

export const streamVersion = 2;

/** WebSocket close codes with a meaning of their own. */
export const closeCodes = { tooManyPages: 4001, malformed: 4003 } as const;

/** Whether the inspector itself reaches the cluster. */
export type Link = "connected" | "disconnected" | "closed";

// ------------------------------------------------------------------------------------------------------------- entries

interface EntryBase {
  /** Place in the order of arrival at this inspector. */
  readonly serial: number;
  /** When it arrived there, milliseconds since 1970; in a recording of the simulator, the time that its clocks agree on. */
  readonly time: number;
}

/** A trace record. */
export interface LogEntry extends EntryBase {
  readonly what: "record";
  readonly record: TraceRecord;
}

/** A node appeared, was restarted or went. A node that went takes its actors with it. */
export interface NodeEntry extends EntryBase {
  readonly what: "node";
  readonly node: NodeNow;
}

/** Records that are not here: never left out in silence. */
export interface GapEntry extends EntryBase {
  readonly what: "gap";
  readonly gap: Gap;
}

/** What a judge found in a recording, or a person did with the page's controls. */
export interface NoteEntry extends EntryBase {
  readonly what: "note";
  readonly kind: "violation" | "command";
  readonly text: string;
}

export type Entry = LogEntry | NodeEntry | GapEntry | NoteEntry;

export interface Gap {
  readonly node: string;
  readonly missed: number;
  /** `node`: the node left them out; `inspector`: too many to show at once, kept by the server; `page`: the page read too slowly. */
  readonly by: "node" | "inspector" | "page";
}

// --------------------------------------------------------------------------------------------------------------- world

export interface NodeNow {
  readonly node: string;
  readonly boot: string;
  /** `gone` after `silenceMs` without a sign of life. */
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
  /** Its last record of all but snapshots, or null. */
  readonly lastStep: LogEntry | null;
}

/** Everything that is known at one moment. */
export interface WorldData {
  readonly nodes: readonly NodeNow[];
  readonly actors: readonly ActorNow[];
}

/** A moment worth finding again on the timeline. */
export interface Mark {
  readonly serial: number;
  readonly time: number;
  readonly kind: "leader" | "node" | "gap" | "violation" | "command";
  readonly text: string;
  /** The ensemble it belongs to; empty for nobody's. */
  readonly group: string;
}

// ------------------------------------------------------------------------------------------------- from server to page

export interface Hello {
  readonly type: "hello";
  readonly version: number;
  readonly cluster: string;
  /** `recording`: nothing more will come than what the snapshot says. */
  readonly mode: "live" | "recording";
  /** Whether the server takes commands that change something; false means read-only. */
  readonly controls: boolean;
  /** Commands that it takes, see `Command`. */
  readonly commands: readonly string[];
  /** Whether values of keys are shown. */
  readonly values: boolean;
  /** The file of counts that it was given; empty for none. */
  readonly counts: string;
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
  /** The oldest entry that the server still has. */
  readonly first: number;
  readonly firstTime: number;
  readonly link: Link;
  /** The world before the first of `entries`. */
  readonly base: WorldData;
  /** The newest entries, without holes. */
  readonly entries: readonly Entry[];
  /** Moves before those: for the log. */
  readonly moves: readonly LogEntry[];
  readonly marks: readonly Mark[];
}

export interface Delta {
  readonly type: "delta";
  readonly serial: number;
  readonly first: number;
  readonly link: Link;
  readonly entries: readonly Entry[];
}

/** Sent each second when nothing else is, so that a page knows a dead connection from a quiet cluster. */
export interface Alive {
  readonly type: "alive";
}

/** A piece of the past. */
export interface Window {
  readonly type: "window";
  readonly id: number;
  /** The entry that was asked for; 0 when the server does not have it (any more). */
  readonly serial: number;
  readonly base: WorldData;
  readonly entries: readonly Entry[];
}

/** How often each thing of each machine was seen since the inspector began to watch. */
export interface Counts {
  readonly type: "counts";
  readonly id: number;
  readonly machines: Readonly<Record<string, MachineCounts>>;
}

export interface MachineCounts {
  readonly states: Readonly<Record<string, number>>;
  readonly transitions: Readonly<Record<string, number>>;
  /** `state event` (top-level state) -> count. */
  readonly cells: Readonly<Record<string, number>>;
}

export interface Done {
  readonly type: "done";
  readonly id: number;
  readonly ok: boolean;
  readonly result: Json;
  readonly code: string;
  readonly message: string;
}

export type ServerFrame = Hello | Definitions | Snapshot | Delta | Alive | Window | Counts | Done;

// ------------------------------------------------------------------------------------------------- from page to server

/** The entries around one: by its serial, or by its record's name. */
export interface AskWindow {
  readonly type: "window";
  readonly id: number;
  readonly serial?: number;
  readonly at?: { readonly node: string; readonly boot: string; readonly n: number };
}

export interface AskCounts {
  readonly type: "counts";
  readonly id: number;
  /** What the inspector has seen, or the file of `Hello.counts`. */
  readonly of: "here" | "file";
}

/** One of `Hello.commands`, with its arguments. */
export interface Command {
  readonly type: "command";
  readonly id: number;
  readonly name: string;
  readonly args: Readonly<Record<string, Json>>;
}

export type PageFrame = AskWindow | AskCounts | Command;
