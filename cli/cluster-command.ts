/** `quorate cluster status`: who is there, and who leads what. */
import type { Command } from "commander";
import type { ClusterStatus } from "#services/public-types";
import { type Terminal, table, toJson } from "./output.ts";
import { type Connect, type TargetOptions, withClient, withTargetOptions } from "./target.ts";

export function addClusterCommand(program: Command, terminal: Terminal, connect: Connect): void {
  const cluster = program.command("cluster").description("look at a cluster");
  const status = cluster
    .command("status")
    .description("nodes, ensembles, leaders and the state of every peer that answers");
  withTargetOptions(status);
  const examples =
    "\nExamples:\n  quorate cluster status\n  quorate cluster status --nats nats://127.0.0.1:4222 --cluster demo --json\n";
  cluster.addHelpText("after", examples);
  status.addHelpText("after", examples);
  status.action(async () => {
    const options = status.opts<TargetOptions>();
    const answer = await withClient(connect, options, terminal.env, (client) =>
      client.status({ timeoutMs: options.timeout }),
    );
    terminal.out(options.json === true ? `${toJson(answer)}\n` : showStatus(answer));
  });
}

export function showStatus(status: ClusterStatus): string {
  const head = table([
    ["cluster", status.cluster],
    ["nodes", status.nodes.length === 0 ? "none answered" : status.nodes.join(", ")],
  ]);
  const rows = Object.entries(status.ensembles).flatMap(([name, { leader, peers }]) =>
    peers.map(({ id, node, state, epoch, trusted }) => [
      name,
      id,
      node,
      state,
      String(epoch),
      trusted ? "yes" : "no",
      node === leader ? "leader" : "",
    ]),
  );
  if (rows.length === 0) return head;
  return `${head}\n${table([["ENSEMBLE", "PEER", "NODE", "STATE", "EPOCH", "TRUSTED", ""], ...rows])}`;
}
