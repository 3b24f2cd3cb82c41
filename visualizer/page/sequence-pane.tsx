/** Messages between nodes, in the order of cause: lanes across, time down. */
import { computed, signal } from "@preact/signals";
import { isMove } from "../place.ts";
import { parseFilter } from "../filter.ts";
import { isOfGroup, isRoutine, sequenceOf, type SequenceRow } from "../sequence.ts";
import type { Entry } from "../stream.ts";
import { cursor, ensembles, group, isLive, look, nodes, slowMaterial, slowStretch } from "./model.ts";
import { colourOf } from "./palette.ts";
import { FilterBox } from "./log-pane.tsx";
import { route, go } from "./route.ts";
import { timeText } from "./text.ts";
import { Windowed } from "./windowed.tsx";

const rowHeight = 28;
/** Three nodes are to stand beside each other on a telephone: lanes are closer, times without their milliseconds. */
const isNarrow = matchMedia("(max-width: 700px)").matches;
const laneWidth = isNarrow ? 94 : 170;
const leftMargin = isNarrow ? 58 : 84;
/** About what a letter of a label takes. */
const letterWidth = 7.3;
/** Written across the next lane rather than cut. */
const leastLetters = 26;
/** What is written beside the last lane's dots. */
const rightMargin = 140;
/** Ordering reads all of them. */
const maxEntries = 3000;

const areHeartbeatsShown = signal(false);
const isEverythingShown = signal(false);

const sequence = computed(() => {
  const holds = parseFilter(route.value.filter);
  const owner = route.value.group ?? group.value;
  const isWanted = (entry: Entry, own: string): boolean => {
    if (!isOfGroup(entry, own, owner) || !holds(entry)) return false;
    if (entry.what !== "record" || isEverythingShown.value) return true;
    const { record } = entry;
    return (
      record.machine === "peer" || record.machine === "messages" || record.machine === "exchange" || isMove(record)
    );
  };
  const material = areHeartbeatsShown.value
    ? slowMaterial.value
    : slowMaterial.value.filter((entry) => !isRoutine(entry));
  const made = sequenceOf(newestUpTo(material, cursor.value), isWanted, slowStretch.value[0]?.serial ?? 0);
  return { ...made, rows: areHeartbeatsShown.value ? made.rows : made.rows.filter((row) => !row.isHeartbeat) };
});

/** Around the moment that is looked at, or the newest. */
function newestUpTo(material: readonly Entry[], at: number | null): readonly Entry[] {
  if (at === null || material.length <= maxEntries) return material.slice(-maxEntries);
  const index = material.findIndex(({ serial }) => serial >= at);
  const end = Math.max(maxEntries, index + maxEntries / 2);
  return material.slice(Math.max(0, end - maxEntries), end);
}

export function SequencePane() {
  const { lanes, rows, untold } = sequence.value;
  const at = cursor.value;
  const width = leftMargin + Math.max(1, lanes.length) * laneWidth + rightMargin;
  return (
    <section class="pane sequence" aria-label="Sequence of messages">
      <h2>
        Sequence <span class="count">{rows.length}</span>
        <label class="toggle">
          <input
            type="checkbox"
            checked={areHeartbeatsShown.value}
            onChange={(event) => (areHeartbeatsShown.value = event.currentTarget.checked)}
          />
          heartbeats
        </label>
        <label class="toggle near">
          <input
            type="checkbox"
            checked={isEverythingShown.value}
            onChange={(event) => (isEverythingShown.value = event.currentTarget.checked)}
          />
          every machine
        </label>
      </h2>
      <div class="tabs" role="group" aria-label="Ensemble">
        {ensembles.value.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === (route.value.group ?? group.value)}
            onClick={() => go({ group: name })}
          >
            {name}
          </button>
        ))}
        <FilterBox />
      </div>
      {untold > 0 && (
        <p
          class="gap"
          data-untold
        >{`${untold} more K/V messages were not told of: under load a node tells of the first ones of each second.`}</p>
      )}
      <div class="sequence-scroll" tabIndex={0} role="region" aria-label="Sequence, scrolls sideways">
        <div class="sequence-body" style={{ width: `${width}px` }}>
          <div class="lane-heads" aria-hidden="true">
            {lanes.map((lane, index) => (
              <span key={lane} style={{ left: `${leftMargin + index * laneWidth}px`, width: `${laneWidth}px` }}>
                <span class={`badge ${laneClass(lane)}`}>
                  {lane.length > 16 ? `${lane.slice(0, 6)}…${lane.slice(-4)}` : lane}
                </span>
              </span>
            ))}
          </div>
          <Windowed
            rows={rows}
            rowHeight={rowHeight}
            label="Messages, oldest first"
            empty="No message matches. Heartbeats are hidden unless asked for."
            follow={isLive.value}
            reveal={at === null ? -1 : rows.findIndex(({ entry }) => entry.serial >= at)}
            row={(row, index, top) => (
              <Row
                key={`${row.entry.serial} ${index}`}
                row={row}
                top={top}
                lanes={lanes}
                width={width}
                isChosen={row.entry.serial === at}
              />
            )}
          />
        </div>
      </div>
    </section>
  );
}

/** Clients have no colour of their own. */
function laneClass(lane: string): string {
  return nodes.value.has(lane) ? `c${colourOf(lane)}` : "client";
}

/** The whole of it is in the row's title, and in the detail. */
function shortened(label: string, width: number): string {
  const letters = Math.max(leastLetters, Math.floor(width / letterWidth));
  return label.length <= letters ? label : `${label.slice(0, letters - 1)}…`;
}

interface RowProps {
  readonly row: SequenceRow;
  readonly top: number;
  readonly lanes: readonly string[];
  readonly width: number;
  readonly isChosen: boolean;
}

function Row({ row, top, lanes, width, isChosen }: RowProps) {
  const { entry, from, to, kind, label, isUnseen } = row;
  const xOf = (lane: string): number => leftMargin + (Math.max(0, lanes.indexOf(lane)) + 0.5) * laneWidth;
  const [start, end] = [xOf(from), xOf(to)];
  const isArrow = kind === "message" && start !== end;
  const step = end > start ? 1 : -1;
  const middle = (start + end) / 2;
  const text = `${isArrow ? `${from} to ${to}: ` : `${from} `}${label}${isUnseen ? ", no step of the receiver is known" : ""}`;
  return (
    <li
      class={`seq-row ${kind}${isUnseen ? " unseen" : ""}${isChosen ? " chosen" : ""}`}
      style={{ top: `${top}px` }}
      data-arrow={isArrow ? `${from}>${to}` : undefined}
      data-label={label}
      data-serial={entry.serial}
    >
      <button type="button" class="row-button" title={text} onClick={() => look(entry)}>
        <span class="hidden">{text}</span>
        <svg width={width} height={rowHeight} aria-hidden="true">
          {lanes.map((lane) => (
            <path key={lane} class="lane" d={`M${xOf(lane)} 0V${rowHeight}`} />
          ))}
          <text class="seq-time" x="2" y="18">
            {timeText(entry.time).slice(0, isNarrow ? 8 : 12)}
          </text>
          {isArrow ? (
            <>
              <path class="arrow" d={`M${start} 16L${end - step * 8} 22`} />
              {isUnseen ? (
                <text x={end - step * 14} y="25" class="lost" text-anchor="middle">
                  ?
                </text>
              ) : (
                <path class="arrow-head" d={`M${end} 22.5l${-step * 10} -5.5v8Z`} />
              )}
              <text class="seq-label" x={middle} y="14" text-anchor="middle">
                {shortened(label, Math.abs(end - start))}
              </text>
            </>
          ) : (
            <>
              <circle class={`seq-dot ${laneClass(from)}`} cx={start} cy="14" r="5" />
              <text class="seq-label" x={start + 10} y="18">
                {shortened(label, width - start - 10)}
              </text>
            </>
          )}
        </svg>
      </button>
    </li>
  );
}
