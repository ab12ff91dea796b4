#!/usr/bin/env bash
# Lets the command line of the official inspector of the Model Context Protocol (npm) talk to `archfit mcp`: it lists the tools, calls each, and
# checks what comes back. It is no part of the gate.
#
#   tests/interop/mcp.sh [ARCHFIT]
#
# ARCHFIT is the program [default: built here]. The inspector is installed into target/interop.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
tools=${CARGO_TARGET_DIR:-$root/target}/interop/inspector
VERSION=0.15.0
command -v npm >/dev/null || { echo "SKIPPED mcp: there is no npm" >&2; exit 0; }
if [ ! -x "$tools/node_modules/.bin/mcp-inspector" ]; then
    mkdir -p "$tools"
    (cd "$tools" && echo '{ "private": true }' >package.json &&
        npm install --no-fund --no-audit --ignore-scripts --no-package-lock "@modelcontextprotocol/inspector@$VERSION" >install.log 2>&1) ||
        { echo "SKIPPED mcp: npm did not give the inspector; see $tools/install.log" >&2; exit 0; }
fi
if [ $# -gt 0 ]; then archfit=$(realpath "$1"); else cargo build --locked --quiet && archfit=${CARGO_TARGET_DIR:-$root/target}/debug/archfit; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp docs/examples/chat-product.toml "$work/answers.toml"
mkdir -p "$work/src/live"
echo '// As ADR-0001 says.' >"$work/src/live/socket.js"
cd "$work"
export ARCHFIT_TODAY=2026-11-24
"$archfit" --project . adr new answers.toml --decision backend-runtime --title x --status accepted --covers 'src/live/**' >/dev/null 2>&1

passed=0
# Calls the server by the inspector; the answer must hold some text.
inspect() { # wanted-text arguments...
    local wanted=$1 said
    shift
    said=$("$tools/node_modules/.bin/mcp-inspector" --cli "$archfit" mcp --project "$work" "$@" 2>&1) || { printf 'FAILED %s\n%s\n' "$*" "$said" >&2; exit 1; }
    grep -qF -- "$wanted" <<<"$said" || { printf 'FAILED %s: no %s in\n%s\n' "$*" "$wanted" "$said" >&2; exit 1; }
    passed=$((passed + 1))
    printf 'ok      %s\n' "$*"
}
call() { local wanted=$1 tool=$2; shift 2; inspect "$wanted" --method tools/call --tool-name "$tool" "$@"; }

inspect '"readOnlyHint": true' --method tools/list
call '0001-x.md' governs --tool-arg 'paths=["src/live/socket.js"]'
call '0001-x.md' search --tool-arg 'words=node'
call 'docs/decisions/0001-x.md' show --tool-arg 'record=ADR-0001'
call 'backend-runtime' decide --tool-arg 'answers_file=answers.toml'
call '"questions"' ask_next --tool-arg 'questionnaire=backend'
call 'winner-changed' explain --tool-arg 'topic=winner-changed'
call '"chosen": "node"' why_not --tool-arg 'answers_file=answers.toml' --tool-arg 'option=django-wsgi'
call '"flips"' what_would_flip --tool-arg 'answers_file=answers.toml' --tool-arg 'decision=backend-runtime'
call '"n_made_again": 1' recheck
call 'status: proposed' propose_record --tool-arg 'answers_file=answers.toml' --tool-arg 'decision=backend-runtime'
printf '%d calls by the inspector %s, none failed\n' "$passed" "$VERSION"
