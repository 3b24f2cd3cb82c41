import { expect, test } from "vitest";
import { QuorateError } from "#machines/protocol/errors";
import type { EnsembleClient, Entry } from "#services/public-types";
import { History, RecordedEnsemble } from "./histories.ts";

const entry = (value: string): Entry<string> => ({ key: "k", value, version: `v${value}` });

test("outcomes: what was told, and what a code means", async () => {
  const refuse = (code: "PRECONDITION_FAILED" | "UNAVAILABLE" | "UNKNOWN_OUTCOME" | "TIMEOUT") => () =>
    Promise.reject(new QuorateError(code, "no"));
  const ensemble: EnsembleClient<string> = {
    name: "demo",
    get: (key) => (key === "late" ? refuse("TIMEOUT")() : Promise.resolve(key === "k" ? entry("1") : undefined)),
    put: (_key, value) => Promise.resolve(entry(value)),
    create: refuse("UNAVAILABLE"),
    update: refuse("PRECONDITION_FAILED"),
    modifyWith: async () => Promise.reject(new Error("not here")),
    modify: refuse("UNAVAILABLE"),
    delete: () => Promise.resolve(),
    safeDelete: refuse("UNKNOWN_OUTCOME"),
  };
  const history = new History();
  const recorded = new RecordedEnsemble(ensemble, history, 7);
  await recorded.put("k", "1");
  await recorded.get("k");
  await recorded.get("none");
  await recorded.get("late");
  await recorded.create("k", "2");
  await recorded.update("k", "v9", "3");
  await recorded.delete("k");
  await recorded.safeDelete("k", "v1");
  expect(
    history.records.map(({ op, outcome, code, entry: told }) => [op, outcome, code, told?.version ?? null]),
  ).toEqual([
    ["put", "ok", "", "v1"],
    ["get", "ok", "", "v1"],
    ["get", "absent", "", null],
    ["get", "failed", "TIMEOUT", null],
    ["create", "failed", "UNAVAILABLE", null],
    ["update", "failed", "PRECONDITION_FAILED", null],
    ["delete", "ok", "", null],
    ["safeDelete", "unknown", "UNKNOWN_OUTCOME", null],
  ]);
  expect(history.records.every(({ process }) => process === 7)).toBe(true);
  expect([...history.perKey().keys()]).toEqual(["k", "none", "late"]);
});

test("order: an operation that returned before another was invoked has the lower numbers", async () => {
  const history = new History();
  const ends: ((value: undefined) => void)[] = [];
  const run = (process: number): Promise<unknown> =>
    history.run(
      { process, op: "delete", key: "k", value: null, expected: "" },
      () => new Promise((end) => ends.push(end)),
    );
  const [one, two] = [run(1), run(2)];
  ends[0]?.(undefined);
  await one;
  const three = run(3);
  expect(history.records.map(({ returnedAt }) => Number.isFinite(returnedAt))).toEqual([true, false, false]);
  for (const end of ends) end(undefined);
  await Promise.all([two, three]);
  const [first, second, third] = history.records;
  expect(first?.returnedAt).toBeLessThan(third?.invokedAt ?? 0);
  expect(second?.invokedAt).toBeLessThan(first?.returnedAt ?? 0);
});

test("a fault of the code under test is no outcome", async () => {
  const history = new History();
  const what = { process: 1, op: "get", key: "k", value: null, expected: "" } as const;
  await expect(history.run(what, () => Promise.reject(new TypeError("bug")))).rejects.toThrow("bug");
});
