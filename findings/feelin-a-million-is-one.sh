#!/usr/bin/env bash
# feelin (FEEL, the language of DMN decision tables): 1e6 is 1, and 1.0e6 is a million.
#
# Expected: DMN 1.5 gives FEEL numbers with an exponent, and feelin takes them: 1.5e3 is 1500, number("1e3") is 1000. A form that is not supported is refused, as
#   "12abc" is.
# What happens: without a decimal point the number is read up to the "e": 1e6, 1E6 and 1e-6 are all 1. So a limit of 1e6 is passed by 5000, as a condition and
#   as a cell of a decision table, and the interval [1e3..1e4] is [1..1]. The list of warnings, where feelin tells of other doubts, is empty.
# Versions: feelin 8.2.0, Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: limits of decision tables are round numbers (users, bytes, money), and 1e6 is how engineers write a million; the table stays
#   valid and decides the other way.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . feelin@8.2.0

cat > try.mjs <<'JS'
import { evaluate, unaryTest } from "feelin";

const show = ({ value, warnings }) => `${JSON.stringify(value)}, warnings ${warnings.length}`;
for (const text of ["1.0e6", "1e6", "1E6", "1e-6", "1.5e3", 'number("1e6")', "users < 1000000", "users < 1e6", "users < 1.0e6", "users in [1e3..1e4]"]) console.log(`${text}: ${show(evaluate(text, { users: 5000 }))}`);
for (const cell of ["< 1000000", "< 1e6"]) console.log(`cell ${cell}: ${show(unaryTest(cell, { "?": 5000 }))}`);
JS
cat > expected <<'TEXT'
1.0e6: 1000000, warnings 0
1e6: 1, warnings 0
1E6: 1, warnings 0
1e-6: 1, warnings 0
1.5e3: 1500, warnings 0
number("1e6"): 1000000, warnings 0
users < 1000000: true, warnings 0
users < 1e6: false, warnings 0
users < 1.0e6: true, warnings 0
users in [1e3..1e4]: false, warnings 0
cell < 1000000: true, warnings 0
cell < 1e6: false, warnings 0
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: feelin gives other numbers"; exit 1; }
echo "as found"
