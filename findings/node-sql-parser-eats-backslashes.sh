#!/usr/bin/env bash
# node-sql-parser: a PostgreSQL query parsed and written again finds other rows: some backslashes become control characters.
#
# Expected: in PostgreSQL a backslash in '...' is a backslash (standard_conforming_strings, on since 9.1); only E'...' has escapes. A parser asked
#   for the dialect "postgresql" keeps such texts, as it does keep \d, \w and \m.
# What happens: \b, \f, \n, \r, \t and \u with four digits in plain strings become the characters that MySQL means by them, and are written so.
#   Only some texts change, the query stays valid, and what it looked for is no longer found. (Reported to the project; open when this was written.)
# Versions: node-sql-parser 5.4.0, @electric-sql/pglite 0.5.17 (PostgreSQL), Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: queries and checks pass such parsers for a limit, a tenant's filter or a review; no error tells that one of them now finds nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . node-sql-parser@5.4.0 @electric-sql/pglite@0.5.17

cat > try.mjs <<'JS'
import { PGlite } from "@electric-sql/pglite";
import sql from "node-sql-parser";

const parser = new sql.Parser();
const database = new PGlite();
const rows = String.raw`(values ('api'), ('apis'), ('C:\temp\new'), ('C:\data'), ('42')) as t(x)`;
const dialect = { database: "postgresql" };
await database.exec(`create table t as select x from ${rows}`);
for (const condition of [String.raw`x ~ '^\d+$'`, String.raw`x ~ '\mapi\M'`, String.raw`x = 'C:\data'`, String.raw`x = 'C:\temp\new'`, String.raw`x ~ '^C:\\temp'`, String.raw`strpos(x, '\t') > 0`]) {
  const query = `select x from t where ${condition}`;
  const written = parser.sqlify(parser.astify(query, dialect), dialect);
  const found = async (text) => (await database.query(text)).rows.map((row) => row.x).join(" ") || "none";
  console.log(`${condition}: ${await found(query)}; written again: ${await found(written)}`);
}
process.exit(0);
JS
cat > expected <<'TEXT'
x ~ '^\d+$': 42; written again: 42
x ~ '\mapi\M': api; written again: api
x = 'C:\data': C:\data; written again: C:\data
x = 'C:\temp\new': C:\temp\new; written again: none
x ~ '^C:\\temp': C:\temp\new; written again: C:\temp\new
strpos(x, '\t') > 0: C:\temp\new; written again: none
TEXT
node try.mjs | tee seen
diff expected seen || { echo "CHANGED: these texts are written otherwise"; exit 1; }
echo "as found"
