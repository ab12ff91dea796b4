#!/usr/bin/env bash
# CEL: the same rule on the same data is true in one engine and false in the next; a key whose value is null is not in its map.
#
# Expected: the language definition of CEL is exact, and its conformance tests are public: `in` and has() ask whether a map has a key, dividing
#   integers gives an integer, strings count code points, getMilliseconds() of a duration is its part of a second. What an engine
#   does not know is an error. All seven lines below are true.
# What happens: @bufbuild/cel says that "approved_by" is not in a map of two keys, though size() counts it and exists() finds it there.
#   cel-js divides 3 by 2 to 1.5 and counts UTF-16 units; @marcbachmann/cel-js finds that bytes differ from the same bytes, and
#   it and cel-python give all of a duration in milliseconds. Each engine is wrong somewhere without an error ("error": not known there), and no two at the same places.
# Versions: @bufbuild/cel 0.6.1, @marcbachmann/cel-js 8.0.0, cel-js 0.8.2, Node.js 20.20.2; cel-python 0.5.0, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: rules are written in CEL because they mean the same everywhere; "has an approver or not" from JSON with null in it is the usual question.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check cel-python==0.5.0
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . @bufbuild/cel@0.6.1 @marcbachmann/cel-js@8.0.0 cel-js@0.8.2

cat > data.json <<'JSON'
{"review": {"state": "open", "approved_by": null}, "reviewers": ["ann", "bob", "carol"]}
JSON
cat > rules.json <<'JSON'
["'approved_by' in review",
 "has(review.approved_by)",
 "review.exists(key, key == 'approved_by') && size(review) == 2",
 "size(reviewers) / 2 == 1",
 "size('é😀') == 2",
 "b'é' == bytes('é')",
 "duration('1.5s').getMilliseconds() == 500"]
JSON
cat > try.mjs <<'JS'
import { run } from "@bufbuild/cel";
import { evaluate as short } from "@marcbachmann/cel-js";
import { evaluate as cel } from "cel-js";
import { readFileSync, writeFileSync } from "node:fs";

const data = JSON.parse(readFileSync("data.json", "utf8"));
const engines = { "@bufbuild/cel": run, "@marcbachmann/cel-js": short, "cel-js": cel };
const answers = {};
for (const [name, evaluate] of Object.entries(engines))
  answers[name] = JSON.parse(readFileSync("rules.json", "utf8")).map((rule) => {
    try {
      const answer = evaluate(rule, data);
      return typeof answer === "boolean" ? String(answer) : "error";
    } catch {
      return "error";
    }
  });
writeFileSync("answers.json", JSON.stringify(answers));
JS
cat > try.py <<'PY'
import json

import celpy

data = celpy.json_to_cel(json.load(open("data.json")))
answers = json.load(open("answers.json"))
environment = celpy.Environment()
for number, rule in enumerate(json.load(open("rules.json"))):
    python = str(bool(environment.program(environment.compile(rule)).evaluate(data))).lower()
    print(f"{rule}: cel-python {python}", *(f"{name} {answer[number]}" for name, answer in answers.items()), sep=", ")
PY
cat > expected <<'TEXT'
'approved_by' in review: cel-python true, @bufbuild/cel false, @marcbachmann/cel-js true, cel-js true
has(review.approved_by): cel-python true, @bufbuild/cel false, @marcbachmann/cel-js true, cel-js true
review.exists(key, key == 'approved_by') && size(review) == 2: cel-python true, @bufbuild/cel true, @marcbachmann/cel-js true, cel-js true
size(reviewers) / 2 == 1: cel-python true, @bufbuild/cel true, @marcbachmann/cel-js true, cel-js false
size('é😀') == 2: cel-python true, @bufbuild/cel true, @marcbachmann/cel-js true, cel-js false
b'é' == bytes('é'): cel-python true, @bufbuild/cel true, @marcbachmann/cel-js false, cel-js error
duration('1.5s').getMilliseconds() == 500: cel-python false, @bufbuild/cel true, @marcbachmann/cel-js false, cel-js error
TEXT
node try.mjs
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: these CEL engines judge the rules otherwise"; exit 1; }
echo "as found"
