#!/usr/bin/env bash
# pandas: "P1M", a month in ISO 8601, is one minute, and "PT1.5H" is five hours and a second.
#
# Expected: Timedelta is documented to take ISO 8601 durations. There M before the T is months and after it minutes, and the smallest part may have a fraction.
#   A Timedelta has no months, so they should be an error, as "P1Y" is.
# What happens: M is minutes on both sides of the T. Of a fraction of hours the digits behind the point are taken for hours and those before it
#   for seconds: PT1.5H is 5:00:01, and half an hour is five hours. The same in columns by to_timedelta, where errors="coerce" would have shown it as missing.
#   Whole parts are right, and so is all that pandas writes itself. (Reported to the project in 2023; open.)
# Versions: pandas 3.1.1, numpy 2.4.6; pydantic 2.14.4 (30 days) to compare; Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: retention, validity and review of records are written so ("P6M"); six months of logs are kept for six minutes,
#   and a time limit of half an hour is ten times as long.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --only-binary :all: pandas==3.1.1 numpy==2.4.6 pydantic==2.14.4

cat > try.py <<'PY'
import datetime

import pandas
from pydantic import TypeAdapter

other = TypeAdapter(datetime.timedelta)
for text in ("PT1M", "P1M", "P6M", "P1M2DT3H", "P1D", "P1Y", "PT90M", "PT1.5H", "PT0.5H"):
    try:
        read = pandas.Timedelta(text)
    except ValueError as error:
        read = f"error ({error})"
    print(f"{text}: pandas {read}, pydantic {other.validate_python(text)}")
print("column:", *pandas.to_timedelta(["P1D", "P6M", "P1Y"], errors="coerce"), sep=" | ")
PY
cat > expected <<'TEXT'
PT1M: pandas 0 days 00:01:00, pydantic 0:01:00
P1M: pandas 0 days 00:01:00, pydantic 30 days, 0:00:00
P6M: pandas 0 days 00:06:00, pydantic 180 days, 0:00:00
P1M2DT3H: pandas 2 days 03:01:00, pydantic 32 days, 3:00:00
P1D: pandas 1 days 00:00:00, pydantic 1 day, 0:00:00
P1Y: pandas error (Invalid ISO 8601 Duration format - P1Y), pydantic 365 days, 0:00:00
PT90M: pandas 0 days 01:30:00, pydantic 1:30:00
PT1.5H: pandas 0 days 05:00:01, pydantic 1:30:00
PT0.5H: pandas 0 days 05:00:00, pydantic 0:30:00
column: | 1 days 00:00:00 | 0 days 00:06:00 | NaT
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: pandas reads these durations otherwise"; exit 1; }
echo "as found"
