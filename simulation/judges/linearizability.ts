/**
 * Is what clients were told of one key possible for a single register with compare-and-swap? The search of Wing and Gong,
 * with Lowe's memory of configurations met before: take any operation that no other had returned before, try its effect,
 * go on, come back when stuck.
 *
 * Values are unique, so a state of the key is the write that made it. Writes whose outcome is unknown would make the search
 * explode; two observations keep it small:
 * - One whose value (or version) was seen by somebody did take effect, before the first who saw it returned: it becomes an
 *   ordinary operation that ends then.
 * - One that nobody saw matters only where it makes another operation possible: a precondition that failed, a key that was
 *   absent. So it is tried just before such an operation and nowhere else; and since nobody tells unseen values apart, all
 *   present values that nobody saw are one state.
 */
import { describe, type Operation } from "./history.ts";

export interface LinearizabilityFault {
  readonly key: string;
  readonly what: string;
  /** Operations that contradict each other, in order of invocation. */
  readonly operations: readonly Operation[];
}

/** A state of the key: index of the write that made it, or one of these. */
const absent = -1;
/** Present, with a value and a version that nobody ever saw. */
const unseen = -2;

/** One operation that must take effect, with what it demands. */
interface Step {
  readonly operation: Operation;
  /** The state it leaves; null when it leaves what it finds. */
  readonly leaves: number | null;
  readonly demands: "nothing" | "absent" | "present" | "state" | "notState";
  /** For `state` and `notState`. */
  readonly state: number;
  readonly endsAt: number;
  readonly mark: number;
}

/** Unknown writes that nobody saw, of one sort; they are all alike but for the time of their invocation. */
interface Spare {
  /** The state that it needs: any, absent or a certain one. */
  readonly needs: "any" | "absent" | "state";
  readonly state: number;
  readonly leaves: number;
  /** When each may take effect first, rising. */
  readonly from: number[];
}

/** A state is current once and for one stretch of time, so spares that need a certain state are spent with it. */
const isCounted = (spare: Spare): boolean => spare.needs !== "state";

interface Prepared {
  readonly steps: readonly Step[];
  readonly spares: readonly Spare[];
}

/** @returns what is wrong, with a small part of the history that shows it, or null. */
export function judgeKey(
  operations: readonly Operation[],
  undecided?: (key: string) => void,
): LinearizabilityFault | null {
  const telling = operations.filter(tellsSomething);
  const key = telling[0]?.key ?? "";
  const naming = judgeNames(operations, telling);
  if (naming !== null) return { key, ...naming };
  const verdict = search(telling);
  if (verdict === "undecided") undecided?.(key);
  if (verdict !== "impossible") return null;
  return { key, what: "no order of these operations explains their answers", operations: explain(telling) };
}

/** @returns faults of all keys. */
/** @param undecided is told of keys whose search was given up: too many writes of unknown outcome side by side. */
export function judgeHistory(
  operations: readonly Operation[],
  undecided?: (key: string) => void,
): LinearizabilityFault[] {
  const byKey = new Map<string, Operation[]>();
  for (const operation of operations) {
    const list = byKey.get(operation.key);
    if (list === undefined) byKey.set(operation.key, [operation]);
    else list.push(operation);
  }
  return [...byKey.values()].map((list) => judgeKey(list, undecided)).filter((fault) => fault !== null);
}

function tellsSomething({ kind, outcome }: Operation): boolean {
  return outcome !== "never" && !(kind === "get" && (outcome === "unknown" || outcome === "failed"));
}

// ------------------------------------------------------------------------------------------------------------- names

/** Values and versions belong together one to one, and a value that is read was written by somebody. */
function judgeNames(
  all: readonly Operation[],
  telling: readonly Operation[],
): { readonly what: string; readonly operations: readonly Operation[] } | null {
  const writers = new Map<string, Operation>();
  for (const operation of all) if (operation.value !== "") writers.set(operation.value, operation);
  const versionOf = new Map<string, Operation>();
  const valueOf = new Map<string, Operation>();
  for (const operation of telling) {
    const { outcome, kind, found, value, version } = operation;
    if (outcome !== "ok" || version === "") continue;
    const named = kind === "get" ? found : value;
    const writer = writers.get(named);
    if (kind === "get" && (writer === undefined || writer.outcome === "never" || writer.outcome === "failed")) {
      const what =
        writer === undefined
          ? "a value was read that nobody wrote"
          : "a write that was refused took effect all the same";
      return { what, operations: writer === undefined ? [operation] : [writer, operation] };
    }
    if (named === "") continue;
    const sameValue = versionOf.get(named);
    if (sameValue !== undefined && sameValue.version !== version)
      return { what: "one write has two versions", operations: [sameValue, operation] };
    versionOf.set(named, operation);
    const sameVersion = valueOf.get(version);
    const other =
      sameVersion === undefined ? named : sameVersion.kind === "get" ? sameVersion.found : sameVersion.value;
    if (sameVersion !== undefined && other !== named)
      return { what: "two writes have one version", operations: [sameVersion, operation] };
    valueOf.set(version, operation);
  }
  return null;
}

// ----------------------------------------------------------------------------------------------------------- preparing

function prepare(operations: readonly Operation[]): Prepared {
  const states = new Map<string, number>();
  for (const [index, { value }] of operations.entries()) if (value !== "") states.set(value, index);
  const byVersion = new Map<string, number>();
  for (const { kind, outcome, found, value, version } of operations) {
    if (outcome !== "ok" || version === "") continue;
    const state = states.get(kind === "get" ? found : value);
    if (state !== undefined) byVersion.set(version, state);
  }
  // A version that nobody was told cannot be the version of anything seen: no state has it.
  const stateOf = (version: string): number => byVersion.get(version) ?? Number.NEGATIVE_INFINITY;
  const seenBy = new Map<number, number>();
  for (const { kind, outcome, found, expected, returnedAt } of operations) {
    if (outcome !== "ok") continue;
    const state = kind === "get" ? states.get(found) : expected === "" ? undefined : stateOf(expected);
    if (state !== undefined) seenBy.set(state, Math.min(seenBy.get(state) ?? Number.POSITIVE_INFINITY, returnedAt));
  }
  const steps: Step[] = [];
  const spares: Spare[] = [];
  for (const [index, operation] of operations.entries()) {
    const seenAt = seenBy.get(index);
    if (operation.outcome === "unknown" && seenAt === undefined) addSpare(spares, operation, stateOf);
    else steps.push(toStep(operation, index, steps.length, stateOf, states, seenAt));
  }
  for (const spare of spares) spare.from.sort((a, b) => a - b);
  // Those that cost nothing later are tried first.
  spares.sort((a, b) => Number(isCounted(a)) - Number(isCounted(b)));
  return { steps, spares };
}

function toStep(
  operation: Operation,
  index: number,
  position: number,
  stateOf: (version: string) => number,
  states: ReadonlyMap<string, number>,
  seenAt: number | undefined,
): Step {
  const { kind, outcome, expected, found, returnedAt } = operation;
  const endsAt = outcome === "unknown" ? (seenAt ?? returnedAt) : returnedAt;
  const step = (demands: Step["demands"], leaves: number | null, state: number = absent): Step => ({
    operation,
    demands,
    leaves,
    state,
    endsAt,
    mark: position,
  });
  const failed = outcome === "failed";
  switch (kind) {
    case "get":
      return outcome === "absent"
        ? step("absent", null)
        : step("state", null, states.get(found) ?? Number.NEGATIVE_INFINITY);
    case "put":
      return failed ? step("nothing", null) : step("nothing", index);
    case "create":
      return failed ? step("present", null) : step("absent", index);
    case "update":
      return failed ? step("notState", null, stateOf(expected)) : step("state", index, stateOf(expected));
    case "delete":
      return failed ? step("nothing", null) : step("nothing", absent);
    case "safeDelete":
      return failed ? step("notState", null, stateOf(expected)) : step("state", absent, stateOf(expected));
  }
}

function addSpare(spares: Spare[], operation: Operation, stateOf: (version: string) => number): void {
  const { kind, expected, invokedAt } = operation;
  const needs = kind === "create" ? "absent" : kind === "update" || kind === "safeDelete" ? "state" : "any";
  const state = needs === "state" ? stateOf(expected) : absent;
  const leaves = kind === "delete" || kind === "safeDelete" ? absent : unseen;
  const alike = spares.find((spare) => spare.needs === needs && spare.state === state && spare.leaves === leaves);
  if (alike === undefined) spares.push({ needs, state, leaves, from: [invokedAt] });
  else alike.from.push(invokedAt);
}

// ------------------------------------------------------------------------------------------------------------ searching

/** Invocations and returns in order of time, as a doubly linked list: taking an operation takes both out. */
interface Entry {
  readonly step: Step;
  readonly isReturn: boolean;
  readonly at: number;
  partner: Entry | null;
  before: Entry | null;
  after: Entry | null;
}

interface Choice {
  readonly entry: Entry;
  readonly state: number;
  /** The spare used just before, or -1. */
  readonly spare: number;
  /** Which alternative of this entry it was. */
  readonly option: number;
}

type Verdict = "possible" | "impossible" | "undecided";

/** Configurations after which a search is given up: some hundred megabytes of memory. */
const mostConfigurations = 400_000;

function search(operations: readonly Operation[]): Verdict {
  const { steps, spares } = prepare(operations);
  return new Search(steps, spares).run();
}

/** For explanations: what is undecided is not shown to be impossible. */
function isPossible(operations: readonly Operation[]): boolean {
  return search(operations) !== "impossible";
}

class Search {
  readonly #spares: readonly Spare[];
  readonly #used: number[];
  readonly #firstCounted: number;
  readonly #head: Entry;
  /** By configuration: how many spares of each counted sort had been used. Fewer is better. */
  readonly #seen = new Map<string, number[][]>();
  readonly #stack: Choice[] = [];
  #left: number;
  #state = absent;
  /** Which steps were taken, as a hash that taking and giving back changes in one operation. */
  #high = 0;
  #low = 0;

  constructor(steps: readonly Step[], spares: readonly Spare[]) {
    this.#spares = spares;
    this.#used = spares.map(() => 0);
    this.#firstCounted = spares.filter((spare) => !isCounted(spare)).length;
    this.#left = steps.length;
    this.#head = link(steps);
  }

  run(): Verdict {
    let entry = this.#head.after;
    let option = 0;
    for (;;) {
      if (this.#left === 0) return "possible";
      if (this.#seen.size > mostConfigurations) return "undecided";
      if (entry !== null && !entry.isReturn) {
        const taken = this.#take(entry, option);
        entry = taken ? this.#head.after : entry.after;
        option = 0;
        continue;
      }
      // An operation returns that could not be placed: the last choice was wrong.
      const choice = this.#stack.pop();
      if (choice === undefined) return "impossible";
      this.#giveBack(choice);
      entry = choice.entry;
      option = choice.option + 1;
    }
  }

  /** Option 0: as things are. Option n: after spare n - 1. */
  #take(entry: Entry, firstOption: number): boolean {
    const { step } = entry;
    for (let option = firstOption; option <= this.#spares.length; option += 1) {
      const spare = option - 1;
      let state = this.#state;
      if (spare >= 0) {
        // Without need a spare only takes possibilities away.
        if (accepts(step, state)) return false;
        const used = this.#spares[spare] as Spare;
        if (!this.#isAvailable(used, spare)) continue;
        state = used.leaves;
      }
      if (!accepts(step, state)) continue;
      const next = step.leaves ?? state;
      if (!this.#isNew(step, next, spare)) continue;
      this.#stack.push({ entry, state: this.#state, spare, option });
      if (spare >= 0) this.#used[spare] = (this.#used[spare] ?? 0) + 1;
      this.#state = next;
      this.#mark(step);
      this.#left -= 1;
      lift(entry);
      return true;
    }
    return false;
  }

  #giveBack({ entry, state, spare }: Choice): void {
    if (spare >= 0) this.#used[spare] = (this.#used[spare] ?? 0) - 1;
    this.#state = state;
    this.#mark(entry.step);
    this.#left += 1;
    putBack(entry);
  }

  #isAvailable(spare: Spare, index: number): boolean {
    if (spare.needs === "absent" && this.#state !== absent) return false;
    if (spare.needs === "state" && this.#state !== spare.state) return false;
    if (spare.leaves === this.#state) return false;
    const from = spare.from[this.#used[index] ?? 0];
    return from !== undefined && from <= this.#firstReturn();
  }

  #firstReturn(): number {
    let entry = this.#head.after;
    while (entry !== null && !entry.isReturn) entry = entry.after;
    return entry?.at ?? Number.POSITIVE_INFINITY;
  }

  /** A configuration met before, with no more spares used, led nowhere: so will this one. */
  #isNew(step: Step, state: number, spare: number): boolean {
    const high = this.#high ^ scramble(step.mark, 0x1b873593);
    const low = this.#low ^ scramble(step.mark, 0x2545f491);
    const name = `${high}/${low}/${state}`;
    const used = this.#used.slice(this.#firstCounted);
    if (spare >= this.#firstCounted) used[spare - this.#firstCounted] = (this.#used[spare] ?? 0) + 1;
    const before = this.#seen.get(name);
    if (before === undefined) this.#seen.set(name, [used]);
    else if (before.some((counts) => counts.every((count, index) => count <= (used[index] ?? 0)))) return false;
    else before.push(used);
    return true;
  }

  #mark(step: Step): void {
    this.#high ^= scramble(step.mark, 0x1b873593);
    this.#low ^= scramble(step.mark, 0x2545f491);
  }
}

function accepts(step: Step, state: number): boolean {
  switch (step.demands) {
    case "nothing":
      return true;
    case "absent":
      return state === absent;
    case "present":
      return state !== absent;
    case "state":
      return state === step.state;
    case "notState":
      return state !== step.state;
  }
}

function scramble(mark: number, salt: number): number {
  let hash = Math.imul(mark + 1, salt);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** An invocation and a return at the same time overlap: invocations first. */
function link(steps: readonly Step[]): Entry {
  const entries: Entry[] = [];
  for (const step of steps) {
    const call: Entry = {
      step,
      isReturn: false,
      at: step.operation.invokedAt,
      partner: null,
      before: null,
      after: null,
    };
    const end: Entry = { step, isReturn: true, at: step.endsAt, partner: call, before: null, after: null };
    call.partner = end;
    entries.push(call, end);
  }
  entries.sort((a, b) => (a.at === b.at ? Number(a.isReturn) - Number(b.isReturn) : a.at < b.at ? -1 : 1));
  const head: Entry = { step: undefined as never, isReturn: false, at: 0, partner: null, before: null, after: null };
  let last = head;
  for (const entry of entries) {
    last.after = entry;
    entry.before = last;
    last = entry;
  }
  return head;
}

function lift(entry: Entry): void {
  for (const one of [entry, entry.partner as Entry]) {
    if (one.before !== null) one.before.after = one.after;
    if (one.after !== null) one.after.before = one.before;
  }
}

function putBack(entry: Entry): void {
  for (const one of [entry.partner as Entry, entry]) {
    if (one.before !== null) one.before.after = one;
    if (one.after !== null) one.after.before = one;
  }
}

// ------------------------------------------------------------------------------------------------------------ explaining

/**
 * A small part that is still impossible: what was told until the first contradiction, less every answer that does not
 * matter. Leaving out a read only takes a demand away, and so does saying of a write that its outcome is unknown; a write
 * of unknown outcome that nobody saw is not shown then, because it does not help either.
 */
function explain(operations: readonly Operation[]): Operation[] {
  const ordered = [...operations].sort((a, b) => a.invokedAt - b.invokedAt);
  const ends = [...new Set(ordered.map((operation) => operation.returnedAt))].sort((a, b) => a - b);
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isPossible(until(ordered, ends[middle] as number))) low = middle + 1;
    else high = middle;
  }
  let part = until(ordered, ends[low] as number);
  part = weaken(part, isPureRead, () => null);
  part = weaken(
    part,
    (operation) => !isPureRead(operation) && operation.outcome !== "unknown",
    (operation) => ({ ...operation, outcome: "unknown" }),
  );
  const shown = new Set(
    part
      .filter((operation) => operation.outcome !== "unknown" || isSeen(operation, part))
      .map((operation) => operation.id),
  );
  return ordered.filter((operation) => shown.has(operation.id));
}

/** Weakens as many as can be without the part becoming possible: in ever smaller runs of neighbours. */
function weaken(
  operations: readonly Operation[],
  isCandidate: (operation: Operation) => boolean,
  weaker: (operation: Operation) => Operation | null,
): Operation[] {
  let part = [...operations];
  for (let size = Math.max(1, part.length >> 1); ; size = size >> 1) {
    const candidates = part.filter(isCandidate);
    for (let from = 0; from < candidates.length; from += size) {
      const chosen = new Set(candidates.slice(from, from + size));
      const rest = part
        .map((operation) => (chosen.has(operation) ? weaker(operation) : operation))
        .filter((operation) => operation !== null);
      if (!isPossible(rest)) part = rest;
    }
    if (size === 1) return part;
  }
}

function isPureRead({ kind, outcome }: Operation): boolean {
  return kind === "get" || outcome === "failed";
}

function isSeen(operation: Operation, others: readonly Operation[]): boolean {
  return others.some(
    (other) =>
      (other.kind === "get" && operation.value !== "" && other.found === operation.value) ||
      (other.expected !== "" && other.expected === operation.version),
  );
}

function until(operations: readonly Operation[], end: number): Operation[] {
  return operations
    .filter((operation) => operation.invokedAt <= end)
    .map((operation) =>
      operation.returnedAt <= end || operation.outcome === "unknown"
        ? operation
        : { ...operation, outcome: "unknown" as const, returnedAt: Number.POSITIVE_INFINITY },
    )
    .filter(tellsSomething);
}

/** The operations of a fault, one a line. */
export function explainFault(fault: LinearizabilityFault): string {
  return [`key ${fault.key}: ${fault.what}`, ...fault.operations.map((operation) => `  ${describe(operation)}`)].join(
    "\n",
  );
}
