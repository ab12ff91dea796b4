#!/usr/bin/env bash
# sqlglot: a query translated from PostgreSQL to DuckDB runs in both, and gives other numbers.
#
# Expected: translating between dialects is what sqlglot is for; its own documentation treats division as the standard example (typed and
#   safe division), and from DuckDB to PostgreSQL it writes DIV for `//`. Whole numbers divided in PostgreSQL stay whole numbers,
#   so `/` should become `//`; what cannot be translated raises an error or is logged as unsupported.
# What happens: 7 / 2, sum(x) / count(*) and the like pass unchanged, without a log line, and are 3 in PostgreSQL and 3.5 in DuckDB. substring
#   with a start before the text counts from the end there; to_char's "Day" becomes '%uay' ("7ay"); varchar(2) no longer cuts off.
# Versions: sqlglot 30.30.0, duckdb 2.0.1, Python 3.11; PostgreSQL as @electric-sql/pglite 0.5.17 on Node.js 20.20.2.
# Output seen: below, as `expected`.
# Why it matters: logs and metrics are copied into DuckDB to be counted there; a share ("errors for each request") that a dashboard on
#   PostgreSQL shows as 0 is 0.67 here, and both look plausible.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check sqlglot==30.30.0 duckdb==2.0.1
NODE_OPTIONS=--use-openssl-ca npm install --silent --no-audit --no-fund --no-save --prefix . @electric-sql/pglite@0.5.17

cat > queries.json <<'JSON'
["select 7 / 2",
 "select sum(x) / count(*) from (values (1), (2)) t(x)",
 "select count(*) filter (where status >= 500) / count(*) from (values (200), (500), (503)) t(status)",
 "select substring('abcdef', -1, 4)",
 "select to_char(date '2026-03-01', 'Day')",
 "select 'abc'::varchar(2)"]
JSON
cat > postgres.mjs <<'JS'
import { PGlite } from "@electric-sql/pglite";
import { readFileSync, writeFileSync } from "node:fs";

const database = new PGlite();
const answers = [];
for (const query of JSON.parse(readFileSync("queries.json", "utf8"))) answers.push(String((await database.query(query, [], { rowMode: "array" })).rows[0][0]).trim());
writeFileSync("answers.json", JSON.stringify(answers));
process.exit(0);
JS
cat > try.py <<'PY'
import json

import duckdb
import sqlglot

for query, postgres in zip(json.load(open("queries.json")), json.load(open("answers.json"))):
    translated = sqlglot.transpile(query, read="postgres", write="duckdb", unsupported_level=sqlglot.ErrorLevel.RAISE)[0]
    print(f"{translated}: PostgreSQL {postgres}, DuckDB {duckdb.sql(translated).fetchall()[0][0]}")
PY
cat > expected <<'TEXT'
SELECT 7 / 2: PostgreSQL 3, DuckDB 3.5
SELECT SUM(x) / COUNT(*) FROM (VALUES (1), (2)) AS t(x): PostgreSQL 1, DuckDB 1.5
SELECT COUNT(*) FILTER(WHERE status >= 500) / COUNT(*) FROM (VALUES (200), (500), (503)) AS t(status): PostgreSQL 0, DuckDB 0.6666666666666666
SELECT SUBSTRING('abcdef', -1, 4): PostgreSQL ab, DuckDB f
SELECT STRFTIME(CAST('2026-03-01' AS DATE), '%uay'): PostgreSQL Sunday, DuckDB 7ay
SELECT CAST('abc' AS TEXT(2)): PostgreSQL ab, DuckDB abc
TEXT
node postgres.mjs
env/bin/python try.py 2>&1 | tee seen
diff expected seen || { echo "CHANGED: sqlglot translates these queries otherwise"; exit 1; }
echo "as found"
