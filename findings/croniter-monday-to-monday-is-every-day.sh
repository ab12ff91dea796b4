#!/usr/bin/env bash
# croniter: the job for Mondays ("1-1") runs every day, the one for nine o'clock ("9-9") every hour.
#
# Expected: POSIX: a range in a crontab is two numbers and covers them and what is between, "inclusive". So 9-9 is 9, as in cron itself, cronsim and others,
#   and 9-10 is 9 and 10: a range that gets shorter covers less.
# What happens: a range whose ends are equal is the whole cycle, in each field, with names and in lists too: "9-9,17-17" is every hour. The source says that it is meant
#   so, beside ranges over midnight (22-2), which POSIX does not have; a range with a step, "9-9/1", is the whole cycle as well.
# Versions: croniter 7.0.0, cronsim 2.8, Python 3.11.
# Output seen: below, as `expected`: the next runs after Monday, 30 November 2026, 08:00.
# Why it matters: forms and scripts write from and to, and somebody picks the same twice; the server's own cron, given the same line, does the other thing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check croniter==7.0.0 cronsim==2.8

cat > try.py <<'PY'
from datetime import datetime, timezone

from croniter import croniter
from cronsim import CronSim

start = datetime(2026, 11, 30, 8, tzinfo=timezone.utc)
for line in ("0 9-10 * * *", "0 9-9 * * *", "0 9-9,17-17 * * *", "0 9 * * 1-2", "0 9 * * 1-1", "0 9 * * sat-sat", "0 9 1-1 * *", "0 9 1 6-6 *"):
    one, other = croniter(line, start), CronSim(line, start)
    show = lambda days: ", ".join(day.strftime("%a %d %b %H:%M") for day in days)
    print(f"{line}: croniter {show(one.get_next(datetime) for _ in range(3))}; cronsim {show(next(other) for _ in range(3))}")
PY
cat > expected <<'TEXT'
0 9-10 * * *: croniter Mon 30 Nov 09:00, Mon 30 Nov 10:00, Tue 01 Dec 09:00; cronsim Mon 30 Nov 09:00, Mon 30 Nov 10:00, Tue 01 Dec 09:00
0 9-9 * * *: croniter Mon 30 Nov 09:00, Mon 30 Nov 10:00, Mon 30 Nov 11:00; cronsim Mon 30 Nov 09:00, Tue 01 Dec 09:00, Wed 02 Dec 09:00
0 9-9,17-17 * * *: croniter Mon 30 Nov 09:00, Mon 30 Nov 10:00, Mon 30 Nov 11:00; cronsim Mon 30 Nov 09:00, Mon 30 Nov 17:00, Tue 01 Dec 09:00
0 9 * * 1-2: croniter Mon 30 Nov 09:00, Tue 01 Dec 09:00, Mon 07 Dec 09:00; cronsim Mon 30 Nov 09:00, Tue 01 Dec 09:00, Mon 07 Dec 09:00
0 9 * * 1-1: croniter Mon 30 Nov 09:00, Tue 01 Dec 09:00, Wed 02 Dec 09:00; cronsim Mon 30 Nov 09:00, Mon 07 Dec 09:00, Mon 14 Dec 09:00
0 9 * * sat-sat: croniter Mon 30 Nov 09:00, Tue 01 Dec 09:00, Wed 02 Dec 09:00; cronsim Sat 05 Dec 09:00, Sat 12 Dec 09:00, Sat 19 Dec 09:00
0 9 1-1 * *: croniter Mon 30 Nov 09:00, Tue 01 Dec 09:00, Wed 02 Dec 09:00; cronsim Tue 01 Dec 09:00, Fri 01 Jan 09:00, Mon 01 Feb 09:00
0 9 1 6-6 *: croniter Tue 01 Dec 09:00, Fri 01 Jan 09:00, Mon 01 Feb 09:00; cronsim Tue 01 Jun 09:00, Thu 01 Jun 09:00, Fri 01 Jun 09:00
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: croniter takes these ranges otherwise"; exit 1; }
echo "as found"
