#!/usr/bin/env bash
# tomlkit: after an edit, a comment stands above an entry that it was not written for.
#
# Expected: tomlkit is "style-preserving"; a comment on the line above `[[rule]]` is about that rule, as every reader takes it. Taking
#   a rule out takes its comment along, or leaves it where it was; a new key of a table goes to its last key.
# What happens: the comment above a table belongs to what stands *before* it. So
#   - removing the first of several [[rule]] keeps its comment, which now stands above the second, whose own comment is gone;
#   - removing the last leaves its comment at the end of the file;
#   - a key added to a table goes behind the comment of the *next* table, which now says it of the key.
#   The values are right each time, so no test that compares values sees it.
# Versions: tomlkit 0.15.2 (the newest), Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: in a rule base the comment is the reason (`# Agreed with the security team on ...`); a program that removes a
#   rule this way files the reason under another rule, and the diff looks like a tidy deletion.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check tomlkit==0.15.2

cat > try.py <<'PY'
import tomlkit

RULES = """\
# why the first
[[rule]]
id = "first"

# why the second
[[rule]]
id = "second"
"""
TABLES = """\
[answers]
realtime = "none"
# prices of 2026
[prices]
core = 25
"""


def edited(title, text, edit):
    document = tomlkit.parse(text)
    edit(document)
    print(f"== {title}")
    print(tomlkit.dumps(document).rstrip())


edited("first rule removed", RULES, lambda file: file["rule"].pop(0))
edited("second rule removed", RULES, lambda file: file["rule"].pop(1))
edited("answer added", TABLES, lambda file: file["answers"].update({"security": "high"}))
PY
cat > expected <<'TEXT'
== first rule removed
# why the first
[[rule]]
id = "second"
== second rule removed
# why the first
[[rule]]
id = "first"

# why the second
== answer added
[answers]
realtime = "none"
# prices of 2026
security = "high"
[prices]
core = 25
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: tomlkit moves comments otherwise"; exit 1; }
echo "as found"
