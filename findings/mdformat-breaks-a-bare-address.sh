#!/usr/bin/env bash
# mdformat: after formatting, an encyclopedia's address leads nowhere on GitHub.
#
# Expected: mdformat checks its own result by rendering both texts and refuses to write where they differ; a bare address in a
#   paragraph is left as it is, as in https://example.org/wiki/Ruby_(programming_language).
# What happens: it puts a backslash before the underscore in front of a bracket, for to plain CommonMark that is text, where an escape changes nothing
#   and its check agrees. GitHub, and every renderer that links bare addresses, takes the backslash as part of the address:
#   .../Ruby%5C_(programming_language), which is another page. "Ruby_language" without a bracket is left alone. With the plugin mdformat-gfm this one
#   is kept, and an underscore at the *end* of an address gets the backslash instead.
# Versions: mdformat 1.0.0, mdformat-gfm 1.0.0, Python 3.11; micromark 4.0.3 with micromark-extension-gfm 3.0.0, Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: records cite their evidence by address; a formatter in a commit hook breaks the citations and no check of Markdown sees it.
#   Addresses in angle brackets are safe.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv plain
plain/bin/pip install --quiet --disable-pip-version-check mdformat==1.0.0
python3 -m venv gfm
gfm/bin/pip install --quiet --disable-pip-version-check mdformat==1.0.0 mdformat-gfm==1.0.0
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . micromark@4.0.3 micromark-extension-gfm@3.0.0

cat > record.md <<'MD'
https://example.org/wiki/Ruby_(programming_language)

https://example.org/wiki/Ruby_language

https://example.org/wiki/_why_

<https://example.org/wiki/Ruby_(programming_language)>
MD
cat > links.mjs <<'JS'
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { readFileSync } from "node:fs";

const [name] = process.argv.slice(2);
const html = micromark(readFileSync(`${name}.md`, "utf8"), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
for (const [, link] of html.matchAll(/href="(.*?)"/g)) console.log(`${name}: ${link.replace("https://example.org/wiki/", "")}`);
JS
cat > expected <<'TEXT'
record: Ruby_(programming_language)
record: Ruby_language
record: _why
record: Ruby_(programming_language)
plain: Ruby%5C_(programming_language)
plain: Ruby_language
plain: _why
plain: Ruby_(programming_language)
gfm: Ruby_(programming_language)
gfm: Ruby_language
gfm: _why%5C
gfm: Ruby_(programming_language)
TEXT
for name in plain gfm; do
  cp record.md "$name.md"
  "$name/bin/mdformat" "$name.md"
done
for name in record plain gfm; do node links.mjs "$name"; done | tee seen
diff expected seen || { echo "CHANGED: mdformat escapes addresses otherwise"; exit 1; }
echo "as found"
