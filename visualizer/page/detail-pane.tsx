/** One entry in full: what changed in the context, timers that run now, effects, messages, what caused it and what it caused. */
import { Causes, sentBy } from "../causes.ts";
import { differences } from "../difference.ts";
import type { Entry, LogEntry } from "../stream.ts";
import { charts, findTransition, look, pastProblem, selected, stretch } from "./model.ts";
import { colourOf } from "./palette.ts";
import { cell, entryText, eventText, guardText, jsonText, timeText, wayText } from "./text.ts";

export function DetailPane() {
  const entry = selected.value;
  return (
    <section class="pane detail" aria-label="Detail">
      <h2>Detail</h2>
      {pastProblem.value !== "" && (
        <p class="problem" role="alert">
          {pastProblem.value}
        </p>
      )}
      {entry === null ? (
        <p class="empty">Choose a line of the log, an arrow of the sequence, or a mark of the timeline.</p>
      ) : entry.what === "record" ? (
        <RecordDetail entry={entry} />
      ) : (
        <p data-detail={entry.serial}>{`${timeText(entry.time)} ${entryText(entry)}`}</p>
      )}
    </section>
  );
}

function RecordDetail({ entry }: { readonly entry: LogEntry }) {
  const { record } = entry;
  const causes = new Causes(stretch.value);
  const before = causes.before(entry);
  const changes = before === null ? [] : differences(before.record.context, record.context);
  const cause = causes.causeOf(entry);
  const effects = causes.effectsOf(entry);
  const sent = sentBy(entry);
  const timers = timersOf(record.machine, record.after);
  return (
    <div data-detail={entry.serial}>
      <p class="headline-record">
        <span class={`badge c${colourOf(record.node)}`}>{record.node}</span>{" "}
        <strong>{wayText(entry) || eventText(entry)}</strong>
      </p>
      <dl>
        <Fact name="event">{`${eventText(entry)}${guardText(entry)}`}</Fact>
        <Fact name="actor">{record.actor}</Fact>
        <Fact name="when">{`${timeText(record.at)} on ${record.node}`}</Fact>
        <Fact name="record">{`${record.node}:${record.boot}:${record.n}`}</Fact>
        {record.cause !== "" && <Fact name="request">{record.cause}</Fact>}
        {record.effects.length > 0 && <Fact name="effects">{record.effects.join(", ")}</Fact>}
        {timers.length > 0 && <Fact name="timers">{timers.join(", ")}</Fact>}
        {sent.length > 0 && <Fact name="sent">{sent.map(({ to, kind }) => `${kind} to ${to}`).join(", ")}</Fact>}
      </dl>
      <Pairs title="Event" data={Object.entries(record.data).filter(([name]) => name !== "sent")} />
      <table class="difference">
        <caption>{before === null ? "Context (no step before it is known)" : "Context, what changed"}</caption>
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col">before</th>
            <th scope="col">after</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.path}>
              <th scope="row">{change.path}</th>
              <td>
                <del>{jsonText(change.before)}</del>
              </td>
              <td>
                <ins>{jsonText(change.after)}</ins>
              </td>
            </tr>
          ))}
          {changes.length === 0 && (
            <tr>
              <td colSpan={3}>{before === null ? "–" : "nothing"}</td>
            </tr>
          )}
        </tbody>
      </table>
      <Pairs title="Context after it" data={Object.entries(record.context)} />
      <ul class="jumps" aria-label="Causes and effects">
        {cause !== null && (
          <Jump to={cause.entry} label={cause.how === "message" ? "caused by a message of:" : "step before:"} />
        )}
        {effects.slice(0, 8).map((effect) => (
          <Jump key={effect.serial} to={effect} label="caused:" />
        ))}
      </ul>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Pairs({ title, data }: { readonly title: string; readonly data: readonly (readonly [string, unknown])[] }) {
  if (data.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <dl>
        {data.map(([name, value]) => (
          <Fact key={name} name={name}>
            {cell(value)}
          </Fact>
        ))}
      </dl>
    </details>
  );
}

function Jump({ to, label }: { readonly to: Entry; readonly label: string }) {
  return (
    <li>
      <button type="button" data-jump={to.serial} onClick={() => look(to)}>
        {`${label} ${entryText(to)}`}
      </button>
    </li>
  );
}

/** Delays of the states that the actor is in now: they run. */
function timersOf(machine: string, after: readonly string[]): string[] {
  const definition = charts.value.find(({ name }) => name === machine)?.definition;
  const isIn = (path: string): boolean => after.some((at) => at === path || at.startsWith(`${path}.`));
  const own = definition?.transitions.filter(({ source, label }) => label.startsWith("after ") && isIn(source)) ?? [];
  return [...new Set(own.map(({ id }) => findTransition(machine, id)?.label.slice("after ".length) ?? ""))];
}
