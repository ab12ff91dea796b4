#!/usr/bin/env bash
# simple-statistics: what is six standard deviations off has the probability of three: one in a thousand.
#
# Expected: cumulativeStdNormalProbability is documented as the probability to be below z. It is rounded to four places, as the table it is named after;
#   1e-9 would then be 0, or at least not more than for three deviations.
# What happens: the table ends at 3.09, and all beyond has its last entry: 0.999 above, 0.001 below. So -4 is 0.001 where 0.00003 is right, and -6 a
#   million times too likely; with 3.08 it goes on rightly to 0.999, so nothing jumps. Two sides of six deviations make 0.2 percent. Its
#   own errorFunction is right, to which the documentation points as another way, without a word of an end.
# Versions: simple-statistics 7.12.1, jstat 1.9.6, Node.js 20.20.2.
# Output seen: below, as `expected`: the probability to be below z.
# Why it matters: tails are what one asks for (how often is a latency that far off, is this outlier chance); alarms by such numbers are off by orders of magnitude.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . simple-statistics@7.12.1 jstat@1.9.6

cat > try.mjs <<'JS'
import jstat from "jstat";
import { cumulativeStdNormalProbability, errorFunction } from "simple-statistics";

const digits = (value) => Number(value.toPrecision(2));
for (const z of [-2, -3, -3.09, -4, -5, -6]) {
  const own = digits(0.5 + 0.5 * errorFunction(z / Math.SQRT2));
  console.log(`${z}: ${digits(cumulativeStdNormalProbability(z))}, by its errorFunction ${own}, jstat ${digits(jstat.jStat.normal.cdf(z, 0, 1))}`);
}
console.log(`4 and more, in both directions: ${digits(2 * (1 - cumulativeStdNormalProbability(4)))}`);
JS
cat > expected <<'TEXT'
-2: 0.023, by its errorFunction 0.023, jstat 0.023
-3: 0.0013, by its errorFunction 0.0013, jstat 0.0013
-3.09: 0.001, by its errorFunction 0.001, jstat 0.001
-4: 0.001, by its errorFunction 0.000032, jstat 0.000032
-5: 0.001, by its errorFunction 2.9e-7, jstat 2.9e-7
-6: 0.001, by its errorFunction 9.9e-10, jstat 9.9e-10
4 and more, in both directions: 0.002
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: simple-statistics gives other numbers"; exit 1; }
echo "as found"
