/** Entries as lines, newest first, filtered. */
import { reads } from "./reads.ts";
import { computed, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { filterFields, parseFilter } from "../filter.ts";
import { groupOfRecord, isMove } from "../place.ts";
import type { Entry } from "../stream.ts";
import { chart, cursor, group, isLive, look, missed, moves, slow, slowStretch } from "./model.ts";
import { colourOf } from "./palette.ts";
import { go, route } from "./route.ts";
import { entryText, eventText, guardText, timeText, wayText } from "./text.ts";
import { Windowed } from "./windowed.tsx";

const rowHeight = 30;

export const isEveryStepShown = signal(false);

const filter = computed(() => parseFilter(route.value.filter));

/** Lines of the log beside a chart are that chart's; in its own view it shows everything. */
const matching = computed<readonly Entry[]>(() => {
  reads(slow.value);
  const isWhole = route.value.view === "log";
  const name = chart.value?.name;
  const isWanted = (entry: Entry): boolean => {
    if (!filter.value(entry)) return false;
    if (entry.what !== "record") return entry.what === "note" || isWhole;
    const { record } = entry;
    if (record.kind === "snapshot" || (!isEveryStepShown.value && !isMove(record))) return false;
    return isWhole || (record.machine === name && groupOfRecord(record) === group.value);
  };
  const here = slowStretch.value;
  const from = here[0]?.serial ?? 0;
  const older = isEveryStepShown.value ? [] : moves.value.filter(({ serial }) => serial < from);
  const newer = isLive.value ? [] : moves.value.filter(({ serial }) => serial > (here.at(-1)?.serial ?? 0));
  return [...older, ...here, ...newer].filter(isWanted);
});

/** For stepping: the lines as they are listed, oldest first. */
export function listed(): readonly Entry[] {
  return matching.peek();
}

function useListed(): readonly Entry[] {
  const [entries, setEntries] = useState<readonly Entry[]>(() => matching.peek());
  // `matching` reads `slow`: at most ten times a second.
  useEffect(() => matching.subscribe(setEntries), []);
  return entries;
}

export function LogPane() {
  const entries = useListed();
  const newestFirst = entries.toReversed();
  const at = cursor.value;
  return (
    <section class="pane log" aria-label="Log of transitions">
      <h2>
        Transitions <span class="count">{entries.length}</span>
        <label class="toggle">
          <input
            type="checkbox"
            checked={isEveryStepShown.value}
            onChange={(event) => (isEveryStepShown.value = event.currentTarget.checked)}
          />
          steps inside states too
        </label>
      </h2>
      <FilterBox />
      {missed.value > 0 && (
        <p class="gap" data-gap>
          {`${missed.value} records are not shown: they came faster than they can be read. Scrub to a moment to see those that the inspector kept.`}
        </p>
      )}
      <Windowed
        rows={newestFirst}
        rowHeight={rowHeight}
        label="Transitions, newest first"
        empty={
          route.value.filter === "" ? "Nothing has moved since this page was opened." : "No line matches the filter."
        }
        reveal={at === null ? -1 : newestFirst.findIndex(({ serial }) => serial === at)}
        row={(entry, _, top) => (
          <Row key={`${entry.serial}${entry.what}`} entry={entry} top={top} isChosen={entry.serial === at} />
        )}
      />
    </section>
  );
}

export function FilterBox() {
  return (
    <input
      type="search"
      class="filter"
      aria-label={`Filter: words like ${filterFields.map((name) => `${name}:`).join(" ")}`}
      placeholder="event:commit to:probe node:n1"
      title={`Words that all must hold: ${filterFields.map((name) => `${name}:…`).join(" ")}, or any text; -word excludes.`}
      value={route.value.filter}
      onInput={(event) => go({ filter: event.currentTarget.value }, true)}
    />
  );
}

function Row({ entry, top, isChosen }: { readonly entry: Entry; readonly top: number; readonly isChosen: boolean }) {
  const style = { top: `${top}px` };
  const chosen = isChosen ? " chosen" : "";
  if (entry.what !== "record") {
    return (
      <li class={`row note ${entry.what}${chosen}`} data-note={entry.what} style={style}>
        <button type="button" class="row-button" onClick={() => look(entry)}>
          <time>{timeText(entry.time)}</time>
          <span class="whole">{entryText(entry)}</span>
        </button>
      </li>
    );
  }
  const { record } = entry;
  const event = eventText(entry);
  const guard = guardText(entry);
  return (
    <li class={`row${isMove(record) ? "" : " quiet"}${chosen}`} data-log={entry.serial} style={style}>
      <button type="button" class="row-button" aria-pressed={isChosen} onClick={() => look(entry)}>
        <time>{timeText(record.at)}</time>
        <span class={`badge c${colourOf(record.node)}`}>{record.node}</span>
        <span class="way" title={`${record.before.join(", ")} → ${record.after.join(", ")}`}>
          {route.value.view === "log" && record.machine !== chart.value?.name ? `${record.machine}: ` : ""}
          {wayText(entry)}
        </span>
        <span
          class="cause"
          title={`${event}${guard}${record.effects.length > 0 ? `\n${record.effects.join(", ")}` : ""}`}
        >
          {event}
          <span class="guard">{guard}</span>
        </span>
      </button>
    </li>
  );
}
