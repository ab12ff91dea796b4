#!/usr/bin/env bash
# toml (PyPI): with Windows line ends everything from the first text of several lines on is lost, without an error.
#
# Expected: TOML 1.0 allows CRLF as line end everywhere, in texts of several lines too (where a reader may turn it into LF). So the
#   file reads like the same file with LF; a reader that does not know CRLF would raise an error at the first line end.
# What happens: up to the first """...""" that runs over a line end all is read; from there to the end of the file nothing is,
#   tables and keys behind it included. `toml.load` returns what it has as if the file ended there.
# Versions: toml 0.10.2 (the newest; still a dependency of many tools), Python 3.11's tomllib as comparison.
# Output seen: below, as `expected`.
# Why it matters: rule bases, manifests and settings are written with texts of several lines, and git turns line ends into CRLF on
#   Windows. A tool that reads them with this package has fewer rules there, and reports success.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check toml==0.10.2

cat > try.py <<'PY'
import tomllib

import toml

TEXT = '''format = 1
about = """
Two
lines"""
version = "1.0.0"

[[rule]]
id = "first"
'''
for name, text in (("LF", TEXT), ("CRLF", TEXT.replace("\n", "\r\n"))):
    print(name, "tomllib:", ", ".join(tomllib.loads(text)), "| toml:", ", ".join(toml.loads(text)))
PY
cat > expected <<'TEXT'
LF tomllib: format, about, version, rule | toml: format, about, version, rule
CRLF tomllib: format, about, version, rule | toml: format
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: toml reads texts of several lines with CRLF otherwise"; exit 1; }
echo "as found"
