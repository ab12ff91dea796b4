#!/usr/bin/env bash
# @iarna/toml 3: a list that begins with a table comes back from a round trip with its texts spelt letter by letter and its numbers gone.
#
# Expected: TOML 1.0 allows lists of mixed types; its own first example of one is a list of contributors, a text and a table. The third version was made to
#   read TOML 1.0, and reads them. What it writes should be what it was given, or an error.
# What happens: when the first entry is a table, all entries are written as tables: the name "Bo" becomes 0 = "B", 1 = "o", a list is
#   numbered likewise, and numbers, yes and no, and dates become empty tables. With the text first it is right. No error; the file is valid TOML.
# Versions: @iarna/toml 3.0.0, smol-toml 1.9.1 (right), Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: tools read a project file, set one key and write it back; sources of a rule, or its authors, are such lists: a link here, a table there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . @iarna/toml@3.0.0 smol-toml@1.9.1

cat > try.mjs <<'JS'
import iarna from "@iarna/toml";
import * as smol from "smol-toml";

for (const text of ['list = ["Bo", { name = "Ann" }]', 'list = [{ name = "Ann" }, "Bo"]', "list = [{ weight = 3 }, 4, true]", 'list = [{ when = "x" }, ["y", "z"]]'])
  for (const [name, toml] of Object.entries({ iarna, smol })) console.log(`${text}, ${name}: ${JSON.stringify(toml.parse(toml.stringify(toml.parse(text))).list)}`);
JS
cat > expected <<'TEXT'
list = ["Bo", { name = "Ann" }], iarna: ["Bo",{"name":"Ann"}]
list = ["Bo", { name = "Ann" }], smol: ["Bo",{"name":"Ann"}]
list = [{ name = "Ann" }, "Bo"], iarna: [{"name":"Ann"},{"0":"B","1":"o"}]
list = [{ name = "Ann" }, "Bo"], smol: [{"name":"Ann"},"Bo"]
list = [{ weight = 3 }, 4, true], iarna: [{"weight":3},{},{}]
list = [{ weight = 3 }, 4, true], smol: [{"weight":3},4,true]
list = [{ when = "x" }, ["y", "z"]], iarna: [{"when":"x"},{"0":"y","1":"z"}]
list = [{ when = "x" }, ["y", "z"]], smol: [{"when":"x"},["y","z"]]
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: lists of mixed types are written otherwise"; exit 1; }
echo "as found"
