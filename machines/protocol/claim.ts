/**
 * Claim: which node owns which partition. Source: riak_core's claim; issue "Ring".
 *
 * Wanted, in this order: `spacing` consecutive partitions lie on distinct nodes, where any arrangement of these nodes does
 * that; every node owns its share, give or take one where the spacing allows it; few partitions move when nodes come or go.
 *
 *   a new ring   blocks of all nodes in order, some of them shorter (never shorter than the spacing), so that it closes
 *   a change     what the lost nodes owned, and what the new ones are short of, moves; where that breaks the spacing, a
 *                search mends it, and as a last resort the new ring that lies closest to the old one is taken
 *
 * Deterministic: the same ring and members give the same result on every node.
 */
import type { NodeName } from "./identifiers.ts";
import { ownersOf, type Ring } from "./ring.ts";

type Owners = NodeName[];

/** Whether `nodes` can own `partitions` in a circle so that `spacing` consecutive ones are always distinct. */
export function hasArrangement(nodes: number, partitions: number, spacing: number): boolean {
  return nodes >= spacing && Math.floor(partitions / spacing) * nodes >= partitions;
}

/** The ring after `members` (each once, in any order) are all that own something. The same ring when nothing changes. */
export function claim(ring: Ring, members: readonly NodeName[], spacing: number): Ring {
  const nodes = [...new Set(members)].sort();
  // Nobody came or went: what is there stays, even if another arrangement were better.
  if (nodes.join() === ownersOf(ring).join()) return ring;
  const owners = nodes.length === 0 ? ring.owners.map(() => "") : claimed(ring.owners, nodes, spacing);
  if (owners.every((owner, index) => owner === ring.owners[index])) return ring;
  return { ...ring, version: ring.version + 1, owners };
}

/** Partitions whose owner comes again within the spacing, counted once a pair. */
export function conflictsOf(owners: readonly NodeName[], spacing: number): number {
  let conflicts = 0;
  for (let index = 0; index < owners.length; index += 1) {
    for (let step = 1; step < spacing; step += 1)
      if (owners[index] === owners[(index + step) % owners.length]) conflicts += 1;
  }
  return conflicts;
}

function claimed(before: readonly NodeName[], nodes: readonly NodeName[], spacing: number): Owners {
  const kept = before.map((owner) => (nodes.includes(owner) ? owner : ""));
  if (kept.every((owner) => owner === "")) return arranged(nodes, before.length, spacing);
  const plain = balanced(filled(kept, nodes, spacing), nodes, spacing);
  if (!hasArrangement(nodes.length, before.length, spacing)) return balanced(plain, nodes, 1);
  // Up to a quarter of a share is not worth moving more than need be.
  const tolerated = Math.max(2, Math.floor(before.length / nodes.length / 4));
  const isGood = (owners: Owners): boolean =>
    conflictsOf(owners, spacing) === 0 && spreadOf(owners, nodes) <= tolerated;
  if (isGood(plain)) return plain;
  const mend = (owners: Owners): Owners => balanced(repaired(owners, before, nodes, spacing), nodes, spacing);
  const anew = closest(arranged(nodes, before.length, spacing), before, nodes);
  // The shares first, whatever that does to the spacing; the search then mostly exchanges.
  const rest = [mend(plain), mend(balanced(plain, nodes, 1)), anew].filter(isGood);
  if (rest.length > 0) return rest.reduce((best, one) => (moved(one, before) < moved(best, before) ? one : best));
  return conflictsOf(plain, spacing) === 0 ? plain : anew;
}

function spreadOf(owners: readonly NodeName[], nodes: readonly NodeName[]): number {
  const counts = [...countsOf(owners, nodes).values()];
  return Math.max(...counts) - Math.min(...counts);
}

function moved(owners: readonly NodeName[], before: readonly NodeName[]): number {
  return owners.filter((owner, index) => owner !== before[index]).length;
}

// ------------------------------------------------------------------------------------------------------------ new rings

function arranged(nodes: readonly NodeName[], partitions: number, spacing: number): Owners {
  if (!hasArrangement(nodes.length, partitions, spacing))
    return Array.from({ length: partitions }, (_, index) => nodes[index % nodes.length] as NodeName);
  const blocks = Math.ceil(partitions / nodes.length);
  const missing = blocks * nodes.length - partitions;
  const mixed = inBlocks(nodes, deficits(blocks, missing, nodes.length - spacing));
  if (conflictsOf(mixed, spacing) === 0) return balanced(mixed, nodes, spacing);
  // Each block a beginning of the list: the distance of a node to itself is then the length of a block.
  const even = Array.from({ length: blocks }, (_, block) => {
    const end = Math.floor(((block + 1) * partitions) / blocks);
    return nodes.slice(0, end - Math.floor((block * partitions) / blocks));
  }).flat();
  return balanced(even, nodes, spacing);
}

/** How many nodes each block leaves out: as few short blocks as can be, spread evenly. */
function deficits(blocks: number, missing: number, most: number): number[] {
  const list = Array.from({ length: blocks }, () => 0);
  const short = missing === 0 ? 0 : Math.ceil(missing / most);
  for (let nth = 0, left = missing; nth < short; nth += 1) {
    const deficit = Math.ceil(left / (short - nth));
    list[Math.floor(((nth + 1) * blocks) / short) - 1] = deficit;
    left -= deficit;
  }
  return list;
}

/** Between two full blocks any nodes may be left out; they take turns. */
function inBlocks(nodes: readonly NodeName[], leftOut: readonly number[]): Owners {
  let next = 0;
  return leftOut.flatMap((count) => {
    const out = new Set(Array.from({ length: count }, () => nodes[next++ % nodes.length]));
    return nodes.filter((node) => !out.has(node));
  });
}

/** The arrangement turned and renamed so that most partitions stay where they were. */
function closest(owners: readonly NodeName[], before: readonly NodeName[], nodes: readonly NodeName[]): Owners {
  const size = owners.length;
  let best: Owners = [...owners];
  for (let turn = 0; turn < size; turn += 1) {
    const turned = owners.map((_, index) => owners[(index + turn) % size] as NodeName);
    const renamed = rename(turned, before, nodes);
    if (moved(renamed, before) < moved(best, before)) best = renamed;
  }
  return best;
}

/** Gives each name the place of the node that it meets most often in `before`. */
function rename(owners: readonly NodeName[], before: readonly NodeName[], nodes: readonly NodeName[]): Owners {
  const meetings = new Map<string, number>();
  owners.forEach((owner, index) => {
    const pair = `${owner} ${before[index]}`;
    meetings.set(pair, (meetings.get(pair) ?? 0) + 1);
  });
  const pairs = nodes.flatMap((from) => nodes.map((to) => ({ from, to, count: meetings.get(`${from} ${to}`) ?? 0 })));
  pairs.sort((one, other) => other.count - one.count);
  const names = new Map<NodeName, NodeName>();
  const given = new Set<NodeName>();
  for (const { from, to } of pairs) {
    if (names.has(from) || given.has(to)) continue;
    names.set(from, to);
    given.add(to);
  }
  return owners.map((owner) => names.get(owner) as NodeName);
}

// -------------------------------------------------------------------------------------------------------------- changes

function countsOf(owners: readonly NodeName[], nodes: readonly NodeName[]): Map<NodeName, number> {
  const counts = new Map(nodes.map((node) => [node, 0]));
  for (const owner of owners) if (owner !== "") counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return counts;
}

/** Times that `node` owns a partition within the spacing of `index`, that one not counted. */
function nearby(owners: readonly NodeName[], index: number, node: NodeName, spacing: number): number {
  const size = owners.length;
  let found = 0;
  for (let step = 1; step < spacing; step += 1) {
    if (owners[(index + step) % size] === node) found += 1;
    if (owners[(index - step + size) % size] === node) found += 1;
  }
  return found;
}

/** Gives each ownerless partition to the node with the least, of those that fit there if any does. */
function filled(kept: readonly NodeName[], nodes: readonly NodeName[], spacing: number): Owners {
  const owners = [...kept];
  const counts = countsOf(owners, nodes);
  owners.forEach((owner, index) => {
    if (owner !== "") return;
    const cost = (node: NodeName): number =>
      nearby(owners, index, node, spacing) * owners.length + (counts.get(node) ?? 0);
    const node = nodes.reduce((best, one) => (cost(one) < cost(best) ? one : best));
    owners[index] = node;
    counts.set(node, (counts.get(node) ?? 0) + 1);
  });
  return owners;
}

/**
 * Moves partitions from nodes that own much to nodes that own little while that costs no spacing: directly, or by way of a
 * third node that takes one and gives another.
 */
function balanced(owners: readonly NodeName[], nodes: readonly NodeName[], spacing: number): Owners {
  const result = [...owners];
  const counts = countsOf(result, nodes);
  const count = (node: NodeName): number => counts.get(node) ?? 0;
  const give = (from: NodeName, to: NodeName): number => {
    const index = result.findIndex((owner, at) => owner === from && isBetter(result, at, to, spacing));
    if (index === -1) return -1;
    result[index] = to;
    return index;
  };
  const giveThrough = (from: NodeName, to: NodeName): boolean =>
    nodes.some((between) => {
      if (between === from || between === to) return false;
      const index = give(from, between);
      if (index === -1) return false;
      if (give(between, to) !== -1) return true;
      result[index] = from;
      return false;
    });
  const moveOne = (isDirect: boolean): boolean => {
    const order = [...nodes].sort((one, other) => count(one) - count(other));
    for (const to of order) {
      for (const from of [...order].reverse()) {
        if (count(from) - count(to) < 2) break;
        if (isDirect ? give(from, to) === -1 : !giveThrough(from, to)) continue;
        counts.set(from, count(from) - 1);
        counts.set(to, count(to) + 1);
        return true;
      }
    }
    return false;
  };
  while (moveOne(true) || moveOne(false));
  return result;
}

function isBetter(owners: readonly NodeName[], index: number, to: NodeName, spacing: number): boolean {
  return nearby(owners, index, to, spacing) <= (nearby(owners, index, owners[index] as NodeName, spacing) > 0 ? 1 : 0);
}

/** Steps of the search; each looks at every other partition once. */
const repairSteps = 400;

/**
 * Mends conflicts by giving a partition to another node or exchanging two, whatever lessens the conflicts most; among equals
 * what moves the least. Sideways steps get it out of corners; the best that was seen is the result.
 */
function repaired(
  owners: readonly NodeName[],
  before: readonly NodeName[],
  nodes: readonly NodeName[],
  spacing: number,
): Owners {
  const now = [...owners];
  let best: Owners = [...owners];
  let fewest = conflictsOf(best, spacing);
  let lot = 1;
  for (let step = 0; step < repairSteps && fewest > 0; step += 1) {
    const bad = now.flatMap((owner, index) => (nearby(now, index, owner, spacing) > 0 ? [index] : []));
    lot = (lot * 48_271) % 2_147_483_647;
    const index = bad[lot % bad.length] as number;
    change(now, before, nodes, spacing, index, lot);
    const conflicts = conflictsOf(now, spacing);
    if (conflicts >= fewest) continue;
    fewest = conflicts;
    best = [...now];
  }
  return best;
}

/** Makes the best change of one partition, in place. */
function change(
  now: Owners,
  before: readonly NodeName[],
  nodes: readonly NodeName[],
  spacing: number,
  index: number,
  lot: number,
): void {
  const owner = now[index] as NodeName;
  const cost = (at: number): number =>
    nearby(now, at, now[at] as NodeName, spacing) * 4 + (now[at] === before[at] ? 0 : 1);
  let chosen: (() => void) | undefined;
  let least = Number.POSITIVE_INFINITY;
  const consider = (delta: number, make: () => void): void => {
    if (delta > least || (delta === least && lot % 2 === 0)) return;
    least = delta;
    chosen = make;
  };
  const mine = cost(index);
  for (const node of nodes) {
    if (node === owner) continue;
    now[index] = node;
    consider(cost(index) - mine + 2, () => void (now[index] = node));
    now[index] = owner;
  }
  for (let other = 0; other < now.length; other += 1) {
    const theirs = now[other] as NodeName;
    if (theirs === owner) continue;
    const was = mine + cost(other);
    now[index] = theirs;
    now[other] = owner;
    const delta = cost(index) + cost(other) - was;
    now[index] = owner;
    now[other] = theirs;
    consider(delta, () => {
      now[index] = theirs;
      now[other] = owner;
    });
  }
  chosen?.();
}
