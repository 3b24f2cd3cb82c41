/** What an exploration found, for people. */
import type { Exploration, ExploreOptions, Violation } from "./explore.ts";

export function describeBounds(options: ExploreOptions): string {
  const { epochs, inFlight, crashes, stepDowns, damages, trusted } = options;
  const network =
    inFlight === 0
      ? "any number of messages in flight, lost, repeated and reordered"
      : `at most ${inFlight} messages in flight, lost and reordered`;
  const rest = [`${crashes} crashes`, `${stepDowns} step-downs`, `${damages} damaged trees`];
  return `3 peers, epochs to ${epochs}, ${network}, ${rest.join(", ")}, peers ${trusted ? "trusted" : "untrusted"} at the start`;
}

export function describeExploration(options: ExploreOptions, result: Exploration, seconds: number): string {
  const hitRate = (100 * result.hits) / Math.max(1, result.hits + result.steps);
  const lines = [
    `bounds       ${describeBounds(options)}`,
    `states       ${result.states} (${result.heads} combinations of the peers alone; ${result.replaced} covered by larger ones)`,
    `transitions  ${result.transitions} (${result.aboveEpochs} above the epoch bound, not followed; ${result.overflows} overflows)`,
    `chart steps  ${result.steps} computed, ${result.hits} known already (${hitRate.toFixed(3)} %)`,
    `met          ${result.peerStates} states of a peer, ${result.packets} messages, at most ${result.mostInFlight} in flight`,
    `depth        ${result.depth}`,
    `cost         ${seconds.toFixed(1)} s, ${Math.round(result.bytes / 2 ** 20)} MiB of states`,
    `result       ${verdictOf(result)}`,
  ];
  return result.violation === null ? lines.join("\n") : [...lines, "", describeViolation(result.violation)].join("\n");
}

function verdictOf({ complete, violation, depth, expanded }: Exploration): string {
  if (violation !== null) return `VIOLATED: ${violation.rule}: ${violation.what}`;
  if (complete) return "complete: every state within the bounds was seen, none violates a rule";
  return `cut by --max-states: all states to depth ${depth - 1} and ${expanded} in all were explored, none violates a rule`;
}

export function describeViolation({ rule, what, trace }: Violation): string {
  const lines = [`${rule}: ${what}`];
  for (const [at, { move, world }] of trace.entries()) {
    lines.push(`${String(at).padStart(3)}. ${move}`);
    for (const line of world) lines.push(`       ${line}`);
  }
  return lines.join("\n");
}
