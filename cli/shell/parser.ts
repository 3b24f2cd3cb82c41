/**
 * What can be typed in the shell beside commands: `K1 = {ns, k1}.`, `ring:get(K1).`, `f().` A statement ends with a dot, as
 * in an Erlang shell.
 */
import { atomTerm, binaryTerm, numberTerm, type Term } from "./terms.ts";

/** A term that may hold variables and one call. */
export type Expression =
  | { readonly kind: "term"; readonly term: Term }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "tuple" | "list"; readonly items: readonly Expression[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Expression, Expression])[] }
  /** `module:name(args)`; a shell's own functions have no module. */
  | { readonly kind: "call"; readonly module: string; readonly name: string; readonly args: readonly Expression[] };

export interface Statement {
  /** The variable that is bound, if any. */
  readonly variable: string | undefined;
  readonly expression: Expression;
}

/** The text ends before the statement does: more lines are awaited. */
export class Unfinished extends Error {}
export class SyntaxFault extends Error {}

interface Token {
  readonly kind: "atom" | "variable" | "number" | "string" | "sign";
  readonly text: string;
}

const tokenPattern =
  /\s+|%[^\n]*|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<variable>[A-Z_][\w@]*)|(?<atom>[a-z][\w@]*)|'(?<quoted>(?:[^'\\]|\\.)*)'|"(?<string>(?:[^"\\]|\\.)*)"|(?<sign><<|>>|=>|#\{|[{}[\](),:=.])/gsuy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    if (match === null) {
      if (/^["'][^]*$/.test(text.slice(at))) throw new Unfinished("a text is not closed");
      throw new SyntaxFault(`what is ${JSON.stringify(text.slice(at, at + 20))}?`);
    }
    at = tokenPattern.lastIndex;
    const { number, variable, atom, quoted, string, sign } = match.groups ?? {};
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (variable !== undefined) tokens.push({ kind: "variable", text: variable });
    else if (atom !== undefined || quoted !== undefined)
      tokens.push({ kind: "atom", text: atom ?? unescaped(quoted ?? "") });
    else if (string !== undefined) tokens.push({ kind: "string", text: unescaped(string) });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
  }
  return tokens;
}

function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: "\n", t: "\t" };
  return text.replaceAll(/\\(.)/gs, (_, letter: string) => letters[letter] ?? letter);
}

/** @throws Unfinished, SyntaxFault. Several statements of one text are carried out in order. */
export function parseStatements(text: string): Statement[] {
  const parser = new Parser(tokensOf(text));
  const statements: Statement[] = [];
  while (!parser.isAtEnd) statements.push(parser.statement());
  return statements;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  statement(): Statement {
    const [first, second] = this.#tokens.slice(this.#at, this.#at + 2);
    const isBinding = first?.kind === "variable" && second?.kind === "sign" && second.text === "=";
    if (isBinding) this.#at += 2;
    const expression = this.#expression();
    this.#need(".");
    return { variable: isBinding ? first.text : undefined, expression };
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Unfinished("a statement ends with a dot");
    this.#at += 1;
    return token;
  }

  #is(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  #need(sign: string): void {
    if (this.#is(sign)) return;
    throw new SyntaxFault(`${JSON.stringify(sign)} is missing before ${JSON.stringify(this.#next().text)}`);
  }

  #expression(): Expression {
    const { kind, text } = this.#next();
    switch (kind) {
      case "number":
        return { kind: "term", term: numberTerm(numberOf(text)) };
      case "string":
        return { kind: "term", term: binaryTerm(text) };
      case "variable":
        return { kind: "variable", name: text };
      case "atom":
        return this.#afterAtom(text);
      case "sign":
        return this.#afterSign(text);
    }
  }

  #afterAtom(name: string): Expression {
    if (this.#is("(")) return { kind: "call", module: "", name, args: this.#list(")") };
    if (!this.#is(":")) return { kind: "term", term: atomTerm(name) };
    const called = this.#next();
    if (called.kind !== "atom") throw new SyntaxFault(`${called.text} is no function of ${name}`);
    this.#need("(");
    return { kind: "call", module: name, name: called.text, args: this.#list(")") };
  }

  #afterSign(sign: string): Expression {
    if (sign === "{") return { kind: "tuple", items: this.#list("}") };
    if (sign === "[") return { kind: "list", items: this.#list("]") };
    if (sign === "#{") return { kind: "map", entries: this.#entries() };
    if (sign !== "<<") throw new SyntaxFault(`nothing begins with ${JSON.stringify(sign)}`);
    if (this.#is(">>")) return { kind: "term", term: binaryTerm("") };
    const token = this.#next();
    if (token.kind !== "string") throw new SyntaxFault(`a binary is written <<"text">>`);
    this.#need(">>");
    return { kind: "term", term: binaryTerm(token.text) };
  }

  #list(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.#is(end)) return items;
    do items.push(this.#expression());
    while (this.#is(","));
    this.#need(end);
    return items;
  }

  #entries(): (readonly [Expression, Expression])[] {
    const entries: (readonly [Expression, Expression])[] = [];
    if (this.#is("}")) return entries;
    do {
      const key = this.#expression();
      this.#need("=>");
      entries.push([key, this.#expression()]);
    } while (this.#is(","));
    this.#need("}");
    return entries;
  }
}

function numberOf(text: string): number | bigint {
  const value = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}
