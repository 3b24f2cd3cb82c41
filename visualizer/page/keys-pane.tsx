/** Keys of an ensemble, through a client of the inspector's own. Keys and values are shown as text only. */
import { signal } from "@preact/signals";
import type { Json } from "#machines/protocol/trace";
import { command, type Outcome } from "./connection.ts";
import { ensembles, group, hello } from "./model.ts";
import { go, route } from "./route.ts";

const operations = ["get", "put", "create", "update", "delete"] as const;
type Operation = (typeof operations)[number];

interface Line {
  readonly id: number;
  readonly what: string;
  readonly key: string;
  readonly ensemble: string;
  /** Null while it is awaited. */
  readonly outcome: Outcome | null;
  readonly tookMs: number;
}

const key = signal("");
const value = signal("");
const versionText = signal("");
const lines = signal<readonly Line[]>([]);
let lastId = 0;

const maxLines = 50;

function field(result: Json, name: string): Json | undefined {
  if (typeof result !== "object" || result === null || Array.isArray(result)) return undefined;
  return (result as { readonly [key: string]: Json })[name];
}

async function run(operation: Operation, ensemble: string): Promise<void> {
  lastId += 1;
  const id = lastId;
  const args: Record<string, Json> = { ensemble, key: key.peek() };
  if (operation === "put" || operation === "create" || operation === "update") args["value"] = parsed(value.peek());
  if (operation === "update") args["version"] = versionText.peek();
  const line: Line = { id, what: operation, key: key.peek(), ensemble, outcome: null, tookMs: 0 };
  lines.value = [line, ...lines.peek()].slice(0, maxLines);
  const began = performance.now();
  const outcome = await command(`kv.${operation}`, args);
  const done = { ...line, outcome, tookMs: Math.round(performance.now() - began) };
  lines.value = lines.peek().map((each) => (each.id === id ? done : each));
  const found = field(outcome.result, "version");
  if (outcome.ok && typeof found === "string") versionText.value = found;
}

/** JSON, or a plain string when it does not parse, as on the command line. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

export function KeysPane() {
  const commands = hello.value?.commands ?? [];
  const owner = ensembles.value.includes(route.value.group ?? "")
    ? (route.value.group ?? "")
    : (ensembles.value[0] ?? group.value);
  if (!commands.includes("kv.get"))
    return (
      <section class="pane keys" aria-label="Keys">
        <h2>Keys</h2>
        <p class="empty">
          This inspector has no client for keys
          {hello.value?.mode === "recording"
            ? ": a recording answers nobody."
            : ". Start it with quorate up or quorate inspect."}
        </p>
      </section>
    );
  return (
    <section class="pane keys" aria-label="Keys">
      <h2>Keys</h2>
      <Form owner={owner} commands={commands} />
      {!commands.includes("kv.put") && <p class="empty">Reading only: the inspector was started without --controls.</p>}
      {hello.value?.values === false && (
        <p class="empty">Values are hidden: start the inspector with --show-values to see them.</p>
      )}
      <table class="results">
        <caption>Results, newest first</caption>
        <thead>
          <tr>
            {["operation", "key", "result", "version", "ms"].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.value.map((line) => (
            <Result key={line.id} line={line} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Form({ owner, commands }: { readonly owner: string; readonly commands: readonly string[] }) {
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void run("get", owner);
      }}
    >
      <label>
        ensemble
        <select value={owner} onChange={(event) => go({ group: event.currentTarget.value })}>
          {ensembles.value.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        key
        <input
          name="key"
          value={key.value}
          required
          maxLength={1024}
          onInput={(event) => (key.value = event.currentTarget.value)}
        />
      </label>
      <label>
        value (JSON or text)
        <input name="value" value={value.value} onInput={(event) => (value.value = event.currentTarget.value)} />
      </label>
      <label>
        version (for update)
        <input
          name="version"
          value={versionText.value}
          onInput={(event) => (versionText.value = event.currentTarget.value)}
        />
      </label>
      <div class="buttons">
        {operations
          .filter((operation) => commands.includes(`kv.${operation}`))
          .map((operation) => (
            <button
              key={operation}
              type={operation === "get" ? "submit" : "button"}
              data-operation={operation}
              disabled={key.value === ""}
              onClick={() => operation !== "get" && void run(operation, owner)}
            >
              {operation}
            </button>
          ))}
      </div>
    </form>
  );
}

function Result({ line }: { readonly line: Line }) {
  const { outcome } = line;
  const version = outcome === null ? undefined : field(outcome.result, "version");
  return (
    <tr data-result={outcome === null ? "waiting" : outcome.ok ? "ok" : outcome.code}>
      <td>{`${line.what} (${line.ensemble})`}</td>
      <td>{line.key}</td>
      <td>
        {outcome === null ? "asked" : outcome.ok ? resultText(outcome.result) : `${outcome.code}: ${outcome.message}`}
      </td>
      <td>
        {typeof version === "string" && (
          <button type="button" title="Use this version for an update" onClick={() => (versionText.value = version)}>
            {version}
          </button>
        )}
      </td>
      <td>{outcome === null ? "" : line.tookMs}</td>
    </tr>
  );
}

function resultText(result: Json): string {
  if (result === null) return "absent";
  const hidden = field(result, "hidden");
  if (typeof hidden === "string") return `(hidden: ${hidden})`;
  const shown = field(result, "value");
  return shown === undefined ? "done" : JSON.stringify(shown);
}
