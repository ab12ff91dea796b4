#!/usr/bin/env bash
# autocannon: a server that hangs up on every third request has no errors.
#
# Expected: a request whose connection is closed before any byte of an answer is a failed request. By its README
#   autocannon's `errors` are those of connections, time limits among them. wrk counts such a request as a socket error.
# What happens: a connection that the server ends is opened anew in silence. The request that was lost counts as sent and as
#   nothing else: `errors`, `timeouts`, `non2xx` and `mismatches` are 0, and latencies are those of the answers that came.
#   Only `requests.sent` minus `requests.total`, beyond the few that are under way at the end, shows it.
# Versions: autocannon 9.0.0 (the newest), Node.js 20.20.2.
# Output seen: "asked 1580, hung up on 526, answers 1054; autocannon: sent 1587, total 1052, errors 0, timeouts 0, non2xx 0" (the numbers vary).
# Why it matters: a load test's JSON is read as "0 % failed" of a service that answers two requests of three.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . autocannon@9.0.0

cat > try.mjs <<'JS'
import autocannon from "autocannon";
import http from "node:http";

// Every third request finds a server that ends the connection instead of answering, as one does that is being restarted.
let asked = 0;
let hung_up = 0;
const server = http.createServer((request, answer) => {
  asked += 1;
  if (asked % 3 === 0) {
    hung_up += 1;
    request.socket.end();
  } else answer.end("x");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const url = `http://127.0.0.1:${server.address().port}`;
const told = await autocannon({ url, connections: 10, duration: 2 });
server.closeAllConnections();
server.close();
const { errors, timeouts, non2xx, mismatches } = told;
const { sent, total } = told.requests;
console.log(`asked ${asked}, hung up on ${hung_up}, answers ${asked - hung_up}; ` +
  `autocannon: sent ${sent}, total ${total}, errors ${errors}, timeouts ${timeouts}, non2xx ${non2xx}`);
const silent = errors === 0 && timeouts === 0 && non2xx === 0 && mismatches === 0;
process.exit(hung_up > 100 && silent && sent - total > 0.9 * hung_up ? 0 : 1);
JS
node try.mjs || { echo "CHANGED: autocannon tells of requests that were never answered"; exit 1; }
echo "as found"
