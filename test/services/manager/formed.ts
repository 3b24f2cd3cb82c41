/** Nodes that form a cluster by enable and join, for tests of what comes after. */
import { expect } from "vitest";
import { QuorateError } from "#machines/protocol/errors";
import type { PeerMembership } from "#services/manager/membership";
import type { MembershipStatus } from "#services/public-types";
import { TestCluster } from "../node/cluster.ts";

/** How a call ended: `ok` or the code. */
export async function endOf(cluster: TestCluster, work: () => Promise<unknown>, ms = 90_000): Promise<string> {
  let end = "";
  work().then(
    () => (end = "ok"),
    (error: unknown) => (end = error instanceof QuorateError ? error.code : String(error)),
  );
  await cluster.until(() => end !== "", ms);
  return end;
}

/** Nodes without any ensemble, of which the first is enabled and the others have joined. */
export async function formed(
  names: readonly string[],
  membership?: PeerMembership,
  traces = false,
): Promise<TestCluster> {
  const options = { ensembles: [], traces, ...(membership === undefined ? {} : { membership }) };
  const cluster = new TestCluster(names, options);
  cluster.start();
  await cluster.clock.advance(50);
  const [first = "", ...others] = names;
  expect(await endOf(cluster, () => cluster.member(first).node.enable())).toBe("ok");
  for (const other of others) expect(await endOf(cluster, () => cluster.member(other).node.join(first))).toBe("ok");
  return cluster;
}

export const membership = (cluster: TestCluster, name: string): MembershipStatus =>
  cluster.member(name).node.status().membership;
