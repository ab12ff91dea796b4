#!/usr/bin/env bash
# prom-client: 990 requests take 2 ms and ten take 2 s; the summary's median is 22 ms and its 0.9 quantile 1.6 s.
#
# Expected: "Summaries calculate percentiles of observed values" (its README); a t-digest approximates where there are many distinct values; with two nothing has to be approximated.
# What happens: equal values become one centroid, however many they are, and between two centroids the quantile is drawn as a straight line over half the weight of both. With few distinct values, as where milliseconds are whole, the line runs from
#   2 ms to 2 s over half of all requests: quantiles are values that nobody had. The fewer distinct values, the worse, and more requests do not help: a hundred times as many give the same. A jitter of less than 0.1 ms in
#   the same data makes them right, so a trial with random numbers shows nothing. Of a flag that is 1 for one in twenty the median is 0.05.
# Versions: prom-client 15.1.3 and its dependency tdigest 0.1.3 (both the newest), Node.js 20.20.2; fastdigest 0.12.0, another t-digest, on Python 3.11.
# Output seen: below, as `expected`: quantiles 0.5, 0.9, 0.95.
# Why it matters: response times come rounded to milliseconds from most access logs and timers; an objective "p90 below 100 ms" is broken by a service of which 99 in 100 answers take 2 ms.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . prom-client@15.1.3 tdigest@0.1.3
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --only-binary :all: fastdigest==0.12.0

cat > try.mjs <<'JS'
import client from "prom-client";
import { writeFileSync } from "node:fs";

const times = (n, value) => Array(n).fill(value);
const runs = {
  "2 ms or 2 s": [...times(990, 2), ...times(10, 2000)],
  "a hundred times as many": [...times(99000, 2), ...times(1000, 2000)],
  "2 ms with jitter or 2 s": [...times(990, 2).map((value, i) => value + ((i * 7919) % 990) / 10000), ...times(10, 2000)],
  "1 to 4 ms or 3 s": [...times(300, 1), ...times(400, 2), ...times(200, 3), ...times(80, 4), ...times(20, 3000)],
  "a flag": [...times(95, 0), ...times(5, 1)],
};
const quantiles = [0.5, 0.9, 0.95];
for (const [run, values] of Object.entries(runs)) {
  const summary = new client.Summary({ name: `ms_${run.replaceAll(" ", "_")}`, help: run, percentiles: quantiles });
  for (const value of values) summary.observe(value);
  const seen = (await summary.get()).values.filter(({ labels }) => labels.quantile).map(({ value }) => value.toFixed(2));
  const exact = quantiles.map((q) => values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1].toFixed(2));
  console.log(`${run}: prom-client ${seen.join(" ")}, exact ${exact.join(" ")}`);
}
writeFileSync("runs.json", JSON.stringify(runs));
JS
cat > try.py <<'PY'
import json

from fastdigest import TDigest

for run, values in json.load(open("runs.json")).items():
    digest = TDigest.from_values([float(value) for value in values])
    print(f"{run}: fastdigest", *(f"{digest.quantile(q):.2f}" for q in (0.5, 0.9, 0.95)))
PY
cat > expected <<'TEXT'
2 ms or 2 s: prom-client 21.98 1620.38 1820.18, exact 2.00 2.00 2.00
a hundred times as many: prom-client 21.98 1620.38 1820.18, exact 2.00 2.00 2.00
2 ms with jitter or 2 s: prom-client 2.05 2.09 2.09, exact 2.05 2.09 2.09
1 to 4 ms or 3 s: prom-client 2.00 3.71 603.20, exact 2.00 3.00 4.00
a flag: prom-client 0.05 0.85 0.95, exact 0.00 0.00 0.00
2 ms or 2 s: fastdigest 2.00 2.00 2.00
a hundred times as many: fastdigest 2.00 2.00 2.00
2 ms with jitter or 2 s: fastdigest 2.05 2.09 2.09
1 to 4 ms or 3 s: fastdigest 2.00 3.10 4.00
a flag: fastdigest 0.00 0.00 0.05
TEXT
{ node try.mjs; env/bin/python try.py; } | tee seen
diff expected seen || { echo "CHANGED: these quantiles are others"; exit 1; }
echo "as found"
