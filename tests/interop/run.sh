#!/usr/bin/env bash
# Exports records in every profile and lets other tools read them: adr-log, markdownlint-cli2 and adr-viewer, and with --all also
# log4brains (700 packages) and adrs (minutes to compile). Whichever of these and of adr-tools is on the PATH is used anyway. Two Markdown
# renderers show what was typed as it was typed.
#
#   tests/interop/run.sh [--all]
#
# What is missing is installed into target/interop. What cannot be installed is skipped, loudly, and is no failure: a machine may have no
# npm, no Python or no network. Every step is bounded in time.
set -uo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
target=${CARGO_TARGET_DIR:-$root/target}
tools=$target/interop
all=0
[ "${1:-}" = --all ] && all=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$tools"
failed=0 passed=0 skipped=()

# Commands are stopped after some seconds, where the system has a command for that.
bounded() { local seconds=$1; shift; if command -v timeout >/dev/null; then timeout -k 5 "$seconds" "$@"; else "$@"; fi; }
pass() { passed=$((passed + 1)); printf 'ok      %s\n' "$1"; }
fail() { failed=$((failed + 1)); printf 'FAILED  %s\n' "$1"; sed 's/^/        | /' "$work/log" | head -40; }
skip() { skipped+=("$1"); printf 'SKIPPED %s: %s\n' "$1" "$2" >&2; }
gate() { local name=$1; shift; if "$@" >"$work/log" 2>&1; then pass "$name"; else fail "$name"; fi; }

# --- tools -----------------------------------------------------------------------------------------------------------------
PYTHON_TOOL=adr-viewer==1.4.0
RENDERERS=(markdown==3.11.3 markdown-it-py==4.3.0)
ADRS_VERSION=0.13.0
INSTALL_SECONDS=60

install_npm() { # name version seconds
    command -v "$1" >/dev/null && return
    command -v npm >/dev/null || { skip "$1" "there is no npm"; return 1; }
    # A folder for each: npm removes what it was not asked for.
    (mkdir -p "$tools/$1" && cd "$tools/$1" && echo '{ "private": true }' >package.json &&
        bounded "$3" npm install --no-fund --no-audit --ignore-scripts --no-package-lock "$1@$2") >"$tools/$1.log" 2>&1
    [ -x "$tools/$1/node_modules/.bin/$1" ] || { skip "$1" "npm did not give it; see $tools/$1.log"; return 1; }
}
install_log4brains() {
    command -v log4brains >/dev/null && return
    [ $all = 1 ] || { skip log4brains "it has 700 packages; run with --all to have it"; return 1; }
    install_npm log4brains 1.1.0 900
}
install_python() {
    command -v adr-viewer >/dev/null && python3 -c 'import markdown, markdown_it' 2>/dev/null && return
    command -v python3 >/dev/null || { skip adr-viewer "there is no python3"; return 1; }
    { bounded 60 python3 -m venv "$tools/venv" && bounded "$INSTALL_SECONDS" "$tools/venv/bin/pip" install --quiet "$PYTHON_TOOL" "${RENDERERS[@]}"; } >"$tools/pip.log" 2>&1 ||
        { skip adr-viewer "pip did not give it; see $tools/pip.log"; return 1; }
}
find_adrs() {
    command -v adrs >/dev/null && return
    [ $all = 1 ] || { skip adrs "it takes minutes to compile; run with --all to have it"; return 1; }
    bounded 3600 cargo install adrs --version "$ADRS_VERSION" --root "$tools/cargo" --target-dir "$tools/cargo-target" >"$tools/cargo.log" 2>&1 ||
        { skip adrs "cargo did not give it; see $tools/cargo.log"; return 1; }
}
for name in adr-log log4brains markdownlint-cli2; do PATH="$tools/$name/node_modules/.bin:$PATH"; done
export PATH="$tools/cargo/bin:$tools/venv/bin:$PATH"
have_adrs=0 have_adrlog=0 have_log4brains=0 have_lint=0 have_viewer=0 have_renderers=0 have_adrtools=0
find_adrs && have_adrs=1
install_npm adr-log 2.2.0 "$INSTALL_SECONDS" && have_adrlog=1
install_npm markdownlint-cli2 0.22.1 "$INSTALL_SECONDS" && have_lint=1
install_log4brains && have_log4brains=1
install_python && have_viewer=1 have_renderers=1
if command -v adr >/dev/null; then have_adrtools=1; else skip adr-tools "it is in no registry; put its src folder on the PATH to try it"; fi

# --- records ---------------------------------------------------------------------------------------------------------------
cargo build --quiet --manifest-path "$root/Cargo.toml" || exit 2
fixture=$root/tests/fixtures/storage
archfit() { ARCHFIT_TODAY=2026-11-24 bounded 30 "$target/debug/archfit" --project . --questionnaires "$fixture/questionnaires" --rules "$fixture/rules" "$@"; }
shipped() { bounded 60 "$target/debug/archfit" --project . "$@"; }
MADR_LINT='{ "config": { "default": true, "MD013": false, "MD024": false } }'

export_records() { # profile folder
    cp "$fixture/answers.toml" "$fixture/several-writers.toml" "$root/docs/examples/auction-night.toml" . &&
        archfit adr new answers.toml --profile "$1" --dir "$2" --status accepted --decider Ana --decider "Ben O'Hara" &&
        archfit adr new several-writers.toml --profile "$1" --dir "$2" --title 'Something About Node.JS' &&
        archfit adr new answers.toml --profile "$1" --dir "$2" --title 'Größe: [x] | "y" <z>' &&
        archfit adr new auction-night.toml --profile "$1" --dir "$2"
}

n_records() { find "$1" -maxdepth 1 -name '*.md' | wc -l; }
counts() { [ "$("$@" | grep -c .)" = "$n" ]; }
no_empty_title() { cp -r "$1" "$work/log-copy" && bounded 60 adr-log -d "$work/log-copy" -i && ! grep -E '\[ADR-[0-9]+\]\([^)]*\) - *$' "$work/log-copy/index.md" && [ "$(grep -c 'ADR-' "$work/log-copy/index.md")" = "$n" ]; }
clean_bytes() {
    ! grep -rlP '^\xEF\xBB\xBF|\r|[ \t]+$' "$1" && for file in "$1"/*.md; do [ -z "$(tail -c1 "$file")" ] && [ -n "$(tail -c2 "$file" | head -c1 | tr -d '\n')" ] || return 1; done
}
viewer() { (cd "$work/$1" && bounded 60 adr-viewer --adr-path "$2" --output "$work/viewer.html" && grep -q 'Something About Node.JS' "$work/viewer.html"); }

for profile in madr4 madr4-minimal nygard universal y-statement; do
    project=$work/$profile folder=docs/decisions
    mkdir -p "$project" && cd "$project" || exit 2
    git init --quiet . && git config user.email a@example.org && git config user.name A
    gate "$profile: exports" export_records "$profile" "$folder"
    [ -d "$folder" ] || continue
    gate "$profile: supersedes" archfit adr supersede 1 2 --dir "$folder"
    git add -A && git commit --quiet -m records
    n=$(n_records "$folder")
    gate "$profile: bytes are clean" clean_bytes "$folder"
    if [ $have_adrs = 1 ]; then
        mode=compatible; case $profile in madr4*) mode=ng ;; esac
        printf 'adr_dir = "%s"\nmode = "%s"\n' "$folder" "$mode" >adrs.toml
        ignore=(); case $profile in madr4*) ignore=(--ignore ADR007) ;; esac
        gate "$profile: adrs doctor" bounded 60 adrs doctor --warnings-as-errors "${ignore[@]}"
        gate "$profile: adrs list counts the files" counts bounded 60 adrs list
    fi
    [ $have_adrlog = 1 ] && gate "$profile: adr-log has no empty title" no_empty_title "$folder"
    rm -rf "$work/log-copy"
    if [ $have_lint = 1 ]; then
        echo "$MADR_LINT" >.markdownlint-cli2.jsonc
        gate "$profile: markdownlint" bounded 60 markdownlint-cli2 "$folder/*.md"
    fi
    if [ $have_viewer = 1 ]; then
        case $profile in nygard | universal) gate "$profile: adr-viewer" viewer "$profile" "$folder" ;; esac
    fi
    if [ $have_adrtools = 1 ]; then
        case $profile in nygard | universal)
            printf '%s\n' "$folder" >.adr-dir
            gate "$profile: adr list" counts adr list
            gate "$profile: adr generate toc" adr generate toc
            gate "$profile: adr link" adr link 0003 Amends 0001 "Amended by"
            git checkout --quiet -- "$folder" ;;
        esac
    fi
    if [ $have_log4brains = 1 ] && [ "$profile" = universal ]; then
        printf 'project:\n  name: t\n  tz: Europe/Paris\n  adrFolder: ./%s\n' "$folder" >.log4brains.yml
        git add -A && git commit --quiet -m config
        listed() { bounded 120 log4brains adr list --raw | tee "$work/list"; [ "$(grep -c , "$work/list")" = "$n" ] && grep -q '^0003.*,PROPOSED,' "$work/list"; }
        gate "$profile: log4brains adr list" listed
        built() { bounded 600 log4brains build --out "$work/site" | tee "$work/build"; grep -q 'successfully generated' "$work/build"; }
        [ $all = 1 ] && gate "$profile: log4brains build" built
    fi
    cd "$root" || exit 2
done

if [ $have_lint = 1 ]; then
    mkdir -p "$work/reports" && cd "$work/reports" && cp "$fixture/answers.toml" "$fixture/several-writers.toml" . && echo "$MADR_LINT" >.markdownlint-cli2.jsonc
    for answers in answers several-writers; do
        archfit decide "$answers.toml" --format markdown -o "$answers.md"
        for topic in server high-pressure; do archfit explain "$answers.toml" "$topic" --format markdown >"$answers-$topic.md"; done
    done
    for example in "$root"/docs/examples/*.toml; do
        name=$(basename "$example" .toml)
        shipped decide "$example" --format markdown -o "$name.md"
        shipped explain "$example" --format markdown >"$name-rules.md"
    done
    gate "reports: markdownlint" bounded 60 markdownlint-cli2 "*.md"
    cd "$root" || exit 2
fi

if [ $have_renderers = 1 ]; then
    gate "what was typed is seen in two renderers" bounded 300 python3 "$root/tests/interop/renderers.py" "$target/debug/archfit" "$fixture"
fi

printf '\n%d gates passed, %d failed' "$passed" "$failed"
[ ${#skipped[@]} = 0 ] || printf '; SKIPPED without these tools: %s' "${skipped[*]}"
printf '\n'
[ "$failed" = 0 ]
