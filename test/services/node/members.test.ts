/** Members change by message, and nodes start and stop their peers. Source: issue "Membership"; HAZARDS P12, P13; riak_ensemble "Manager". */
import { describe, expect, it } from "vitest";
import { textOf, TestCluster, type ClusterOptions } from "./cluster.ts";

const names = ["n1", "n2", "n3", "n4"];
const begin = (options: ClusterOptions = {}): TestCluster =>
  new TestCluster(names, { members: ["n1", "n2", "n3"], ...options });
const add = (peer: string) => ({ op: "add" as const, peer });
const remove = (peer: string) => ({ op: "remove" as const, peer });

describe("an operator's message", () => {
  it("adds and removes members; a node starts a peer that a commit names, and stops one that was removed", async () => {
    const cluster = begin();
    cluster.start();
    const leader = await cluster.serving();
    await cluster.put("k", "one");
    expect(cluster.states()["n4"]).toBe("none");
    expect(await cluster.changeMembers(leader, [add("n4")])).toMatchObject({ code: "ok", leader: leader.name });
    await cluster.until(() => cluster.states()["n4"] === "following");
    const other = names.find((name) => name !== leader.name && name !== "n4") ?? "";
    expect((await cluster.changeMembers(leader, [remove(other)])).code).toBe("ok");
    await cluster.until(() => cluster.states()[other] === "none");
    expect(textOf(await cluster.request({ op: "get", key: "k" }))).toBe("one");
  });

  it("is answered with who leads, or why it cannot be, in codes", async () => {
    const cluster = begin({ knowsNode: (node) => node !== "n9" });
    cluster.start();
    const leader = await cluster.serving();
    const follower = cluster.member(["n1", "n2", "n3"].find((name) => name !== leader.name) ?? "");
    await cluster.until(() => cluster.states()[follower.name] === "following");
    expect(await cluster.changeMembers(follower, [add("n4")])).toMatchObject({ code: "redirect", leader: leader.name });
    expect((await cluster.changeMembers(cluster.member("n4"), [add("n4")])).code).toBe("NO_SUCH_ENSEMBLE");
    expect((await cluster.changeMembers(leader, [add("n4")], "other")).code).toBe("NO_SUCH_ENSEMBLE");
    expect((await cluster.changeMembers(leader, [add("n9")])).code).toBe("NOT_IN_CLUSTER");
    expect((await cluster.changeMembers(leader, [])).code).toBe("INVALID_ARGUMENT");
    expect((await cluster.changeMembers(leader, [add("n1")])).code).toBe("ALREADY_MEMBER");
    expect((await cluster.changeMembers(leader, [remove("n4")])).code).toBe("NOT_A_MEMBER");
  });
});

describe("a node", () => {
  it("runs after a restart what its store says, not what its configuration said at first", async () => {
    const cluster = begin();
    cluster.start();
    const leader = await cluster.serving();
    const gone = names.find((name) => name !== leader.name && name !== "n4") ?? "";
    expect((await cluster.changeMembers(leader, [add("n4"), remove(gone)])).code).toBe("ok");
    await cluster.until(() => cluster.states()[gone] === "none" && cluster.states()["n4"] === "following");
    for (const name of names) cluster.kill(name);
    cluster.start();
    await cluster.serving();
    await cluster.clock.advance(1000);
    expect(cluster.states()[gone]).toBe("none");
    expect(cluster.states()["n4"]).toMatch(/following|leading/);
  });

  it("starts and stops peers as it is told, once each, and a stopped one at once", async () => {
    const cluster = begin();
    cluster.start();
    await cluster.serving();
    const { node } = cluster.member("n4");
    const wanted = { peer: "n4", members: [] };
    node.want("demo", wanted, "start");
    node.want("demo", wanted, "start");
    await cluster.until(() => cluster.states()["n4"] === "pending");
    node.want("demo", { peer: "n4#2", members: [] }, "stop");
    expect(cluster.states()["n4"]).toBe("pending");
    node.want("demo", wanted, "stop");
    expect(cluster.states()["n4"]).toBe("none");
    node.want("demo", wanted, "start");
    await cluster.clock.advance(100);
    expect(cluster.states()["n4"]).toBe("pending");
  });

  it("told before its store is open, starts the peer when it is", async () => {
    const cluster = begin();
    const { node } = cluster.make("n4");
    node.want("demo", { peer: "n4", members: [] }, "start");
    void node.start();
    await cluster.until(() => cluster.states()["n4"] === "pending");
  });
});
