/**
 * A node's files damaged while it is stopped, and the node started again, while the others serve and clients write. Source: issue
 * "Integrity"; DESIGN "Storage"; HAZARDS P8, P10, P18; SCENARIOS.
 *
 * For each damage: it is noticed (or it is none that could matter), who serves meanwhile, how it is mended, and that no wrong or
 * vanished value is ever answered: every call is recorded and judged. With QUORATE_FULL=1 all of them; the table is that of
 * docs/RELIABILITY.md.
 */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoreReport } from "#services/storage/check/findings";
import type { EnsembleClient } from "#services/public-types";
import { eventually, findNatsServer, isFull, ProcessCluster } from "#test/support/cluster";
import {
  compact,
  cutFile,
  factFiles,
  flipByte,
  flipObjects,
  flipPage,
  logFile,
  manifestFile,
  putBack,
  removeCurrent,
  spoilFactFile,
  tableFile,
} from "#test/support/damage";
import { History, RecordedEnsemble } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";
import { Operator } from "#test/support/operator";

interface Case {
  readonly name: string;
  /** How the node ended before. */
  readonly stop: "SIGTERM" | "SIGKILL";
  /** What it was. */
  readonly was: "leader" | "follower";
  /** `old` is a copy of the directory from an earlier stop. */
  readonly damage: (dir: string, old: string) => unknown;
  /** What the node must say: at its start, or when it comes upon it. Null: nothing, for nothing is lost. */
  readonly noticed: RegExp | null;
  /** It does not start, and what an operator puts back mends it. */
  readonly isRefused?: true;
  /** `quorate verify` finds nothing: a whole directory of another time agrees with itself. */
  readonly isUnseen?: true;
  readonly inShort?: true;
}

/** Of a key that is written once. */
const page = { ensemble: "demo", key: "base 10" } as const;
const baseKeys = Array.from({ length: 150 }, (_, index) => `base ${index}`);

const cases: readonly Case[] = [
  {
    name: "a byte of LevelDB's log",
    stop: "SIGKILL",
    was: "leader",
    damage: async (dir) => flipByte(await logFile(dir), 9000),
    noticed: /turn \d+ of \d+ is missing|the object store ends at turn \d+, but turn \d+ was written/,
    inShort: true,
  },
  {
    name: "LevelDB's log cut to a third",
    stop: "SIGKILL",
    was: "follower",
    damage: async (dir) => cutFile(await logFile(dir), 1 / 3),
    noticed: /the object store ends at turn \d+, but turn \d+ was written/,
  },
  {
    name: "a byte of a table's data",
    stop: "SIGTERM",
    was: "follower",
    damage: async (dir) => {
      await compact(dir);
      flipByte(await tableFile(dir), 5000);
    },
    noticed: /the object store is damaged \(\d+\.ldb: a data block fails its checksum\)/,
    inShort: true,
  },
  {
    name: "a byte of a table's index",
    stop: "SIGKILL",
    was: "leader",
    damage: async (dir) => {
      await compact(dir);
      flipByte(await tableFile(dir), -60);
    },
    noticed: /the object store is damaged \(\d+\.ldb: the index/,
  },
  {
    name: "the manifest cut in half",
    stop: "SIGKILL",
    was: "follower",
    damage: async (dir) => cutFile(await manifestFile(dir), 0.5),
    noticed: /could not be opened|is missing|ends at turn/,
  },
  {
    name: "a byte of the manifest",
    stop: "SIGTERM",
    was: "leader",
    damage: async (dir) => flipByte(await manifestFile(dir), 20),
    noticed: /could not be opened/,
  },
  {
    name: "CURRENT removed",
    stop: "SIGTERM",
    was: "leader",
    damage: removeCurrent,
    noticed: /could not be opened/,
  },
  {
    name: "the object store removed",
    stop: "SIGKILL",
    was: "follower",
    damage: (dir) => rmSync(join(dir, "objects"), { recursive: true }),
    noticed: /could not be opened/,
  },
  {
    name: "a byte of one copy in facts.a",
    stop: "SIGKILL",
    was: "leader",
    damage: (dir) => flipByte(join(dir, "facts.a"), 40),
    noticed: /copy 1 in .*facts\.a does not verify/,
  },
  {
    name: "facts.b cut to a third",
    stop: "SIGTERM",
    was: "follower",
    damage: (dir) => cutFile(join(dir, "facts.b"), 1 / 3),
    noticed: /copy \d in .*facts\.b does not verify/,
  },
  {
    name: "a byte of all four copies of the facts",
    stop: "SIGTERM",
    was: "leader",
    damage: (dir) => factFiles(dir).forEach(spoilFactFile),
    noticed: /none of the four copies/,
    isRefused: true,
    inShort: true,
  },
  {
    name: "both fact files cut",
    stop: "SIGKILL",
    was: "follower",
    damage: (dir) => factFiles(dir).forEach((path) => cutFile(path, 0.002)),
    noticed: /none of the four copies/,
    isRefused: true,
  },
  {
    name: "an old copy of the facts",
    stop: "SIGKILL",
    was: "leader",
    damage: (dir, old) => factFiles(dir).forEach((path) => cpSync(path.replace(dir, old), path)),
    noticed: /the files were put back from a copy or damaged/,
    isRefused: true,
  },
  {
    name: "an inner page of the tree",
    stop: "SIGTERM",
    was: "follower",
    damage: (dir) => flipPage(dir, { ...page, kind: "page", sealed: false }),
    noticed: /page \d+ of level \d: .*fails its checksum/,
  },
  {
    name: "an inner page, with a checksum that fits",
    stop: "SIGTERM",
    was: "leader",
    damage: (dir) => flipPage(dir, { ...page, kind: "page", sealed: true }),
    noticed: /page \d+ of level \d: .*not the one that its parent names/,
    inShort: true,
  },
  {
    name: "a segment of the tree",
    stop: "SIGKILL",
    was: "follower",
    damage: (dir) => flipPage(dir, { ...page, kind: "segment", sealed: false }),
    noticed: /segment \d+ of the tree: its record fails its checksum/,
    inShort: true,
  },
  {
    name: "a segment, with a checksum that fits",
    stop: "SIGKILL",
    was: "leader",
    damage: (dir) => flipPage(dir, { ...page, kind: "segment", sealed: true }),
    noticed: /segments of the tree are missing from the object store, or are older/,
  },
  {
    name: "a segment after a clean stop, with a checksum that fits",
    stop: "SIGTERM",
    was: "leader",
    damage: (dir) => flipPage(dir, { ...page, kind: "segment", sealed: true }),
    noticed: /segment \d+.*: the segment is not the one that the page above it names/,
  },
  {
    name: "objects",
    stop: "SIGTERM",
    was: "leader",
    damage: (dir) => flipObjects(dir, "demo", baseKeys.slice(0, 20)),
    noticed: /object .*: the object's record fails its checksum/,
  },
  {
    name: "an old copy of the objects",
    stop: "SIGKILL",
    was: "follower",
    damage: (dir, old) => putBack(join(old, "objects"), join(dir, "objects")),
    noticed: /the object store ends at turn \d+, but turn \d+ was written/,
  },
  {
    name: "an old copy of the whole directory",
    stop: "SIGKILL",
    was: "leader",
    damage: (dir, old) => putBack(old, dir),
    noticed: null,
    isUnseen: true,
    inShort: true,
  },
  {
    name: "the high-water mark removed",
    stop: "SIGKILL",
    was: "follower",
    damage: (dir) => rmSync(join(dir, "high-water")),
    noticed: null,
  },
];

const [subject, ...others] = ["n1", "n2", "n3"];
const rows: string[][] = [
  [
    "damage",
    "stopped by",
    "noticed at the start, or when it was come upon",
    "`quorate verify`",
    "served meanwhile",
    "mended",
    "trusted after, ms",
  ],
  Array.from({ length: 7 }, () => "---"),
];

describe.skipIf(findNatsServer() === undefined)("files damaged while their node is stopped", () => {
  let cluster: ProcessCluster;
  let operator: Operator;
  let ensemble: EnsembleClient<string>;
  let load: Load;
  const history = new History();
  const written = new Map<string, string>();
  let writes = 0;

  const dirOf = (node: string): string => join(cluster.directory, node);
  const copyOf = (name: string): string => join(cluster.directory, `copy-${name}`);

  /** Known values in part of the keys, so that each stop has something new and something old on disk. */
  async function writeBase(keys: readonly string[]): Promise<void> {
    await Promise.all(
      keys.map(async (key, index) => {
        writes += 1;
        const value = `${key} ${writes} `.repeat(20);
        const recorded = new RecordedEnsemble(ensemble, history, 1000 + index);
        expect((await recorded.put(key, value, { timeoutMs: 30_000 })).outcome).toBe("ok");
        written.set(key, value);
      }),
    );
  }

  /** All of them through the node that leads. */
  async function readBase(): Promise<void> {
    const read = async ([key, value]: readonly [string, string], index: number): Promise<void> => {
      const { entry, code } = await new RecordedEnsemble(ensemble, history, 1000 + index).get(key, {
        timeoutMs: 30_000,
      });
      expect({ key, code, value: entry?.value }).toEqual({ key, code: "", value });
    };
    await Promise.all([...written].map(read));
  }

  async function readAll(): Promise<void> {
    await Promise.all([...history.perKey().keys()].map((key) => history.readBack(ensemble, key)));
  }

  async function isTrusted(node: string): Promise<boolean> {
    const peers = (await cluster.status()).ensembles[cluster.ensemble]?.peers ?? [];
    const peer = peers.find((one) => one.node === node);
    return peer !== undefined && peer.trusted && /^(leading|following)/.test(peer.state);
  }

  async function verify(node: string): Promise<StoreReport> {
    const { stdout } = await cluster.verify(dirOf(node));
    return JSON.parse(stdout) as StoreReport;
  }

  /** What a node said since `from`: the texts of its warnings and errors, and what it ended with. */
  function saidSince(node: string, from: number): string {
    return cluster.log(node).slice(from);
  }

  beforeAll(async () => {
    cluster = await ProcessCluster.start();
    operator = await Operator.connect(cluster);
    ensemble = (await cluster.client()).ensemble<string>(cluster.ensemble);
    await writeBase(baseKeys);
    // A copy from an earlier time, as a backup would hold it.
    await cluster.kill(subject, "SIGTERM");
    cpSync(dirOf(subject), copyOf("old"), { recursive: true });
    cluster.startNode(subject);
    await cluster.allInPlace();
    load = new Load({ history, ensemble, processes: 3, keys: 4, timeoutMs: 4000, pauseMs: 10 });
  });

  afterAll(async () => {
    // As docs/RELIABILITY.md has it.
    process.stdout.write(rows.map((row) => `| ${row.join(" | ")} |\n`).join(""));
    await operator?.close();
    await cluster?.stop();
  });

  test.each(cases.filter(({ inShort }) => isFull || inShort === true))(
    "$name ($stop, $was)",
    async ({ name, stop, was, damage, noticed, isRefused, isUnseen }) => {
      load.nextKeys();
      await operator.lead(was === "leader" ? subject : (others[0] as string));
      await writeBase(baseKeys.slice(60, 90));
      await cluster.kill(subject, stop);
      putBack(dirOf(subject), copyOf("stopped"));
      await damage(dirOf(subject), copyOf("old"));
      await load.moreWrites(15);
      const servedBy = await cluster.leader();
      expect(others).toContain(servedBy);
      const report = await verify(subject);
      expect({ name, sound: report.sound }).toEqual({ name, sound: isUnseen === true });

      const from = cluster.log(subject).length;
      const startedMs = performance.now();
      cluster.startNode(subject);
      if (isRefused === true) {
        await eventually(`${subject} refuses`, () => !cluster.isRunning(subject));
        expect(cluster.crashed.splice(0)).toEqual([`${subject} ended with 1`]);
        expect(saidSince(subject, from)).toMatch(/\(CORRUPT\)/);
        putBack(copyOf("stopped"), dirOf(subject));
        cluster.startNode(subject);
      }
      await eventually(`${subject} is trusted again`, () => isTrusted(subject), 60_000);
      const tookMs = performance.now() - startedMs;
      await operator.lead(subject);
      await readBase();
      // What it came upon only now, it has mended as well.
      await eventually(`${subject} is still trusted`, () => isTrusted(subject), 60_000);
      const said = saidSince(subject, from);
      if (noticed !== null) expect(said).toMatch(noticed);
      rows.push([
        name,
        stop,
        noticed === null ? "-" : excerpt(said, noticed),
        report.sound ? "-" : [...new Set(report.findings.map(({ part }) => part))].join(", "),
        servedBy,
        isRefused === true ? "refused; put back" : mended(said),
        tookMs.toFixed(0),
      ]);
      expect(cluster.crashed).toEqual([]);
    },
  );

  const doubles: readonly [name: string, stop: Case["stop"], damage: (dir: string, nth: number) => unknown][] = [
    [
      "objects of different keys",
      "SIGTERM",
      (dir, nth) =>
        flipObjects(
          dir,
          "demo",
          baseKeys.filter((_, index) => index % 2 === nth),
        ),
    ],
    [
      "different segments",
      "SIGTERM",
      (dir, nth) => flipPage(dir, { ...page, key: `base ${10 + nth}`, kind: "segment", sealed: false }),
    ],
    ["different parts of the logs", "SIGKILL", async (dir, nth) => flipByte(await logFile(dir), 3000 + 9000 * nth)],
  ];

  test.each(doubles.filter((_, index) => isFull || index === 0))(
    "leader and a follower at once: %s; all values come back",
    async (name, stop, damage) => {
      const both = [subject, others[0] as string];
      load.nextKeys();
      await operator.lead(subject);
      await writeBase(baseKeys.slice(60, 120));
      const from = both.map((node) => cluster.log(node).length);
      for (const node of both) await cluster.kill(node, stop);
      for (const [nth, node] of both.entries()) await damage(dirOf(node), nth);
      for (const node of both) expect((await verify(node)).sound).toBe(false);
      const startedMs = performance.now();
      for (const node of both) cluster.startNode(node);
      for (const node of both) await eventually(`${node} is trusted again`, () => isTrusted(node), 60_000);
      const tookMs = performance.now() - startedMs;
      for (const node of both) {
        await operator.lead(node);
        await readBase();
      }
      const said = both.map((node, nth) => saidSince(node, from[nth] as number));
      // What a leader stamps anew is replaced at the follower before anybody has read it.
      const noticed = said.filter((text) => /damage found|"type":"distrusted"/.test(text));
      expect(noticed.length).toBeGreaterThanOrEqual(name.startsWith("objects") ? 1 : 2);
      rows.push([
        `leader and follower: ${name}`,
        stop,
        "both",
        "both",
        "nobody",
        mended(said.join("\n")),
        tookMs.toFixed(0),
      ]);
      expect(cluster.crashed).toEqual([]);
    },
  );

  test("in the end nothing was lost, nothing was wrong, and all stores are sound", async () => {
    await load.stop();
    for (const node of [others[0] as string, subject]) {
      await operator.lead(node);
      await readBase();
      await readAll();
    }
    process.stdout.write(`calls: ${JSON.stringify(history.counts())}\n`);
    expectLinearizable(history);
    expect(history.counts()["get CORRUPT"] ?? 0).toBe(0);
    for (const node of cluster.nodes) await cluster.kill(node, "SIGTERM");
    for (const node of cluster.nodes) expect((await verify(node)).findings).toEqual([]);
    expect(cluster.crashed).toEqual([]);
  });
});

/** What was said, without what differs from run to run. */
function excerpt(said: string, noticed: RegExp): string {
  const [text = ""] = noticed.exec(said) ?? [];
  const what = /"what":"(.*)/.exec(text)?.[1] ?? text;
  return what
    .replaceAll(/\\"/g, '"')
    .replaceAll(/\/\S*\//g, "")
    .slice(0, 90);
}

function mended(said: string): string {
  const dropped = /"objects":(\d+),"segments":(\d+),"msg":"repair dropped/.exec(said);
  const ways: string[] = [];
  if (said.includes('"type":"copyDamaged"')) ways.push("from the other copies");
  if (/object .*"msg":"damage found"/.test(said)) ways.push("key by key, as they were read");
  else if (/"what":"page .*"msg":"damage found"/.test(said)) ways.push("pages rebuilt, exchange");
  else if (dropped !== null) ways.push(`dropped ${dropped[1]} objects, ${dropped[2]} segments; exchange`);
  else if (said.includes('"type":"distrusted"')) ways.push("all verified, exchange");
  return ways.length === 0 ? "by the exchange of every start" : ways.join("; ");
}
