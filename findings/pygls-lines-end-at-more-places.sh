#!/usr/bin/env bash
# pygls: a document has more lines on the server than in the editor, and edits land in other lines.
#
# Expected: the Language Server Protocol names three line ends, LF, CRLF and CR, "the exact ones", so that client and server agree on
#   positions; the server library that most Python servers stand on counts those.
# What happens: pygls splits the text with str.splitlines, which also ends lines at U+2028, U+0085 (next line), form feed, vertical tab and
#   three separators of ASCII. One of them anywhere, in a comment or a text pasted from a web page, and every position behind it is
#   off by a line; an incremental edit is applied there, so that the server's text differs from then on. Microsoft's own
#   library applies the same edit to the right line.
# Versions: pygls 2.1.1 with lsprotocol 2025.0.0, Python 3.11; vscode-languageserver-textdocument 1.0.16, Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: whoever writes a client test or a server in two languages meets it as "diagnostics one line too low"; a form feed is
#   valid in many sources, and U+2028 in every text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pygls==2.1.1 lsprotocol==2025.0.0
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . vscode-languageserver-textdocument@1.0.16

# The same text and the same edit on both sides: the first letter of line 1 (the second one) becomes a capital.
cat > try.py <<'PY'
import json

from lsprotocol.types import Position, Range, TextDocumentContentChangePartial
from pygls.workspace import TextDocument

for sign in ("\u2028", "\u0085", "\f"):
    document = TextDocument("file:///x", f"# a{sign}b\nid = 1\n")
    document.apply_change(TextDocumentContentChangePartial(range=Range(start=Position(1, 0), end=Position(1, 1)), text="X"))
    print(f"U+{ord(sign):04X} pygls:", json.dumps(document.source))
PY
cat > try.mjs <<'JS'
import { TextDocument } from "vscode-languageserver-textdocument";

const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } };
for (const sign of ["\u2028", "\u0085", "\f"]) {
  const document = TextDocument.create("file:///x", "text", 1, `# a${sign}b\nid = 1\n`);
  TextDocument.update(document, [{ range, text: "X" }], 2);
  const text = JSON.stringify(document.getText()).replace(/[\u0080-\uffff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
  console.log(`U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")} vscode: ${text}`);
}
JS
cat > expected <<'TEXT'
U+2028 pygls: "# a\u2028X\nid = 1\n"
U+0085 pygls: "# a\u0085X\nid = 1\n"
U+000C pygls: "# a\fX\nid = 1\n"
U+2028 vscode: "# a\u2028b\nXd = 1\n"
U+0085 vscode: "# a\u0085b\nXd = 1\n"
U+000C vscode: "# a\fb\nXd = 1\n"
TEXT
{ env/bin/python try.py; node try.mjs; } | tee seen
diff expected seen || { echo "CHANGED: pygls counts lines otherwise"; exit 1; }
echo "as found"
