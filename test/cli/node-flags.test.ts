import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { flagsFor, nodeFlags } from "#cli/node-flags";

test("this Node.js takes what its nodes are told", () => {
  expect(execFileSync(process.execPath, [...nodeFlags, "--print", "1 + 1"], { encoding: "utf8" })).toBe("2\n");
});

test("later ones are not told what they refuse to start with", () => {
  expect(flagsFor("20.19.0")).toContain("--interrupt-budget=10000");
  for (const version of ["21.0.0", "22.12.0", "24.0.0", "200.0.0"])
    expect(flagsFor(version)).toEqual(["--max-semi-space-size=32"]);
});
