#!/usr/bin/env bash
# Day.js with its timezone plugin: the day after noon is 13:00, and which instant it is depends on the machine.
#
# Expected: noon in Berlin on 28 March 2026, plus one day, is noon on the 29th, summer time: 12:00+02:00, 10:00 UTC; luxon says so.
#   Code that names its zone gives the same on a laptop in Berlin and on a server in UTC.
# What happens: `add` keeps the offset of the start: 12:00+01:00, which on Berlin's clocks is 13:00, and so it is six months after
#   January. That is printed on every machine; as an instant (toISOString, valueOf) the same object is moved by the change of the
#   *machine's* clocks as well: 11:00 UTC on a server in UTC, 10:00 UTC in Berlin, and in New York, where the clocks had changed
#   three weeks before, 11:00 for the day and 10:00 for the half year. Text and instant of one object differ by an hour there.
# Versions: dayjs 1.11.23, luxon 3.7.2, Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: "valid for six months" and daily windows of logs are off by an hour on the server, right on the developer's machine.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . dayjs@1.11.23 luxon@3.7.2

cat > try.mjs <<'JS'
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone.js";
import utc from "dayjs/plugin/utc.js";
import { DateTime } from "luxon";

dayjs.extend(utc);
dayjs.extend(timezone);
const zone = "Europe/Berlin";
const both = (title, day, other) => console.log(`${process.env.TZ}, ${title}: dayjs ${day.format()} = ${day.toISOString()}, luxon ${other.toISO({ suppressMilliseconds: true })}`);
both("a day", dayjs.tz("2026-03-28 12:00", zone).add(1, "day"), DateTime.fromISO("2026-03-28T12:00", { zone }).plus({ days: 1 }));
both("half a year", dayjs.tz("2026-01-15 12:00", zone).add(6, "month"), DateTime.fromISO("2026-01-15T12:00", { zone }).plus({ months: 6 }));
JS
cat > expected <<'TEXT'
UTC, a day: dayjs 2026-03-29T12:00:00+01:00 = 2026-03-29T11:00:00.000Z, luxon 2026-03-29T12:00:00+02:00
UTC, half a year: dayjs 2026-07-15T12:00:00+01:00 = 2026-07-15T11:00:00.000Z, luxon 2026-07-15T12:00:00+02:00
Europe/Berlin, a day: dayjs 2026-03-29T12:00:00+01:00 = 2026-03-29T10:00:00.000Z, luxon 2026-03-29T12:00:00+02:00
Europe/Berlin, half a year: dayjs 2026-07-15T12:00:00+01:00 = 2026-07-15T10:00:00.000Z, luxon 2026-07-15T12:00:00+02:00
America/New_York, a day: dayjs 2026-03-29T12:00:00+01:00 = 2026-03-29T11:00:00.000Z, luxon 2026-03-29T12:00:00+02:00
America/New_York, half a year: dayjs 2026-07-15T12:00:00+01:00 = 2026-07-15T10:00:00.000Z, luxon 2026-07-15T12:00:00+02:00
TEXT
for machine in UTC Europe/Berlin America/New_York; do TZ=$machine node try.mjs; done | tee seen
diff expected seen || { echo "CHANGED: Day.js adds days across a change of the clocks otherwise"; exit 1; }
echo "as found"
