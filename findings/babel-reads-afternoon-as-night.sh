#!/usr/bin/env bash
# Babel: half past two in the afternoon, written for Mexico, is read back as half past two at night; a Latvian date loses 21 years.
#
# Expected: parse_time and parse_date take a locale and, by their documentation, its own format as a hint; what format_time and format_date wrote for the same
#   locale is the plainest of inputs. What they cannot read is an error, as for many locales it is.
# What happens: of the two halves of the day only the English "pm" is known. "2:30 p.m.", "2:30 μ.μ." and the Arabic, Chinese and Malay forms are read as 02:30.
#   That is so for 168 locales. For Latvian, Kazakh and Armenian the short date is day, month, year and is read as year, month, day: a real date again, of 2005.
# Versions: Babel 2.19.0, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: what people type in their own form goes through these functions; a window of maintenance at 2:30 at night is plausible.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check Babel==2.19.0

cat > try.py <<'PY'
import datetime

from babel.dates import format_date, format_time, parse_date, parse_time
from babel.localedata import locale_identifiers

afternoon, day = datetime.time(14, 30), datetime.date(2026, 3, 5)
for locale in ("en_US", "de_DE", "es_MX", "es_US", "el_GR", "ar_EG", "ms_MY", "zh_Hans_SG"):
    text = format_time(afternoon, "short", locale=locale)
    print(f"{locale}: {' '.join(text.split())} is read as {parse_time(text, locale=locale)}")
for locale in ("en_US", "de_DE", "lv_LV", "kk_KZ", "hy_AM"):
    text = format_date(day, "short", locale=locale)
    print(f"{locale}: {text} is read as {parse_date(text, locale=locale)}")
night = 0
for locale in locale_identifiers():
    try:
        night += parse_time(format_time(afternoon, "short", locale=locale), locale=locale) == datetime.time(2, 30)
    except Exception:  # Not read is not read wrongly.
        pass
print("locales that read their own afternoon as night:", night)
PY
cat > expected <<'TEXT'
en_US: 2:30 PM is read as 14:30:00
de_DE: 14:30 is read as 14:30:00
es_MX: 2:30 p.m. is read as 02:30:00
es_US: 2:30 p.m. is read as 02:30:00
el_GR: 2:30 μ.μ. is read as 02:30:00
ar_EG: 2:30 م is read as 02:30:00
ms_MY: 2:30 PTG is read as 02:30:00
zh_Hans_SG: 下午2:30 is read as 02:30:00
en_US: 3/5/26 is read as 2026-03-05
de_DE: 05.03.26 is read as 2026-03-05
lv_LV: 05.03.26 is read as 2005-03-26
kk_KZ: 05.03.26 is read as 2005-03-26
hy_AM: 05.03.26 is read as 2005-03-26
locales that read their own afternoon as night: 168
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: Babel reads these times and dates otherwise"; exit 1; }
echo "as found"
