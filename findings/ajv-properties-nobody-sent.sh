#!/usr/bin/env bash
# Ajv: an empty object breaks a schema for an optional property, if the property is called "constructor".
#
# Expected: `properties` says something about members that are there; {} meets every such schema, whatever the names. Ajv is the reference validator of JavaScript and passes the test suite of JSON Schema.
# What happens: by default Ajv looks names up as JavaScript does, so "constructor", "toString" and "valueOf" are always there: as a
#   function, which is no string. The empty object is refused by an optional string "constructor", and by dependentRequired for it. `ownProperties: true` mends it; the default stays for speed.
# Versions: ajv 8.20.0, @cfworker/json-schema 4.1.6, Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: names in a schema made for one decision come from its authors (question and choice ids); "constructor" is a word a
#   question about builders may use, and the editor then marks every answers file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . ajv@8.20.0 @cfworker/json-schema@4.1.6

cat > try.mjs <<'JS'
import { Validator } from "@cfworker/json-schema";
import Ajv2020 from "ajv/dist/2020.js";

const schemas = {
  "an optional text": { type: "object", properties: { constructor: { type: "string" } } },
  "one that asks for another": { type: "object", dependentRequired: { constructor: ["builder"] } },
};
for (const [name, schema] of Object.entries(schemas)) {
  const ajv = (options) => new Ajv2020.default(options).compile(schema)({});
  console.log(`{} against ${name}: ajv ${ajv()}, with ownProperties ${ajv({ ownProperties: true })}, cfworker ${new Validator(schema, "2020-12").validate({}).valid}`);
}
JS
cat > expected <<'TEXT'
{} against an optional text: ajv false, with ownProperties true, cfworker true
{} against one that asks for another: ajv false, with ownProperties true, cfworker true
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: Ajv judges names of JavaScript's own members otherwise"; exit 1; }
echo "as found"
