#!/usr/bin/env bash
# spdx-satisfies: a licence whose identifier has eight characters also stands for its other versions.
#
# Expected: in SPDX license expressions (annex "SPDX license expressions") an identifier names one version; "or later" has to be said, with `+` or the suffix -or-later. So CDDL-1.1
#   does not satisfy a list that approves CDDL-1.0 alone, just as MPL-1.1 does not satisfy MPL-2.0, and GPL-3.0 not GPL-2.0.
# What happens: the search for the suffix "-or-later" compares where it was found with the length of the identifier less nine. It was not found: -1; and eight less nine is -1 too. So
#   LGPL-2.1, AGPL-3.0, CDDL-1.0, LPPL-1.0 and the others of eight characters count as "or later", in the expression and in the list of the approved. With both so, newer satisfies older and older newer.
# Versions: spdx-satisfies 6.0.0 (the newest; also the base of licence checkers), Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: "which licences may we use" is a veto in a decision. One who approves LGPL-2.1 has approved LGPL-3.0, by the length of its name; with GPL-2.0 the same list is strict, so a trial shows nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . spdx-satisfies@6.0.0

cat > try.mjs <<'JS'
import satisfies from "spdx-satisfies";

for (const [licence, approved] of [
  ["GPL-3.0", "GPL-2.0"],
  ["MPL-1.1", "MPL-2.0"],
  ["EPL-2.0", "EPL-1.0"],
  ["LGPL-3.0-only", "LGPL-2.1-only"],
  ["LGPL-3.0", "LGPL-2.1"],
  ["LGPL-2.1", "LGPL-3.0"],
  ["AGPL-3.0", "AGPL-1.0"],
  ["LPPL-1.0", "LPPL-1.3c"],
  ["CDDL-1.1", "CDDL-1.0"],
]) {
  console.log(`${licence} where ${approved} is approved: ${satisfies(licence, [approved])}`);
}
JS
cat > expected <<'TEXT'
GPL-3.0 where GPL-2.0 is approved: false
MPL-1.1 where MPL-2.0 is approved: false
EPL-2.0 where EPL-1.0 is approved: false
LGPL-3.0-only where LGPL-2.1-only is approved: false
LGPL-3.0 where LGPL-2.1 is approved: true
LGPL-2.1 where LGPL-3.0 is approved: true
AGPL-3.0 where AGPL-1.0 is approved: true
LPPL-1.0 where LPPL-1.3c is approved: true
CDDL-1.1 where CDDL-1.0 is approved: true
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: spdx-satisfies judges these versions otherwise"; exit 1; }
echo "as found"
