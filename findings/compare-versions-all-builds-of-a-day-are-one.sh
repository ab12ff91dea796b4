#!/usr/bin/env bash
# compare-versions: pre-releases named by time or commit are equal, and `~1.2.3-beta.2` refuses 1.2.4.
#
# Expected: its README: "Supports the full semver specification", pre-releases included, and npm's version ranges. Semantic Versioning 2.0.0, item 11: identifiers of digits alone are compared as numbers, those with letters
#   as ASCII text, and the former rank below the latter. npm's ranges: "1.2" is 1.2.x, so "<=1.2" includes 1.2.5 and ">1.2" begins at 1.3.0; pre-releases of other versions are left out.
# What happens: an identifier that begins with digits is cut where they end, and only the number counts. 20261130t0915 and 20261130t1745 are equal, so are two commits that begin with the same digits, and 9f ranks below 10.
#   compareVersions says 0, compare says "=", and a sort leaves such builds as they came. Letters first ("g1a2b3c4") work, and so do numbers alone, so tests with -alpha and -beta.2 pass.
#   In ranges a missing part is 0 with =, <, >, <= and between ends (only ^, ~ and "x" know it), so 1.2.5 satisfies ">1.2" and not "<=1.2" nor "1.2"; a tilde with a pre-release takes no later patch.
# Versions: compare-versions 6.1.1 (the newest); semver 7.8.6 to compare; Node.js 20.20.2.
# Output seen: below, as `expected`: the order is that of the first to the second.
# Why it matters: "is there a newer build?" is answered no all day, and "which of these is the baseline?" by the order in the folder.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . compare-versions@6.1.1 semver@7.8.6

cat > try.mjs <<'JS'
import { compare, compareVersions, satisfies } from "compare-versions";
import semver from "semver";

for (const [one, other] of [
  ["1.4.0-beta.2", "1.4.0-beta.10"],
  ["1.4.0-20261130t0915", "1.4.0-20261130t1745"],
  ["1.4.0-dev.1a2b3c4", "1.4.0-dev.1d5e6f7"],
  ["1.4.0-dev.g1a2b3c4", "1.4.0-dev.g1d5e6f7"],
  ["1.4.0-dev.9f", "1.4.0-dev.10"],
]) {
  console.log(`${one}, ${other}: compare-versions ${compareVersions(one, other)}${compare(one, other, "=") ? ' and "="' : ""}, semver ${semver.compare(one, other)}`);
}
const builds = ["1.4.0-20261130t1745", "1.4.0-20261130t0915", "1.4.0-20261130t1200"];
console.log("newest: compare-versions", builds.toSorted(compareVersions).at(-1), "semver", builds.toSorted(semver.compare).at(-1));
for (const [version, range] of [
  ["1.2.5", "~1.2"],
  ["1.2.5", "1.2"],
  ["1.2.5", "<=1.2"],
  ["1.2.5", ">1.2"],
  ["1.8.5", "1.2 - 1.8"],
  ["1.2.4", "~1.2.3-beta.2"],
  ["2.0.0-rc.1", "<2.0.0"],
]) {
  console.log(`${version} in ${range}: compare-versions ${satisfies(version, range)}, semver ${semver.satisfies(version, range)}`);
}
JS
cat > expected <<'TEXT'
1.4.0-beta.2, 1.4.0-beta.10: compare-versions -1, semver -1
1.4.0-20261130t0915, 1.4.0-20261130t1745: compare-versions 0 and "=", semver -1
1.4.0-dev.1a2b3c4, 1.4.0-dev.1d5e6f7: compare-versions 0 and "=", semver -1
1.4.0-dev.g1a2b3c4, 1.4.0-dev.g1d5e6f7: compare-versions -1, semver -1
1.4.0-dev.9f, 1.4.0-dev.10: compare-versions -1, semver 1
newest: compare-versions 1.4.0-20261130t1200 semver 1.4.0-20261130t1745
1.2.5 in ~1.2: compare-versions true, semver true
1.2.5 in 1.2: compare-versions false, semver true
1.2.5 in <=1.2: compare-versions false, semver true
1.2.5 in >1.2: compare-versions true, semver false
1.8.5 in 1.2 - 1.8: compare-versions false, semver true
1.2.4 in ~1.2.3-beta.2: compare-versions false, semver true
2.0.0-rc.1 in <2.0.0: compare-versions true, semver false
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: compare-versions orders these otherwise"; exit 1; }
echo "as found"
