/** The ring's requests that run at the shown moment: the preference list of each, and the replies that have come. */
import { Fragment } from "preact";
import { placeOf } from "../place.ts";
import type { ActorNow } from "../stream.ts";
import { shown } from "./model.ts";
import { colourOf } from "./palette.ts";
import { cell } from "./text.ts";

const maxShown = 50;

/** As services/ring/requests.ts shows them; what is not of that form is left out. */
type Item = Readonly<Record<string, unknown>>;

export function RequestList() {
  const actors = shown.value;
  return (
    <section class="pane peers" aria-label="Requests">
      <h2>
        request <span class="count">{actors.length}</span>
      </h2>
      {actors.length === 0 ? (
        <p class="empty">No request of the ring runs now. Filter the log by machine:request and choose a line.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">partition</th>
              <th scope="col">node</th>
              <th scope="col">reply</th>
            </tr>
          </thead>
          <tbody>
            {actors.slice(0, maxShown).map((actor) => (
              <Request key={actor.actor} actor={actor} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Request({ actor }: { readonly actor: ActorNow }) {
  const { op, n, required, remaining } = actor.context;
  const replies = listOf(actor.context["replies"]);
  return (
    <Fragment>
      <tr data-request={actor.actor} data-request-state={placeOf(actor.at)} data-remaining={cell(remaining)}>
        <th scope="rowgroup" colSpan={3}>
          {`${cell(op)}, ${placeOf(actor.at)}: ${cell(remaining)} to come of ${cell(required)}, ${cell(n)} asked`}
        </th>
      </tr>
      {listOf(actor.context["preferenceList"]).map((one) => {
        const reply = replies.find(({ partition }) => partition === one["partition"]);
        const node = cell(one["node"]);
        const text = reply === undefined ? "…" : cell(reply["reason"] ?? reply["kind"]);
        return (
          <tr key={cell(one["partition"])} data-partition={cell(one["partition"])} data-reply={text}>
            <td>{cell(one["partition"])}</td>
            <td>
              <span class={`badge c${colourOf(node)}`}>{node}</span>
              {one["fallback"] === true ? " fallback" : ""}
            </td>
            <td>{text}</td>
          </tr>
        );
      })}
    </Fragment>
  );
}

function listOf(value: unknown): readonly Item[] {
  return Array.isArray(value) ? value.filter((one): one is Item => typeof one === "object" && one !== null) : [];
}
