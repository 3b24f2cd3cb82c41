/** When is shown: now, or a moment of the past. Scrub, step, and marks worth going to. */
import { reads } from "./reads.ts";
import { computed } from "@preact/signals";
import type { Mark } from "../stream.ts";
import {
  cursor,
  first,
  hello,
  isHere,
  isLive,
  lastSerial,
  look,
  lookAt,
  lookNow,
  marks,
  pastProblem,
  selected,
  shownTime,
  calm,
} from "./model.ts";
import { listed } from "./log-pane.tsx";
import { timeText } from "./text.ts";

/** More would cover one another. */
const maxShown = 160;

const bounds = computed(() => {
  reads(calm.value);
  return { from: first.value.serial, to: Math.max(lastSerial.peek(), first.value.serial + 1) };
});

/** Those that matter most stay when there are too many. */
const shownMarks = computed(() => {
  const rank = { violation: 0, command: 1, leader: 2, node: 3, gap: 4 } as const;
  const own = marks.value.filter(({ serial }) => serial >= bounds.value.from);
  if (own.length <= maxShown) return own;
  return own.toSorted((a, b) => rank[a.kind] - rank[b.kind] || b.serial - a.serial).slice(0, maxShown);
});

export function Timeline() {
  const { from, to } = bounds.value;
  const at = cursor.value ?? to;
  const violations = marks.value.filter(({ kind }) => kind === "violation");
  const share = (serial: number): string => `${(100 * (serial - from)) / (to - from)}%`;
  const isRecording = hello.value?.mode === "recording";
  return (
    <section class="timeline" aria-label="Timeline">
      <div class="timeline-buttons">
        <button
          type="button"
          onClick={() => (isLive.value ? lookAt(lastSerial.peek()) : lookNow())}
          data-live={String(isLive.value)}
        >
          {isLive.value ? "Pause" : isRecording ? "To the end" : "Live"}
        </button>
        <button type="button" aria-label="Step back" onClick={() => stepBy(-1)}>
          ◂
        </button>
        <button type="button" aria-label="Step forward" onClick={() => stepBy(1)}>
          ▸
        </button>
        <span class="moment" role="status" data-moment={cursor.value ?? "live"}>
          {isLive.value ? (isRecording ? "end" : "now") : timeText(shownTime.value)}
          {!isHere.value && pastProblem.value === "" && " (asking for it)"}
        </span>
        {violations.length > 0 && (
          <button type="button" class="violation" data-violation onClick={() => jumpToViolation(violations)}>
            {violations.length === 1 ? "Jump to the violation" : `Jump to the violations (${violations.length})`}
          </button>
        )}
      </div>
      <div class="track">
        <input
          type="range"
          aria-label="Moment"
          min={from}
          max={to}
          step={1}
          value={at}
          aria-valuetext={isLive.value ? "now" : `${timeText(shownTime.value)}${selected.value === null ? "" : ""}`}
          onInput={(event) => lookAt(Number(event.currentTarget.value))}
        />
        <div class="marks">
          {shownMarks.value.map((mark) => (
            <button
              key={`${mark.serial}${mark.kind}`}
              type="button"
              tabIndex={-1}
              class={`mark-point ${mark.kind}`}
              style={{ left: share(mark.serial) }}
              title={`${timeText(mark.time)} ${mark.text}`}
              aria-label={`${mark.text}, ${timeText(mark.time)}`}
              data-mark={mark.kind}
              onClick={() => lookAt(mark.serial)}
            />
          ))}
        </div>
      </div>
      <MarkList list={shownMarks.value} />
    </section>
  );
}

/** The same marks for the keyboard and for readers. */
function MarkList({ list }: { readonly list: readonly Mark[] }) {
  return (
    <select
      class="mark-list"
      aria-label="Go to a mark"
      value=""
      onChange={(event) => {
        const serial = Number(event.currentTarget.value);
        if (serial > 0) lookAt(serial);
      }}
    >
      <option value="">{list.length === 0 ? "no marks yet" : `${list.length} marks`}</option>
      {list.toReversed().map((mark) => (
        <option key={`${mark.serial}${mark.kind}`} value={mark.serial}>
          {`${timeText(mark.time)} ${mark.text}`}
        </option>
      ))}
    </select>
  );
}

/** To the next or the last line of the log. */
export function stepBy(direction: 1 | -1): void {
  const entries = listed();
  const at = cursor.peek() ?? Infinity;
  const next =
    direction === 1 ? entries.find(({ serial }) => serial > at) : entries.findLast(({ serial }) => serial < at);
  if (next !== undefined) look(next);
  else if (direction === 1) lookNow();
}

function jumpToViolation(violations: readonly Mark[]): void {
  const at = cursor.peek() ?? -1;
  const next = violations.find(({ serial }) => serial > at) ?? violations[0];
  if (next !== undefined) lookAt(next.serial);
}
