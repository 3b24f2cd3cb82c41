/** The cluster at a glance: ensembles and other machines down, nodes across; each cell one actor. */
import { reads } from "./reads.ts";
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { groupOf, placeOf, viewsOf, viewsText } from "../place.ts";
import type { ActorNow } from "../stream.ts";
import { memo } from "./memo.ts";
import { cursor, isLive, moves, nodes, shownTime, world } from "./model.ts";
import { go } from "./route.ts";
import { cell } from "./text.ts";

/** Narrower ones could not be read: the grid scrolls. Pixels. */
const headWidth = 96;
const cellWidth = 112;

/** Machines that live only for a moment say little here. */
const passing = new Set(["exchange", "lease", "request"]);
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
        <table class="grid" style={{ minWidth: `${headWidth + names.length * cellWidth}px` }}>
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
                <th scope="row">
                  {row.replace(/^peer /, "")}
                  <Joint actors={actors.filter((actor) => rowOf(actor) === row)} />
                </th>
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

/** Told only while membership changes: otherwise the row's cells are the members. */
function Joint({ actors }: { readonly actors: readonly ActorNow[] }) {
  const views = viewsOf(actors.map(({ context }) => context));
  if (views.length < 2) return null;
  return (
    <span class="joint" data-joint title={viewsText(views)}>
      joint views
    </span>
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
  const { epoch, trusted, fact, nodes: known } = actor.context;
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
        {actor.machine === "manager" && typeof known === "number" ? `knows ${known} nodes` : ""}
        {trusted === false ? " untrusted" : ""}
      </span>
      <Strip letters={strips.value.get(actor.actor) ?? ""} />
    </button>
  );
}

// -------------------------------------------------------------------------------------------------------------- strips

const buckets = 60;
const bucketMs = 1000;

type Settled = "leading" | "steady" | "moving";

/** Where an actor of any machine may stay for good. */
const restful = new Set(["following", "running", "held", "enabled", "disabled"]);

function settled(place: string): Settled {
  if (place === "leading") return "leading";
  return restful.has(place) ? "steady" : "moving";
}

/** By actor: the last minute, a letter a second, `m` where it moved. Renewed once a second, in one pass over the moves. */
const strips = computed<ReadonlyMap<string, string>>(() => {
  reads(tick.value, cursor.value);
  const end = isLive.peek() ? Math.max(shownTime.peek(), Date.now()) : shownTime.peek();
  const from = end - buckets * bucketMs;
  const letters = new Map<string, string[]>();
  for (const actor of world.peek().actors.values()) {
    letters.set(
      actor.actor,
      Array.from({ length: buckets }, () => settled(placeOf(actor.at)).slice(0, 1)),
    );
  }
  // Backwards: before a move the actor was where the move says.
  for (const { record, time } of moves.peek().toReversed()) {
    if (time <= from) break;
    const own = time > end ? undefined : letters.get(record.actor);
    if (own === undefined) continue;
    const at = Math.min(buckets - 1, Math.floor((time - from) / bucketMs));
    own.fill(settled(placeOf(record.before)).slice(0, 1), 0, at);
    own[at] = "m";
  }
  return new Map([...letters].map(([actor, own]) => [actor, own.join("")]));
});

const names = { l: "leading", s: "steady", m: "moving" } as const;

/** The last minute of an actor: led, followed or ran, was on its way. */
const Strip = memo(({ letters }: { readonly letters: string }) => {
  const parts = [...letters.matchAll(/(.)\1*/g)];
  const title = parts.map(([run]) => names[run[0] as keyof typeof names]).join(", ");
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${buckets} 8`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Last minute: ${title === "" ? "unknown" : title}`}
    >
      {parts.map(({ 0: run, index }) => (
        <rect
          key={index}
          class={`s-${names[run[0] as keyof typeof names]}`}
          x={index}
          y="0"
          width={run.length}
          height="8"
        />
      ))}
    </svg>
  );
});
