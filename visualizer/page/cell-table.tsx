/** State x event, with how often each cell was met: what nobody has seen yet stands out. */
import type { MachineChart } from "../stream.ts";
import { countsFile, foreignOf, heatOf, heatSource } from "./heat.ts";

export function CellTable({ chart }: { readonly chart: MachineChart }) {
  const heat = heatOf();
  if (heat === null) return null;
  const { definition } = chart;
  const events = [...new Set(definition.transitions.map(({ eventType }) => eventType))].filter((name) => name !== "");
  const label = new Map(definition.transitions.map((transition) => [transition.eventType, transition.label]));
  const met = definition.children.reduce(
    (sum, state) => sum + events.filter((event) => (heat.cells[`${state} ${event}`] ?? 0) > 0).length,
    0,
  );
  const foreign = heatSource.value === "file" ? foreignOf(chart, heat) : 0;
  return (
    <>
      {foreign > 0 && (
        <p class="gap" data-foreign>
          {`${foreign} states and transitions in ${countsFile.value} are none of this chart's: it is of another version.`}
        </p>
      )}
      <details class="twin">
        <summary>{`Cells of state and event: ${met} of ${definition.children.length * events.length} met`}</summary>
        <div class="twin-scroll" tabIndex={0} role="region" aria-label="Cells of state and event">
          <table class="cells">
            <caption>{`How often each event met ${definition.id} in each state`}</caption>
            <thead>
              <tr>
                <th scope="col">event</th>
                {definition.children.map((state) => (
                  <th scope="col" key={state}>
                    {state}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <tr key={event}>
                  <th scope="row">{label.get(event) ?? event}</th>
                  {definition.children.map((state) => {
                    const count = heat.cells[`${state} ${event}`] ?? 0;
                    return (
                      <td key={state} class={count === 0 ? "never" : ""}>
                        {count === 0 ? "–" : count}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
