/** The page: header, chart, peers, log. */
import { ChartPane } from "./chart-pane.tsx";
import { LogPane } from "./log-pane.tsx";
import { chart, cluster, group, groups, isNobodyThere, link, machineNames, nodes, phase, select } from "./model.ts";
import { colourOf } from "./palette.ts";
import { PeerList } from "./peer-list.tsx";

export function App() {
  return (
    <>
      <header class="top">
        <h1>
          <span class="brand">Quorate</span> <span class="cluster">{cluster.value}</span>
        </h1>
        <Nodes />
        <Connection />
      </header>
      <Notice />
      <main class="panes">
        <section class="pane chart-pane" aria-label="Statechart">
          <Choices />
          <ChartPane />
        </section>
        <div class="side">
          <PeerList />
          <LogPane />
        </div>
      </main>
    </>
  );
}

function Nodes() {
  const list = [...nodes.value.values()].sort((a, b) => a.node.localeCompare(b.node));
  return (
    <ul class="nodes" aria-label="Nodes">
      {list.map(({ node, state }) => (
        <li key={node} class={`node c${colourOf(node)} ${state}`} data-node={node} data-node-state={state}>
          <span class="dot" aria-hidden="true" />
          {`${node}: ${state}`}
        </li>
      ))}
    </ul>
  );
}

const phaseText = {
  connecting: "connecting",
  open: "live",
  unreachable: "not connected",
  refused: "key refused",
  full: "too many pages",
  outdated: "page outdated",
} as const;

function Connection() {
  const isStale = phase.value === "open" && link.value !== "connected";
  return (
    <p class={`connection ${isStale ? "stale" : phase.value}`} role="status" data-connection={phase.value}>
      <span class="lamp" aria-hidden="true" />
      {isStale ? "NATS lost" : phaseText[phase.value]}
    </p>
  );
}

/** What is wrong and what to do, or nothing. */
function Notice() {
  const text = noticeText();
  return text === null ? null : (
    <p class="notice" role="alert" data-notice>
      {text}
    </p>
  );
}

function noticeText(): string | null {
  switch (phase.value) {
    case "unreachable":
      return "The inspector does not answer. If it was stopped, start it again (quorate up, or quorate inspect) and open the address that it prints. Trying again every two seconds.";
    case "refused":
      return "This page's key is from an earlier start of the inspector. Open the address that quorate up (or quorate inspect) printed last.";
    case "full":
      return "As many pages as the inspector serves are open already. Close one of them, then reload this page.";
    case "outdated":
      return "The inspector is of another version than this page. Reload the page.";
    case "connecting":
      return null;
    case "open":
      break;
  }
  if (link.value !== "connected") {
    return "The inspector has lost its connection to NATS and reconnects by itself. Until then nothing here moves. Check that nats-server runs.";
  }
  const live = [...nodes.value.values()].filter((node) => node.state === "live");
  if (live.length > 0 || !isNobodyThere.value) return null;
  return `No node of cluster "${cluster.value}" answers. Start one (quorate up, or quorate node --cluster ${cluster.value}) on the same NATS server; it appears here by itself.`;
}

/** Which ensemble and which machine. */
function Choices() {
  const machine = chart.value?.name ?? "";
  return (
    <nav class="choices" aria-label="What to show">
      {groups.value.length > 0 && (
        <Tabs
          label="Ensemble"
          names={groups.value.map((name) => name || "all")}
          chosen={group.value || "all"}
          choose={(name) => select({ group: name === "all" ? "" : name, machine })}
        />
      )}
      {machineNames.value.length > 1 && (
        <Tabs
          label="Machine"
          names={machineNames.value}
          chosen={machine}
          choose={(name) => select({ group: group.value, machine: name })}
        />
      )}
    </nav>
  );
}

function Tabs(props: {
  readonly label: string;
  readonly names: readonly string[];
  readonly chosen: string;
  readonly choose: (name: string) => void;
}) {
  return (
    <div class="tabs" role="group" aria-label={props.label}>
      <span class="tabs-label">{props.label}</span>
      {props.names.map((name) => (
        <button key={name} type="button" aria-pressed={name === props.chosen} onClick={() => props.choose(name)}>
          {name}
        </button>
      ))}
    </div>
  );
}
