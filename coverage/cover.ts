/** Which items are covered, which cannot be, and why the others are not. */
import type { Graph } from "./explore.ts";
import { criteria, type Criterion } from "./criteria.ts";
import { criterionOf, namedItems } from "./items.ts";
import { explain } from "./reasons.ts";

export interface CoverageItem {
  readonly id: string;
  readonly criterion: Criterion;
  readonly covered: boolean;
  /** The model says that it cannot be covered, or the chart has no way to it. */
  readonly unreachable: boolean;
  /** Why it is not covered; empty when it is. */
  readonly reason: string;
}

export interface CriterionCoverage {
  readonly criterion: Criterion;
  /** Items that can be covered. */
  readonly total: number;
  readonly covered: number;
  readonly unreachable: number;
  /** Between 0 and 1; 1 when there is nothing to cover. */
  readonly ratio: number;
}

export interface Coverage {
  readonly items: readonly CoverageItem[];
  readonly criteria: readonly CriterionCoverage[];
  /** Whether everything within the model was explored, so that what was not found is not there. */
  readonly complete: boolean;
  /** Sentences about limits that were met. */
  readonly cuts: readonly string[];
  readonly notices: readonly string[];
  /** Inputs that made the machine throw. */
  readonly failures: readonly { readonly configuration: string; readonly input: string; readonly message: string }[];
  /** Entries of `unreachable` that are covered after all, or name nothing: the model is to be corrected. */
  readonly wrongClaims: readonly string[];
}

export function coverageOf(
  graph: Graph,
  cover: readonly Criterion[],
  covered: ReadonlySet<string>,
  reachable: ReadonlySet<string>,
  givenUp: ReadonlySet<string>,
): Coverage {
  const wanted = new Set(cover);
  const named = namedItems(graph.chart, graph.inputs.sends);
  const all = [...new Set([...named, ...reachable, ...covered])].filter((id) => wanted.has(criterionOf(id)));
  const claims = Object.entries(graph.model.unreachable ?? {});
  const used = new Set<string>();
  const claimOf = (id: string): string | undefined => {
    const found = claims.find(([claim]) => (claim.endsWith("*") ? id.startsWith(claim.slice(0, -1)) : id === claim));
    if (found !== undefined) used.add(found[0]);
    return found?.[1];
  };
  const wrong: string[] = [];
  const items = all.map((id): CoverageItem => {
    const criterion = criterionOf(id);
    const claim = claimOf(id);
    if (covered.has(id)) {
      if (claim !== undefined) wrong.push(`"${id}" is said to be unreachable (${claim}), and is covered`);
      return { id, criterion, covered: true, unreachable: false, reason: "" };
    }
    if (claim !== undefined) return { id, criterion, covered: false, unreachable: true, reason: claim };
    const { reason, unreachable } = explain(graph, id, reachable, givenUp);
    return { id, criterion, covered: false, unreachable, reason };
  });
  for (const [claim] of claims) {
    if (!used.has(claim) && wanted.has(criterionOf(claim)))
      wrong.push(`"${claim}" is said to be unreachable, but names no item`);
  }
  return {
    items,
    criteria: criteria.filter((criterion) => wanted.has(criterion)).map((criterion) => sum(criterion, items)),
    complete: graph.cuts.length === 0,
    cuts: graph.cuts,
    notices: [...graph.notices].sort(),
    failures: [...graph.failures.values()],
    wrongClaims: wrong,
  };
}

function sum(criterion: Criterion, items: readonly CoverageItem[]): CriterionCoverage {
  const own = items.filter((one) => one.criterion === criterion);
  const unreachable = own.filter((one) => one.unreachable).length;
  const covered = own.filter((one) => one.covered).length;
  const total = own.length - unreachable;
  return { criterion, total, covered, unreachable, ratio: total === 0 ? 1 : covered / total };
}
