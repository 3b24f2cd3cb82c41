/** The transitions, newest first; only the rows in sight are in the document. */
import { computed, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { groupOf, isMove, placeOf } from "../place.ts";
import type { LogEntry } from "../stream.ts";
import { chart, charts, group, log, missed } from "./model.ts";
import { colourOf } from "./palette.ts";

const rowHeight = 30;
const spareRows = 6;
/** The log is read by people: ten times a second is enough. */
const refreshMs = 100;

const isEveryStepShown = signal(false);
const scrollTop = signal(0);
const viewHeight = signal(400);
const displayed = signal<readonly LogEntry[]>([]);

const matching = computed(() =>
  log.value.filter(
    ({ record }) =>
      record.machine === chart.value?.name &&
      groupOf(record.actor) === group.value &&
      (isEveryStepShown.value || isMove(record)),
  ),
);

/** Transition id -> how its event is called in the chart. */
const eventLabels = computed(
  () =>
    new Map(
      charts.value.flatMap(({ name, definition }) =>
        definition.transitions.map((transition) => [`${name} ${transition.id}`, transition] as const),
      ),
    ),
);

export function LogPane() {
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = matching.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        displayed.value = matching.peek();
      }, refreshMs);
    });
    const observer = new ResizeObserver(([entry]) => {
      viewHeight.value = entry?.contentRect.height ?? viewHeight.peek();
    });
    if (view.current !== null) observer.observe(view.current);
    return () => {
      stop();
      clearTimeout(timer);
      observer.disconnect();
    };
  }, []);

  const entries = displayed.value;
  const first = Math.max(0, Math.floor(scrollTop.value / rowHeight) - spareRows);
  const count = Math.ceil(viewHeight.value / rowHeight) + 2 * spareRows;
  const rows = entries.slice(Math.max(0, entries.length - first - count), entries.length - first).reverse();
  return (
    <section class="pane log" aria-label="Log of transitions">
      <h2>
        Transitions <span class="count">{entries.length}</span>
        <label class="toggle">
          <input
            type="checkbox"
            checked={isEveryStepShown.value}
            onChange={(event) => {
              isEveryStepShown.value = event.currentTarget.checked;
            }}
          />
          steps inside states too
        </label>
      </h2>
      {missed.value > 0 && (
        <p class="gap" data-gap>
          {missed.value} records are not shown: they came faster than they can be read.
        </p>
      )}
      <div
        class="rows"
        ref={view}
        tabIndex={0}
        role="region"
        aria-label="Transitions, newest first"
        onScroll={(event) => {
          scrollTop.value = event.currentTarget.scrollTop;
        }}
      >
        {entries.length === 0 && <p class="empty">Nothing has moved since this page was opened.</p>}
        <ol style={{ height: `${entries.length * rowHeight}px` }}>
          {rows.map((entry, index) => (
            <Row key={entry.serial} entry={entry} top={(first + index) * rowHeight} />
          ))}
        </ol>
      </div>
    </section>
  );
}

const clockFormat = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

function Row({ entry, top }: { readonly entry: LogEntry; readonly top: number }) {
  const { record } = entry;
  const transition = eventLabels.value.get(`${record.machine} ${record.transitions[0] ?? ""}`);
  const event = record.kind === "step" ? (transition?.label ?? record.event) : record.kind;
  const guard = transition === undefined || transition.guard === "" ? "" : ` [${transition.guard}]`;
  const moved = isMove(record);
  const way = moved
    ? `${placeOf(record.before)} → ${record.kind === "stopped" ? "stopped" : placeOf(record.after)}`
    : record.after.join(", ");
  return (
    <li class={moved ? "row" : "row quiet"} data-log={entry.serial} style={{ top: `${top}px` }}>
      <time>{clockFormat.format(record.at)}</time>
      <span class={`badge c${colourOf(record.node)}`}>{record.node}</span>
      <span class="way" title={`${record.before.join(", ")} → ${record.after.join(", ")}`}>
        {way}
      </span>
      <span
        class="cause"
        title={`${event}${guard}${record.effects.length > 0 ? `\n${record.effects.join(", ")}` : ""}`}
      >
        {event}
        <span class="guard">{guard}</span>
      </span>
    </li>
  );
}
