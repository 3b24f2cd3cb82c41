/** Which cluster a command talks to: named by options, or the one that `quorate up` runs on the data directory. */
import type { Command } from "commander";
import { QuorateError } from "#machines/protocol/errors";
import type { ClientOptions, QuorateClient } from "#services/public-types";
import type { Terminal } from "./output.ts";
import { name, wholeNumber } from "./parse.ts";
import { readUpFile } from "./up-file.ts";

export type Connect = (options: ClientOptions) => Promise<QuorateClient>;

export interface TargetOptions {
  readonly nats?: string;
  readonly cluster?: string;
  readonly data: string;
  readonly timeout: number;
  readonly json?: true;
}

export function withTargetOptions(command: Command, timeoutMs = 5000): Command {
  return command
    .option("--nats <url>", "the NATS server of the cluster (else: up.json below --data, else NATS_URL)")
    .option("--cluster <name>", "the cluster (else: the one of up.json, else demo)", name)
    .option("--data <dir>", 'the directory of a cluster that "quorate up" runs', ".quorate")
    .option("--timeout <ms>", "give up after this many milliseconds", wholeNumber(1, 86_400_000), timeoutMs)
    .option("--json", "print JSON, errors too");
}

/** @throws QuorateError CONFIG when neither options nor up.json name a server that can be reached. */
export function findTarget(options: TargetOptions, env: Terminal["env"]): ClientOptions {
  const { nats, cluster, timeout: timeoutMs } = options;
  if (nats !== undefined) return { servers: nats, cluster: cluster ?? "demo", timeoutMs };
  const up = readUpFile(options.data);
  if (up !== undefined && up.nats.url === null)
    throw new QuorateError(
      "CONFIG",
      `the cluster on ${options.data} runs inside one process without NATS, so no other process can reach it; install nats-server (or name one with --nats) and start "quorate up" again`,
    );
  const servers = up?.nats.url ?? env["NATS_URL"];
  if (servers === undefined || servers === "")
    throw new QuorateError(
      "CONFIG",
      `no cluster is known here: ${options.data}/up.json is absent; start one with "quorate up", or name one with --nats URL --cluster NAME`,
    );
  return { servers, cluster: cluster ?? up?.cluster ?? "demo", timeoutMs };
}

/** Connects, runs `work`, and closes whatever comes of it. */
export async function withClient<T>(
  connect: Connect,
  options: TargetOptions,
  env: Terminal["env"],
  work: (client: QuorateClient) => Promise<T>,
): Promise<T> {
  const client = await connect(findTarget(options, env));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
