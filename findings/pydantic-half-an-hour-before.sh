#!/usr/bin/env bash
# pydantic: minus half an hour, as Python itself prints it, is read as minus 47 and a half hours.
#
# Expected: pydantic reads durations with days and a time, "1 day, 12:30:00", the form of str(timedelta). Python prints a negative one with the days
#   negative and the time positive: str(timedelta(minutes=-30)) is "-1 day, 23:30:00", and means minus a day plus 23:30.
# What happens: the sign is taken for all that follows: minus a day minus 23:30. Positive ones are right, whole days as well, and so is all that
#   pydantic writes itself ("-PT30M"), so round trips in tests pass. It is no error, and the sign is right; the size is not.
# Versions: pydantic 2.14.4 with pydantic-core 2.50.5, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: a log, CSV or settings file in which one program printed a delay, a clock's offset or "due in", and which the next reads as typed data.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pydantic==2.14.4

cat > try.py <<'PY'
from datetime import timedelta

from pydantic import TypeAdapter

reader = TypeAdapter(timedelta)
for value in (timedelta(days=1, hours=12, minutes=30), timedelta(hours=10), timedelta(days=-1), timedelta(minutes=-30), timedelta(hours=-13), timedelta(days=-2, hours=-12)):
    read = reader.validate_python(str(value))
    own = reader.validate_json(reader.dump_json(value))
    print(f'"{value}": {value.total_seconds() / 3600:g} h, read as {read.total_seconds() / 3600:g} h; pydantic\'s own text {own.total_seconds() / 3600:g} h')
PY
cat > expected <<'TEXT'
"1 day, 12:30:00": 36.5 h, read as 36.5 h; pydantic's own text 36.5 h
"10:00:00": 10 h, read as 10 h; pydantic's own text 10 h
"-1 day, 0:00:00": -24 h, read as -24 h; pydantic's own text -24 h
"-1 day, 23:30:00": -0.5 h, read as -47.5 h; pydantic's own text -0.5 h
"-1 day, 11:00:00": -13 h, read as -35 h; pydantic's own text -13 h
"-3 days, 12:00:00": -60 h, read as -84 h; pydantic's own text -60 h
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: pydantic reads these durations otherwise"; exit 1; }
echo "as found"
