#!/usr/bin/env bash
# Babel: with the locale "de", "fr" or "sv" the whole year 2027 has other week numbers than with "de_DE", "fr_FR" or "sv_SE".
#
# Expected: German is read in Germany unless another country is named, and Unicode's data say so (likely subtags: de is de-Latn-DE); JavaScript's Intl says so of "de". There
#   a week belongs to the year that has four of its days, as in ISO 8601: 1 January 2027 is in week 53 of 2026.
# What happens: without a country Babel takes the world's default, by which one day is enough, and calls that week 1 of 2027; so all of 2027 is a week ahead.
#   The pattern is the one for weeks ("YYYY-'W'ww"), first day of the week is Monday in both, and 2024 to 2026 are right, so that no test of these years sees it.
# Versions: Babel 2.19.0, Python 3.11 (isocalendar); Node.js 20.20.2 (Intl).
# Output seen: below, as `expected`: the weeks of days, and how many days of a year differ from ISO's week.
# Why it matters: "due in week 2" from a German report is a week off, in 2016, 2021 to 2023 and from January 2027 on.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check Babel==2.19.0

cat > try.py <<'PY'
import datetime

from babel.dates import format_date


def week(day, locale):
    return format_date(day, "YYYY-'W'ww", locale=locale)


def iso(day):
    return "%d-W%02d" % day.isocalendar()[:2]


for day in (datetime.date(2026, 11, 30), datetime.date(2026, 12, 31), datetime.date(2027, 1, 1), datetime.date(2027, 1, 4), datetime.date(2027, 7, 1)):
    print(f"{day}: ISO {iso(day)},", ", ".join(f"{locale} {week(day, locale)}" for locale in ("de", "de_DE", "fr", "fr_FR", "sv", "sv_SE", "en_GB")))
for year in range(2020, 2029):
    first = datetime.date(year, 1, 1)
    days = [first + datetime.timedelta(number) for number in range(365)]
    print(f"{year}: days with another week than ISO's:", *(f"{locale} {sum(week(day, locale) != iso(day) for day in days)}" for locale in ("de", "de_DE")))
PY
cat > expected <<'TEXT'
Intl, de: de-Latn-DE, days that make a first week: 4
Intl, fr: fr-Latn-FR, days that make a first week: 4
Intl, sv: sv-Latn-SE, days that make a first week: 4
2026-11-30: ISO 2026-W49, de 2026-W49, de_DE 2026-W49, fr 2026-W49, fr_FR 2026-W49, sv 2026-W49, sv_SE 2026-W49, en_GB 2026-W49
2026-12-31: ISO 2026-W53, de 2027-W01, de_DE 2026-W53, fr 2027-W01, fr_FR 2026-W53, sv 2027-W01, sv_SE 2026-W53, en_GB 2026-W53
2027-01-01: ISO 2026-W53, de 2027-W01, de_DE 2026-W53, fr 2027-W01, fr_FR 2026-W53, sv 2027-W01, sv_SE 2026-W53, en_GB 2026-W53
2027-01-04: ISO 2027-W01, de 2027-W02, de_DE 2027-W01, fr 2027-W02, fr_FR 2027-W01, sv 2027-W02, sv_SE 2027-W01, en_GB 2027-W01
2027-07-01: ISO 2027-W26, de 2027-W27, de_DE 2027-W26, fr 2027-W27, fr_FR 2027-W26, sv 2027-W27, sv_SE 2027-W26, en_GB 2027-W26
2020: days with another week than ISO's: de 3 de_DE 0
2021: days with another week than ISO's: de 365 de_DE 0
2022: days with another week than ISO's: de 365 de_DE 0
2023: days with another week than ISO's: de 365 de_DE 0
2024: days with another week than ISO's: de 0 de_DE 0
2025: days with another week than ISO's: de 0 de_DE 0
2026: days with another week than ISO's: de 4 de_DE 0
2027: days with another week than ISO's: de 365 de_DE 0
2028: days with another week than ISO's: de 365 de_DE 0
TEXT
{ node -e 'for (const name of ["de", "fr", "sv"]) { const locale = new Intl.Locale(name); console.log(`Intl, ${name}: ${locale.maximize()}, days that make a first week: ${(locale.getWeekInfo?.() ?? locale.weekInfo).minimalDays}`); }'; env/bin/python try.py; } | tee seen
diff expected seen || { echo "CHANGED: Babel counts these weeks otherwise"; exit 1; }
echo "as found"
