/** All pages of one inspector and what they are told: entries as they come in small batches, and answers to their questions. */
import type { Clock, TimerHandle } from "#machines/protocol/ports";
import type { Json } from "#machines/protocol/trace";
import { type LiveState } from "./live-state.ts";
import type { PageLink } from "./page-link.ts";
import { isMove } from "./place.ts";
import type {
  AskWindow,
  Definitions,
  Entry,
  Gap,
  Link,
  MachineCounts,
  PageFrame,
  ServerFrame,
  Snapshot,
} from "./stream.ts";
import { PageFrameError, type Commands, runCommand } from "./commands.ts";

/** About two frames of a screen. */
const flushAfterMs = 25;
/** More records in one flush are thinned: moves are kept, steps that stay become a number. */
const maxEntriesPerFlush = 400;
/** Without holes, for a page that opens. */
const tailEntries = 1500;

export interface HubOptions {
  readonly live: LiveState;
  readonly clock: Clock;
  readonly commands: Commands;
  /** Whether values of keys may be shown. */
  readonly values: boolean;
  /** Of a file. */
  readonly counts?: Readonly<Record<string, MachineCounts>>;
}

export class Hub {
  readonly #options: HubOptions;
  readonly #pages = new Set<PageLink>();
  readonly #listeners = new Set<(entries: readonly Entry[]) => void>();
  #pending: Entry[] = [];
  #timer: TimerHandle | null = null;
  #link: Link = "connected";

  constructor(options: HubOptions) {
    this.#options = options;
  }

  get live(): LiveState {
    return this.#options.live;
  }

  get pages(): ReadonlySet<PageLink> {
    return this.#pages;
  }

  set link(link: Link) {
    this.#link = link;
    this.#schedule();
  }

  addPage(page: PageLink): void {
    this.#pages.add(page);
  }

  removePage(page: PageLink): void {
    this.#pages.delete(page);
  }

  /** Sees every entry as it comes. @returns stops it. */
  listen(listener: (entries: readonly Entry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Runs `tick` again and again until the function that it returns is called. */
  every(ms: number, tick: () => void): () => void {
    const { clock } = this.#options;
    let timer: TimerHandle = null;
    const arm = (): void => {
      timer = clock.setTimer(() => {
        tick();
        arm();
      }, ms);
    };
    arm();
    return () => clock.clearTimer(timer);
  }

  /** Entries that `live` has made, for the pages. */
  add(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    for (const listener of this.#listeners) listener(entries);
    if (this.#pages.size === 0) return;
    for (const entry of entries) this.#pending.push(entry);
    this.#schedule();
  }

  tellAll(frame: Definitions): void {
    for (const page of this.#pages) page.tell(frame);
  }

  snapshot(): Snapshot {
    const { live } = this.#options;
    const { base, entries } = live.retention.tail(tailEntries);
    return {
      type: "snapshot",
      serial: live.serial,
      first: live.retention.first,
      firstTime: live.retention.firstTime,
      link: this.#link,
      base,
      entries,
      moves: live.movesBefore(entries[0]?.serial ?? 0),
      marks: live.marks,
    };
  }

  /** Answers a page's question. */
  answer(page: PageLink, frame: PageFrame): void {
    const { live, commands, clock, values, counts = {} } = this.#options;
    if (frame.type === "window") return page.tell(this.#window(frame));
    if (frame.type === "counts") {
      const machines = frame.of === "file" ? counts : live.coverage.all();
      return page.tell({ type: "counts", id: frame.id, machines });
    }
    const done = (ok: boolean, result: Json, code = "", message = ""): ServerFrame => ({
      type: "done",
      id: frame.id,
      ok,
      result,
      code,
      message,
    });
    const noted = (text: string): void => this.add([live.note("command", text, clock.wall())]);
    void runCommand(commands, frame, values, noted).then(
      (result) => page.tell(done(true, result)),
      (error: unknown) => {
        const { code, message } = PageFrameError.of(error);
        page.tell(done(false, null, code, message));
      },
    );
    return undefined;
  }

  close(): void {
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    for (const page of this.#pages) page.end();
    this.#pages.clear();
  }

  #window(ask: AskWindow): ServerFrame {
    const { retention } = this.#options.live;
    const serial = ask.serial ?? (ask.at === undefined ? 0 : retention.find(ask.at));
    const found = serial === 0 ? null : retention.around(serial);
    return found === null
      ? { type: "window", id: ask.id, serial: 0, base: { nodes: [], actors: [] }, entries: [] }
      : { type: "window", id: ask.id, serial, ...found };
  }

  #schedule(): void {
    if (this.#timer !== null) return;
    const { clock, live } = this.#options;
    this.#timer = clock.setTimer(() => {
      this.#timer = null;
      const entries = thin(this.#pending);
      this.#pending = [];
      const { serial } = live;
      const text = JSON.stringify({ type: "delta", serial, first: live.retention.first, link: this.#link, entries });
      for (const page of this.#pages) page.sendDelta(text, entries, () => this.snapshot());
    }, flushAfterMs);
  }
}

/** Keeps what is no plain step, moves and each actor's last record; says how many others there were. */
export function thin(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= maxEntriesPerFlush) return entries;
  const last = new Map<string, Entry>();
  for (const entry of entries) if (entry.what === "record") last.set(entry.record.actor, entry);
  const kept = entries.filter(
    (entry) => entry.what !== "record" || isMove(entry.record) || last.get(entry.record.actor) === entry,
  );
  const { serial, time } = entries.at(-1)!;
  return [...kept, ...gapsOf(entries, kept).map((gap): Entry => ({ serial, time, what: "gap", gap }))];
}

function gapsOf(all: readonly Entry[], kept: readonly Entry[]): Gap[] {
  const missed = new Map<string, number>();
  const add = (entries: readonly Entry[], by: number): void => {
    for (const entry of entries) {
      if (entry.what === "record") missed.set(entry.record.node, (missed.get(entry.record.node) ?? 0) + by);
    }
  };
  add(all, 1);
  add(kept, -1);
  return [...missed].flatMap(([node, count]) => (count > 0 ? [{ node, missed: count, by: "inspector" as const }] : []));
}
