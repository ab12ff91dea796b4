#!/usr/bin/env bash
# date-fns: from 31 January to 28 February is one full month, to 30 April are two; quarters go missing with it.
#
# Expected: differenceInMonths counts the full months between two dates. Whether the month from the 31st ends with a shorter month's last day or a day
#   later is a matter of taste, but one taste: addMonths(start, n), which stops at the last day, should be n months away, as in luxon.
# What happens: the last day of a month counts as full only for the first month (a special case for February, written for a difference of one). So the
#   count runs 1, 2, 2, 4, 4, 6 where it should run 1, 2, 3, 4, 5, 6. A quarter after 31 January, as addMonths finds it, is no quarter;
#   intervalToDuration has "1 month" for February, and for April "2 months and 30 days".
# Versions: date-fns 4.4.0, luxon 3.7.2, Node.js 20.20.2.
# Output seen: below, as `expected`: what lies between 31 January and the day that addMonths gives.
# Why it matters: "review every three months" from the end of a month is not due on its date by the one function that set it by the other;
#   tests with February or with another day pass.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . date-fns@4.4.0 luxon@3.7.2

cat > try.mjs <<'JS'
import { addMonths, differenceInMonths, differenceInQuarters, format, intervalToDuration } from "date-fns";
import { DateTime } from "luxon";

const start = new Date(2026, 0, 31);
for (let months = 1; months <= 9; months++) {
  const end = addMonths(start, months);
  const { months: whole = 0, days = 0 } = intervalToDuration({ start, end });
  const luxon = DateTime.fromJSDate(end).diff(DateTime.fromJSDate(start), "months").months;
  console.log(`${months} added, ${format(end, "d MMM")}: ${differenceInMonths(end, start)} months, ${differenceInQuarters(end, start)} quarters; as a duration ${whole} months ${days} days; luxon ${luxon}`);
}
JS
cat > expected <<'TEXT'
1 added, 28 Feb: 1 months, 0 quarters; as a duration 1 months 0 days; luxon 1
2 added, 31 Mar: 2 months, 0 quarters; as a duration 2 months 0 days; luxon 2
3 added, 30 Apr: 2 months, 0 quarters; as a duration 2 months 30 days; luxon 3
4 added, 31 May: 4 months, 1 quarters; as a duration 4 months 0 days; luxon 4
5 added, 30 Jun: 4 months, 1 quarters; as a duration 4 months 30 days; luxon 5
6 added, 31 Jul: 6 months, 2 quarters; as a duration 6 months 0 days; luxon 6
7 added, 31 Aug: 7 months, 2 quarters; as a duration 7 months 0 days; luxon 7
8 added, 30 Sep: 7 months, 2 quarters; as a duration 7 months 30 days; luxon 8
9 added, 31 Oct: 9 months, 3 quarters; as a duration 9 months 0 days; luxon 9
TEXT
TZ=UTC node try.mjs | tee seen
diff expected seen || { echo "CHANGED: date-fns counts these months otherwise"; exit 1; }
echo "as found"
