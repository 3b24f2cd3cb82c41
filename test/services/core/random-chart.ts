/** Charts that nobody drew: any nesting of states and regions, and transitions from anywhere to anywhere. */
import { assign, cancel, createMachine, enqueueActions, raise, type AnyStateMachine } from "xstate";
import type { SeededRandom } from "#simulation/random";

interface Context {
  readonly count: number;
  /** What raised events and eventless transitions use up, so that every chart comes to rest. */
  readonly fuel: number;
}

interface Node {
  readonly id: string;
  readonly type: "atomic" | "compound" | "parallel" | "final";
  readonly children: readonly Node[];
}

export const randomEvents = ["e0", "e1", "e2", "e3"] as const;
export const randomEffects = ["enter", "leave", "note", "fail"] as const;

const count = ({ context }: { readonly context: Context }) => context.count;
const burn = { fuel: ({ context }: { readonly context: Context }) => context.fuel - 1 };

const implementations = {
  actions: {
    note: () => undefined,
    fail: ({ context }: { readonly context: Context }) => {
      if (context.count % 11 === 10) throw new Error("an effect failed");
    },
    countUp: assign({ count: ({ context }: { readonly context: Context }) => context.count + 1 }),
    failing: assign(({ context }: { readonly context: Context }) => {
      if (context.count % 13 === 12) throw new Error("a change failed");
      return { count: context.count + 1 };
    }),
    burn: assign(burn),
    again: enqueueActions(({ context, enqueue }) => {
      if (context.fuel <= 0) return;
      enqueue.assign(burn);
      enqueue("note");
      enqueue.raise({ type: randomEvents[context.count % randomEvents.length] ?? "e0" });
    }),
    later: raise({ type: "e3" }, { id: "later", delay: 7 }),
    never: cancel("later"),
  },
  guards: {
    isEven: ({ context }: { readonly context: Context }) => context.count % 2 === 0,
    isThird: ({ context }: { readonly context: Context }) => context.count % 3 === 0,
    hasFuel: ({ context }: { readonly context: Context }) => context.fuel > 0,
  },
  delays: { while: ({ context }: { readonly context: Context }) => context.count + 1 },
};

export function randomChart(random: SeededRandom): AnyStateMachine {
  let made = 0;
  const make = (depth: number, type: Node["type"]): Node => {
    const id = `s${(made += 1)}`;
    if (type === "atomic") return { id, type, children: [] };
    const below = Array.from({ length: 1 + random.below(3) }, () =>
      make(depth + 1, depth >= 3 ? "atomic" : random.pick(["atomic", "atomic", "compound", "parallel"])),
    );
    return { id, type, children: below };
  };
  const inner = make(0, "compound");
  const end: Node = { id: "end", type: "final", children: [] };
  const root: Node = { ...inner, children: random.chance(0.7) ? [...inner.children, end] : inner.children };
  const config = configOf(root, root, random);
  return createMachine(
    { ...config, context: { count: 0, fuel: 40 } } as never,
    implementations as never,
  ) as AnyStateMachine;
}

function all(node: Node): Node[] {
  return [node, ...node.children.flatMap(all)];
}

function configOf(node: Node, root: Node, random: SeededRandom): object {
  const { id, type, children } = node;
  const effect = (name: string) => ({
    type: name,
    params: ({ context }: { readonly context: Context }) => ({ id, at: context.count }),
  });
  const entry = [effect("enter"), ...some(random, ["countUp", "again", "later", "fail"])];
  const exit = [effect("leave"), ...some(random, ["countUp", "again", "never", "failing"])];
  if (type === "final") return { id, type, entry, exit };
  const on: Record<string, object> = {};
  for (const event of [...randomEvents, "*"])
    if (random.chance(event === "*" ? 0.05 : 0.4)) on[event] = many(random, () => transition(root, random));
  const after: Record<string, object> = {};
  if (random.chance(0.2)) after[random.pick(["5", "while"])] = many(random, () => transition(root, random));
  const always = random.chance(0.15)
    ? many(random, () => {
        // Without fuel it may only be one that changes nothing.
        if (random.chance(0.2)) return { actions: ["note"] };
        const { actions, ...rest } = transition(root, random);
        return { ...rest, guard: "hasFuel", actions: [...actions, "burn"] };
      })
    : undefined;
  const states = Object.fromEntries(children.map((child) => [child.id, configOf(child, root, random)]));
  const first = children.length === 0 ? "" : random.pick(children.filter((child) => child.type !== "final")).id;
  const initial = random.chance(0.3) ? { target: first, actions: ["countUp", effect("note")] } : first;
  return {
    ...{ id, entry, exit, on, after, tags: random.chance(0.3) ? [id] : [] },
    ...(always === undefined ? {} : { always }),
    ...(type === "parallel" ? { type, states } : {}),
    ...(type === "compound" ? { initial, states } : {}),
  };
}

function transition(root: Node, random: SeededRandom): { readonly actions: unknown[]; readonly target?: unknown } {
  const guard = random.pick(["", "", "isEven", "isThird"]);
  const isNamed = random.chance(0.8);
  const name = random.pick(all(root)).id;
  const actions: unknown[] = some(random, ["note", "countUp", "again", "later", "never", "failing"]);
  if (random.chance(0.1)) actions.push(assign({ count }));
  return {
    ...(guard === "" ? {} : { guard }),
    ...(isNamed ? { target: targetOf(root, random) ?? `#${name}` } : {}),
    ...(random.chance(0.3) ? { reenter: true } : {}),
    actions,
  };
}

/** Now and then one state in each of several regions. */
function targetOf(root: Node, random: SeededRandom): string[] | undefined {
  const parallel = all(root).filter(({ type }) => type === "parallel");
  if (parallel.length === 0 || random.chance(0.7)) return undefined;
  return random.pick(parallel).children.map((region) => `#${random.pick(all(region)).id}`);
}

function some(random: SeededRandom, names: readonly string[]): string[] {
  return names.filter(() => random.chance(0.2));
}

function many<T>(random: SeededRandom, one: () => T): T[] {
  return Array.from({ length: 1 + random.below(2) }, one);
}
