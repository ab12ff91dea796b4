#!/usr/bin/env bash
# sarif-tools: results that are suppressed or gone fail the build, and one with a message of its rule is called "default".
#
# Expected: SARIF 2.1.0 has `suppressions` for results somebody accepted (3.27.23) and `baselineState: "absent"` for those that were in
#   the last run and are no longer there (3.27.24). A gate such as `sarif --check error` counts neither. A `message.id` is looked up
#   in the rule's messageStrings (3.11.7).
# What happens: both count as errors, in the summary and for --check, whose exit code is their number. Code scanning sites close such
#   results. The text of a message given by id is not looked up: the id itself ("default") is the description.
# Versions: sarif-tools 3.0.5 (the newest), Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: a file to which an accepted finding is written with its suppression, as the standard provides, is red for ever.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check sarif-tools==3.0.5

cat > run.sarif <<'JSON'
{"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [{
  "tool": {"driver": {"name": "example", "rules": [{"id": "dead-rule", "messageStrings": {"default": {"text": "It never fires: {0}."}}}]}},
  "results": [
    {"ruleId": "dead-rule", "level": "error", "suppressions": [{"kind": "external", "status": "accepted"}], "message": {"text": "accepted"}},
    {"ruleId": "dead-rule", "level": "error", "baselineState": "absent", "message": {"text": "gone"}},
    {"ruleId": "dead-rule", "level": "note", "message": {"id": "default", "arguments": ["b"]}}
  ]}]}
JSON
cat > expected <<'TEXT'
error: 2
 - dead-rule ...: 2
note: 1
 - dead-rule default: 1
exit code of --check error: 2
Severity,Code,Description
error,dead-rule,accepted
error,dead-rule,gone
note,dead-rule,default
TEXT
{
  code=0
  env/bin/sarif --check error summary run.sarif > counted 2> /dev/null || code=$?
  grep -E "^ *(error|note|- )" counted | sed "s/ *$//"
  echo "exit code of --check error: $code"
  env/bin/sarif csv run.sarif > /dev/null
  cut -d, -f2-4 run.csv | tr -d "\r"
} | tee seen
diff expected seen || { echo "CHANGED: sarif-tools counts otherwise"; exit 1; }
echo "as found"
