#!/usr/bin/env bash
# statistics.quantiles: the 99th percentile of ten latencies is 181 ms although the slowest took 100 ms.
#
# Expected: a percentile of a sample lies between its smallest and its largest value, and two common libraries differ by one
#   sample at most. With few samples the high percentiles are simply the largest.
# What happens: Python's own `statistics.quantiles(data, n=100)` goes on in a straight line beyond the largest value (and below the
#   smallest, so a latency can come out negative). The same ten values have a 99th percentile of 8.9 in DDSketch, 91.8 in
#   numpy and 181 in Python's library; none of them warns.
# Versions: Python 3.11, numpy 2.4.6, ddsketch 3.0.1.
# Output seen: below, as `expected`.
# Why it matters: "p99" in a load test's report is compared with a target; which library wrote it counts twenty times
#   more than the service here. A reader of such figures has to ask for the count and the maximum beside it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 ddsketch==3.0.1

cat > try.py <<'PY'
import statistics

import numpy
from ddsketch import DDSketch

latencies = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]
sketch = DDSketch()
for value in latencies:
    sketch.add(value)
print("slowest", max(latencies))
print("p99 of statistics", statistics.quantiles(latencies, n=100)[98])
print("p99 of numpy", round(float(numpy.quantile(latencies, 0.99)), 2))
print("p99 of ddsketch", round(sketch.get_quantile_value(0.99), 1))
print("p1 of 5, 6, 50 in statistics", statistics.quantiles([5, 6, 50], n=100)[0])
print("p1 of 1, 20, 50 in statistics", statistics.quantiles([1, 20, 50], n=100)[0])
PY
cat > expected <<'TEXT'
slowest 100
p99 of statistics 180.99
p99 of numpy 91.81
p99 of ddsketch 8.9
p1 of 5, 6, 50 in statistics 4.04
p1 of 1, 20, 50 in statistics -17.24
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: the percentiles of ten values are others"; exit 1; }
echo "as found"
