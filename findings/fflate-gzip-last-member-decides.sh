#!/usr/bin/env bash
# fflate: how much of a gzip file comes out is decided by the last four bytes of the file.
#
# Expected: RFC 1952 (2.2) makes a gzip file a series of members, and a reader gives all of them one after another, or, if it
#   reads one only, gives that one whole; gzip(1) ignores zeros behind the last (files padded to a block). A rotated log to
#   which `gzip -c >>` appended is such a file. A reader that cannot do it is expected to raise an error.
# What happens: gunzipSync takes the size of its result from the end of the *file* and decompresses the *first* member into
#   it: the first member is cut off in the middle of a line where the last one is shorter, and nothing at all comes out where
#   the last is empty or the file is padded with zeros. No error, no warning; the cut is as long as the last member says.
# Versions: fflate 0.8.3 (the newest); Node.js 20.20.2's zlib read all of it.
# Output seen: below, as `expected`.
# Why it matters: access logs are appended to and rotated; a log reader on top of this counts two letters of a day's traffic.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . fflate@0.8.3

cat > try.mjs <<'JS'
import { gunzipSync } from "fflate";
import zlib from "node:zlib";

const log = zlib.gzipSync("first line\nsecond line\nthird line\n");
const files = {
  "one member": log,
  "a short one behind it": Buffer.concat([log, zlib.gzipSync("x\n")]),
  "an empty one behind it": Buffer.concat([log, zlib.gzipSync("")]),
  "padded with zeros": Buffer.concat([log, Buffer.alloc(512)]),
};
for (const [name, bytes] of Object.entries(files)) {
  const fflate = Buffer.from(gunzipSync(new Uint8Array(bytes))).toString();
  console.log(`${name}: fflate ${JSON.stringify(fflate)}, zlib ${JSON.stringify(zlib.gunzipSync(bytes).toString())}`);
}
JS
cat > expected <<'TEXT'
one member: fflate "first line\nsecond line\nthird line\n", zlib "first line\nsecond line\nthird line\n"
a short one behind it: fflate "fi", zlib "first line\nsecond line\nthird line\nx\n"
an empty one behind it: fflate "", zlib "first line\nsecond line\nthird line\n"
padded with zeros: fflate "", zlib "first line\nsecond line\nthird line\n"
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: fflate reads gzip files of several members otherwise"; exit 1; }
echo "as found"
