/** `quorate verify DIR`: is what a stopped node has on disk what it once wrote? */
import type { Command } from "commander";
import { QuorateError } from "#machines/protocol/errors";
import type { Finding, StoreReport } from "#services/storage/check/findings";
import { checkStore, isStore } from "#services/storage/check/store-check";
import { type Terminal, table, toJson, UsageError } from "./output.ts";
import { ProgressBar } from "./progress-bar.ts";

interface Options {
  readonly json?: true;
}

/** Findings that a person is shown; --json lists all. */
const mostShown = 40;

const details = `
It reads everything and changes nothing: promises in all copies, tables, logs, the chain of turns against the
high-water mark, trees, and every object against its entry. A directory that a node uses is refused (LOCKED).

Examples:
  quorate verify .quorate/nodes/n1
  quorate verify data/n1 --json

Exit codes: 0 sound, 1 damaged (or LOCKED), 2 the command line is wrong.
`;

export function addVerifyCommand(program: Command, terminal: Terminal): void {
  program
    .command("verify")
    .description("check the store of a node that is stopped")
    .argument("<dir>", "the node's data directory")
    .option("--json", "print the report as JSON, errors too")
    .addHelpText("after", details)
    .action(async (dir: string, options: Options) => verify(dir, options, terminal));
}

async function verify(dir: string, options: Options, terminal: Terminal): Promise<void> {
  if (!(await isStore(dir))) throw new UsageError(`${dir} is not the data directory of a node`);
  const report = await check(dir, terminal);
  terminal.out(options.json === true ? `${toJson(report)}\n` : show(report));
  if (report.sound) return;
  const count = damages(report).length;
  const isRefused = report.findings.some(({ what }) => what.includes("refuses to start"));
  throw new QuorateError(
    "CORRUPT",
    `${dir} is damaged (${count} ${count === 1 ? "finding" : "findings"}): ${
      isRefused
        ? "put back the newest facts.a and facts.b, or remove the node from the cluster and let it join again with an empty directory"
        : "start the node; what it lost it fetches from the other replicas before it is trusted again"
    }`,
  );
}

/** A bar on a person's terminal; a pipe or a file gets none. */
async function check(dir: string, terminal: Terminal): Promise<StoreReport> {
  if (terminal.isInteractive !== true) return checkStore(dir);
  const bar = new ProgressBar(terminal.err);
  try {
    return await checkStore(dir, { onProgress: (what, share) => bar.show(what, share) });
  } finally {
    bar.end();
  }
}

function damages({ findings }: StoreReport): readonly Finding[] {
  return findings.filter(({ severity }) => severity === "damage");
}

function show(report: StoreReport): string {
  const { counts, peers, findings, cluster, node } = report;
  const megabytes = (counts.bytes / 1e6).toFixed(1);
  const head = table([
    ["directory", report.directory],
    ["node", node === null ? "unknown: its promises cannot be read" : `${node} of cluster ${String(cluster)}`],
    ["last stop", report.closedCleanly ? "clean" : "not clean: the next start reads all segments"],
    ["promises", `save ${counts.generation}`],
    ...peers.map(({ label, promised, trusted }) => [
      "peer",
      `${label}, promised epoch ${promised}, ${trusted ? "trusted" : "not trusted"}`,
    ]),
    ["object store", `turn ${counts.turn}, ${counts.tables} tables, ${counts.logs} logs, ${megabytes} MB`],
    ["trees", `${counts.ensembles}, with ${counts.pages} pages and ${counts.segments} segments`],
    ["objects", `${counts.objects}, ${counts.tombstones} of them deleted keys`],
  ]);
  const rows = findings.slice(0, mostShown).map(({ part, severity, where, what }) => [part, severity, where, what]);
  const found = rows.length === 0 ? "" : `\n${table([["PART", "", "WHERE", "WHAT"], ...rows])}`;
  const more = findings.length > mostShown ? `and ${findings.length - mostShown} more: see --json\n` : "";
  const verdict = report.sound ? "sound" : `damaged: ${damages(report).length} of ${findings.length} findings`;
  return `${head}${found}${more}\n${verdict}\n`;
}
