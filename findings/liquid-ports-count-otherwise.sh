#!/usr/bin/env bash
# Liquid in JavaScript and in Python: one template with the basic filters, and the two give other numbers, each wrong elsewhere.
#
# Expected: both ports take Shopify's Liquid as their model; python-liquid says it is as compatible as it can be made. There `round` rounds half away
#   from zero, `split` leaves out empty parts at the end, `size` counts characters, and `date` knows the week of ISO 8601 (%G-W%V).
# What happens: python-liquid rounds half to even: 0.5 is 0 and 2.5 is 2; it counts four parts in "a,b,,", of which Liquid keeps two.
#   liquidjs writes %G and %V out as they stand, in the middle of a date, while it knows %U; and an emoji has size 2. No error or warning in either,
#   in strict mode neither.
# Versions: liquidjs 10.30.1, Node.js 20.20.2; python-liquid 2.3.6, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: templates of records and reports move from a site generator in one language to a tool in the other, "since it is the same Liquid".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check python-liquid==2.3.6
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . liquidjs@10.30.1

cat > templates.json <<'JSON'
["{{ 0.5 | round }}", "{{ 1.5 | round }}", "{{ 2.5 | round }}", "{{ -2.5 | round }}", "{{ 'a,b,,' | split: ',' | size }}", "{{ '🚀' | size }}",
 "{{ '2026-03-29' | date: '%Y-%m-%d, week %U' }}", "{{ '2026-03-29' | date: '%G-W%V' }}"]
JSON
cat > try.mjs <<'JS'
import { Liquid } from "liquidjs";
import { readFileSync, writeFileSync } from "node:fs";

const engine = new Liquid({ strictFilters: true, strictVariables: true });
const written = JSON.parse(readFileSync("templates.json", "utf8")).map((template) => engine.parseAndRenderSync(template));
writeFileSync("written.json", JSON.stringify(written));
JS
cat > try.py <<'PY'
import json

from liquid import Environment, StrictUndefined

environment = Environment(undefined=StrictUndefined, strict_filters=True)
for template, javascript in zip(json.load(open("templates.json")), json.load(open("written.json"))):
    print(f"{template}: liquidjs {javascript}, python-liquid {environment.from_string(template).render()}")
PY
cat > expected <<'TEXT'
{{ 0.5 | round }}: liquidjs 1, python-liquid 0
{{ 1.5 | round }}: liquidjs 2, python-liquid 2
{{ 2.5 | round }}: liquidjs 3, python-liquid 2
{{ -2.5 | round }}: liquidjs -3, python-liquid -2
{{ 'a,b,,' | split: ',' | size }}: liquidjs 2, python-liquid 4
{{ '🚀' | size }}: liquidjs 2, python-liquid 1
{{ '2026-03-29' | date: '%Y-%m-%d, week %U' }}: liquidjs 2026-03-29, week 13, python-liquid 2026-03-29, week 13
{{ '2026-03-29' | date: '%G-W%V' }}: liquidjs %G-W%V, python-liquid 2026-W13
TEXT
node try.mjs
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: these ports of Liquid render otherwise"; exit 1; }
echo "as found"
