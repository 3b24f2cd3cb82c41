/** The cluster at a glance: ensembles and other machines down, nodes across; each cell one actor. */
import { reads } from "./reads.ts";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { groupOf, placeOf } from "../place.ts";
import type { ActorNow } from "../stream.ts";
import { isLive, moves, nodes, shownTime, world } from "./model.ts";
import { go } from "./route.ts";
import { cell } from "./text.ts";

/** Machines that live only for a moment say little here. */
const passing = new Set(["exchange", "lease"]);
const stripMs = 60_000;

/** Moves the strips on while nothing else does. */
const tick = signal(0);

export function GridPane() {
  useEffect(() => {
    const timer = setInterval(() => (tick.value += 1), 1000);
    return () => clearInterval(timer);
  }, []);
  reads(tick.value);
  const actors = [...world.value.actors.values()].filter(({ machine }) => !passing.has(machine));
  const names = [...nodes.value.keys()].sort();
  // A peer's own supervisor is news only when something went wrong.
  const isNews = (actor: ActorNow): boolean =>
    actor.machine !== "supervisor" || groupOf(actor.actor) === "" || placeOf(actor.at) !== "running";
  const rows = [...new Set(actors.filter(isNews).map(rowOf))].sort(byPeersFirst);
  return (
    <section class="pane grid-pane" aria-label="Cluster">
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Cluster grid, scrolls sideways">
        <table class="grid">
          <caption class="hidden">Ensembles and machines by node</caption>
          <thead>
            <tr>
              <th scope="col">who</th>
              {names.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                <th scope="row">{row.replace(/^peer /, "")}</th>
                {names.map((name) => (
                  <td key={name}>
                    <Cell
                      node={name}
                      actor={actors.find((actor) => rowOf(actor) === row && actor.node === name)}
                      row={row}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function rowOf({ machine, actor }: ActorNow): string {
  const group = groupOf(actor);
  return group === "" ? machine : `${machine} ${group}`;
}

function byPeersFirst(a: string, b: string): number {
  return Number(b.startsWith("peer ")) - Number(a.startsWith("peer ")) || a.localeCompare(b);
}

function Cell({
  node,
  actor,
  row,
}: {
  readonly node: string;
  readonly actor: ActorNow | undefined;
  readonly row: string;
}) {
  if (actor === undefined) {
    const isGone = nodes.value.get(node)?.state === "gone";
    return (
      <span class="cell absent" data-cell={`${row} ${node}`}>
        {isGone ? "node is gone" : "none"}
      </span>
    );
  }
  const place = placeOf(actor.at);
  const isLeader = place === "leading";
  const { epoch, trusted, fact } = actor.context;
  const seq = typeof fact === "object" && fact !== null && "seq" in fact ? `.${cell(fact.seq)}` : "";
  const group = groupOf(actor.actor);
  return (
    <button
      type="button"
      class={`cell${isLeader ? " leads" : ""}`}
      data-cell={`${row} ${node}`}
      data-cell-state={place}
      onClick={() => go({ group: group === "" ? null : group, machine: actor.machine, node, view: "chart" })}
    >
      <span class="cell-state">
        {isLeader && <span aria-label="leader">★</span>} {place}
      </span>{" "}
      <span class="cell-facts">
        {epoch === undefined ? "" : `${cell(epoch)}${seq}`}
        {trusted === false ? " untrusted" : ""}
      </span>
      <Strip actor={actor.actor} at={place} />
    </button>
  );
}

/** Where the actor was in the last minute: dark while it served or followed, light while it was on its way. */
function Strip({ actor, at }: { readonly actor: string; readonly at: string }) {
  const end = isLive.value ? Math.max(shownTime.value, Date.now()) : shownTime.value;
  const from = end - stripMs;
  const own = moves.value.filter(({ record, time }) => record.actor === actor && time > from && time <= end);
  const parts: { x: number; width: number; place: string }[] = [];
  let since = from;
  for (const { record, time } of own) {
    parts.push({ x: since - from, width: time - since, place: placeOf(record.before) });
    since = time;
  }
  parts.push({ x: since - from, width: end - since, place: at });
  const title = [...own.map(({ record }) => placeOf(record.before)), at].join(" → ");
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${stripMs} 8`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Last minute: ${title}`}
    >
      {parts.map((part) => (
        <rect
          key={part.x}
          class={`s-${settled(part.place)}`}
          x={part.x}
          y="0"
          width={Math.max(part.width, 300)}
          height="8"
        />
      ))}
    </svg>
  );
}

function settled(place: string): "leading" | "steady" | "moving" {
  if (place === "leading") return "leading";
  return place === "following" || place === "running" || place === "held" ? "steady" : "moving";
}
