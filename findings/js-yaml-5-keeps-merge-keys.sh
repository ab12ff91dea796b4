#!/usr/bin/env bash
# js-yaml 5: a plain `load` no longer merges `<<`, and days are texts; no error, the same code.
#
# Expected: js-yaml's `load` is what front matter and settings have been read with for years: `<<: *base` takes over the keys of the
#   anchor, a bare day is a Date, !!binary is a buffer. A new major version removes functions or raises errors.
# What happens: version 5 loads by the YAML 1.2 core schema by default. `<<` is a key like others, so what was inherited is gone (one level
#   deeper, under "<<"), a bare day is a text, !!binary is an error, and numbers beyond a double (1e400) are texts where
#   version 4 had Infinity. A merged settings file is read without a word with every inherited key missing.
# Versions: js-yaml 5.5.0 against 4.1.0, Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: an upgrade of a dependency changes what a settings file means; where missing keys have defaults nobody sees it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . js-yaml@5.5.0 js-yaml-4@npm:js-yaml@4.1.0

cat > try.mjs <<'JS'
import { load as five } from "js-yaml";
import four from "js-yaml-4";

const texts = ["base: &base {limit: 50}\nlive:\n  <<: *base\n  name: a", "checked: 2026-03-02", "most: 1e400", "icon: !!binary aGk="];
const say = (load, text) => {
  try {
    const read = load(text);
    return read.checked instanceof Date ? "a Date" : read.most === Infinity ? "Infinity" : JSON.stringify(read.live ?? read);
  } catch {
    return "an error";
  }
};
for (const text of texts) console.log(`${JSON.stringify(text)}: 4 ${say(four.load, text)}, 5 ${say(five, text)}`);
JS
cat > expected <<'TEXT'
"base: &base {limit: 50}\nlive:\n  <<: *base\n  name: a": 4 {"limit":50,"name":"a"}, 5 {"<<":{"limit":50},"name":"a"}
"checked: 2026-03-02": 4 a Date, 5 {"checked":"2026-03-02"}
"most: 1e400": 4 Infinity, 5 {"most":"1e400"}
"icon: !!binary aGk=": 4 {"icon":{"0":104,"1":105}}, 5 an error
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: js-yaml loads otherwise"; exit 1; }
echo "as found"
