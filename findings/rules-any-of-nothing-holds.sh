#!/usr/bin/env bash
# json-rules-engine and JSON Logic: "any of nothing" holds in one, "all of nothing" does not in the other.
#
# Expected: logic and every language's own any/all: any of no conditions is false, all of none is true (FEEL's `some` and `every`, SQL's
#   ANY and ALL, JavaScript's some and every). An engine that does not like an empty list raises an error.
# What happens: json-rules-engine takes a rule with `any: []` as met, and fires it: always, with any facts. `not` around it never
#   holds. json-logic-js has `all` false for an empty list, while its `none` is true and `some` is false, so all of nothing differs
#   from "none that does not". Two engines, opposite faults, no error in either.
# Versions: json-rules-engine 7.3.1, json-logic-js 2.0.5, feelin 8.2.0, Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: lists of conditions that an editor or an importer writes get empty (the last condition removed, a filter that found
#   nothing); a veto with no condition left then excludes its option in every case.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . json-rules-engine@7.3.1 json-logic-js@2.0.5 feelin@8.2.0

cat > try.mjs <<'JS'
import { evaluate } from "feelin";
import logic from "json-logic-js";
import { Engine } from "json-rules-engine";

const fires = async (conditions) => {
  const engine = new Engine([{ conditions, event: { type: "veto" } }]);
  return (await engine.run({})).events.length > 0;
};
console.log("JavaScript: any", [].some(() => true), "all", [].every(() => false));
const feel = (text) => { const result = evaluate(text, {}); return result?.value ?? result; };
console.log("FEEL: any", feel("some x in [] satisfies true"), "all", feel("every x in [] satisfies false"));
console.log("json-rules-engine: any", await fires({ any: [] }), "all", await fires({ all: [] }), "not any", await fires({ not: { any: [] } }));
console.log("json-logic-js: any", logic.apply({ some: [[], true] }), "all", logic.apply({ all: [[], false] }), "none", logic.apply({ none: [[], true] }));
JS
cat > expected <<'TEXT'
JavaScript: any false all true
FEEL: any false all true
json-rules-engine: any true all true not any false
json-logic-js: any false all false none true
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: empty lists of conditions are judged otherwise"; exit 1; }
echo "as found"
