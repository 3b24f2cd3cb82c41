/**
 * A shell's session: variables, calls to the ring as in the seed's transcript, and the commands of the command line. It knows no
 * terminal: a line goes in, text comes out.
 */
import { QuorateError } from "#machines/protocol/errors";
import { isAtomText, type RingTerm } from "#machines/protocol/term";
import type { QuorateClient, RingCallOptions, RingClient, VnodeAnswer } from "#services/public-types";
import { RingError } from "#services/ring-error";
import { clusterCommandNames } from "../cluster-command.ts";
import { type Expression, parseStatements, type Statement, SyntaxFault, Unfinished } from "./parser.ts";
import {
  atomTerm,
  binaryTerm,
  fromValue,
  listTerm,
  numberTerm,
  printTerm,
  type Term,
  toValue,
  tupleTerm,
} from "./terms.ts";

export interface SessionOptions {
  readonly client: QuorateClient;
  /** What a call takes that does not say. */
  readonly counts: { readonly n: number; readonly r: number; readonly w: number };
  readonly timeoutMs: number;
  /** Runs a command of the command line on this session's client; what it printed, and whether it succeeded. */
  run(words: readonly string[]): Promise<{ readonly text: string; readonly ok: boolean }>;
}

/** What became of a line. */
export type Evaluated =
  /** Printed as it is. */
  | { readonly kind: "done" | "failed"; readonly text: string }
  /** The statement goes on in the next line. */
  | { readonly kind: "more" }
  | { readonly kind: "quit" };

/** Commands of the command line that make sense here, with their subcommands. */
const commands: Readonly<Record<string, readonly string[]>> = {
  kv: ["get", "put", "create", "update", "delete", "safe-delete"],
  ring: ["get", "put", "delete"],
  cluster: clusterCommandNames,
};
const modules = ["ring", "tanodb"];
const functions = ["get", "put", "delete", "ping"];

export const shellHelp = `Statements end with a dot, as in an Erlang shell:
  K1 = {ns, k1}.            a bucket and a key: atoms, or binaries <<"like this">>
  ring:put(K1, v1).         every vnode's reply; tanodb: is the same
  ring:get(K1, #{r => 2}).  options n, r, w, pr, pw
  ring:delete(K1).  ring:ping(K1).
  b().  f().  f(K1).        the variables; forget them, or one
Commands are those of the command line:
  kv get demo alice         kv put|create|update|delete|safe-delete ...
  ring get users alice      ring put|delete ...
  cluster status            cluster ${clusterCommandNames.filter((name) => name !== "status").join("|")}
  help                      this
  quit                      also q(). and Ctrl-D
`;

class Failure extends Error {}

export class ShellSession {
  readonly #options: SessionOptions;
  readonly #variables = new Map<string, Term>();
  #pending = "";

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Whether a statement waits for its end. */
  get isOpen(): boolean {
    return this.#pending !== "";
  }

  /** Forgets the beginning of a statement: Ctrl-C. */
  abandon(): void {
    this.#pending = "";
  }

  async evaluate(line: string): Promise<Evaluated> {
    const word = /^\s*([a-z]+)(?=\s|$)/.exec(line)?.[1];
    if (!this.isOpen) {
      if (line.trim() === "") return { kind: "done", text: "" };
      if (word === "quit" || word === "exit") return { kind: "quit" };
      if (word === "help") return { kind: "done", text: shellHelp };
      if (word !== undefined && Object.hasOwn(commands, word)) return this.#command(line);
    }
    this.#pending += `${line}\n`;
    let statements: Statement[];
    try {
      statements = parseStatements(this.#pending);
    } catch (error) {
      if (error instanceof Unfinished) return { kind: "more" };
      this.#pending = "";
      if (error instanceof SyntaxFault) return { kind: "failed", text: `* syntax error: ${error.message}\n` };
      throw error;
    }
    this.#pending = "";
    return this.#carryOut(statements);
  }

  /** Words that may stand where `line` ends, and the part of it that they replace. */
  complete(line: string): [string[], string] {
    const [, command, sub] = /^\s*([a-z]+)\s+(\S*)$/.exec(line) ?? [];
    if (command !== undefined && Object.hasOwn(commands, command))
      return [(commands[command] ?? []).filter((one) => one.startsWith(sub ?? "")).map((one) => `${one} `), sub ?? ""];
    const part = /[\w@:]*$/.exec(line)?.[0] ?? "";
    const isFirst = line.trimStart() === part;
    const words = [
      ...modules.flatMap((module) => functions.map((name) => `${module}:${name}(`)),
      ...this.#variables.keys(),
      ...(isFirst ? [...Object.keys(commands).map((one) => `${one} `), "help", "quit", "b().", "f().", "q()."] : []),
    ];
    return [words.filter((one) => one.startsWith(part)), part];
  }

  async #command(line: string): Promise<Evaluated> {
    const words = wordsOf(line);
    if (words === undefined) return { kind: "failed", text: "* a quote is not closed\n" };
    const { text, ok } = await this.#options.run(words);
    return { kind: ok ? "done" : "failed", text };
  }

  async #carryOut(statements: readonly Statement[]): Promise<Evaluated> {
    let text = "";
    for (const { variable, expression } of statements) {
      if (expression.kind === "call" && expression.module === "" && expression.name === "q") return { kind: "quit" };
      try {
        const { term, notes } = await this.#value(expression);
        if (variable !== undefined) this.#bind(variable, term);
        text += `${layout(term)}\n${notes}`;
      } catch (error) {
        if (error instanceof Failure) return { kind: "failed", text: `${text}${error.message}\n` };
        if (error instanceof QuorateError) return { kind: "failed", text: `${text}${layout(errorTerm(error))}\n` };
        throw error;
      }
    }
    return { kind: "done", text };
  }

  #bind(name: string, term: Term): void {
    const bound = this.#variables.get(name);
    if (bound === undefined) this.#variables.set(name, term);
    else if (printTerm(bound) !== printTerm(term))
      throw new Failure(`** exception error: no match of right hand side value ${printTerm(term)}`);
  }

  async #value(expression: Expression): Promise<{ readonly term: Term; readonly notes: string }> {
    if (expression.kind !== "call") return { term: this.#term(expression), notes: "" };
    const args = expression.args.map((arg) =>
      isForget(expression) ? arg : { kind: "term" as const, term: this.#term(arg) },
    );
    if (expression.module === "") return { term: this.#own(expression.name, args), notes: "" };
    return this.#ring(
      expression.module,
      expression.name,
      args.map((arg) => this.#term(arg)),
    );
  }

  #term(expression: Expression): Term {
    switch (expression.kind) {
      case "term":
        return expression.term;
      case "variable": {
        const term = this.#variables.get(expression.name);
        if (term === undefined) throw new Failure(`* variable '${expression.name}' is unbound`);
        return term;
      }
      case "tuple":
      case "list":
        return { kind: expression.kind, items: expression.items.map((item) => this.#term(item)) };
      case "map":
        return {
          kind: "map",
          entries: expression.entries.map(([key, value]) => [this.#term(key), this.#term(value)]),
        };
      case "call":
        throw new Failure("* a call stands alone, or after a variable and =");
    }
  }

  /** The shell's own functions, named as Erlang's shell names them. */
  #own(name: string, args: readonly Expression[]): Term {
    const [arg] = args;
    if (name === "f") {
      if (arg === undefined) this.#variables.clear();
      else if (arg.kind === "variable") this.#variables.delete(arg.name);
      return atomTerm("ok");
    }
    if (name === "b") {
      const bound = [...this.#variables].map(([variable, term]) => tupleTerm(atomTerm(variable), term));
      return listTerm(bound);
    }
    throw new Failure(`** exception error: undefined shell command ${name}/${args.length}`);
  }

  async #ring(
    module: string,
    name: string,
    args: readonly Term[],
  ): Promise<{ readonly term: Term; readonly notes: string }> {
    const takesValue = name === "put";
    const least = takesValue ? 2 : 1;
    if (!modules.includes(module) || !functions.includes(name) || args.length < least || args.length > least + 1)
      throw new Failure(`** exception error: undefined function ${module}:${name}/${args.length}`);
    const [bucket, key] = ringKeyOf(args[0] as Term);
    const { client, timeoutMs, counts } = this.#options;
    const options: RingCallOptions = { timeoutMs, ...counts, ...countsOf(args[least]) };
    const answers = await called(client.ring(bucket), name, key, args[1], options);
    const term = tupleTerm(atomTerm("ok"), listTerm(answers.map((answer) => answerTerm(answer, args[0] as Term))));
    return { term, notes: notesOn(answers) };
  }
}

function isForget(expression: Expression): boolean {
  return expression.kind === "call" && expression.module === "" && expression.name === "f";
}

function called(
  ring: RingClient,
  name: string,
  key: RingTerm,
  value: Term | undefined,
  options: RingCallOptions,
): Promise<VnodeAnswer[]> {
  if (name === "get") return ring.get(key, options);
  if (name === "put") return ring.put(key, toValue(value as Term), options);
  return name === "delete" ? ring.delete(key, options) : ring.ping(key, options);
}

function ringKeyOf(term: Term): [RingTerm, RingTerm] {
  const items = term.kind === "tuple" && term.items.length === 2 ? term.items.map(ringTermOf) : [];
  const [bucket, key] = items;
  if (bucket === undefined || key === undefined)
    throw new Failure(
      `** exception error: bad argument: a key is {Bucket, Key}, atoms or binaries, not ${printTerm(term)}`,
    );
  return [bucket, key];
}

function ringTermOf(term: Term): RingTerm | undefined {
  if (term.kind === "binary") return term.text;
  return term.kind === "atom" && isAtomText(term.name) ? { atom: term.name } : undefined;
}

function countsOf(term: Term | undefined): RingCallOptions {
  if (term === undefined) return {};
  const value = toValue(term);
  if (term.kind !== "map") throw new Failure(`** exception error: bad argument: options are a map like #{r => 2}`);
  return value as RingCallOptions;
}

/** Source: seed "Quorum Requests": `{ok, P}`, `{not_found, P, Key}`, `{found, P, {Key, Value}}`; RING `{error, P, Reason}`. */
function answerTerm(answer: VnodeAnswer, key: Term): Term {
  const partition = numberTerm(BigInt(answer.partition));
  switch (answer.status) {
    case "ok":
      return tupleTerm(atomTerm("ok"), partition);
    case "notFound":
      return tupleTerm(atomTerm("not_found"), partition, key);
    case "found":
      return tupleTerm(atomTerm("found"), partition, tupleTerm(key, fromValue(answer.value)));
    case "error":
      return tupleTerm(atomTerm("error"), partition, atomTerm(answer.reason));
  }
}

/** What a reply's tuple has no room for. */
function notesOn(answers: readonly VnodeAnswer[]): string {
  return answers
    .filter(({ fallback }) => fallback)
    .map(({ partition, node }) => `% ${partition}: ${node} answered, a fallback\n`)
    .join("");
}

function errorTerm(error: QuorateError): Term {
  const missing = error instanceof RingError ? error.missing.map((partition) => numberTerm(BigInt(partition))) : [];
  const details: [Term, Term][] = [
    [atomTerm("code"), atomTerm(error.code)],
    [atomTerm("message"), binaryTerm(error.message)],
    ...(missing.length > 0 ? [[atomTerm("missing"), listTerm(missing)] as [Term, Term]] : []),
  ];
  return tupleTerm(atomTerm("error"), { kind: "map", entries: details });
}

/** Replies one a line, as the seed shows them. */
function layout(term: Term): string {
  const [tag, list] = term.kind === "tuple" ? term.items : [];
  if (tag?.kind !== "atom" || list?.kind !== "list" || list.items.length === 0) return printTerm(term);
  return `{${printTerm(tag)},[${list.items.map(printTerm).join(",\n     ")}]}`;
}

/** Words of a command, with quotes as in a POSIX shell. Undefined when a quote is not closed. */
export function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)/gsuy;
  let at = 0;
  for (; line.slice(at).trim() !== ""; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const word = pattern.exec(line)?.[1];
    if (word === undefined) return undefined;
    words.push(
      word.replaceAll(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
        (_, single?: string, double?: string, one?: string) =>
          single ?? double?.replaceAll(/\\(["\\])/g, "$1") ?? one ?? "",
      ),
    );
  }
  return words;
}
