/**
 * The judge judged: histories that a register with compare-and-swap can explain, and histories that it cannot.
 * Source: PROTOCOL's table (what each missing rule leads to); Wing and Gong, Lowe.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Operation, type OpKind, type Outcome } from "#simulation/judges/history";
import { explainFault, judgeHistory, judgeKey } from "#simulation/judges/linearizability";

let ids = 0;

function op(kind: OpKind, from: number, to: number, outcome: Outcome, rest: Partial<Operation> = {}): Operation {
  ids += 1;
  return {
    id: ids,
    client: "c",
    key: "k",
    kind,
    value: "",
    expected: "",
    invokedAt: from,
    returnedAt: to,
    outcome,
    found: "",
    version: "",
    ...rest,
  };
}

const put = (value: string, from: number, to: number, outcome: Outcome = "ok") =>
  op("put", from, to, outcome, { value, version: outcome === "ok" ? `v${value}` : "" });
const create = (value: string, from: number, to: number, outcome: Outcome = "ok") =>
  op("create", from, to, outcome, { value, version: outcome === "ok" ? `v${value}` : "" });
const update = (value: string, expected: string, from: number, to: number, outcome: Outcome = "ok") =>
  op("update", from, to, outcome, { value, expected: `v${expected}`, version: outcome === "ok" ? `v${value}` : "" });
const remove = (from: number, to: number, outcome: Outcome = "ok") => op("delete", from, to, outcome);
const safeDelete = (expected: string, from: number, to: number, outcome: Outcome = "ok") =>
  op("safeDelete", from, to, outcome, { expected: `v${expected}` });
const get = (found: string, from: number, to: number) => op("get", from, to, "ok", { found, version: `v${found}` });
const miss = (from: number, to: number) => op("get", from, to, "absent");
const lostRead = (from: number, to: number) => op("get", from, to, "unknown");

const good: readonly (readonly [string, readonly Operation[]])[] = [
  ["nothing at all", []],
  ["a key that was never written is absent", [miss(0, 1)]],
  ["a put is read", [put("a", 0, 1), get("a", 2, 3)]],
  ["a read beside a put may see the old", [put("a", 0, 1), put("b", 2, 5), get("a", 3, 4), get("b", 6, 7)]],
  ["a read beside a put may see the new", [put("a", 0, 1), put("b", 2, 5), get("b", 3, 4)]],
  ["two puts side by side, either order", [put("a", 0, 5), put("b", 0, 5), get("b", 6, 7), get("b", 8, 9)]],
  ["an unknown put that never was", [put("a", 0, 1), put("b", 2, 3, "unknown"), get("a", 4, 5), get("a", 6, 7)]],
  [
    "an unknown put that takes effect late",
    [put("a", 0, 1), put("b", 2, 3, "unknown"), get("a", 4, 5), get("b", 6, 7)],
  ],
  [
    "an absent read, then an old leftover surfaces (PROTOCOL: sound, though it looks odd)",
    [put("b", 0, 1, "unknown"), miss(2, 3), get("b", 4, 5)],
  ],
  ["a read without an answer says nothing", [put("a", 0, 1), lostRead(2, 3), get("a", 4, 5)]],
  [
    "an update of what was read",
    [put("a", 0, 1), get("a", 2, 3), update("b", "a", 4, 5), get("b", 6, 7), update("c", "a", 8, 9, "failed")],
  ],
  [
    "of two updates of one version one fails",
    [put("a", 0, 1), update("b", "a", 2, 5), update("c", "a", 2, 5, "failed"), get("b", 6, 7)],
  ],
  [
    "a precondition that failed because an unknown put took effect",
    [put("a", 0, 1), put("b", 2, 3, "unknown"), update("c", "a", 4, 5, "failed"), update("d", "a", 6, 7, "failed")],
  ],
  [
    "an unknown delete makes room for a create",
    [put("a", 0, 1), remove(2, 3, "unknown"), get("a", 4, 5), create("b", 6, 7), get("b", 8, 9)],
  ],
  [
    "an unknown safeDelete of that version, too",
    [put("a", 0, 1), safeDelete("a", 2, 3, "unknown"), miss(4, 5), create("b", 6, 7)],
  ],
  [
    "a create that is refused by a leftover that nobody saw (PROTOCOL: a create over an old partial create)",
    [create("a", 0, 1, "unknown"), create("b", 2, 3, "failed"), remove(4, 5), miss(6, 7)],
  ],
  [
    "an unknown update that somebody saw",
    [put("a", 0, 1), update("b", "a", 2, 3, "unknown"), get("a", 4, 5), get("b", 6, 7), update("c", "b", 8, 9)],
  ],
  ["refused as unavailable: never took effect", [put("a", 0, 1), put("b", 2, 3, "never"), get("a", 4, 5)]],
  ["a delete of nothing", [remove(0, 1), miss(2, 3), create("a", 4, 5), remove(6, 7), miss(8, 9)]],
  [
    "two unknown deletes serve two creates",
    [
      create("a", 0, 1),
      remove(2, 3, "unknown"),
      remove(2, 3, "unknown"),
      create("b", 4, 5),
      create("c", 6, 7),
      get("c", 8, 9),
    ],
  ],
];

const bad: readonly (readonly [string, readonly Operation[]])[] = [
  ["a value from nowhere", [get("x", 0, 1)]],
  ["an acknowledged put that is gone (lost write)", [put("a", 0, 1), miss(2, 3)]],
  ["an old value returns (R9)", [put("a", 0, 1), put("b", 2, 3), get("b", 4, 5), get("a", 6, 7)]],
  ["a stale read under an old lease (R11, R19)", [put("a", 0, 1), put("b", 2, 3), get("a", 4, 5)]],
  [
    "a dirty read, then lost (R1, R2, R17)",
    [put("a", 0, 1), put("b", 2, 3, "unknown"), get("b", 4, 5), get("a", 6, 7)],
  ],
  [
    "a dirty read beside the write, then lost",
    [put("a", 0, 1), put("b", 2, 9, "unknown"), get("b", 3, 4), get("a", 5, 6), get("a", 10, 11)],
  ],
  [
    "split brain: both halves acknowledge an update of one version (R3, R4)",
    [put("a", 0, 1), update("b", "a", 2, 9), update("c", "a", 2, 9)],
  ],
  ["split brain: two creates", [create("a", 0, 9), create("b", 0, 9)]],
  [
    "two values with one version (R5)",
    [op("put", 0, 1, "ok", { value: "a", version: "v1" }), op("put", 2, 3, "ok", { value: "b", version: "v1" })],
  ],
  [
    "a re-stamp that changes the version (P16)",
    [put("a", 0, 1), op("get", 2, 3, "ok", { found: "a", version: "other" })],
  ],
  ["UNAVAILABLE that took effect (R8)", [put("a", 0, 1), put("b", 2, 3, "never"), get("b", 4, 5)]],
  ["PRECONDITION_FAILED that took effect (P6)", [put("a", 0, 1), update("b", "a", 2, 3, "failed"), get("b", 4, 5)]],
  [
    "a precondition that failed from a dirty value, then lost",
    [put("a", 0, 1), update("b", "a", 2, 3, "failed"), get("a", 4, 5)],
  ],
  ["a create refused although the key was absent", [miss(0, 1), create("a", 2, 3, "failed"), miss(4, 5)]],
  ["a deleted key returns (R10)", [put("a", 0, 1), remove(2, 3), miss(4, 5), get("a", 6, 7)]],
  ["a put delivered twice (P20)", [put("a", 0, 1), remove(2, 3), get("a", 4, 5)]],
  ["an update of a version that was replaced", [put("a", 0, 1), put("b", 2, 3), update("c", "a", 4, 5)]],
  ["a safeDelete of a version that was replaced", [put("a", 0, 1), put("b", 2, 3), safeDelete("a", 4, 5)]],
  [
    "one unknown delete cannot serve two creates",
    [create("a", 0, 1), remove(2, 3, "unknown"), create("b", 4, 5), create("c", 6, 7)],
  ],
  ["an unknown put is not there before it was asked for", [put("a", 0, 1), get("b", 2, 3), put("b", 4, 5, "unknown")]],
  [
    "two readers see two writes in opposite orders",
    [put("a", 0, 9), put("b", 0, 9), get("a", 1, 2), get("b", 3, 4), get("a", 5, 6), get("b", 7, 8)],
  ],
  [
    "an unknown safeDelete of another version explains nothing",
    [put("a", 0, 1), put("b", 2, 3), safeDelete("a", 4, 5, "unknown"), miss(6, 7)],
  ],
];

describe("histories that are possible", () => {
  test.each(good)("%s", (_, history) => {
    const fault = judgeKey(history);
    expect(fault === null ? "possible" : explainFault(fault)).toBe("possible");
  });
});

describe("histories that are not", () => {
  test.each(bad)("%s", (_, history) => {
    const fault = judgeKey(history);
    expect(fault).not.toBeNull();
    expect(fault?.operations.length).toBeGreaterThan(0);
  });
});

test("keys are judged apart", () => {
  const elsewhere = (operation: Operation): Operation => ({ ...operation, key: "other" });
  expect(judgeHistory([put("a", 0, 1), elsewhere(miss(2, 3))])).toEqual([]);
  expect(judgeHistory([put("a", 0, 1), elsewhere(get("x", 2, 3))]).map((fault) => fault.key)).toEqual(["other"]);
});

test("a fault among thousands of operations is explained by few", () => {
  const history: Operation[] = [];
  for (let index = 0; index < 3000; index += 1) {
    history.push(put(`p${index}`, index * 10, index * 10 + 4));
    history.push(get(`p${index}`, index * 10 + 5, index * 10 + 6));
  }
  history.push(get("p2998", 30_000, 30_001));
  const fault = judgeKey(history);
  expect(fault?.operations.map((operation) => operation.value || operation.found)).toEqual(["p2998", "p2999", "p2998"]);
});

/** Runs operations on a real register at random points between invocation and return: always possible. */
function makeHistory(seeds: readonly number[], unknownEvery: number): Operation[] {
  let state = null as { value: string; version: string; isTold: boolean } | null;
  const history: Operation[] = [];
  for (const [index, seed] of seeds.entries()) {
    const at = index * 10;
    const from = at - (seed % 37);
    const to = at + ((seed >>> 8) % 37);
    const value = `w${index}`;
    // Clients compare with versions that somebody was told.
    const wanted: string = seed % 3 === 0 || state?.isTold !== true ? "v?" : state.version;
    const kind = (["get", "put", "create", "update", "delete", "safeDelete"] as const)[(seed >>> 4) % 6] ?? "get";
    const lost = kind !== "get" && index % unknownEvery === 0;
    const takesEffect = !lost || (seed >>> 12) % 2 === 0;
    const fits =
      kind === "create"
        ? state === null
        : kind === "update" || kind === "safeDelete"
          ? state?.version === wanted
          : true;
    const expected = kind === "update" || kind === "safeDelete" ? wanted : "";
    const writes = kind === "put" || kind === "create" || kind === "update";
    const outcome: Outcome = lost ? "unknown" : !fits ? "failed" : kind === "get" && state === null ? "absent" : "ok";
    const found: string = kind === "get" && state !== null ? state.value : "";
    const version: string = outcome !== "ok" ? "" : kind === "get" ? (state?.version ?? "") : writes ? `v${value}` : "";
    history.push(op(kind, from, to, outcome, { value: writes ? value : "", expected, found, version }));
    if (kind === "get" && state !== null) state = { ...state, isTold: true };
    if (!takesEffect || !fits || kind === "get") continue;
    state = writes ? { value, version: `v${value}`, isTold: !lost } : null;
  }
  return history;
}

test("what a real register answers is always possible", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2 ** 30), { maxLength: 120 }), fc.integer({ min: 2, max: 9 }), (seeds, every) => {
      const fault = judgeKey(makeHistory(seeds, every));
      if (fault !== null) throw new Error(explainFault(fault));
    }),
    { numRuns: 400 },
  );
});

test("one answer that a real register would not give is found: an acknowledged value disappears from a later read", () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(fc.nat(2 ** 30), { minLength: 40, maxLength: 60 }), (seeds) => {
      const history = makeHistory(seeds, 1000);
      const written = history.findLast((operation) => operation.kind === "put" && operation.outcome === "ok");
      if (written === undefined) return;
      const later = [...history, put("last", 2000, 2001), get(written.value, 2002, 2003)];
      expect(judgeKey(later)).not.toBeNull();
      found += 1;
    }),
    { numRuns: 100 },
  );
  expect(found).toBeGreaterThan(50);
});
