/** Hands a recorded history to the simulator's judge of linearizability. */
import { expect } from "vitest";
import type { Operation, Outcome } from "#simulation/judges/history";
import { explainFault, judgeHistory } from "#simulation/judges/linearizability";
import type { History, HistoryRecord } from "./histories.ts";

/** @throws an assertion with the operations that contradict each other. */
export function expectLinearizable(history: History): void {
  expect(judgeHistory(history.records.map(toOperation)).map(explainFault).join("\n")).toBe("");
}

export function toOperation(record: HistoryRecord, id: number): Operation {
  return {
    id,
    client: `p${record.process}`,
    key: record.key,
    kind: record.op,
    value: record.value ?? "",
    expected: record.expected,
    invokedAt: record.invokedAt,
    returnedAt: record.returnedAt,
    outcome: outcomeOf(record),
    found: record.op === "get" ? (record.entry?.value ?? "") : "",
    version: record.entry?.version ?? "",
  };
}

/** Only a failed precondition says something of the key. */
function outcomeOf({ outcome, code }: HistoryRecord): Outcome {
  return outcome === "failed" && code !== "PRECONDITION_FAILED" ? "never" : outcome;
}
