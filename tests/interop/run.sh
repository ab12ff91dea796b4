#!/usr/bin/env bash
# Exports records in every profile and lets other tools read them: adrs, adr-log, log4brains, markdownlint-cli2, adr-viewer and, where
# it is installed, adr-tools. Installs what is missing into target/interop; what a registry does not give is skipped, loudly.
#
#   tests/interop/run.sh [FOLDER-FOR-THE-TOOLS]
set -uo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
tools=${1:-$root/target/interop}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$tools"
failed=0 skipped=0 passed=0

pass() { passed=$((passed + 1)); printf 'ok      %s\n' "$1"; }
fail() { failed=$((failed + 1)); printf 'FAILED  %s\n' "$1"; sed 's/^/        | /' "$work/log" | head -40; }
skip() { skipped=$((skipped + 1)); printf 'SKIPPED %s: %s\n' "$1" "$2" >&2; }
gate() { local name=$1; shift; if "$@" >"$work/log" 2>&1; then pass "$name"; else fail "$name"; fi; }

# --- tools -----------------------------------------------------------------------------------------------------------------
npm_tool() {
    [ -x "$tools/node_modules/.bin/$2" ] && return
    command -v npm >/dev/null && (cd "$tools" && { [ -f package.json ] || npm init -y >/dev/null 2>&1; } && npm install --no-fund --no-audit "$1" >"$tools/npm.log" 2>&1)
    [ -x "$tools/node_modules/.bin/$2" ]
}
cargo_tool() { [ -x "$tools/cargo/bin/adrs" ] || cargo install adrs --version 0.13.0 --root "$tools/cargo" --target-dir "$tools/cargo-target" >"$tools/cargo.log" 2>&1; }
pip_tool() {
    [ -x "$tools/venv/bin/adr-viewer" ] && return
    python3 -m venv "$tools/venv" >"$tools/pip.log" 2>&1 && "$tools/venv/bin/pip" install --quiet adr-viewer==1.4.0 >>"$tools/pip.log" 2>&1
}
have_adrs=1 have_adrlog=1 have_log4brains=1 have_lint=1 have_viewer=1 have_adrtools=1
cargo_tool || { have_adrs=0; skip adrs "crates.io did not give it"; }
npm_tool adr-log@2.2.0 adr-log || { have_adrlog=0; skip adr-log "npm did not give it"; }
npm_tool log4brains@1.1.0 log4brains || { have_log4brains=0; skip log4brains "npm did not give it"; }
npm_tool markdownlint-cli2@0.22.1 markdownlint-cli2 || { have_lint=0; skip markdownlint-cli2 "npm did not give it"; }
pip_tool || { have_viewer=0; skip adr-viewer "PyPI did not give it"; }
command -v adr >/dev/null || { have_adrtools=0; skip adr-tools "it is in no registry; put its src folder on the PATH to try it"; }
export PATH="$tools/cargo/bin:$tools/node_modules/.bin:$tools/venv/bin:$PATH"

# --- records ---------------------------------------------------------------------------------------------------------------
cargo build --quiet --manifest-path "$root/Cargo.toml" || exit 2
fixture=$root/tests/fixtures/storage
archfit() { ARCHFIT_TODAY=2026-11-24 "$root/target/debug/archfit" --project . --questionnaires "$fixture/questionnaires" --rules "$fixture/rules" "$@"; }
MADR_LINT='{ "config": { "default": true, "MD013": false, "MD024": false } }'

export_records() { # profile folder
    cp "$fixture/answers.toml" "$fixture/several-writers.toml" . &&
        archfit adr new answers.toml --profile "$1" --dir "$2" --status accepted --decider Ana --decider "Ben O'Hara" &&
        archfit adr new several-writers.toml --profile "$1" --dir "$2" --title 'Something About Node.JS' &&
        archfit adr new answers.toml --profile "$1" --dir "$2" --title 'Größe: [x] | "y" <z>'
}

n_records() { find "$1" -maxdepth 1 -name '*.md' | wc -l; }
counts() { [ "$("$@" | grep -c .)" = "$n" ]; }
no_empty_title() { cp -r "$1" "$work/log-copy" && adr-log -d "$work/log-copy" -i && ! grep -E '\[ADR-[0-9]+\]\([^)]*\) - *$' "$work/log-copy/index.md" && [ "$(grep -c 'ADR-' "$work/log-copy/index.md")" = "$n" ]; }
clean_bytes() {
    ! grep -rlP '^\xEF\xBB\xBF|\r|[ \t]+$' "$1" && for file in "$1"/*.md; do [ -z "$(tail -c1 "$file")" ] && [ -n "$(tail -c2 "$file" | head -c1 | tr -d '\n')" ] || return 1; done
}
viewer() { (cd "$work/$1" && adr-viewer --adr-path "$2" --output "$work/viewer.html" && grep -q 'Something About Node.JS' "$work/viewer.html"); }

for profile in madr4 madr4-minimal nygard universal y-statement; do
    project=$work/$profile folder=docs/decisions
    mkdir -p "$project" && cd "$project" || exit 2
    git init --quiet . && git config user.email a@example.org && git config user.name A
    gate "$profile: exports" export_records "$profile" "$folder"
    [ -d "$folder" ] || continue
    if [ -n "${SUPERSEDE:-1}" ] && archfit adr --help 2>&1 | grep -q supersede; then
        gate "$profile: supersedes" archfit adr supersede 1 2 --dir "$folder"
    fi
    git add -A && git commit --quiet -m records
    n=$(n_records "$folder")
    gate "$profile: bytes are clean" clean_bytes "$folder"
    if [ $have_adrs = 1 ]; then
        mode=compatible; case $profile in madr4*) mode=ng ;; esac
        printf 'adr_dir = "%s"\nmode = "%s"\n' "$folder" "$mode" >adrs.toml
        ignore=(); case $profile in madr4*) ignore=(--ignore ADR007) ;; esac
        gate "$profile: adrs doctor" adrs doctor --warnings-as-errors "${ignore[@]}"
        gate "$profile: adrs list counts the files" counts adrs list
    fi
    [ $have_adrlog = 1 ] && gate "$profile: adr-log has no empty title" no_empty_title "$folder"
    rm -rf "$work/log-copy"
    if [ $have_lint = 1 ]; then
        echo "$MADR_LINT" >.markdownlint-cli2.jsonc
        gate "$profile: markdownlint" markdownlint-cli2 "$folder/*.md"
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
        listed() { log4brains adr list --raw | tee "$work/list"; [ "$(grep -c , "$work/list")" = "$n" ] && grep -q '^0003.*,PROPOSED,' "$work/list"; }
        gate "$profile: log4brains adr list" listed
        built() { log4brains build --out "$work/site" | tee "$work/build"; grep -q 'successfully generated' "$work/build"; }
        [ "${INTEROP_BUILD:-1}" = 1 ] && gate "$profile: log4brains build" built
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
        "$root/target/debug/archfit" --project . decide "$example" --format markdown -o "$name.md"
        "$root/target/debug/archfit" --project . explain "$example" --format markdown >"$name-rules.md"
    done
    gate "reports: markdownlint" markdownlint-cli2 "*.md"
    cd "$root" || exit 2
fi

printf '\n%d gates passed, %d failed, %d tools skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ]
