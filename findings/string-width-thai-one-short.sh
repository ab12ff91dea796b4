#!/usr/bin/env bash
# string-width: a common Thai vowel takes no column, so Thai text comes out one column short of what terminals draw.
#
# Expected: string-width measures what a terminal draws; SARA AM (U+0E33) is an ordinary spacing letter (general category Lo, East Asian
#   width neutral), found in everyday words such as "answer" and "water". One letter, one column.
# What happens: SARA AM joins the consonant before it in one grapheme cluster, and a cluster counts as wide as its first sign. So
#   each SARA AM (and Lao's AM, U+0EB3) is lost, while xterm's own headless terminal and Python's wcwidth count one column for it.
#   Alone, without a consonant, the same letter is one column wide.
# Versions: string-width 8.3.0, @xterm/headless 6.0.0, Node.js 20.20.2; wcwidth 0.9.4, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: tables, boxes and cut lines with Thai names of options run out of line by one column for each such letter.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check wcwidth==0.9.4
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . string-width@8.3.0 @xterm/headless@6.0.0

cat > try.mjs <<'JS'
import xterm from "@xterm/headless";
import stringWidth from "string-width";

for (const [name, text] of [["answer", "\u0e04\u0e33\u0e15\u0e2d\u0e1a"], ["water", "\u0e19\u0e49\u0e33"], ["house", "\u0e1a\u0e49\u0e32\u0e19"], ["the vowel alone", "\u0e33"]]) {
  const terminal = new xterm.Terminal({ cols: 40, rows: 2, allowProposedApi: true });
  await new Promise((done) => terminal.write(text, done));
  console.log(`${name}: string-width ${stringWidth(text)}, terminal ${terminal.buffer.active.cursorX}`);
}
JS
cat > try.py <<'PY'
import wcwidth

print("wcwidth:", *(wcwidth.wcswidth(word) for word in ("\u0e04\u0e33\u0e15\u0e2d\u0e1a", "\u0e1a\u0e49\u0e32\u0e19", "\u0e33")))
PY
cat > expected <<'TEXT'
answer: string-width 4, terminal 5
water: string-width 1, terminal 2
house: string-width 3, terminal 3
the vowel alone: string-width 1, terminal 1
wcwidth: 5 3 1
TEXT
{ node try.mjs; env/bin/python try.py; } | tee seen
diff expected seen || { echo "CHANGED: the width of Thai text is another"; exit 1; }
echo "as found"
