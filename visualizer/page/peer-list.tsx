/** Each actor of the chart in a row: where it is, and what of its context helps a reader. */
import { placeOf, viewsOf, viewsText } from "../place.ts";
import type { ActorNow } from "../stream.ts";
import { chart, group, shown } from "./model.ts";
import { colourOf } from "./palette.ts";
import { RequestList } from "./request-list.tsx";
import { route } from "./route.ts";
import { cell } from "./text.ts";

const columns = ["epoch", "seq", "leader", "trusted", "nodes", "ensembles"] as const;

export function PeerList() {
  if (chart.value?.name === "request") return <RequestList />;
  const rows = shown.value;
  const used = columns.filter((name) => rows.some((actor) => valueOf(actor, name) !== undefined));
  const title = group.value === "" ? (chart.value?.name ?? "") : group.value;
  return (
    <section class="pane peers" aria-label="Peers">
      <h2>
        {title} <Headline />
      </h2>
      {rows.length === 0 && <p class="empty">None runs now.</p>}
      {rows.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">node</th>
              <th scope="col">state</th>
              {used.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((actor) => (
              <tr
                key={actor.actor}
                class={actor.node === route.value.node ? "chosen" : ""}
                data-peer={actor.node}
                data-peer-state={placeOf(actor.at)}
              >
                <th scope="row">
                  <span class={`badge c${colourOf(actor.node)}`}>{actor.node}</span>
                </th>
                <td title={actor.at.join("\n")}>{placeOf(actor.at)}</td>
                {used.map((name) => (
                  <td key={name}>{cell(valueOf(actor, name))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Members actors={rows} />
    </section>
  );
}

/** Who votes: one view, or joint ones while membership changes. */
function Members({ actors }: { readonly actors: readonly ActorNow[] }) {
  const views = viewsOf(actors.map(({ context }) => context));
  if (views.length === 0) return null;
  return (
    <p class="members" data-views={views.length}>
      <span class="muted-text">{views.length === 1 ? "members" : "joint views"}</span> {viewsText(views)}
    </p>
  );
}

/** Read out when it changes. */
function Headline() {
  const leader = shown.value.find((actor) => placeOf(actor.at) === "leading");
  if (chart.value?.name !== "peer") return null;
  const epoch = leader?.context["epoch"];
  const text =
    leader === undefined
      ? "no leader"
      : `led by ${leader.node}${epoch === undefined ? "" : ` in epoch ${cell(epoch)}`}`;
  return (
    <span class="headline" role="status" data-leader={leader?.node ?? ""}>
      {text}
    </span>
  );
}

/** A peer's seq is that of its fact. */
function valueOf(actor: ActorNow, name: (typeof columns)[number]): unknown {
  const { [name]: value, fact } = actor.context;
  if (value !== undefined || typeof fact !== "object" || fact === null || Array.isArray(fact)) return value;
  return (fact as Readonly<Record<string, unknown>>)[name];
}
