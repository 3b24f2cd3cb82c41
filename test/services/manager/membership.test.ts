/**
 * Whole nodes that form a cluster by enable, join and remove, in virtual time. Source: riak_ensemble "Cluster membership",
 * "Manager", "Root ensemble"; HAZARDS P12, P13, P17, P18, P19.
 */
import { describe, expect, it } from "vitest";
import { nodeOf } from "#machines/protocol/identifiers";
import type { PeerChange, PeerMembership } from "#services/manager/membership";
import { TestCluster, textOf } from "../node/cluster.ts";
import { endOf, formed, membership } from "./formed.ts";

/** Until every node says the same of members and ensembles. */
async function agreed(cluster: TestCluster, names: readonly string[]): Promise<void> {
  const shown = () =>
    names.map((name) => JSON.stringify({ ...membership(cluster, name), state: "", incarnation: 0, holds: [] }));
  await cluster.until(() => new Set(shown()).size === 1);
}

/** Changes views nowhere but in what it is told: for what the manager wants by itself. */
class WishList implements PeerMembership {
  readonly wishes: string[] = [];
  async updateMembers(ensemble: string, changes: readonly PeerChange[]) {
    this.wishes.push(`${ensemble} ${changes.map(({ op, peer }) => `${op} ${peer}`).join(", ")}`);
  }
}

describe("enable and join", () => {
  it("forms a cluster whose nodes all know it", async () => {
    const cluster = await formed(["n1", "n2", "n3"]);
    await agreed(cluster, ["n1", "n2", "n3"]);
    expect(membership(cluster, "n2")).toMatchObject({
      state: "enabled",
      incarnation: 1,
      nodes: ["n1", "n2", "n3"],
      ensembles: ["root"],
    });
    expect(cluster.leader("root")?.name).toBe("n1");
    for (const { logs } of cluster.members.values())
      expect(logs.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  it("happens once: a second enable is refused, here and on any other node", async () => {
    const cluster = await formed(["n1"]);
    cluster.make("n2");
    void cluster.member("n2").node.start();
    await cluster.clock.advance(50);
    expect(await endOf(cluster, () => cluster.member("n1").node.enable())).toBe("ALREADY_ENABLED");
    expect(await endOf(cluster, () => cluster.member("n2").node.enable())).toBe("ALREADY_ENABLED");
    expect(membership(cluster, "n2")).toMatchObject({ state: "disabled", id: null });
  });

  it("refuses what cannot be joined", async () => {
    const cluster = new TestCluster(["n1", "n2"], { ensembles: [] });
    cluster.start();
    await cluster.clock.advance(50);
    const { node } = cluster.member("n2");
    expect(await endOf(cluster, () => node.join("n1"))).toBe("NOT_ENABLED");
    expect(await endOf(cluster, () => node.join("n2"))).toBe("INVALID_ARGUMENT");
    expect(await endOf(cluster, () => node.join("n".repeat(10_000)))).toBe("INVALID_ARGUMENT");
    expect(await endOf(cluster, () => node.join("n9", { timeoutMs: 700 }))).toBe("UNAVAILABLE");
    // Both at once: neither waits for the other.
    const ends: string[] = [];
    for (const [from, to] of [
      ["n1", "n2"],
      ["n2", "n1"],
    ] as const)
      cluster
        .member(from)
        .node.join(to)
        .catch((error: { readonly code: string }) => void ends.push(error.code));
    await cluster.clock.advance(50);
    expect(ends).toEqual(["NOT_ENABLED", "NOT_ENABLED"]);
  });

  it("of a node that is in another cluster, or in this one, is refused", async () => {
    const cluster = await formed(["n1", "n2"]);
    expect(await endOf(cluster, () => cluster.member("n2").node.join("n1"))).toBe("ALREADY_MEMBER");
    // Enabled while it could not hear the first one.
    const other = new TestCluster(["n3"], { ensembles: [], seed: 99 });
    other.start();
    await other.clock.advance(50);
    expect(await endOf(other, () => other.member("n3").node.enable())).toBe("ok");
    const disk = other.disks.get("n3");
    await endOf(other, () => other.member("n3").node.stop());
    if (disk !== undefined) cluster.disks.set("n3", disk);
    void cluster.make("n3").node.start();
    await cluster.clock.advance(2000);
    expect(await endOf(cluster, () => cluster.member("n3").node.join("n1"))).toBe("ALREADY_ENABLED");
    // Neither has taken anything from the other (P19).
    expect([membership(cluster, "n1").nodes, membership(cluster, "n3").nodes]).toEqual([["n1", "n2"], ["n3"]]);
  });

  it("refuses another directory under a member's name", async () => {
    const cluster = await formed(["n1", "n2"]);
    cluster.kill("n2");
    cluster.disks.delete("n2");
    void cluster.make("n2").node.start();
    await cluster.clock.advance(50);
    expect(await endOf(cluster, () => cluster.member("n2").node.join("n1"))).toBe("ALREADY_MEMBER");
  });

  it("survives restarts: what a node knows is on its disk before it answers", async () => {
    const cluster = await formed(["n1", "n2"]);
    for (const name of ["n1", "n2"]) cluster.kill(name);
    cluster.start();
    await cluster.clock.advance(50);
    expect([membership(cluster, "n1").nodes, membership(cluster, "n2").state]).toEqual([["n1", "n2"], "enabled"]);
    await cluster.serving("root");
  });

  it("answers only what a kill at once does not take back", async () => {
    const cluster = new TestCluster(["n1"], { ensembles: [] });
    cluster.start();
    await cluster.clock.advance(50);
    cluster.commitMs = 400;
    expect(await endOf(cluster, () => cluster.member("n1").node.enable())).toBe("ok");
    cluster.kill("n1");
    cluster.start();
    await cluster.clock.advance(50);
    expect(membership(cluster, "n1").state).toBe("enabled");
  });

  it("starts peers only once what it knows is durable", async () => {
    const cluster = new TestCluster(["n1"], { ensembles: [] });
    cluster.start();
    await cluster.clock.advance(50);
    cluster.commitMs = 400;
    const { node } = cluster.member("n1");
    const enabling = node.enable();
    await cluster.until(() => membership(cluster, "n1").state === "enabled");
    await cluster.clock.advance(300);
    expect(node.status().peers).toEqual([]);
    await cluster.clock.advance(200);
    await enabling;
    expect(node.status().peers.map(({ ensemble }) => ensemble)).toEqual(["root"]);
  });

  it("of a node whose request was answered into the void is noticed by gossip", async () => {
    const cluster = await formed(["n1"]);
    cluster.make("n2");
    void cluster.member("n2").node.start();
    await cluster.clock.advance(50);
    const joining = endOf(cluster, () => cluster.member("n2").node.join("n1"));
    await cluster.until(() => membership(cluster, "n1").nodes.length === 2);
    cluster.kill("n2");
    expect(await joining).not.toBe("");
    void cluster.make("n2").node.start();
    await cluster.until(() => membership(cluster, "n2").state === "enabled");
  });
});

describe("ensembles", () => {
  it("are created and served where they were placed, and gone after deletion", async () => {
    const cluster = await formed(["n1", "n2", "n3", "n4"]);
    const { node } = cluster.member("n1");
    expect(await endOf(cluster, () => node.createEnsemble("accounts", { members: ["n2", "n3", "n4"] }))).toBe("ok");
    await cluster.serving("accounts");
    expect((await cluster.put("k", "v", { ensemble: "accounts" })).code).toBe("ok");
    expect(cluster.states("accounts")["n1"]).toBe("none");
    await agreed(cluster, ["n1", "n2", "n3", "n4"]);
    expect(membership(cluster, "n1").ensembles).toEqual(["accounts", "root"]);

    // After a restart of all, from the disks alone.
    for (const name of ["n1", "n2", "n3", "n4"]) cluster.kill(name);
    cluster.start();
    expect(textOf(await cluster.request({ ensemble: "accounts", op: "get", key: "k" }))).toBe("v");

    expect(await endOf(cluster, () => cluster.member("n3").node.deleteEnsemble("accounts"))).toBe("ok");
    await cluster.until(() => Object.values(cluster.states("accounts")).every((state) => state === "none"));
    expect(await endOf(cluster, () => cluster.member("n3").node.createEnsemble("accounts", { members: ["n1"] }))).toBe(
      "ENSEMBLE_EXISTS",
    );
  });

  it("reach a node that was down when they were created", async () => {
    const cluster = await formed(["n1", "n2", "n3"]);
    cluster.kill("n3");
    expect(
      await endOf(cluster, () => cluster.member("n1").node.createEnsemble("a", { members: ["n1", "n2", "n3"] })),
    ).toBe("ok");
    await cluster.serving("a");
    void cluster.make("n3").node.start();
    await cluster.until(() => cluster.states("a")["n3"] === "following");
  });

  it("refuse bad input, each with its code", async () => {
    const cluster = await formed(["n1", "n2"]);
    const { node } = cluster.member("n2");
    const long = "x".repeat(10_000);
    const ends = async (work: readonly (() => Promise<void>)[]) => {
      const all: string[] = [];
      for (const one of work) all.push(await endOf(cluster, one));
      return all;
    };
    expect(
      await ends([
        () => node.createEnsemble(long, { members: ["n1"] }),
        () => node.createEnsemble("a", { members: [] }),
        () => node.createEnsemble("a", { members: ["n1", "n1"] }),
        () => node.createEnsemble("a", { members: [long] }),
        () => node.createEnsemble("a", null as never),
        () => node.createEnsemble("a", { members: ["n1"], backend: "tape" }),
        () => node.createEnsemble("a", { members: ["n1"], options: { text: long } }),
        () => node.createEnsemble("a", { members: ["n1", "n9"] }),
        () => node.createEnsemble("root", { members: ["n1"] }),
        () => node.deleteEnsemble("nothing"),
        () => node.deleteEnsemble("root"),
        () => node.remove("n9"),
        () => node.remove("n2"),
        () => node.remove(long),
      ]),
    ).toEqual([
      ...["INVALID_ARGUMENT", "INVALID_ARGUMENT", "INVALID_ARGUMENT", "INVALID_ARGUMENT", "INVALID_ARGUMENT"],
      ...["INVALID_ARGUMENT", "INVALID_ARGUMENT", "NOT_IN_CLUSTER", "ENSEMBLE_EXISTS"],
      ...["NO_SUCH_ENSEMBLE", "INVALID_ARGUMENT", "NOT_IN_CLUSTER", "INVALID_ARGUMENT", "INVALID_ARGUMENT"],
    ]);
    await endOf(cluster, () => node.createEnsemble("a", { members: ["n1"] }));
    expect(
      await ends([
        () => node.updateMembers("nothing", [{ add: "n2" }]),
        () => node.updateMembers("a", []),
        () => node.updateMembers("a", [{ add: "n1" }]),
        () => node.updateMembers("a", [{ add: "n9" }]),
        () => node.updateMembers("a", [{ remove: "n2" }]),
        () => node.updateMembers("a", [{ remove: "n1" }]),
        () => node.updateMembers("a", [{ add: "n2" }, { remove: "n2" }]),
        () => node.updateMembers("a", [{ swap: "n2" } as never]),
        () => node.updateMembers("a", [{ add: long }]),
      ]),
    ).toEqual([
      ...["NO_SUCH_ENSEMBLE", "INVALID_ARGUMENT", "ALREADY_MEMBER", "NOT_IN_CLUSTER", "NOT_A_MEMBER"],
      ...["INVALID_ARGUMENT", "INVALID_ARGUMENT", "INVALID_ARGUMENT", "INVALID_ARGUMENT"],
    ]);
    cluster.make("n3");
    void cluster.member("n3").node.start();
    await cluster.clock.advance(50);
    expect(await endOf(cluster, () => cluster.member("n3").node.createEnsemble("b", { members: ["n1"] }))).toBe(
      "NOT_ENABLED",
    );
  });

  it("are created by one of two calls at once", async () => {
    const cluster = await formed(["n1", "n2"]);
    const ends: string[] = [];
    for (const name of ["n1", "n2"])
      cluster
        .member(name)
        .node.createEnsemble("a", { members: [name] })
        .then(
          () => ends.push("ok"),
          (error: { readonly code: string }) => ends.push(error.code),
        );
    await cluster.until(() => ends.length === 2);
    expect(ends.sort()).toEqual(["ENSEMBLE_EXISTS", "ok"]);
  });

  it("of the cluster are not changed by clients' writes", async () => {
    const cluster = await formed(["n1"]);
    const root = await cluster.serving("root");
    expect((await cluster.put("cluster", "nonsense", { ensemble: "root" })).code).toBe("INVALID_ARGUMENT");
    expect((await cluster.request({ ensemble: "root", op: "modify", key: "cluster" }, root)).code).toBe(
      "INVALID_ARGUMENT",
    );
    expect((await cluster.request({ ensemble: "root", op: "get", key: "cluster" }, root)).code).toBe("absent");
  });
});

describe("the root ensemble", () => {
  it("wants a peer on each node up to its size, and none where a node leaves", async () => {
    const wishes = new WishList();
    const cluster = await formed(["n1", "n2", "n3", "n4", "n5", "n6"], wishes);
    await cluster.clock.advance(2000);
    expect(wishes.wishes.at(-1)).toBe("root add n2, add n3, add n4, add n5");
  });

  it("learns what leaders say of their ensembles", async () => {
    const cluster = await formed(["n1", "n2"]);
    await endOf(cluster, () => cluster.member("n1").node.createEnsemble("a", { members: ["n2"] }));
    await cluster.serving("a");
    await cluster.clock.advance(3000);
    const root = await cluster.serving("root");
    const state = JSON.parse(textOf(await cluster.request({ ensemble: "root", op: "get", key: "cluster" }, root))) as {
      ensembles: { name: string; leader: string; vsn: { epoch: number } }[];
    };
    expect(state.ensembles.find(({ name }) => name === "a")).toMatchObject({ leader: "n2", vsn: { epoch: 1 } });
  });
});

describe("removal", () => {
  it("tells the removed node, which stops for ever; its old disk is refused, and a new one may join (P13)", async () => {
    const cluster = await formed(["n1", "n2", "n3"]);
    await endOf(cluster, () => cluster.member("n1").node.createEnsemble("a", { members: ["n1", "n2"] }));
    await cluster.serving("a");
    expect(await endOf(cluster, () => cluster.member("n1").node.remove("n3"))).toBe("ok");
    await cluster.until(() => membership(cluster, "n3").state === "removed");
    expect(await endOf(cluster, () => cluster.member("n3").node.join("n1"))).toBe("NOT_A_MEMBER");
    expect(await endOf(cluster, () => cluster.member("n3").node.createEnsemble("b", { members: ["n1"] }))).toBe(
      "NOT_A_MEMBER",
    );
    await endOf(cluster, () => cluster.member("n3").node.stop());

    const again = cluster.make("n3").node;
    expect(await endOf(cluster, () => again.start())).toBe("NOT_A_MEMBER");
    expect(await endOf(cluster, () => again.start())).toMatch(/NOT_A_MEMBER|CLOSED/);

    cluster.disks.delete("n3");
    void cluster.make("n3").node.start();
    await cluster.clock.advance(50);
    expect(await endOf(cluster, () => cluster.member("n3").node.join("n2"))).toBe("ok");
    expect(membership(cluster, "n3").incarnation).toBe(2);
    expect(await endOf(cluster, () => cluster.member("n2").node.createEnsemble("c", { members: ["n3", "n1"] }))).toBe(
      "ok",
    );
    await cluster.serving("c");
    expect(
      cluster
        .member("n3")
        .node.status()
        .peers.map(({ peer }) => peer),
      // Of `c`, and of the root ensemble, which has grown.
    ).toEqual(["n3#2", "n3#2"]);
  });

  it("of a node that was down is noticed when it comes back", async () => {
    const cluster = await formed(["n1", "n2", "n3"]);
    cluster.kill("n3");
    expect(await endOf(cluster, () => cluster.member("n1").node.remove("n3"))).toBe("ok");
    void cluster.make("n3").node.start();
    await cluster.until(() => membership(cluster, "n3").state === "removed");
    await agreed(cluster, ["n1", "n2"]);
    expect(membership(cluster, "n1").nodes).toEqual(["n1", "n2"]);
  });

  it("moves what the node holds first: every value stays readable, and the root ensemble shrinks", async () => {
    const cluster = await formed(["n1", "n2", "n3"]);
    await endOf(cluster, () => cluster.member("n1").node.createEnsemble("a", { members: ["n2", "n3"] }));
    await cluster.serving("a");
    expect((await cluster.put("k", "v", { ensemble: "a" })).code).toBe("ok");
    expect(await endOf(cluster, () => cluster.member("n1").node.remove("n3", { timeoutMs: 20_000 }))).toBe("ok");
    await cluster.until(() => membership(cluster, "n3").state === "removed");
    await cluster.serving("a");
    expect(textOf(await cluster.request({ ensemble: "a", op: "get", key: "k" }, await cluster.serving("a")))).toBe("v");
    const peers = (node: string) =>
      cluster
        .member(node)
        .node.status()
        .peers.map(({ ensemble }) => ensemble);
    await cluster.until(() => peers("n3").length === 0 && peers("n1").length === 2 && peers("n2").length === 2);
  });

  it("is refused while peers are left there, and may be asked again", async () => {
    const cluster = await formed(["n1", "n2", "n3"], new WishList());
    await endOf(cluster, () => cluster.member("n1").node.createEnsemble("a", { members: ["n2", "n3"] }));
    await cluster.serving("a");
    expect(await endOf(cluster, () => cluster.member("n1").node.remove("n3", { timeoutMs: 3000 }))).toBe(
      "CHANGE_IN_PROGRESS",
    );
    await cluster.until(() => membership(cluster, "n3").state === "leaving");
    // It works on until it is gone.
    expect((await cluster.put("k", "v", { ensemble: "a" })).code).toBe("ok");
    expect(await endOf(cluster, () => cluster.member("n1").node.deleteEnsemble("a"))).toBe("ok");
    expect(await endOf(cluster, () => cluster.member("n1").node.remove("n3"))).toBe("ok");
    await cluster.until(() => membership(cluster, "n3").state === "removed");
  });

  it("moves each peer to the node that holds the fewest", async () => {
    const wishes = new WishList();
    const cluster = await formed(["n1", "n2", "n3", "n4"], wishes);
    for (const [name, members] of Object.entries({ a: ["n1", "n2"], b: ["n1", "n3"], c: ["n4"] }))
      await endOf(cluster, () => cluster.member("n1").node.createEnsemble(name, { members }));
    await cluster.clock.advance(1000);
    wishes.wishes.length = 0;
    await endOf(cluster, () => cluster.member("n1").node.remove("n4", { timeoutMs: 2000 }));
    expect(wishes.wishes.filter((wish) => wish.startsWith("c"))).toEqual(["c add n2, remove n4"]);
  });

  it("of the only holder of an ensemble is refused where nobody else could take it", async () => {
    const cluster = await formed(["n1", "n2"], new WishList());
    const state = () => membership(cluster, "n2").state;
    await endOf(cluster, () => cluster.member("n2").node.createEnsemble("a", { members: ["n2"] }));
    // n1 could take it: the move is begun, and does not end while peers cannot be moved.
    expect(await endOf(cluster, () => cluster.member("n1").node.remove("n2", { timeoutMs: 2000 }))).toBe(
      "CHANGE_IN_PROGRESS",
    );
    expect(state()).toBe("leaving");
    expect(await endOf(cluster, () => cluster.member("n2").node.remove("n1", { timeoutMs: 2000 }))).toBe(
      "INVALID_ARGUMENT",
    );
  });

  it("fences what an old peer still sends", async () => {
    const cluster = await formed(["n1", "n2", "n3"]);
    await endOf(cluster, () => cluster.member("n1").node.createEnsemble("a", { members: ["n1", "n2"] }));
    await cluster.serving("a");
    await endOf(cluster, () => cluster.member("n1").node.remove("n3"));
    await cluster.until(() => membership(cluster, "n3").state === "removed");
    const before =
      cluster
        .leader("a")
        ?.node.status()
        .peers.find(({ ensemble }) => ensemble === "a")?.epoch ?? 0;
    // As an old disk of n3 would, had it ever been a member: a promise for a far epoch is asked for.
    for (const to of ["n1", "n2"])
      cluster
        .member("n3")
        .bus.publish({ kind: "peer", node: to }, [
          { type: "prepare", ensemble: "a", from: "n3", to, req: 1, epoch: before + 50 },
        ]);
    await cluster.clock.advance(2000);
    const after = await cluster.serving("a");
    expect(after.node.status().peers.find(({ ensemble }) => ensemble === "a")?.epoch).toBeLessThan(before + 50);
  });
});

describe("the manager's state on disk", () => {
  it("that cannot be read stops the node with CORRUPT: it never starts as if it had none (P18)", async () => {
    const cluster = await formed(["n1"]);
    await endOf(cluster, () => cluster.member("n1").node.stop());
    const { storage } = cluster.make("n1");
    const spoil = async () => {
      await storage.open();
      await storage.commit({ records: new Map(), objects: [], removed: [], manager: new TextEncoder().encode("{}") });
      await storage.close();
    };
    expect(await endOf(cluster, spoil)).toBe("ok");
    expect(await endOf(cluster, () => cluster.make("n1").node.start())).toBe("CORRUPT");
  });
});

describe("modifiers of users", () => {
  it("are applied by name, and what they throw is INVALID_ARGUMENT", async () => {
    const { encodeModification } = await import("#services/kv/modifiers");
    const { encodeValue, decodeValue } = await import("#services/client/values");
    const cluster = new TestCluster(["n1", "n2", "n3"], {
      modifiers: {
        add: (value, argument) => {
          if (typeof argument !== "number") throw new TypeError("add takes a number");
          return (value as number) + argument;
        },
      },
    });
    cluster.start();
    const modify = async (argument: unknown) =>
      cluster.request({
        op: "modify",
        value: encodeModification({ name: "add", argument: encodeValue(argument, 100), initial: encodeValue(10, 100) }),
      });
    const [first, second, third] = [await modify(1), await modify(2), await modify("x")];
    expect([first, second].map(({ value }) => value !== null && decodeValue(value, "k"))).toEqual([11, 13]);
    expect([third?.code, third?.message]).toEqual(["INVALID_ARGUMENT", "modifier add failed: add takes a number"]);
  });
});

it("peers are named by the node that holds them", () => {
  expect(nodeOf("n3#2")).toBe("n3");
});
