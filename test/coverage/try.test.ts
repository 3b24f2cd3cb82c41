import { it } from "vitest";
import { planTests } from "#coverage/coverage";
import { leaseModel } from "./models/lease.ts";
import { supervisorModel } from "./models/supervisor.ts";
import { exchangeModel } from "./models/exchange.ts";
import { peerModel } from "./models/peer.ts";
it.each([
  ["lease", leaseModel],
  ["supervisor", supervisorModel],
  ["exchange", exchangeModel],
  ["peer", peerModel],
] as const)("%s", { timeout: 100000 }, (_n, model) => {
  const t = performance.now();
  const plan = planTests(model as never);
  console.log(
    _n,
    (performance.now() - t).toFixed(0),
    "ms nodes",
    plan.graph.nodes.size,
    "steps",
    plan.graph.stepper.count,
    "tests",
    plan.tests.length,
    "plan steps",
    plan.steps,
    "defs",
    plan.graph.chart.transitions.length,
  );
  for (const c of plan.coverage.criteria)
    console.log(" ", c.criterion, c.covered, "/", c.total, "unreachable", c.unreachable);
  for (const i of plan.coverage.items) if (!i.covered) console.log("   -", i.id, "::", i.reason, i.unreachable);
  console.log(plan.coverage.failures.slice(0, 10), plan.coverage.cuts, plan.coverage.wrongClaims);
});
