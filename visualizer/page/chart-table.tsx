/** The chart as a table: every transition, also those that the picture lists inside a box or leaves out. */
import type { ChartDefinition, ChartTransition } from "../chart/definition.ts";
import { placeOf } from "../place.ts";
import type { MachineChart } from "../stream.ts";
import { lastMove, shown } from "./model.ts";

export function ChartTable({ chart }: { readonly chart: MachineChart }) {
  const { definition } = chart;
  const taken = lastMove.value?.record.transitions ?? [];
  return (
    <details class="twin">
      <summary>The chart as a table</summary>
      <div class="twin-scroll" tabIndex={0} role="region" aria-label="Table of transitions">
        <table>
          <caption>{`Transitions of ${definition.id}`}</caption>
          <thead>
            <tr>
              {["state", "event", "guard", "to", "actions"].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {["", ...definition.states.map((state) => state.path)].map((path) => (
              <StateRows key={path} path={path} definition={definition} taken={taken} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

interface StateRowsProps {
  readonly path: string;
  readonly definition: ChartDefinition;
  readonly taken: readonly string[];
}

function StateRows({ path, definition, taken }: StateRowsProps) {
  const own = definition.transitions.filter((transition) => transition.source === path);
  const here = shown.value
    .filter(({ at }) => at.includes(path) || placeOf(at) === path)
    .map(({ node }) => node)
    .join(", ");
  const label = path === "" ? "any state" : path;
  if (own.length === 0) {
    return (
      <tr>
        <th scope="row">{here === "" ? label : `${label} (${here})`}</th>
        <td colSpan={4}>no transitions of its own</td>
      </tr>
    );
  }
  return (
    <>
      {own.map((transition, index) => (
        <tr key={transition.id} class={taken.includes(transition.id) ? "last" : ""}>
          {index === 0 && (
            <th scope="rowgroup" rowSpan={own.length}>
              {here === "" ? label : `${label} (${here})`}
            </th>
          )}
          <td>{transition.label}</td>
          <td>{transition.guard}</td>
          <td>{targetText(transition)}</td>
          <td>{transition.actions.join(", ")}</td>
        </tr>
      ))}
    </>
  );
}

function targetText(transition: ChartTransition): string {
  if (transition.ignored) return "(ignored)";
  return transition.targets.length === 0 ? "(stays)" : transition.targets.join(", ");
}
