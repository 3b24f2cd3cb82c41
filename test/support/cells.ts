/** Every configuration that a chart can be in, read from the machine itself: what tables of cells are held to. */
import type { AnyStateMachine, AnyStateNode } from "xstate";

type Node = AnyStateNode;

export interface Configuration {
  readonly name: string;
  readonly active: readonly Node[];
}

/** Active nodes of each configuration below (and with) a node, named by the keys of its atomic states. */
function below(node: Node): { readonly name: string[]; readonly active: Node[] }[] {
  const children = Object.values(node.states) as Node[];
  if (children.length === 0) return [{ name: [node.key], active: [node] }];
  if (node.type === "parallel") {
    return children.reduce<{ name: string[]; active: Node[] }[]>(
      (all, region) =>
        all.flatMap((left) =>
          below(region).map((right) => ({
            // The region's own key says nothing that its state does not.
            name: [...left.name, ...right.name.slice(1)],
            active: [...left.active, ...right.active],
          })),
        ),
      [{ name: [node.key], active: [node] }],
    );
  }
  return children.flatMap((child) =>
    below(child).map(({ name, active }) => ({ name: [node.key, ...name], active: [node, ...active] })),
  );
}

export function configurationsOf(machine: AnyStateMachine): Configuration[] {
  return (Object.values(machine.states) as Node[]).flatMap(below).map(({ name, active }) => ({
    name: name.join("."),
    // A machine that is done takes no event at all.
    active: active.some((node) => node.type === "final") ? [] : [machine.root as Node, ...active],
  }));
}

export function transitionsOf(active: readonly Node[], event: string) {
  return active.flatMap((node) => node.transitions.get(event) ?? []);
}
