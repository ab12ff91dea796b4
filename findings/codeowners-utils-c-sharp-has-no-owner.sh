#!/usr/bin/env bash
# codeowners-utils: the folder "C#" belongs to nobody, and `docs/*` owns what lies deeper.
#
# Expected: GitHub's page on CODEOWNERS: # begins a comment at the start of a line or behind the owners; `docs/*` matches docs/getting-started.md "but not further nested files"; paths are case-sensitive.
# What happens: each line is cut at the first #, wherever it stands: of `/src/C#/ @dotnet` remains a pattern /src/C without an owner, so its files go to an earlier line. Patterns are matched
#   as .gitignore's are, where what lies in a matched folder is matched too, and without regard to case. Nothing is reported.
# Versions: codeowners-utils 1.0.2 (the newest), Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: who has to agree to a change or a decision is read from this file; here the wrong people are asked.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . codeowners-utils@1.0.2

cat > CODEOWNERS <<'TEXT'
* @everyone
docs/* @writers
/src/C#/ @dotnet # since March
/Legacy/ @archive
TEXT
cat > try.cjs <<'JS'
const { matchFile, parse } = require("codeowners-utils");
const { readFileSync } = require("node:fs");

const entries = parse(readFileSync("CODEOWNERS", "utf8"));
for (const path of ["docs/start.md", "docs/api/v1.md", "src/C#/Main.cs", "Legacy/main.c", "legacy/main.c"]) {
  console.log(`${path}: ${matchFile(path, entries).owners.join(" ")}`);
}
JS
cat > expected <<'TEXT'
docs/start.md: @writers
docs/api/v1.md: @writers
src/C#/Main.cs: @everyone
Legacy/main.c: @archive
legacy/main.c: @archive
TEXT
node try.cjs | tee seen
diff expected seen || { echo "CHANGED: these files have other owners"; exit 1; }
echo "as found"
