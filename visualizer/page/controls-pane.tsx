/** Faults on purpose: processes and network of a local cluster. Only there when the inspector was started with controls. */
import { signal } from "@preact/signals";
import type { Json } from "#machines/protocol/trace";
import { placeOf } from "../place.ts";
import { command } from "./connection.ts";
import { ensembles, hello, isLive, nodes, world } from "./model.ts";
import { colourOf } from "./palette.ts";

interface Said {
  readonly ok: boolean;
  readonly text: string;
}

const said = signal<Said | null>(null);
const busy = signal("");

async function run(name: string, args: Readonly<Record<string, Json>>, what: string): Promise<void> {
  busy.value = what;
  said.value = null;
  const outcome = await command(name, args);
  busy.value = "";
  said.value = outcome.ok ? { ok: true, text: `Done: ${what}.` } : { ok: false, text: `${what}: ${outcome.message}` };
}

export function ControlsPane() {
  const { controls = false, commands = [], mode = "live" } = hello.value ?? {};
  if (!controls)
    return (
      <section class="pane controls" aria-label="Controls">
        <h2>Controls</h2>
        <p class="empty">
          {mode === "recording"
            ? "A recording plays what happened: nothing can be done to its nodes."
            : "This inspector only reads. Start it with --controls to step leaders down and write keys; quorate up on this machine also stops, cuts off and slows down nodes."}
        </p>
      </section>
    );
  const names = [...nodes.value.keys()].sort();
  const leaders = [...world.value.actors.values()].filter(
    ({ machine, at }) => machine === "peer" && placeOf(at) === "leading",
  );
  const has = (name: string): boolean => commands.includes(name);
  return (
    <section class="pane controls" aria-label="Controls">
      <h2>Controls</h2>
      {!isLive.value && <p class="empty">The page shows the past; what you do here happens now.</p>}
      <NodeTable names={names} has={has} />
      {has("peer.stepDown") && (
        <p class="buttons">
          {ensembles.value.map((ensemble) => {
            const leader = leaders.find(({ actor }) => actor.startsWith(`peer:${ensemble}/`));
            return (
              <button
                key={ensemble}
                type="button"
                data-control={`stepDown ${ensemble}`}
                disabled={leader === undefined || busy.value !== ""}
                onClick={() =>
                  leader !== undefined &&
                  void run(
                    "peer.stepDown",
                    { ensemble, node: leader.node },
                    `step ${leader.node} down as leader of ${ensemble}`,
                  )
                }
              >
                {leader === undefined ? `${ensemble} has no leader` : `step ${leader.node} down (${ensemble})`}
              </button>
            );
          })}
        </p>
      )}
      {has("net.faults") && <Network names={names} />}
      <p
        role="status"
        class={said.value?.ok === false ? "problem" : "empty"}
        data-said={said.value === null ? "" : String(said.value.ok)}
      >
        {busy.value !== "" ? `${busy.value} …` : (said.value?.text ?? "")}
      </p>
    </section>
  );
}

function NodeTable({ names, has }: { readonly names: readonly string[]; readonly has: (name: string) => boolean }) {
  return (
    <table>
      <caption>Nodes</caption>
      <tbody>
        {names.map((node) => (
          <tr key={node}>
            <th scope="row">
              <span class={`badge c${colourOf(node)}`}>{node}</span>
            </th>
            <td>{nodes.value.get(node)?.state}</td>
            <td class="buttons">
              {(["pause", "resume", "kill", "restart"] as const)
                .filter((name) => has(`node.${name}`))
                .map((name) => (
                  <button
                    key={name}
                    type="button"
                    data-control={`${name} ${node}`}
                    disabled={busy.value !== ""}
                    onClick={() => void run(`node.${name}`, { node }, `${name} ${node}`)}
                  >
                    {name}
                  </button>
                ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const cut = signal<ReadonlySet<string>>(new Set());
const delayMs = signal("0");
const dropPercent = signal("0");

function Network({ names }: { readonly names: readonly string[] }) {
  const toggle = (node: string): void => {
    const next = new Set(cut.peek());
    if (!next.delete(node)) next.add(node);
    cut.value = next;
  };
  const apply = (): void => {
    const faults = {
      cut: [...cut.peek()].sort(),
      delayMs: Number(delayMs.peek()),
      dropPercent: Number(dropPercent.peek()),
    };
    void run("net.faults", faults, "network changed");
  };
  const heal = (): void => {
    cut.value = new Set();
    delayMs.value = "0";
    dropPercent.value = "0";
    void run("net.faults", { cut: [], delayMs: 0, dropPercent: 0 }, "network healed");
  };
  return (
    <fieldset class="network">
      <legend>Network between nodes</legend>
      <div class="buttons" role="group" aria-label="Nodes cut off from the others">
        cut off:
        {names.map((node) => (
          <label key={node} class="toggle near">
            <input type="checkbox" data-cut={node} checked={cut.value.has(node)} onChange={() => toggle(node)} />
            {node}
          </label>
        ))}
      </div>
      <label>
        delay each message, ms
        <input
          type="number"
          min="0"
          max="10000"
          name="delay"
          value={delayMs.value}
          onInput={(event) => (delayMs.value = event.currentTarget.value)}
        />
      </label>
      <label>
        lose so many of 100
        <input
          type="number"
          min="0"
          max="100"
          name="drop"
          value={dropPercent.value}
          onInput={(event) => (dropPercent.value = event.currentTarget.value)}
        />
      </label>
      <div class="buttons">
        <button type="button" data-control="network" disabled={busy.value !== ""} onClick={apply}>
          Apply
        </button>
        <button type="button" data-control="heal" disabled={busy.value !== ""} onClick={heal}>
          Heal
        </button>
      </div>
    </fieldset>
  );
}
