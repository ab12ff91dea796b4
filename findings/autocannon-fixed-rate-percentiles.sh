#!/usr/bin/env bash
# autocannon at a fixed rate: the median is made up of the slow answers.
#
# Expected: `overallRate` (-R) corrects latencies for coordinated omission, as the README says. At 20 requests a second
#   on one connection a request is due every 50 ms, so an answer that takes 300 ms stands for six requests at most, and the
#   median of a service that answers nine times of ten at once stays at a few milliseconds.
# What happens: the interval handed to the histogram is 1 divided by the rate, rounded up, and taken for milliseconds: 1 ms
#   for every rate from 1 a second on. Each slow answer is filled up with one entry for every millisecond of it, so the
#   histogram holds many times more entries than there were answers and the median climbs to about half of the slowest.
#   `ignoreCoordinatedOmission: true` gives the latencies that were measured.
# Versions: autocannon 9.0.0 (the newest), Node.js 20.20.2.
# Output seen: "answers 40, entries 1482, median 116 ms; with ignoreCoordinatedOmission: entries 40, median 7 ms" (it varies a little).
# Why it matters: a load test's JSON is read as "p50" and "p97.5" of a service; with a fixed rate, which is the honest way
#   to test, these percentiles are of no service at all, and nothing in the JSON says which way it was made.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . autocannon@9.0.0

cat > try.mjs <<'JS'
import autocannon from "autocannon";
import http from "node:http";

// Nine answers of ten at once, the tenth after 300 ms.
let served = 0;
const server = http.createServer((_, answer) => setTimeout(() => answer.end("x"), ++served % 10 === 0 ? 300 : 3));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const url = `http://127.0.0.1:${server.address().port}`;
const run = (more) => autocannon({ url, connections: 1, amount: 40, overallRate: 20, ...more });
const corrected = await run({});
served = 0;
const measured = await run({ ignoreCoordinatedOmission: true });
server.closeAllConnections();
server.close();
const say = (of) => `entries ${of.latency.totalCount}, median ${of.latency.p50} ms`;
console.log(`answers ${corrected["2xx"]}, ${say(corrected)}; with ignoreCoordinatedOmission: ${say(measured)}`);
// Six entries for each of the four slow answers would be 60 in all.
const as_found = corrected["2xx"] === 40 && measured.latency.totalCount === 40
  && corrected.latency.totalCount > 500 && corrected.latency.p50 > measured.latency.p50;
process.exit(as_found ? 0 : 1);
JS
node try.mjs || { echo "CHANGED: autocannon no longer fills slow answers up millisecond by millisecond"; exit 1; }
echo "as found"
