#!/bin/sh
# Looks at the HTML report in headless Chromium: axe-core at 1280 and 390 pixels, light and dark, then as A4 pages.
# Not a part of the gate, because it needs a browser. Prints what it finds, and fails where it finds something.
#
#   tests/interop/page.sh [ANSWERS.toml ...]     default: every worked example
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work="$root/target/interop/page"
mkdir -p "$work"
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$browser" ]; then
  echo "page.sh: no Chromium found; install it, or name it in CHROMIUM" >&2
  exit 2
fi
if [ ! -d "$work/node_modules/axe-core" ]; then
  (cd "$work" && npm init -y >/dev/null && PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent puppeteer-core@24 axe-core@4 pdf-lib@1)
fi
archfit=${ARCHFIT:-}
if [ -z "$archfit" ]; then
  (cd "$root" && cargo build --quiet)
  archfit="$root/target/debug/archfit"
fi
[ $# -gt 0 ] || set -- "$root"/docs/examples/*.toml
pages=
for answers in "$@"; do
  page="$work/$(basename "$answers" .toml).html"
  # A report with a finding is a page as well.
  "$archfit" decide "$answers" --format html --date 2026-11-24 --author "Ana Müller" --output "$page" || [ $? = 1 ]
  pages="$pages $page"
done
# shellcheck disable=SC2086
NODE_PATH="$work/node_modules" CHROMIUM="$browser" node "$root/tests/interop/page.cjs" $pages
