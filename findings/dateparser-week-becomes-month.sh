#!/usr/bin/env bash
# dateparser: an ISO week date in March is read as a day of October.
#
# Expected: 2026-W10-1 is the ISO 8601 form for the Monday of week 10, 2 March 2026. A library that reads free text either knows it
#   (Python's datetime.fromisoformat and pendulum do) or gives None, which is its documented answer to what it cannot read.
# What happens: the W is skipped as a word and the rest is read as year, month, day: the week becomes the month; from
#   week 13 on it becomes the day of a month named by the weekday, and where that makes no day the answer is None. Without hyphens,
#   2026W101 becomes a day of another decade (it depends on the clock and is not shown).
# Versions: dateparser 1.5.0, pendulum 3.3.0, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: sprint plans and release notes are dated by week; "checked" or "revisit" days taken from them are off by months.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check dateparser==1.5.0 pendulum==3.3.0

cat > try.py <<'PY'
import datetime

import dateparser
import pendulum

for text in ("2026-W02-3", "2026-W10-1", "2026-W12-7", "2026-W13-1", "2026-W40-1"):
    read = dateparser.parse(text)
    print(text, "datetime", datetime.date.fromisoformat(text), "pendulum", pendulum.parse(text).date(), "dateparser", read and read.date())
PY
cat > expected <<'TEXT'
2026-W02-3 datetime 2026-01-07 pendulum 2026-01-07 dateparser 2026-02-03
2026-W10-1 datetime 2026-03-02 pendulum 2026-03-02 dateparser 2026-10-01
2026-W12-7 datetime 2026-03-22 pendulum 2026-03-22 dateparser 2026-12-07
2026-W13-1 datetime 2026-03-23 pendulum 2026-03-23 dateparser 2026-01-13
2026-W40-1 datetime 2026-09-28 pendulum 2026-09-28 dateparser None
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: dateparser reads week dates otherwise"; exit 1; }
echo "as found"
