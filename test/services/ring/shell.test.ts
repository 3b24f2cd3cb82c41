/** The shell, on a ring in virtual time. Source: seed "Quorum Requests", "Testing it"; issue "Ring". */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { runCli } from "#cli/program";
import { parseStatements, SyntaxFault, Unfinished } from "#cli/shell/parser";
import { ShellSession, wordsOf } from "#cli/shell/session";
import { fromValue, printTerm } from "#cli/shell/terms";
import { RingCluster, type RingClusterOptions } from "./ring-cluster.ts";

const p12 = "274031556999544297163190906134303066185487351808";
const p13 = "296867520082839655260123481645494988367611297792";
const p14 = "319703483166135013357056057156686910549735243776";

async function open() {
  const cluster = new RingCluster(["n1", "n2", "n3"]);
  await cluster.start();
  const ran: (readonly string[])[] = [];
  const session = new ShellSession({
    ...{ client: cluster.client(), counts: { n: 3, r: 3, w: 3 }, timeoutMs: 5000 },
    run: async (words) => {
      ran.push(words);
      return { text: "ran\n", ok: words[1] !== "bad" };
    },
  });
  const type = async (line: string): Promise<string> => {
    const evaluated = await cluster.result(session.evaluate(line));
    return "text" in evaluated ? evaluated.text : evaluated.kind;
  };
  return { cluster, session, ran, type };
}

/** A list of replies as a set: they arrive in any order. */
const replies = (text: string): string[] =>
  text
    .replace(/^\{ok,\[/, "")
    .replace(/\]\}\n$/, "")
    .split(",\n     ")
    .sort((one, other) => (one < other ? -1 : 1));

describe("the seed's session", () => {
  it("can be typed, and answers as there", async () => {
    const { type } = await open();
    const notFound = [p12, p13, p14].map((p) => `{not_found,${p},{ns,k1}}`);
    const ok = [p12, p13, p14].map((p) => `{ok,${p}}`);
    const found = [p12, p13, p14].map((p) => `{found,${p},{{ns,k1},v1}}`);
    expect(await type("K1 = {ns, k1}.")).toBe("{ns,k1}\n");
    expect(await type("V1 = v1.")).toBe("v1\n");
    expect(replies(await type("tanodb:get(K1)."))).toEqual(notFound);
    expect(replies(await type("tanodb:delete(K1)."))).toEqual(ok);
    expect(replies(await type("tanodb:put(K1, V1)."))).toEqual(ok);
    expect(replies(await type("tanodb:get(K1)."))).toEqual(found);
    expect(replies(await type("tanodb:delete(K1)."))).toEqual(ok);
    expect(replies(await type("tanodb:get(K1)."))).toEqual(notFound);
  });

  it("is in docs/RING.md as it goes here, call by call", async () => {
    const { type } = await open();
    const page = readFileSync(new URL("../../../docs/RING.md", import.meta.url), "utf8");
    const block = /```erlang\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const turns = block.split(/^\(demo\)\d+> /m).slice(1);
    expect(turns).toHaveLength(8);
    for (const turn of turns) {
      const [call = "", ...answer] = turn.split("\n");
      expect(replies(await type(call))).toEqual(replies(answer.join("\n")));
    }
  });
});

describe("the shell", () => {
  it("takes options, binaries and values of any kind, and several statements a line", async () => {
    const { type } = await open();
    expect(replies(await type('ring:put({<<"b1">>, "k1"}, #{a => [1, {x, <<"y">>}, true]}, #{w => 2}).'))).toHaveLength(
      2,
    );
    const [one] = replies(
      await type('K = {<<"b1">>, <<"k1">>}. ring:get(K, #{r => 1}).').then((text) => text.split("}\n")[1] ?? ""),
    );
    expect(one).toMatch(/^\{found,\d+,\{\{<<"b1">>,<<"k1">>\},#\{<<"a">> => \[1,\{x,<<"y">>\},true\]\}\}/);
  });

  it("waits for the dot, across lines, and can abandon", async () => {
    const { type, session } = await open();
    expect(await type("K1 = {ns,")).toBe("more");
    expect(session.isOpen).toBe(true);
    expect(await type("  k1}.")).toBe("{ns,k1}\n");
    expect(await type("K2 = [")).toBe("more");
    session.abandon();
    expect(await type("b().")).toBe("[{'K1',{ns,k1}}]\n");
    expect(await type("f(K1). b().")).toBe("ok\n[]\n");
  });

  it("says what is wrong, and goes on", async () => {
    const { type } = await open();
    expect(await type("K1.")).toBe("* variable 'K1' is unbound\n");
    expect(await type("A = 1. A = 2.")).toContain("no match of right hand side value 2");
    expect(await type("ring:burn(a).")).toContain("undefined function ring:burn/1");
    expect(await type("ring:get(a).")).toContain("bad argument");
    expect(await type("x y.")).toContain("syntax error");
    expect(await type("ring:put({b, k}, v, #{w => 4}).")).toMatch(/^\{error,#\{code => 'N_VAL_VIOLATION'/);
    expect(await type("A.")).toBe("1\n");
  });

  it("names what did not answer, and says who stood in", async () => {
    const { type, cluster } = await open();
    await type("ring:ping({ns, k1}).");
    cluster.kill("n2");
    const text = await type("ring:put({ns, k1}, v1).");
    expect(text).toMatch(new RegExp(`% ${p13}|% ${p12}|% ${p14}`));
    expect(text).toMatch(/: n[13] answered, a fallback\n$/);
  });

  it("runs commands of the command line, quoted as in a shell", async () => {
    const { type, ran } = await open();
    expect(await type(`kv put demo 'a b' '{"x":1}' "say \\"hi\\"" c\\ d`)).toBe("ran\n");
    expect(ran).toEqual([["kv", "put", "demo", "a b", '{"x":1}', 'say "hi"', "c d"]]);
    expect(await type("kv put 'a")).toContain("not closed");
    expect(await type("help")).toContain("ring:put");
    expect([await type("quit"), await type("q()."), await type("  ")]).toEqual(["quit", "quit", ""]);
  });

  it("completes commands, functions and variables", async () => {
    const { session, type } = await open();
    await type("Key1 = {ns, k1}.");
    expect(session.complete("r")).toEqual([["ring:get(", "ring:put(", "ring:delete(", "ring:ping(", "ring "], "r"]);
    expect(session.complete("ring:p")).toEqual([["ring:put(", "ring:ping("], "ring:p"]);
    expect(session.complete("ring:get(K")).toEqual([["Key1"], "K"]);
    expect(session.complete("kv s")).toEqual([["safe-delete "], "s"]);
    expect(session.complete("cluster st")).toEqual([["status ", "step-down "], "st"]);
    expect(session.complete("cluster ")[0]).toContain("create-ensemble ");
  });
});

describe("terms", () => {
  it("come back from storage as they went in", async () => {
    const { type } = await open();
    const text = `{a,'Big one',-1.5,99999999999999999999,<<"b\\"">>,[],{},#{<<"k">> => [true,null]}}`;
    expect(await type(`X = ${text}.`)).toBe(`${text}\n`);
    await type("ring:put({b, k}, X).");
    expect(await type("ring:get({b, k}, #{r => 1}).")).toContain(`,{{b,k},${text}}}`);
    expect(printTerm(fromValue({ tuple: [{ atom: "a" }, 1n, "x", [null], new Map([["k", 1]]), { y: false }] }))).toBe(
      `{a,1,<<"x">>,[null],#{<<"k">> => 1},#{<<"y">> => false}}`,
    );
  });

  it.each(["K1 = ", "{a", '"abc', "ring:get({a,b})", "'q", "<<"])("know that %o goes on", (text) => {
    expect(() => parseStatements(text)).toThrow(Unfinished);
  });

  it.each(["}.", "a b.", "{a;b}.", "ring:X(a).", "#{a}."])("refuse %o", (text) => {
    expect(() => parseStatements(text)).toThrow(SyntaxFault);
  });

  it("of a command line are split like a POSIX shell's", () => {
    expect(wordsOf(` a  'b c'"d"\\ e `)).toEqual(["a", "b cd e"]);
    expect(wordsOf("")).toEqual([]);
    expect(wordsOf('a "b')).toBeUndefined();
  });
});

describe("quorate shell and quorate ring", () => {
  async function run(
    args: readonly string[],
    lines = "",
    options: RingClusterOptions & { readonly isTerminal?: boolean } = {},
  ) {
    const cluster = new RingCluster(["n1", "n2", "n3"], options);
    await cluster.start();
    let [out, err] = ["", ""];
    const stream = new PassThrough();
    const echo = new PassThrough();
    let echoed = "";
    echo.on("data", (chunk: Buffer) => void (echoed += chunk.toString()));
    // A Tab within more text counts as pasted.
    for (const part of lines.split(/(\t)/)) stream.write(part);
    stream.end();
    const ended = runCli(
      [...args, "--nats", "nats://x:1", "--cluster", "test"],
      "1.0.0",
      { out: (text) => void (out += text), err: (text) => void (err += text), env: {} },
      {
        connect: async () => cluster.client(),
        startNode: () => Promise.reject(new Error("starts nothing")),
        up: () => Promise.reject(new Error("starts nothing")),
        input: { stream, isTerminal: options.isTerminal === true, echo },
      },
    );
    let code: number | undefined;
    void ended.then((ending) => (code = ending));
    // Streams take real turns of the event loop beside the virtual ones.
    for (let turn = 0; code === undefined && turn < 20_000; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await cluster.clock.advance(1);
    }
    return { code, out, err, echoed };
  }

  it("reads lines, prints answers, and runs commands on the same client", async () => {
    const { code, out, err } = await run(
      ["shell"],
      `K = {ns, k1}.\nring:put(K, v1).\nring get ns k1 --atoms --r 3 --json\nkv put demo alice 10 --json\nkv get demo alice\ncluster status\n`,
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("{ns,k1}\n{ok,[{ok,");
    const json = JSON.parse(out.split("\n").find((line) => line.startsWith("[")) ?? "") as { value: unknown }[];
    expect(json.map(({ value }) => value)).toEqual([{ atom: "v1" }, { atom: "v1" }, { atom: "v1" }]);
    expect(out).toContain('{"key":"alice","value":10,"version"');
    expect(out).toContain("cluster  test");
  });

  it("keeps its history for a person, who finds it again with the arrow key, and completes with Tab", async () => {
    const data = mkdtempSync(join(tmpdir(), "quorate-shell-"));
    const up = "\u001B[A";
    try {
      const first = await run(["shell", "--data", data], "K1 = {ns, k1}.\nring:ping(K1).\n", { isTerminal: true });
      expect(first.code).toBe(0);
      expect(first.echoed).toContain("(test)1> ");
      expect(readFileSync(join(data, "shell-history"), "utf8")).toBe("K1 = {ns, k1}.\nring:ping(K1).\n");
      const again = await run(["shell", "--data", data], `${up}${up}\n${up}${up}\nring:pi\tK1).\n`, {
        isTerminal: true,
      });
      expect(again.out.match(/\{ns,k1\}\n/g)).toHaveLength(1);
      expect(again.out.match(/\{ok,\[/g)).toHaveLength(2);
    } finally {
      rmSync(data, { recursive: true });
    }
  });

  it("makes and changes a cluster", async () => {
    const { code, out, err } = await run(
      ["shell"],
      `cluster enable n1\ncluster join n2 n1\ncluster join n3 n1\ncluster create-ensemble accounts --members n1,n2,n3\nkv put accounts k 1\ncluster members accounts --remove n2\ncluster members accounts --json\ncluster remove n3\nring:ping({a, b}, #{r => 3}).\ncluster join n9 n1 --timeout 200\n`,
      { isFormed: true },
    );
    expect({ code, failures: err.trim().split("\n").length }).toEqual({ code: 1, failures: 2 });
    for (const said of ["n1 is in a new cluster", "n3 has joined the cluster of n1", "accounts was created"])
      expect(out).toContain(said);
    expect(out).toContain('{"ensemble":"accounts","views":[["n1","n3"]]}');
    expect(out).toContain("n3 was removed");
    expect(out).toMatch(/\{ok,\[\{ok,\d+\}/);
  });

  it("ends with exit code 1 when a line of a file failed", async () => {
    const { code, out, err } = await run(["shell"], `nope.\nX.\nring:ping({a, b}, #{r => 1}).\n`);
    expect(code).toBe(1);
    expect(out).toMatch(/^nope\n\{ok,/);
    expect(err).toContain("'X' is unbound");
  });

  it("shows each vnode's reply as a line, and as JSON", async () => {
    const put = await run(["ring", "put", "users", "alice", '{"a":1}', "--w", "3"]);
    expect(put).toMatchObject({ code: 0, err: "" });
    expect(put.out.trim().split("\n")).toHaveLength(4);
    expect(put.out).toMatch(/^PARTITION +NODE +STATUS\n\d+ +n\d +ok\n/);
    const get = await run(["ring", "get", "users", "alice", "--r", "1", "--json"]);
    expect(JSON.parse(get.out)).toMatchObject([{ status: "notFound", key: "alice", fallback: false }]);
    const over = await run(["ring", "put", "users", "alice", "1", "--w", "4", "--json"]);
    expect(over.code).toBe(1);
    expect(JSON.parse(over.err)).toMatchObject({ error: { code: "N_VAL_VIOLATION" } });
    expect((await run(["ring", "get", "users", "alice", "--r", "0"])).code).toBe(2);
  });
});
