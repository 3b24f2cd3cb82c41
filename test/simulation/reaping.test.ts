import { expect, it } from "vitest";
import { ensembleName } from "#simulation/cluster";
import { isOf, Script } from "../planted/script.ts";
import { Story } from "../scenarios/story.ts";

it.each([0, 1, 2])("R10: nothing is reaped before a quorum holds the leader's fact: %i", async (seed) => {
  const s = new Story(`reaped too early ${seed}`);
  const script = new Script(s.cluster);
  const alice = s.client();
  await s.leader();
  await alice.put("k", "v");
  await s.settle(alice.ensemble.delete("k"));
  await s.wait(20);
  script.lose({ holding: isOf("commit") });
  await s.settle(alice.client.api.admin.stepDown(ensembleName));
  await s.wait(350);
  expect(s.holders("k")).toHaveLength(3);
});
