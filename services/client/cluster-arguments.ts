/** Checks of what callers hand in to change a cluster, on a node or through a client. Every refusal is INVALID_ARGUMENT. */
import type { NodeName } from "#machines/protocol/identifiers";
import { maxMembers } from "#machines/protocol/quorum";
import type { MemberChange, NewEnsemble } from "../public-types.ts";
import { checkName, invalid, shown } from "./arguments.ts";

/** What `createEnsemble` takes. */
export function checkConfig(config: NewEnsemble): NewEnsemble {
  if (typeof config !== "object" || config === null)
    throw invalid("createEnsemble takes { members, backend?, options? }");
  checkNames("members", config.members);
  const { options } = config;
  if (options !== undefined && (typeof options !== "object" || options === null || Array.isArray(options)))
    throw invalid(`options must be an object, not ${shown(options)}`);
  return config;
}

function checkNames(what: string, names: unknown): asserts names is readonly NodeName[] {
  if (!Array.isArray(names) || names.length === 0) throw invalid(`${what} takes at least one node`);
  if (names.length > maxMembers) throw invalid(`${what} takes at most ${maxMembers} nodes, not ${names.length}`);
  for (const name of names as unknown[]) checkName("a member", name);
  if (new Set(names).size < names.length) throw invalid(`${what} names a node twice`);
}

/** What `updateMembers` takes. */
export function checkChanges(changes: readonly MemberChange[]): readonly MemberChange[] {
  if (!Array.isArray(changes) || changes.length === 0)
    throw invalid("changes takes at least one { add: node } or { remove: node }");
  if (changes.length > 2 * maxMembers) throw invalid(`changes takes at most ${2 * maxMembers}, not ${changes.length}`);
  for (const change of changes as readonly (MemberChange | null)[]) {
    const entries = typeof change === "object" && change !== null ? Object.entries(change) : [];
    const [op, node] = entries[0] ?? [];
    if (entries.length !== 1 || (op !== "add" && op !== "remove"))
      throw invalid("each change is { add: node } or { remove: node }");
    checkName("a node to add or remove", node);
  }
  return changes;
}

/** @throws QuorateError INVALID_ARGUMENT where they are no JSON. */
export function asJson(options: object): string {
  let json: unknown;
  try {
    json = JSON.stringify(options);
  } catch (cause) {
    throw invalid(`options must be JSON: ${String(cause)}`);
  }
  if (typeof json !== "string") throw invalid("options must be JSON");
  return json;
}
