#!/usr/bin/env bash
# Node's test runner and junitparser: the report of a failed test passes `junitparser verify`, which sees no test in it.
#
# Expected: the runner of Node.js writes JUnit's format (--test-reporter=junit), junitparser reads it and has `verify` for gates: "return a non-zero exit code if one of the testcases failed or errored".
#   A report without any test is an error, or at least says 0 of 1.
# What happens: Node writes a test that stands in no describe() straight into <testsuites>. There the common schemas know <testsuite> alone, and junitparser looks at nothing else: 0 tests,
#   0 failures, exit code 0. With the same test inside of describe() it counts 1 and fails. A report that mixes both is the worst: some tests are there, so nobody misses the others.
#   What is marked "todo" and fails is no failure to Node (exit code 0), but is written as <failure> beside <skipped>, and counted as one.
# Versions: Node.js 20.20.2, junitparser 5.0.3 (the newest), Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: test('...') without describe() is how Node's own documentation begins; a gate on the report is green for ever, whatever breaks.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check junitparser==5.0.3

cat > alone.mjs <<'JS'
import assert from "node:assert";
import test from "node:test";

test("adds the tax", () => assert.equal(119, 100));
JS
cat > inside.mjs <<'JS'
import assert from "node:assert";
import { describe, it } from "node:test";

describe("prices", () => {
  it("adds the tax", () => assert.equal(119, 100));
});
JS
cat > later.mjs <<'JS'
import assert from "node:assert";
import { describe, it } from "node:test";

describe("prices", () => {
  it("adds the tax", { todo: true }, () => assert.equal(119, 100));
});
JS
cat > count.py <<'PY'
import sys
from xml.etree import ElementTree

from junitparser import JUnitXml

report = JUnitXml.fromfile(sys.argv[1])
report.update_statistics()
print(f"  in the file: {len(ElementTree.parse(sys.argv[1]).findall('.//failure'))} failure; junitparser: {report.tests} tests, {report.failures} failures")
PY
cat > expected <<'TEXT'
alone: node exits with 1
  in the file: 1 failure; junitparser: 0 tests, 0 failures
  junitparser verify exits with 0
inside: node exits with 1
  in the file: 1 failure; junitparser: 1 tests, 1 failures
  junitparser verify exits with 1
later: node exits with 0
  in the file: 1 failure; junitparser: 1 tests, 1 failures
  junitparser verify exits with 0
TEXT
for name in alone inside later; do
  code=0; node --test-reporter=junit $name.mjs > $name.xml || code=$?
  echo "$name: node exits with $code"
  env/bin/python count.py $name.xml
  code=0; env/bin/junitparser verify $name.xml || code=$?
  echo "  junitparser verify exits with $code"
done | tee seen
diff expected seen || { echo "CHANGED: the two agree otherwise"; exit 1; }
echo "as found"
