#!/usr/bin/env bash
# Ajv: 1e21 is an integer, but no multiple of 1.
#
# Expected: JSON Schema: an instance is valid against multipleOf when dividing gives an integer. Every double from 2^53 on is one; rounding
#   trouble is known for 0.1, not for 1, 10 or 0.5. A value that "type": "integer" accepts is a multiple of 1.
# What happens: Ajv compares the quotient with parseInt of it. From 1e21 on JavaScript writes numbers with an exponent, and parseInt reads "1e+21"
#   as 1. So every quotient of 1e21 and more is refused: 1e21 by 1, 1e21 by 0.5; and 1e22 by 10 but not 1e21 by 10.
#   The option `multipleOfPrecision`, documented for fractions, mends it. Four other validators accept all of them (two tried here).
# Versions: ajv 8.20.0, @hyperjump/json-schema 1.18.0, Node.js 20.20.2; jsonschema 4.26.0, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: a schema with "multipleOf": 1 (often written in place of "integer") lets an editor mark a number as wrong that every
#   other reader of the file takes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check jsonschema==4.26.0
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . ajv@8.20.0 @hyperjump/json-schema@1.18.0

cat > cases.json <<'JSON'
[["integer", 1, "999999999999999900000"], ["integer", 1, "1e21"], ["integer", 10, "1e21"], ["integer", 10, "1e22"], ["number", 0.5, "1e21"]]
JSON
cat > try.mjs <<'JS'
import { registerSchema, validate } from "@hyperjump/json-schema/draft-2020-12";
import Ajv2020 from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";

const $schema = "https://json-schema.org/draft/2020-12/schema";
let id = 0;
for (const [type, multipleOf, text] of JSON.parse(readFileSync("cases.json", "utf8"))) {
  const schema = { $schema, type, multipleOf };
  const number = JSON.parse(text);
  const uri = `https://example.org/${id++}`;
  registerSchema({ ...schema }, uri);
  const ajv = new Ajv2020.default().compile(schema)(number);
  const precise = new Ajv2020.default({ multipleOfPrecision: 6 }).compile(schema)(number);
  console.log(`${text} by ${multipleOf}: ajv ${ajv}, with multipleOfPrecision ${precise}, hyperjump ${(await validate(uri, number)).valid}`);
}
JS
cat > try.py <<'PY'
import json

import jsonschema

for kind, by, text in json.load(open("cases.json")):
    print(f"{text} by {by}: jsonschema {jsonschema.Draft202012Validator({'type': kind, 'multipleOf': by}).is_valid(json.loads(text))}")
PY
cat > expected <<'TEXT'
999999999999999900000 by 1: ajv true, with multipleOfPrecision true, hyperjump true
1e21 by 1: ajv false, with multipleOfPrecision true, hyperjump true
1e21 by 10: ajv true, with multipleOfPrecision true, hyperjump true
1e22 by 10: ajv false, with multipleOfPrecision true, hyperjump true
1e21 by 0.5: ajv false, with multipleOfPrecision true, hyperjump true
999999999999999900000 by 1: jsonschema True
1e21 by 1: jsonschema True
1e21 by 10: jsonschema True
1e22 by 10: jsonschema True
1e21 by 0.5: jsonschema True
TEXT
{ node try.mjs; env/bin/python try.py; } | tee seen
diff expected seen || { echo "CHANGED: multiples of 1 are judged otherwise"; exit 1; }
echo "as found"
