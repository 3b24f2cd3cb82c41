/** Starts the inspector: for a cluster on some NATS server, or for a recording. */
import { catalogue } from "#machines/catalogue";
import { QuorateError } from "#machines/protocol/errors";
import type { Bus } from "#machines/protocol/ports";
import type { QuorateClient } from "#services/public-types";
import type { CommandPort } from "#visualizer/commands";
import { type CountsFile, readCountsFile } from "#visualizer/counts-file";
import { readRecording } from "#visualizer/recording";
import { type Inspector, startInspector } from "#visualizer/server";
import type { InspectOptions } from "./inspect-command.ts";
import { kvCommands, stepDownCommand } from "./inspector-commands.ts";
import { type Terminal, toJson } from "./output.ts";
import { makeId, makeLog, systemClock, systemRandom } from "./ports.ts";
import { findTarget } from "./target.ts";
import { assembleClient, type MakeBus, natsBus } from "./wiring.ts";

/** @throws QuorateError CONFIG, UNAVAILABLE with what to do. */
export async function inspect(options: InspectOptions, terminal: Terminal): Promise<void> {
  const stopped = whenToldToStop();
  const opened = options.recording === undefined ? await openLive(options, terminal) : await openRecording(options);
  const { url } = opened.inspector;
  const shown = options.json === true ? toJson({ event: "inspector", url }) : `inspector  ${url}`;
  terminal.out(`${shown}\n`);
  await stopped;
  await opened.close();
}

interface Opened {
  readonly inspector: Inspector;
  close(): Promise<void>;
}

async function openRecording(options: InspectOptions): Promise<Opened> {
  const recording = await readRecording(options.recording ?? "");
  const drawn = recording.definitions?.machines.map(({ name }) => name) ?? Object.keys(catalogue);
  const counts = await readCounts(options.counts, drawn);
  const inspector = await startInspector({
    bus: null,
    recording,
    ...(counts === null ? {} : { counts }),
    clock: systemClock,
    random: systemRandom,
    host: options.host,
    port: options.port,
    machines: catalogue,
    cluster: recording.cluster,
    log: makeLog("warn", { part: "inspector" }),
  });
  return { inspector, close: () => inspector.close() };
}

/** @throws QuorateError CONFIG */
async function readCounts(path: string | undefined, drawn: readonly string[]): Promise<CountsFile | null> {
  if (path === undefined) return null;
  const counts = await readCountsFile(path);
  const counted = Object.keys(counts.machines);
  if (counted.some((name) => drawn.includes(name))) return counts;
  const all = drawn.join(", ");
  throw new QuorateError("CONFIG", `${path} counts ${counted.join(", ")}: there is no such chart here, but ${all}`);
}

async function openLive(options: InspectOptions, terminal: Terminal): Promise<Opened> {
  const counts = await readCounts(options.counts, Object.keys(catalogue));
  const target = findTarget({ ...options, timeout: 5000 }, terminal.env);
  const undo: (() => Promise<void>)[] = [];
  try {
    const inspector = await openInspector({
      cluster: target.cluster,
      makeBus: natsBus(target),
      servers: target.servers,
      host: options.host,
      port: options.port,
      controls: options.controls === true,
      showValues: options.showValues === true,
      ...(counts === null ? {} : { counts }),
      undo,
    });
    return { inspector, close: () => runAll(undo) };
  } catch (error) {
    await runAll(undo);
    throw error;
  }
}

async function runAll(undo: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of undo.toReversed()) await step();
}

export interface OpenOptions {
  readonly cluster: string;
  readonly makeBus: MakeBus;
  readonly servers: string | readonly string[];
  readonly host?: string;
  readonly port: number;
  readonly controls: boolean;
  readonly showValues: boolean;
  readonly counts?: CountsFile;
  /** Beside those for keys and leaders. */
  readonly commands?: Readonly<Record<string, CommandPort>>;
  /** Gets what closes everything again, even when this fails. */
  readonly undo: (() => Promise<void>)[];
}

/** The inspector with a bus and a client of its own. */
export async function openInspector(options: OpenOptions): Promise<Inspector> {
  const { cluster, makeBus, undo } = options;
  const log = makeLog("warn", { cluster, part: "inspector" });
  const id = makeId("i", systemRandom);
  const bus: Bus = await makeBus(id, makeId("b", systemRandom), log);
  undo.push(() => bus.close());
  const client: QuorateClient = await assembleClient({ cluster, servers: options.servers }, makeBus);
  undo.push(() => client.close());
  const inspector = await startInspector({
    bus,
    clock: systemClock,
    random: systemRandom,
    ...(options.host === undefined ? {} : { host: options.host }),
    port: options.port,
    machines: catalogue,
    cluster,
    log,
    commands: { ...kvCommands(client), ...stepDownCommand(bus, id, systemClock), ...options.commands },
    controls: options.controls,
    showValues: options.showValues,
    ...(options.counts === undefined ? {} : { counts: options.counts }),
  });
  undo.push(() => inspector.close());
  return inspector;
}

function whenToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}
