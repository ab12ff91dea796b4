#!/usr/bin/env bash
# parse-prometheus-text-format: of a histogram or summary with labels only the numbers of the last route remain, without its name.
#
# Expected: the Prometheus exposition format: each combination of labels is a series of its own, in a histogram too. The package says that it "aims to be compatible" with prom2json, which keeps the labels
#   of every histogram and summary, and that it is ported from Prometheus' own client for Python. Its example shows labels, on a gauge and a counter, and buckets, on a histogram without labels.
# What happens: counters and gauges keep their labels. Of a histogram all labels are dropped and all buckets go into one object, where a later "le" overwrites the earlier one: what remains is the last route, or a mixture where routes
#   have different buckets; sum and count are dropped. Only summaries that have no quantile keep labels, sum and count, as in the example. Nothing is reported, and the result looks like the example's, so one reads the last route as the whole service.
# Versions: parse-prometheus-text-format 1.1.1 (the newest), Node.js 20.20.2; prometheus_client 0.26.0, Python 3.11, to compare.
# Output seen: below, as `expected`.
# Why it matters: services that export latency label it with route, method or status. Here 960 of 1,000 checkouts take more than a second, and the parsed histogram says that all of 20 requests took less than a tenth.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . parse-prometheus-text-format@1.1.1
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check prometheus_client==0.26.0

cat > metrics.txt <<'TEXT'
# TYPE requests counter
requests{route="/checkout"} 1000
requests{route="/health"} 20
# TYPE seconds histogram
seconds_bucket{route="/checkout",le="0.1"} 10
seconds_bucket{route="/checkout",le="1"} 40
seconds_bucket{route="/checkout",le="+Inf"} 1000
seconds_sum{route="/checkout"} 2500
seconds_count{route="/checkout"} 1000
seconds_bucket{route="/health",le="0.1"} 20
seconds_bucket{route="/health",le="1"} 20
seconds_bucket{route="/health",le="+Inf"} 20
seconds_sum{route="/health"} 0.5
seconds_count{route="/health"} 20
# TYPE rpc summary
rpc{job="a",quantile="0.99"} 7
rpc_sum{job="a"} 300
rpc_count{job="a"} 100
rpc{job="b",quantile="0.99"} 0.1
rpc_sum{job="b"} 2
rpc_count{job="b"} 50
TEXT
cat > try.mjs <<'JS'
import parse from "parse-prometheus-text-format";
import { readFileSync } from "node:fs";

for (const { name, metrics } of parse(readFileSync("metrics.txt", "utf8"))) console.log(`${name}: ${JSON.stringify(metrics)}`);
JS
cat > try.py <<'PY'
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

for family in text_string_to_metric_families(Path("metrics.txt").read_text()):
    print(f"Prometheus' client, {family.name}: {len(family.samples)} samples,", *sorted({label for sample in family.samples for label in sample.labels.values() if label[0] in "/ab"}))
PY
cat > expected <<'TEXT'
requests: [{"value":"1000","labels":{"route":"/checkout"}},{"value":"20","labels":{"route":"/health"}}]
seconds: [{"buckets":{"1":"20","0.1":"20","+Inf":"20"}}]
rpc: [{"quantiles":{"0.99":"0.1"}}]
Prometheus' client, requests: 2 samples, /checkout /health
Prometheus' client, seconds: 10 samples, /checkout /health
Prometheus' client, rpc: 6 samples, a b
TEXT
{ node try.mjs; env/bin/python try.py; } | tee seen
diff expected seen || { echo "CHANGED: these histograms are parsed otherwise"; exit 1; }
echo "as found"
