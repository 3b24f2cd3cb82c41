/** Source: DESIGN section 2, point 4: an inbox a role, so that permissions can tell roles apart. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Channel } from "#machines/protocol/ports";
import * as any from "#test/support/arbitraries";
import { isReported, Subjects } from "#transport/subjects";

const subjects = new Subjects("demo");

const channel: fc.Arbitrary<Channel> = fc.oneof(
  fc.record({ kind: fc.constantFrom("peer", "client", "admin", "trace"), node: any.name }) as fc.Arbitrary<Channel>,
  fc.record({ kind: fc.constant("reply" as const), id: any.name }),
  fc.record({ kind: fc.constantFrom("discover", "gossip", "watch") }) as fc.Arbitrary<Channel>,
);

describe("subjects", () => {
  it("are these", () => {
    const all: Channel[] = [
      { kind: "peer", node: "n1" },
      { kind: "client", node: "n1" },
      { kind: "admin", node: "n1" },
      { kind: "trace", node: "n1" },
      { kind: "reply", id: "c1" },
      { kind: "discover" },
      { kind: "gossip" },
      { kind: "watch" },
    ];
    expect(all.map((one) => subjects.of(one))).toEqual([
      "quorate.demo.peer.n1",
      "quorate.demo.client.n1",
      "quorate.demo.admin.n1",
      "quorate.demo.trace.n1",
      "quorate.demo.reply.c1",
      "quorate.demo.discover",
      "quorate.demo.gossip",
      "quorate.demo.watch",
    ]);
    expect(subjects.allTraces()).toBe("quorate.demo.trace.*");
    expect(subjects.lost("b1")).toBe("quorate.demo.lost.b1");
  });

  it("differ where channels differ", () => {
    fc.assert(
      fc.property(channel, channel, (a, b) => {
        expect(subjects.of(a) === subjects.of(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  const bad = ["", " ", "a.b", "*", ">", "a b", "-a", "é", "a\r\nPUB x 0", "x".repeat(65), "__proto__", null, 7];
  it.each(bad.map((value) => [value]))("never hold %j", (value) => {
    const wrong = expect.objectContaining({ code: "INVALID_ARGUMENT", message: expect.stringContaining("letters") });
    const text = value as string;
    expect(() => new Subjects(text)).toThrow(wrong);
    expect(() => subjects.lost(text)).toThrow(wrong);
    expect(() => subjects.of({ kind: "reply", id: text })).toThrow(wrong);
    for (const kind of ["peer", "client", "admin", "trace"] as const)
      expect(() => subjects.of({ kind, node: text })).toThrow(wrong);
  });
});

describe("the reply subject of a frame", () => {
  const lost = subjects.lost("b1");

  it("says which frame it was", () => {
    fc.assert(
      fc.property(channel, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (one, frame) => {
        if (!isReported(one)) return;
        expect(subjects.parseLostFrame(lost, subjects.lostFrame(lost, one, frame))).toEqual({ channel: one, frame });
      }),
    );
  });

  it.each([
    "quorate.demo.lost.b2.peer.n1.1",
    "quorate.demo.lost.b1",
    "quorate.demo.lost.b1.peer.n1",
    "quorate.demo.lost.b1.peer.n1.0",
    "quorate.demo.lost.b1.peer.n1.x",
    "quorate.demo.lost.b1.peer.n1.1.5",
    "quorate.demo.lost.b1.trace.n1.1",
    "quorate.demo.lost.b1.peer.n*.1",
    "",
  ])("is not read from %s", (subject) => {
    expect(subjects.parseLostFrame(lost, subject)).toBeNull();
  });
});
