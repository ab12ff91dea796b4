#!/usr/bin/env bash
# Poetry's own core: ">=1.0,!=1.2" also excludes 1.2.post1, the release that repairs what was wrong with 1.2.
#
# Expected: Poetry's dependencies in pyproject.toml follow Python's version specifiers (PEP 440) where they look like them; there "!=1.2" leaves out 1.2 alone, and
#   not its post-releases, which "!=1.2.*" would. "!=1.2" by itself means that in Poetry too, and so it must joined with a limit: a comma is "and".
# What happens: joined with any lower limit the exclusion is cut into ">=1.0,<1.2" and ">1.2", and ">1.2" is by PEP 440's rule for `>` without
#   1.2.post1. So "and" allows less than both of its sides. "or" is wrong the other way: "<=1.2 || >1.2" becomes "*", and
#   "all without <=1.2" becomes ">1.2". pip (packaging) takes the repair. There is no error, only an older version or none that fits.
# Versions: poetry-core 2.5.0, packaging 26.4, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: excluding the one broken release is what != is for, and a repair as .post1 is what such releases get; the same file resolves otherwise with pip.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check poetry-core==2.5.0 packaging==26.4

cat > try.py <<'PY'
from packaging.specifiers import SpecifierSet
from poetry.core.constraints.version import Version, parse_constraint

repair = Version.parse("1.2.post1")
for text in ("!=1.2", ">=1.0", ">=1.0,!=1.2", "!=1.2,<2"):
    print(f"{text}: Poetry {parse_constraint(text).allows(repair)}, packaging {SpecifierSet(text).contains('1.2.post1')}")
low, high, all_versions = (parse_constraint(text) for text in ("<=1.2", ">1.2", "*"))
print("<=1.2 has it", low.allows(repair), ">1.2 has it", high.allows(repair), "one or the other has it", low.union(high).allows(repair))
print("all without <=1.2 has it", all_versions.difference(low).allows(repair))
PY
cat > expected <<'TEXT'
!=1.2: Poetry True, packaging True
>=1.0: Poetry True, packaging True
>=1.0,!=1.2: Poetry False, packaging True
!=1.2,<2: Poetry False, packaging True
<=1.2 has it False >1.2 has it False one or the other has it True
all without <=1.2 has it False
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: Poetry takes these versions otherwise"; exit 1; }
echo "as found"
