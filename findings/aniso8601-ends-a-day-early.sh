#!/usr/bin/env bash
# aniso8601: the end of a day is its beginning; a shift from 22:00 to 24:00 lasts minus 22 hours.
#
# Expected: ISO 8601 writes midnight at the end of a day as 24:00, the same instant as 00:00 of the next day (the edition of 2019 dropped it, its amendment of 2022 has it again). The package has code for it ("24 representing midnight") and refuses 24:01; dateutil and arrow go on to the next day.
# What happens: hour 24 becomes hour 0 and the date stays: 2026-11-30T24:00 is a whole day early. An interval over the whole day has no length, one up to midnight is negative, and a duration counted from there begins a day early. No error, in basic and extended form, with and without zone.
# Versions: aniso8601 10.0.1 (the newest); python-dateutil 4.0.0 and arrow 1.4.0 to compare; Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: aniso8601 reads the dates of web APIs (Flask-RESTX, Flask-RESTful); opening hours, maintenance windows and terms that end "on the 31st, 24:00" are written so, and it is a deadline that comes a day early.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check aniso8601==10.0.1 python-dateutil==4.0.0 arrow==1.4.0

cat > try.py <<'PY'
import aniso8601
import arrow
from dateutil.parser import isoparse

for text in ("2026-11-30T23:59", "2026-11-30T24:00", "20261231T240000Z"):
    print(f"{text}: aniso8601 {aniso8601.parse_datetime(text)}, dateutil {isoparse(text)}, arrow {arrow.get(text).naive}")
for text in ("2026-11-30T22:00/23:59", "2026-11-30T22:00/24:00", "2026-11-30T00:00/2026-11-30T24:00"):
    start, end = aniso8601.parse_interval(text)
    print(f"{text}: {(end - start).total_seconds() / 3600:.2f} hours")
print("2026-11-30T24:00/PT8H:", *aniso8601.parse_interval("2026-11-30T24:00/PT8H"), sep=" | ")
try:
    print(aniso8601.parse_datetime("2026-11-30T24:01"))
except ValueError as error:
    print("2026-11-30T24:01:", error)
PY
cat > expected <<'TEXT'
2026-11-30T23:59: aniso8601 2026-11-30 23:59:00, dateutil 2026-11-30 23:59:00, arrow 2026-11-30 23:59:00
2026-11-30T24:00: aniso8601 2026-11-30 00:00:00, dateutil 2026-12-01 00:00:00, arrow 2026-12-01 00:00:00
20261231T240000Z: aniso8601 2026-12-31 00:00:00+00:00, dateutil 2027-01-01 00:00:00+00:00, arrow 2027-01-01 00:00:00
2026-11-30T22:00/23:59: 1.98 hours
2026-11-30T22:00/24:00: -22.00 hours
2026-11-30T00:00/2026-11-30T24:00: 0.00 hours
2026-11-30T24:00/PT8H: | 2026-11-30 00:00:00 | 2026-11-30 08:00:00
2026-11-30T24:01: Hour 24 may only represent midnight.
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: aniso8601 takes 24:00 otherwise"; exit 1; }
echo "as found"
