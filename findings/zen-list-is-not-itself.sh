#!/usr/bin/env bash
# GoRules ZEN: a list is not equal to itself, and "Zoë" has four letters.
#
# Expected: the language of the rule engine has == and != for "equal" and "not equal", and literals for lists and objects. What it cannot compare it refuses, as it
#   does for 'b' > 'a'. len() of a text is a number that does not depend on accents, and agrees with the engine's own patterns.
# What happens: == of lists and of objects is always false, of one variable with itself as well, and != always true; dates, durations and the lists' own
#   entries compare rightly. len() counts bytes of UTF-8, while matches() counts letters: a name can be of three letters and of four at once.
# Versions: zen-engine 2.1.3, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: "the regions are not only ['eu']" always holds, so its row of the decision table always fires, with no error in any run.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check zen-engine==2.1.3

cat > try.py <<'PY'
import zen

facts = {"regions": ["eu"], "same": ["eu"], "limit": {"eu": 3}, "name": "Zoë"}
for rule in (
    "regions == regions",
    "regions == same",
    "regions == ['eu']",
    "regions != ['eu']",
    "limit == limit",
    "[] == []",
    "regions[0] == same[0]",
    "len(regions) == len(same)",
    "d('2026-01-01') == d('2026-01-01')",
    "duration('60m') == duration('1h')",
    "len(name) == 3",
    "len(name) == 4",
    "matches(name, '^.{3}$')",
):
    print(f"{rule}: {zen.evaluate_expression(rule, facts)}")
PY
cat > expected <<'TEXT'
regions == regions: False
regions == same: False
regions == ['eu']: False
regions != ['eu']: True
limit == limit: False
[] == []: False
regions[0] == same[0]: True
len(regions) == len(same): True
d('2026-01-01') == d('2026-01-01'): True
duration('60m') == duration('1h'): True
len(name) == 3: False
len(name) == 4: True
matches(name, '^.{3}$'): True
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: zen-engine judges these otherwise"; exit 1; }
echo "as found"
