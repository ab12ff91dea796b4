#!/usr/bin/env bash
# Papa Parse: the delimiter of a small file with two columns is found only if the last line break is missing.
#
# Expected: the documentation says that the delimiter is guessed from a list (comma, tab, bar, semicolon, two more). A table with
#   two columns separated by tabs or semicolons in every line leaves nothing to guess; a line break at the end, which every
#   editor and tool writes, changes nothing.
# What happens: the empty "line" behind the last line break counts as a row with one field. The guess takes only what
#   has more than 1.99 fields on average, so two columns fall below it, whatever the delimiter; the comma is taken instead, each
#   row comes out as one text, and with header: true the only key is "route\tp95". From nine rows on it works, for just the first
#   ten lines are looked at and the empty one is not among them.
#   `skipEmptyLines: true` mends it too (the last line below), though it is documented for the rows that come out only.
# Versions: papaparse 5.7.1 (the newest), Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: tables of two columns with a handful of rows (route and p95, option and points) are the usual ones; a reader works in
#   the long example, and fails in the short one that somebody pastes into a question.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . papaparse@5.7.1

cat > try.mjs <<'JS'
import Papa from "papaparse";

const delimiter = (text) => JSON.stringify(Papa.parse(text, { header: true }).meta.delimiter);
for (const between of ["\t", ";"])
  for (const rows of [1, 8, 9]) {
    const lines = ["route" + between + "p95"];
    for (let row = 1; row <= rows; row++) lines.push("/r" + row + between + 10 * row);
    const text = lines.join("\n");
    console.log(`${JSON.stringify(between)} in ${rows} rows: ${delimiter(text)} found, ${delimiter(text + "\n")} with a line break at the end`);
  }
console.log(JSON.stringify(Papa.parse("route\tp95\n/a\t12\n", { header: true, skipEmptyLines: true }).data));
JS
cat > expected <<'TEXT'
"\t" in 1 rows: "\t" found, "," with a line break at the end
"\t" in 8 rows: "\t" found, "," with a line break at the end
"\t" in 9 rows: "\t" found, "\t" with a line break at the end
";" in 1 rows: ";" found, "," with a line break at the end
";" in 8 rows: ";" found, "," with a line break at the end
";" in 9 rows: ";" found, ";" with a line break at the end
[{"route":"/a","p95":"12"}]
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: Papa Parse guesses the delimiter of two columns otherwise"; exit 1; }
echo "as found"
