/** Fails when a vitest JSON report holds a test that did not run, or no test at all. Usage: node .ci/no-skips.js REPORT */
import { readFileSync } from "node:fs";
import process from "node:process";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const results = report.testResults.flatMap((file) =>
  file.assertionResults.map((test) => ({ file: file.name, ...test })),
);
const left = results.filter((test) => test.status !== "passed");
for (const test of left) process.stderr.write(`${test.status}: ${test.file}: ${test.fullName}\n`);
if (results.length === 0) process.stderr.write("the report holds no test\n");
if (left.length > 0 || results.length === 0) process.exitCode = 1;
else process.stdout.write(`${results.length} tests, none skipped\n`);
