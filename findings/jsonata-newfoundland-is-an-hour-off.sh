#!/usr/bin/env bash
# JSONata: in Newfoundland the clock is written an hour early, and what is read is an hour early too; half hours east of Greenwich are right.
#
# Expected: its documentation: $fromMillis and $now take a timezone of the form "±HHMM", and pictures follow XPath 3.1's format-dateTime, where [Z] of a zone three and a half hours behind is -03:30.
# What happens: "-0330" is taken as a number and split into hours and minutes by rounding down, which for a negative number is -4 and -30: clock and offset are those of -04:30. Read with a picture, "-03:30" is
#   three hours behind and half an hour ahead, -02:30: another instant, an hour early; so $toMillis does not get back what $fromMillis wrote. Whole hours, zones to the east, and texts read
#   without a picture are right; nothing fails. The port to Python writes right and reads wrong. (Offsets with a colon, "-03:30", are not the documented form.)
# Versions: jsonata 2.2.2 (the newest), Node.js 20.20.2; jsonata-python 0.7.1, Python 3.11.
# Output seen: below, as `expected`: noon in UTC on 30 November 2026.
# Why it matters: St. John's (-03:30, in summer -02:30) and the Marquesas (-09:30). A log line or the date of a decision that was moved to local time this way carries an offset that makes it look exact.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . jsonata@2.2.2
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check jsonata-python==0.7.1

cat > rules.json <<'JSON'
[
  "$fromMillis(1796040000000, (), '-0300')",
  "$fromMillis(1796040000000, (), '+0530')",
  "$fromMillis(1796040000000, (), '-0330')",
  "$fromMillis(1796040000000, '[H01]:[m01] [Z]', '-0930')",
  "$toMillis('2026-11-30 17:30 +05:30', '[Y]-[M]-[D] [H]:[m] [Z]') - 1796040000000",
  "$toMillis('2026-11-30 08:30 -03:30', '[Y]-[M]-[D] [H]:[m] [Z]') - 1796040000000",
  "$toMillis('2026-11-30T08:30:00-03:30') - 1796040000000",
  "$toMillis($fromMillis(1796040000000, '[Y]-[M01]-[D01] [H01]:[m01] [Z]', '-0330'), '[Y]-[M]-[D] [H]:[m] [Z]') - 1796040000000"
]
JSON
cat > try.mjs <<'JS'
import jsonata from "jsonata";
import { readFileSync } from "node:fs";

for (const rule of JSON.parse(readFileSync("rules.json", "utf8"))) console.log(`jsonata ${rule}: ${await jsonata(rule).evaluate({})}`);
JS
cat > try.py <<'PY'
import json
from datetime import datetime, timedelta, timezone

import jsonata

for rule in json.load(open("rules.json")):
    print(f"Python's port {rule}: {jsonata.Jsonata(rule).evaluate({})}")
for hours in (-3.5, -9.5):
    print("Python itself:", datetime.fromtimestamp(1796040000, timezone(timedelta(hours=hours))).isoformat())
PY
cat > expected <<'TEXT'
jsonata $fromMillis(1796040000000, (), '-0300'): 2026-11-30T09:00:00.000-03:00
jsonata $fromMillis(1796040000000, (), '+0530'): 2026-11-30T17:30:00.000+05:30
jsonata $fromMillis(1796040000000, (), '-0330'): 2026-11-30T07:30:00.000-04:30
jsonata $fromMillis(1796040000000, '[H01]:[m01] [Z]', '-0930'): 01:30 -10:30
jsonata $toMillis('2026-11-30 17:30 +05:30', '[Y]-[M]-[D] [H]:[m] [Z]') - 1796040000000: 0
jsonata $toMillis('2026-11-30 08:30 -03:30', '[Y]-[M]-[D] [H]:[m] [Z]') - 1796040000000: -3600000
jsonata $toMillis('2026-11-30T08:30:00-03:30') - 1796040000000: 0
jsonata $toMillis($fromMillis(1796040000000, '[Y]-[M01]-[D01] [H01]:[m01] [Z]', '-0330'), '[Y]-[M]-[D] [H]:[m] [Z]') - 1796040000000: -3600000
Python's port $fromMillis(1796040000000, (), '-0300'): 2026-11-30T09:00:00.000-03:00
Python's port $fromMillis(1796040000000, (), '+0530'): 2026-11-30T17:30:00.000+05:30
Python's port $fromMillis(1796040000000, (), '-0330'): 2026-11-30T08:30:00.000-03:30
Python's port $fromMillis(1796040000000, '[H01]:[m01] [Z]', '-0930'): 02:30 -09:30
Python's port $toMillis('2026-11-30 17:30 +05:30', '[Y]-[M]-[D] [H]:[m] [Z]') - 1796040000000: 0
Python's port $toMillis('2026-11-30 08:30 -03:30', '[Y]-[M]-[D] [H]:[m] [Z]') - 1796040000000: -3600000
Python's port $toMillis('2026-11-30T08:30:00-03:30') - 1796040000000: 0
Python's port $toMillis($fromMillis(1796040000000, '[Y]-[M01]-[D01] [H01]:[m01] [Z]', '-0330'), '[Y]-[M]-[D] [H]:[m] [Z]') - 1796040000000: -3600000
Python itself: 2026-11-30T08:30:00-03:30
Python itself: 2026-11-30T02:30:00-09:30
TEXT
{ node try.mjs; env/bin/python try.py; } | tee seen
diff expected seen || { echo "CHANGED: JSONata takes these zones otherwise"; exit 1; }
echo "as found"
