/** `quorate cluster`: who is there and who leads what, and how that is changed. */
import type { Command } from "commander";
import type { ClusterStatus, MemberChange, QuorateClient } from "#services/public-types";
import { type Terminal, table, toJson, UsageError } from "./output.ts";
import { nameList } from "./parse.ts";
import { type Connect, type TargetOptions, withClient, withTargetOptions } from "./target.ts";

interface ClusterOptions extends TargetOptions {
  readonly members?: readonly string[];
  readonly backend?: string;
  readonly options?: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

interface ClusterCommand {
  readonly name: string;
  readonly does: string;
  readonly takes: readonly (readonly [name: string, what: string])[];
  /** Adds its own options. */
  readonly shape?: (command: Command) => void;
  /** Moves data: waits longer than others. */
  readonly isLong?: true;
  readonly example: string;
  /** What it prints: data for --json, and words. */
  readonly run: (client: QuorateClient, args: readonly string[], options: ClusterOptions) => Promise<Printed>;
}

interface Printed {
  readonly data: unknown;
  readonly words: string;
}

/** How long a command that moves data waits unless it is told. */
const longTimeoutMs = 60_000;

const done = (words: string): Printed => ({ data: null, words: `${words}\n` });

const commands: readonly ClusterCommand[] = [
  {
    name: "status",
    does: "nodes, ensembles, leaders and the state of every peer that answers",
    takes: [],
    example: "quorate cluster status --json",
    run: async (client, _, { timeout }) => {
      const status = await client.status({ timeoutMs: timeout });
      return { data: status, words: showStatus(status) };
    },
  },
  {
    name: "enable",
    does: "make the cluster, with this node as its first; once",
    takes: [["node", "a running node"]],
    example: "quorate cluster enable n1",
    run: async (client, [node = ""], { timeout }) => {
      await client.admin.enable(node, { timeoutMs: timeout });
      return done(`${node} is in a new cluster`);
    },
  },
  {
    name: "join",
    does: "let a node join the cluster that another one is in",
    takes: [
      ["node", "the node that joins; it runs already"],
      ["other", "a node of the cluster"],
    ],
    example: "quorate cluster join n4 n1",
    run: async (client, [node = "", other = ""], { timeout }) => {
      await client.admin.join(node, other, { timeoutMs: timeout });
      return done(`${node} has joined the cluster of ${other}`);
    },
  },
  {
    name: "remove",
    does: "take a node out of the cluster: its peers are moved to others first",
    takes: [["node", "the node to take out; it need not run"]],
    isLong: true,
    example: "quorate cluster remove n4",
    run: async (client, [node = ""], { timeout }) => {
      await client.admin.remove(node, { timeoutMs: timeout });
      return done(`${node} was removed; to come back it needs an empty data directory`);
    },
  },
  {
    name: "create-ensemble",
    does: "create an ensemble with a peer on each of the nodes",
    takes: [["ensemble", "its name, which no other ever had"]],
    shape: (command) =>
      command
        .requiredOption("--members <nodes>", "nodes that hold a peer each, like n1,n2,n3", nameList)
        .option("--backend <name>", "what keeps its data", "kv")
        .option("--options <json>", "kept with the ensemble: a JSON object"),
    example: "quorate cluster create-ensemble accounts --members n1,n2,n3",
    run: async (client, [ensemble = ""], { members = [], backend = "kv", options, timeout }) => {
      const config = { members, backend, ...(options === undefined ? {} : { options: objectOption(options) }) };
      await client.admin.createEnsemble(ensemble, config, { timeoutMs: timeout });
      return done(`${ensemble} was created`);
    },
  },
  {
    name: "delete-ensemble",
    does: "delete an ensemble and its data, for ever: its name is not used again",
    takes: [["ensemble", "its name"]],
    example: "quorate cluster delete-ensemble accounts",
    run: async (client, [ensemble = ""], { timeout }) => {
      await client.admin.deleteEnsemble(ensemble, { timeoutMs: timeout });
      return done(`${ensemble} was deleted`);
    },
  },
  {
    name: "members",
    does: "show an ensemble's members, or change them: data moves first, then the new members decide",
    takes: [["ensemble", "its name"]],
    shape: (command) =>
      command
        .option("--add <nodes>", "nodes to add, like n4,n5", nameList)
        .option("--remove <nodes>", "nodes to remove", nameList),
    isLong: true,
    example: "quorate cluster members accounts --add n4 --remove n1",
    run: async (client, [ensemble = ""], { add = [], remove = [], timeout }) => {
      const changes: MemberChange[] = [
        ...add.map((node) => ({ add: node })),
        ...remove.map((node) => ({ remove: node })),
      ];
      if (changes.length > 0) {
        await client.admin.updateMembers(ensemble, changes, { timeoutMs: timeout });
        return done(`the members of ${ensemble} have changed`);
      }
      // Says NO_SUCH_ENSEMBLE where there is none.
      await client.leader(ensemble, { timeoutMs: timeout });
      const { ensembles } = await client.status({ timeoutMs: timeout });
      const views = ensembles[ensemble]?.views ?? [];
      return { data: { ensemble, views }, words: views.map((view) => `${view.join(", ")}\n`).join("") };
    },
  },
  {
    name: "step-down",
    does: "tell an ensemble's leader to hand over to another member",
    takes: [["ensemble", "its name"]],
    example: "quorate cluster step-down accounts",
    run: async (client, [ensemble = ""], { timeout }) => {
      await client.admin.stepDown(ensemble, { timeoutMs: timeout });
      return done(`the leader of ${ensemble} has stepped down`);
    },
  },
];

/** In the order of the help. */
export const clusterCommandNames: readonly string[] = commands.map(({ name }) => name);

export function addClusterCommand(program: Command, terminal: Terminal, connect: Connect): void {
  const cluster = program.command("cluster").description("look at a cluster, and change it");
  cluster.addHelpText("after", `\nExamples:\n${commands.map((one) => `  ${one.example}\n`).join("")}`);
  for (const one of commands) addOne(cluster, one, terminal, connect);
}

function addOne(cluster: Command, one: ClusterCommand, terminal: Terminal, connect: Connect): void {
  const command = cluster.command(one.name).description(one.does);
  for (const [name, what] of one.takes) command.argument(`<${name}>`, what);
  one.shape?.(command);
  withTargetOptions(command, one.isLong === true ? longTimeoutMs : undefined);
  command.addHelpText("after", `\nExample:\n  ${one.example}\n`);
  command.action(async () => {
    const options = command.opts<ClusterOptions>();
    const printed = await withClient(connect, options, terminal.env, (client) =>
      one.run(client, command.args, options),
    );
    terminal.out(options.json === true ? `${toJson(printed.data)}\n` : printed.words);
  });
}

function objectOption(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError("--options takes a JSON object");
  return value as Readonly<Record<string, unknown>>;
}

export function showStatus(status: ClusterStatus): string {
  const head = table([
    ["cluster", status.enabled ? status.cluster : `${status.cluster} (not enabled)`],
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
