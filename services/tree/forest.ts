/** The trees of a node, one an ensemble, and what a batch of writes does to them. Every store uses it. */
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { WriteBatch } from "#machines/protocol/ports";
import type { SegmentWrite, TreePages } from "./pages.ts";
import { Tree } from "./tree.ts";

export interface AppliedTree {
  readonly ensemble: EnsembleName;
  readonly tree: Tree;
  readonly token: number;
  readonly writes: readonly SegmentWrite[];
}

/** What one batch changed; `settle` it when it is durable. */
export type Applied = readonly AppliedTree[];

export class Forest<P extends TreePages = TreePages> {
  readonly #makePages: (ensemble: EnsembleName) => P;
  readonly #trees = new Map<EnsembleName, { readonly tree: Tree; readonly pages: P }>();

  constructor(makePages: (ensemble: EnsembleName) => P) {
    this.#makePages = makePages;
  }

  /** An ensemble that nothing was stored of has an empty tree. */
  tree(ensemble: EnsembleName): Tree {
    return this.#get(ensemble).tree;
  }

  pages(ensemble: EnsembleName): P {
    return this.#get(ensemble).pages;
  }

  /** `tree` is over pages of its own, as this forest would make them. */
  plant(ensemble: EnsembleName, tree: Tree): void {
    this.#trees.set(ensemble, { tree, pages: this.#makePages(ensemble) });
  }

  get ensembles(): EnsembleName[] {
    return [...this.#trees.keys()];
  }

  /** The running sums of all trees. */
  sums(): Map<EnsembleName, Uint8Array> {
    return new Map([...this.#trees].map(([ensemble, { tree }]) => [ensemble, tree.sum]));
  }

  /** In the order of machines/protocol/ports `WriteBatch`. */
  apply(batch: WriteBatch): Applied {
    const touched = new Set<EnsembleName>();
    const touch = (ensemble: EnsembleName): Tree => {
      touched.add(ensemble);
      return this.tree(ensemble);
    };
    for (const { ensemble, segment } of batch.dropped ?? []) touch(ensemble).drop(segment);
    for (const { ensemble, segment, lowWater } of batch.raised ?? []) touch(ensemble).raiseLowWater(segment, lowWater);
    for (const { ensemble, key } of batch.removed) touch(ensemble).remove(key);
    for (const { ensemble, object } of batch.objects) touch(ensemble).insert(object);
    return [...touched].map((ensemble) => {
      const { tree } = this.#get(ensemble);
      return { ensemble, tree, ...tree.takeSegmentWrites() };
    });
  }

  settle(applied: Applied): void {
    for (const { tree, token } of applied) tree.settle(token);
  }

  #get(ensemble: EnsembleName): { readonly tree: Tree; readonly pages: P } {
    let found = this.#trees.get(ensemble);
    if (found === undefined) {
      const pages = this.#makePages(ensemble);
      this.#trees.set(ensemble, (found = { tree: new Tree(pages), pages }));
    }
    return found;
  }
}
