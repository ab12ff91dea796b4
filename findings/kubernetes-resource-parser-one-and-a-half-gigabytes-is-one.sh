#!/usr/bin/env bash
# kubernetes-resource-parser: a pod that asks for 1.5Gi asks for one byte.
#
# Expected: Kubernetes' page on resource units takes fixed-point numbers with a suffix and numbers with an exponent, and gives five ways to write roughly the same value: 128974848, 129e6, 129M,
#   128974848000m, 123Mi. Usage in the metrics API comes in billionths of a core ("156340297n"). What a parser does not know it refuses.
# What happens: only whole numbers with a suffix are known; everything else goes to parseInt or parseFloat, which stop at the first sign they do not know. So 1.5Gi is 1, 129e6 is
#   129, and 156340297n is as many cores.
# Versions: kubernetes-resource-parser 0.1.0 (the newest), Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: one sums the requests of all pods to size a cluster. Those written with a point are simply not in the sum, and the sum looks like one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . kubernetes-resource-parser@0.1.0

cat > try.cjs <<'JS'
const { cpuParser, memoryParser } = require("kubernetes-resource-parser");

for (const size of ["128974848", "129e6", "129M", "123Mi", "1.5Gi", "1536Mi"]) console.log(`${size}: ${memoryParser(size)} bytes`);
for (const share of ["500m", "0.5", "156340297n"]) console.log(`${share}: ${cpuParser(share)} cores`);
const pods = ["512Mi", "1.5Gi", "1.5Gi"];
console.log(`${pods.join(" + ")}: ${pods.reduce((sum, size) => sum + memoryParser(size), 0) / 2 ** 20} Mi`);
JS
cat > expected <<'TEXT'
128974848: 128974848 bytes
129e6: 129 bytes
129M: 129000000 bytes
123Mi: 128974848 bytes
1.5Gi: 1 bytes
1536Mi: 1610612736 bytes
500m: 0.5 cores
0.5: 0.5 cores
156340297n: 156340297 cores
512Mi + 1.5Gi + 1.5Gi: 512.0000019073486 Mi
TEXT
node try.cjs | tee seen
diff expected seen || { echo "CHANGED: these quantities are read otherwise"; exit 1; }
echo "as found"
