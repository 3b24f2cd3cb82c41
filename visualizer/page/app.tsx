/** The page: header, the chosen view, what is beside it, and the timeline below. */
import type { ComponentChildren } from "preact";
import { ChartPane } from "./chart-pane.tsx";
import { ControlsPane } from "./controls-pane.tsx";
import { DetailPane } from "./detail-pane.tsx";
import { GridPane } from "./grid-pane.tsx";
import { KeysPane } from "./keys-pane.tsx";
import { LogPane } from "./log-pane.tsx";
import { chart, cluster, group, groups, hello, isNobodyThere, link, machineNames, nodes, phase } from "./model.ts";
import { colourOf } from "./palette.ts";
import { PeerList } from "./peer-list.tsx";
import { go, route, type View, views } from "./route.ts";
import { SequencePane } from "./sequence-pane.tsx";
import { Timeline } from "./timeline.tsx";
import { WhyPane } from "./why-pane.tsx";

export function App() {
  return (
    <>
      <header class="top">
        <h1>
          <span class="brand">Quorate</span> <span class="cluster">{cluster.value}</span>
        </h1>
        <Nodes />
        <a class="save" href="/recording.ndjson" download>
          Save recording
        </a>
        <Connection />
      </header>
      <nav class="views" aria-label="Views">
        {views.map((view) => (
          <a
            key={view}
            href={`#view-${view}`}
            role="button"
            aria-current={view === route.value.view ? "page" : undefined}
            data-view={view}
            onClick={(event) => {
              event.preventDefault();
              go({ view });
            }}
            onKeyDown={(event) => {
              if (event.key !== " ") return;
              event.preventDefault();
              go({ view });
            }}
          >
            {viewNames[view]}
          </a>
        ))}
      </nav>
      <Notice />
      <main class={`panes view-${route.value.view}`}>{viewOf(route.value.view)}</main>
      <Timeline />
    </>
  );
}

const viewNames: Readonly<Record<View, string>> = {
  cluster: "Cluster",
  chart: "Chart",
  sequence: "Sequence",
  log: "Log",
  why: "Why",
  keys: "Keys",
  controls: "Controls",
};

function viewOf(view: View): ComponentChildren {
  switch (view) {
    case "cluster":
      return (
        <>
          <div class="main-column">
            <GridPane />
            <ChartSection />
          </div>
          <div class="side">
            <PeerList />
            <LogPane />
          </div>
        </>
      );
    case "chart":
      return (
        <>
          <ChartSection />
          <div class="side">
            <PeerList />
            <DetailPane />
            <LogPane />
          </div>
        </>
      );
    case "sequence":
      return <WithDetail main={<SequencePane />} />;
    case "log":
      return <WithDetail main={<LogPane />} />;
    case "why":
      return <WithDetail main={<WhyPane />} />;
    case "keys":
      return <WithDetail main={<KeysPane />} />;
    case "controls":
      return (
        <>
          <ControlsPane />
          <div class="side">
            <PeerList />
            <LogPane />
          </div>
        </>
      );
  }
}

function WithDetail({ main }: { readonly main: ComponentChildren }) {
  return (
    <>
      {main}
      <div class="side">
        <PeerList />
        <DetailPane />
      </div>
    </>
  );
}

function ChartSection() {
  return (
    <section class="pane chart-pane" aria-label="Statechart">
      <Choices />
      <ChartPane />
    </section>
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
  const text = hello.value?.mode === "recording" && phase.value === "open" ? "recording" : phaseText[phase.value];
  return (
    <p class={`connection ${isStale ? "stale" : phase.value}`} role="status" data-connection={phase.value}>
      <span class="lamp" aria-hidden="true" />
      {isStale ? "NATS lost" : text}
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
  if (hello.value?.mode === "recording") return null;
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
          choose={(name) => go({ group: name === "all" ? null : name })}
        />
      )}
      {machineNames.value.length > 1 && (
        <Tabs label="Machine" names={machineNames.value} chosen={machine} choose={(name) => go({ machine: name })} />
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
