#!/usr/bin/env bash
# ical.js: "the Monday of week 49" is each Monday from week 50 on, and "the last working day of the year" is every working day.
#
# Expected: RFC 5545, 3.3.10: in a yearly rule BYWEEKNO names weeks by ISO 8601 and BYDAY days in them ("Monday of week number 20" is one of its examples), BYMONTHDAY stands for a day in each month, and
#   BYSETPOS picks from the set of the whole year ("the last work day of the month" is its example of a month). DTSTART is the first occurrence of each rule here, as the RFC asks.
# What happens: with BYWEEKNO the rule begins behind the right day and goes on with each week from there; BYSETPOS in a yearly rule is dropped (known to the project since 2023; open), and with BYMONTH it is counted in each month, so one day a year is four; a day of the month is in January only. The rules of
#   a month, and those with -1FR, are right. No error.
# Versions: ical.js 2.2.1 (the newest), Node.js 20.20.2; python-dateutil 4.0.0 to compare, Python 3.11.
# Output seen: below, as `expected`: the first five occurrences until 2029.
# Why it matters: reviews and deadlines ("every year in week 49, on Monday") are kept as such rules, and this library reads them in Thunderbird: this year's date is left out, and each week after it has one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . ical.js@2.2.1
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check python-dateutil==4.0.0

cat > rules.json <<'JSON'
[
  ["2026-11-30", "FREQ=YEARLY;BYWEEKNO=49;BYDAY=MO"],
  ["2026-05-11", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"],
  ["2026-12-31", "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"],
  ["2026-12-31", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"],
  ["2026-01-15", "FREQ=YEARLY;BYMONTHDAY=15"],
  ["2026-12-25", "FREQ=YEARLY;BYDAY=-1FR"],
  ["2026-01-30", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"]
]
JSON
cat > try.mjs <<'JS'
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

for (const [start, rule] of JSON.parse(readFileSync("rules.json", "utf8"))) {
  const days = ICAL.Recur.fromString(`${rule};UNTIL=20291231T235959`).iterator(ICAL.Time.fromDateTimeString(`${start}T09:00:00`));
  const seen = [];
  for (let day = days.next(); day && seen.length < 5; day = days.next()) seen.push(day.toString().slice(0, 10));
  console.log(`${rule}: ical.js ${seen.join(" ")}`);
}
JS
cat > try.py <<'PY'
import json

from dateutil.rrule import rrulestr

for start, rule in json.load(open("rules.json")):
    days = rrulestr(f"DTSTART:{start.replace('-', '')}T090000\nRRULE:{rule};UNTIL=20291231T235959")
    print(f"{rule}: dateutil", *(day.strftime("%Y-%m-%d") for day in list(days)[:5]))
PY
cat > expected <<'TEXT'
FREQ=YEARLY;BYWEEKNO=49;BYDAY=MO: ical.js 2026-12-07 2026-12-14 2026-12-21 2026-12-28 2027-01-04
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO: ical.js 2026-05-18 2026-05-25 2026-06-01 2026-06-08 2026-06-15
FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1: ical.js 2026-12-31 2027-01-01 2027-01-04 2027-01-05 2027-01-06
FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1: ical.js 2026-12-31 2027-03-31 2027-06-30 2027-09-30 2027-12-31
FREQ=YEARLY;BYMONTHDAY=15: ical.js 2026-01-15 2027-01-15 2028-01-15 2029-01-15
FREQ=YEARLY;BYDAY=-1FR: ical.js 2026-12-25 2027-12-31 2028-12-29 2029-12-28
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1: ical.js 2026-01-30 2026-02-27 2026-03-31 2026-04-30 2026-05-29
FREQ=YEARLY;BYWEEKNO=49;BYDAY=MO: dateutil 2026-11-30 2027-12-06 2028-12-04 2029-12-03
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO: dateutil 2026-05-11 2027-05-17 2028-05-15 2029-05-14
FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1: dateutil 2026-12-31 2027-12-31 2028-12-29 2029-12-31
FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1: dateutil 2026-12-31 2027-12-31 2028-12-29 2029-12-31
FREQ=YEARLY;BYMONTHDAY=15: dateutil 2026-01-15 2026-02-15 2026-03-15 2026-04-15 2026-05-15
FREQ=YEARLY;BYDAY=-1FR: dateutil 2026-12-25 2027-12-31 2028-12-29 2029-12-28
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1: dateutil 2026-01-30 2026-02-27 2026-03-31 2026-04-30 2026-05-29
TEXT
{ node try.mjs; env/bin/python try.py; } | tee seen
diff expected seen || { echo "CHANGED: these rules have other days"; exit 1; }
echo "as found"
