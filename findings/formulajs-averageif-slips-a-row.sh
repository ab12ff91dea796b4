#!/usr/bin/env bash
# Formula.js: one empty cell, and the mean of 30 is 40 by AVERAGEIF and 15 by AVERAGEIFS.
#
# Expected: Formula.js implements the functions of Excel, whose page on AVERAGEIF says that an empty cell in average_range is ignored: its row is left out, and the other rows keep their numbers. With one
#   condition AVERAGEIFS is the same, and SUMIF is that mean for a single row with a number.
# What happens: AVERAGEIF takes empty cells out of average_range first and then counts its cells off against those of range, so all numbers behind the gap move up a row and
#   stand beside the condition of another one. AVERAGEIFS keeps the rows and counts the empty cell as nought. Without empty cells both are right.
# Versions: @formulajs/formulajs 4.6.1 (the newest; the engine of several spreadsheet components), Node.js 20.20.2.
# Output seen: below, as `expected`: four rows, eu without a figure, us with 10, eu with 30, us with 70.
# Why it matters: "mean cost of the options in the EU" from a sheet in which one offer is not in yet is a plausible number either way, and is of other rows.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . @formulajs/formulajs@4.6.1

cat > try.cjs <<'JS'
const { AVERAGEIF, AVERAGEIFS, SUMIF } = require("@formulajs/formulajs");

const regions = () => ["eu", "us", "eu", "us"];
for (const first of [20, null]) {
  const costs = () => [first, 10, 30, 70];
  console.log(`first cell ${first ?? "empty"}: AVERAGEIF ${AVERAGEIF(regions(), "eu", costs())}, AVERAGEIFS ${AVERAGEIFS(costs(), regions(), "eu")}, SUMIF ${SUMIF(regions(), "eu", costs())}`);
}
JS
cat > expected <<'TEXT'
first cell 20: AVERAGEIF 25, AVERAGEIFS 25, SUMIF 50
first cell empty: AVERAGEIF 40, AVERAGEIFS 15, SUMIF 30
TEXT
node try.cjs | tee seen
diff expected seen || { echo "CHANGED: Formula.js averages these rows otherwise"; exit 1; }
echo "as found"
