/**
 * The cluster state, its merge, and what the root ensemble does to it. Source: riak_ensemble_state, riak_ensemble_root;
 * HAZARDS P12, P13, P18, P19.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  differenceOf,
  digestOf,
  emptyState,
  ensembleNamed,
  faultOfState,
  faultOfViews,
  fenceOf,
  hasNews,
  isFenced,
  memberNamed,
  membersIn,
  mergeStates,
  newCluster,
  newsFor,
  peerOf,
  piecesOf,
  placed,
  wantedPeers,
  type ClusterState,
} from "#machines/protocol/cluster-state";
import { applyRootCommand, type RootCommand, type RootOutcome } from "#machines/protocol/root-operations";
import { clusterState } from "#test/support/arbitraries";

const instance = (letter: string): string => letter.repeat(8);
const one = newCluster("c1", "n1", instance("a"));

let seq = 1;
/** Each root write has a ballot of its own. */
function apply(state: ClusterState, command: RootCommand): RootOutcome {
  seq += 1;
  return applyRootCommand(state, command, { epoch: 1, seq });
}

function applied(state: ClusterState, ...commands: RootCommand[]): ClusterState {
  return commands.reduce((now, command) => {
    const outcome = apply(now, command);
    if (!outcome.ok) throw new Error(`${command.type}: ${outcome.code} ${outcome.message}`);
    return outcome.state;
  }, state);
}

function codeOf(state: ClusterState, command: RootCommand): string {
  const outcome = apply(state, command);
  return outcome.ok ? "ok" : outcome.code;
}

const join = (node: string, letter = node.slice(-1)): RootCommand => ({
  type: "join",
  node,
  instance: instance(letter),
});
const create = (name: string, members: readonly string[], rest: { backend?: string; options?: string } = {}) =>
  ({ type: "createEnsemble", name, members, backend: "kv", options: "{}", ...rest }) as const;
const three = applied(one, join("n2"), join("n3"));

describe("merge", () => {
  const states = fc.tuple(clusterState("c"), clusterState("c"), clusterState("c"));

  it("is commutative, associative and idempotent", () => {
    fc.assert(
      fc.property(states, ([a, b, c]) => {
        expect(mergeStates(a, b)).toEqual(mergeStates(b, a));
        expect(mergeStates(mergeStates(a, b), c)).toEqual(mergeStates(a, mergeStates(b, c)));
        expect(mergeStates(a, a)).toBe(a);
        const both = mergeStates(a, b);
        expect(mergeStates(both, a)).toBe(both);
        expect(mergeStates(both, b)).toBe(both);
      }),
    );
  });

  it("only goes forward: versions and fences rise, deletions stay, and what is sound stays sound", () => {
    fc.assert(
      fc.property(states, ([a, b]) => {
        const both = mergeStates(a, b);
        expect(faultOfState(both)).toBeNull();
        for (const { name, incarnation } of a.removed) expect(fenceOf(both, name)).toBeGreaterThanOrEqual(incarnation);
        for (const { name, deleted } of a.ensembles) if (deleted) expect(ensembleNamed(both, name)).toBeUndefined();
        expect(both.enabled).toBe(a.enabled || b.enabled);
      }),
    );
  });

  it("takes nothing of another cluster, enabled or not (P19)", () => {
    fc.assert(
      fc.property(clusterState("c"), clusterState("other"), (a, b) => {
        expect(mergeStates(a, b)).toBe(a);
        expect(differenceOf(a, b)).toBeNull();
      }),
    );
  });

  it("needs no more than the difference", () => {
    fc.assert(
      fc.property(states, ([a, b]) => {
        const difference = differenceOf(a, b);
        expect(difference === null ? b : mergeStates(b, difference)).toEqual(mergeStates(a, b));
        expect(differenceOf(a, mergeStates(a, b))).toBeNull();
        if (difference !== null) expect(faultOfState(difference)).toBeNull();
      }),
    );
    expect(differenceOf(three, emptyState("c1", false))).toEqual(three);
  });
});

describe("digests", () => {
  /** Equal versions say the same, as they do where one leader writes each. */
  const twins = fc.tuple(clusterState("c"), clusterState("c")).map(([a, b]): [ClusterState, ClusterState] => {
    const both = mergeStates(a, b);
    return [a, both];
  });

  it("tell what the other lacks, and whether there is more to be had", () => {
    fc.assert(
      fc.property(twins, ([a, both]) => {
        const news = newsFor(both, digestOf(a));
        const after = news === null ? a : mergeStates(a, news);
        expect(digestOf(after)).toEqual(digestOf(both));
        expect(hasNews(digestOf(both), a)).toBe(news !== null);
        expect(newsFor(a, digestOf(both))).toBeNull();
      }),
    );
  });

  it("of another cluster tell nothing", () => {
    const other = newCluster("c2", "n9", instance("z"));
    expect([newsFor(three, digestOf(other)), hasNews(digestOf(other), three)]).toEqual([null, false]);
  });

  it("pieces of a state merge into the whole, in any order", () => {
    fc.assert(
      fc.property(clusterState("c"), fc.integer({ min: 1, max: 3 }), (state, most) => {
        const pieces = piecesOf(state, most);
        for (const piece of pieces) expect(faultOfState(piece)).toBeNull();
        const whole = pieces.toReversed().reduce(mergeStates, emptyState("c", false));
        expect(differenceOf(state, whole)).toBeNull();
        expect(differenceOf(whole, state)).toBeNull();
      }),
    );
  });
});

describe("root operations", () => {
  it("join: a new node, again without effect, and not over another's directory", () => {
    expect(membersIn(three).map(({ name }) => name)).toEqual(["n1", "n2", "n3"]);
    const again = apply(three, join("n2"));
    expect(again.ok && again.state).toBe(three);
    expect(codeOf(three, join("n2", "x"))).toBe("ALREADY_MEMBER");
  });

  it("remove: fences the incarnation, and a later directory of that name is another peer (P13)", () => {
    const gone = applied(three, { type: "leave", node: "n3" }, { type: "remove", node: "n3", known: three });
    expect(memberNamed(gone, "n3")).toBeUndefined();
    expect([isFenced(gone, "n3"), isFenced(gone, "n3#2"), isFenced(gone, "n2")]).toEqual([true, false, false]);
    const back = applied(gone, join("n3", "z"));
    expect(peerOf(memberNamed(back, "n3") ?? { name: "", incarnation: 1 })).toBe("n3#2");
    // Whoever heard of the removal late does not bring the old one back.
    expect(memberNamed(mergeStates(back, three), "n3")?.incarnation).toBe(2);
    expect(memberNamed(mergeStates(gone, three), "n3")).toBeUndefined();
    expect(codeOf(back, { type: "remove", node: "n9", known: back })).toBe("NOT_IN_CLUSTER");
  });

  it("remove: refused while the node holds peers, also those that only the asker has heard of", () => {
    const made = applied(three, create("a", ["n3", "n2"]));
    expect(codeOf(made, { type: "remove", node: "n3", known: made })).toBe("CHANGE_IN_PROGRESS");
    const moved = {
      ...made,
      ensembles: placed(made.ensembles, { ...ensembleNamed(made, "a")!, vsn: { epoch: 3, seq: 4 }, views: [["n2"]] }),
    };
    expect(codeOf(made, { type: "remove", node: "n3", known: moved })).toBe("ok");
    expect(codeOf(moved, { type: "remove", node: "n3", known: made })).toBe("ok");
    const pending = { ...moved, pending: [{ name: "a", vsn: { epoch: 3, seq: 5 }, views: [["n3"], ["n2"]] }] };
    expect(codeOf(made, { type: "remove", node: "n3", known: pending })).toBe("CHANGE_IN_PROGRESS");
  });

  it("leave: nothing new is placed there; the last node stays", () => {
    const leaving = applied(three, { type: "leave", node: "n3" });
    expect(codeOf(leaving, create("a", ["n3"]))).toBe("NOT_IN_CLUSTER");
    expect(codeOf(leaving, join("n3"))).toBe("CHANGE_IN_PROGRESS");
    expect(codeOf(leaving, { type: "leave", node: "n3" })).toBe("ok");
    expect(codeOf(one, { type: "leave", node: "n1" })).toBe("INVALID_ARGUMENT");
  });

  it("createEnsemble: refuses whatever could not serve (P12)", () => {
    const made = applied(three, create("a", ["n2", "n1"]));
    expect(ensembleNamed(made, "a")?.views).toEqual([["n2", "n1"]]);
    expect(codeOf(made, create("a", ["n1"]))).toBe("ENSEMBLE_EXISTS");
    expect(codeOf(made, create("root", ["n1"]))).toBe("ENSEMBLE_EXISTS");
    expect(codeOf(made, create("b", []))).toBe("INVALID_ARGUMENT");
    expect(codeOf(made, create("b", ["n1", "n1"]))).toBe("INVALID_ARGUMENT");
    expect(codeOf(made, create("b", ["n1", "n7"]))).toBe("NOT_IN_CLUSTER");
    expect(codeOf(made, create("b", ["n1"], { backend: "tape" }))).toBe("INVALID_ARGUMENT");
    expect(codeOf(made, create("b", ["n1"], { options: "x".repeat(5000) }))).toBe("INVALID_ARGUMENT");
  });

  it("deleteEnsemble: for ever", () => {
    const made = applied(three, create("a", ["n1"]));
    const gone = applied(made, { type: "deleteEnsemble", name: "a" });
    expect(ensembleNamed(mergeStates(made, gone), "a")).toBeUndefined();
    expect(wantedPeers(gone, "n1").map(({ info }) => info.name)).toEqual(["root"]);
    expect(codeOf(gone, create("a", ["n1"]))).toBe("ENSEMBLE_EXISTS");
    expect(codeOf(gone, { type: "deleteEnsemble", name: "root" })).toBe("INVALID_ARGUMENT");
    expect(codeOf(gone, { type: "deleteEnsemble", name: "b" })).toBe("NO_SUCH_ENSEMBLE");
  });

  it("keeps the state sound under any commands, and never goes back", () => {
    const node = fc.constantFrom("n1", "n2", "n3", "n4");
    const command: fc.Arbitrary<RootCommand> = fc.oneof(
      fc.record({ type: fc.constant("join" as const), node, instance: fc.constantFrom(instance("a"), instance("b")) }),
      fc.record({ type: fc.constant("leave" as const), node }),
      fc.record({ type: fc.constant("remove" as const), node, known: fc.constant(one) }),
      fc.record({
        type: fc.constant("createEnsemble" as const),
        name: fc.constantFrom("a", "b"),
        members: fc.array(node, { maxLength: 3 }),
        backend: fc.constant("kv"),
        options: fc.constant("{}"),
      }),
      fc.record({ type: fc.constant("deleteEnsemble" as const), name: fc.constantFrom("a", "b", "root") }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
        let state = one;
        for (const next of commands) {
          const outcome = apply(state, next);
          if (!outcome.ok) continue;
          expect(faultOfState(outcome.state)).toBeNull();
          expect(mergeStates(state, outcome.state)).toEqual(outcome.state);
          state = outcome.state;
        }
        expect(membersIn(state).some(({ leaving }) => !leaving)).toBe(true);
      }),
    );
  });
});

describe("what a node is to run", () => {
  it("peers of its incarnation in views and in views to come", () => {
    const made = applied(three, create("a", ["n1", "n2"]));
    expect(wantedPeers(made, "n3")).toEqual([]);
    const pending = { ...made, pending: [{ name: "a", vsn: { epoch: 1, seq: 9 }, views: [["n3"], ["n1", "n2"]] }] };
    expect(wantedPeers(pending, "n3").map(({ info, peer }) => `${info.name}/${peer}`)).toEqual(["a/n3"]);
    // Views that are newer than what was pending have taken it in, or given it up.
    const settled = {
      ...pending,
      ensembles: placed(made.ensembles, { ...ensembleNamed(made, "a")!, vsn: { epoch: 2, seq: 1 } }),
    };
    expect(wantedPeers(settled, "n3")).toEqual([]);
  });
});

describe("the ring", () => {
  const ringIn = (state: ClusterState) => state.members.ring ?? undefined;
  const owners = (state: ClusterState): string[] => [...new Set(ringIn(state)?.owners)].sort();

  it("is all the first node's, cut as that was told", () => {
    expect(ringIn(one)).toMatchObject({ partitions: 64, spacing: 3, version: 1 });
    expect(owners(one)).toEqual(["n1"]);
    expect(ringIn(newCluster("c1", "n1", instance("a"), { partitions: 8, spacing: 2 }))?.owners).toHaveLength(8);
  });

  it("is dealt anew by the write that takes a node in or lets one go, and by no other", () => {
    expect(owners(three)).toEqual(["n1", "n2", "n3"]);
    expect(applied(three, create("a", ["n1", "n2"])).members).toBe(three.members);
    const four = applied(three, join("n4"));
    const five = applied(four, join("n5"));
    const moved = ringIn(five)?.owners.filter((owner, index) => owner !== ringIn(four)?.owners[index]);
    expect(new Set(moved)).toEqual(new Set(["n5"]));
    expect(ringIn(five)?.version).toBe((ringIn(four)?.version ?? 0) + 1);
    expect(faultOfState(five)).toBeNull();
    const leaving = applied(five, { type: "leave", node: "n2" });
    expect(owners(leaving)).toEqual(["n1", "n3", "n4", "n5"]);
    const gone = applied(leaving, { type: "remove", node: "n2", known: leaving });
    expect(ringIn(gone)).toEqual(ringIn(leaving));
    expect(faultOfState(gone)).toBeNull();
    expect(owners(applied(gone, join("n2", "z")))).toEqual(["n1", "n2", "n3", "n4", "n5"]);
  });

  it("is of the version of the members, and goes with them", () => {
    const four = applied(three, join("n4"));
    expect(mergeStates(three, four).members).toBe(four.members);
    expect(mergeStates(four, three)).toBe(four);
    expect(newsFor(four, digestOf(three))?.members.ring).toEqual(ringIn(four));
    expect(differenceOf(applied(three, create("a", ["n1"])), three)?.members.ring).toBeNull();
  });
});

describe("validation", () => {
  const ring = three.members.ring!;
  const withRing = (change: object): ClusterState => ({
    ...three,
    members: { ...three.members, ring: { ...ring, ...change } },
  });

  it.each([
    ["an id", { ...three, id: "no name" }],
    [
      "members twice",
      { ...three, members: { ...three.members, nodes: [...three.members.nodes, ...one.members.nodes] } },
    ],
    ["an instance", { ...three, members: { ...three.members, nodes: [{ ...one.members.nodes[0]!, instance: "x" }] } }],
    ["an empty view", { ...three, ensembles: [{ ...one.ensembles[0]!, views: [[]] }] }],
    ["no view", { ...three, ensembles: [{ ...one.ensembles[0]!, views: [] }] }],
    ["a view that names a node twice", { ...three, ensembles: [{ ...one.ensembles[0]!, views: [["n1", "n1#2"]] }] }],
    ["members without a ring", { ...three, members: { ...three.members, ring: null } }],
    ["a ring of 12 partitions", withRing({ partitions: 12, owners: ring.owners.slice(0, 12) })],
    ["a ring that lacks owners", withRing({ owners: ring.owners.slice(1) })],
    ["a partition of a stranger", withRing({ owners: ring.owners.with(5, "n9") })],
    ["a version of the ring that is none", withRing({ version: -1 })],
    ["a spacing that is none", withRing({ spacing: 0 })],
    ["a fence of nothing", { ...three, removed: [{ name: "n9", incarnation: 0 }] }],
  ])("refuses %s", (_, state) => {
    expect(faultOfState(state)).not.toBeNull();
  });

  it("takes any sound state", () => {
    expect(faultOfState(three)).toBeNull();
    expect(faultOfViews("a", [["n1"], ["n2#3"]])).toBeNull();
  });
});
