#!/usr/bin/env bash
# polars 2: the sum of a whole-number column from DuckDB or from Parquet is negative, and sum and mean of one column contradict each other.
#
# Expected: a sum is the mean times the count. polars sums columns of 8 and 16 bits in 64 "to prevent overflow" (its documentation), DuckDB and pandas
#   do so with 32 bits too; one would bet that polars does, and few look whether 32 is in the list. It is not.
# What happens: a 32-bit column is summed in 32 bits and wraps: twice 2,000,000,000 bytes is -294,967,296, and with 1,000,000,000 more 705,032,704,
#   grouped, running and in SQL as well; mean() of the same column is right, and a column of 16 bits has the larger sum. Nobody asked for 32 bits:
#   INTEGER has them in DuckDB, whose plain literals are INTEGER, and in most databases; Parquet and Arrow keep the width, and so does polars.
# Versions: polars 2.1.0, duckdb 2.0.1, pandas 3.1.1, pyarrow 26.0.1, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: bytes sent, microseconds and costs in cents pass two thousand millions within a day of logs; a total that stays positive looks right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --only-binary :all: polars==2.1.0 duckdb==2.0.1 pandas==3.1.1 pyarrow==26.0.1

cat > try.py <<'PY'
import duckdb
import pandas
import polars

duckdb.sql("copy (select * from (values ('a', 2000000000), ('a', 2000000000), ('b', 1000000000)) as log(host, bytes)) to 'log.parquet'")
log = polars.read_parquet("log.parquet")
print("DuckDB:", duckdb.sql("select sum(bytes) from 'log.parquet'").fetchall()[0][0])
print("pandas:", pandas.read_parquet("log.parquet").bytes.sum())
print("polars:", log["bytes"].sum(), log["bytes"].dtype)
print("polars, mean times count:", int(log["bytes"].mean() * len(log)))
print("polars, by host:", dict(log.group_by("host").agg(polars.col("bytes").sum()).sort("host").rows()))
print("polars, running:", log["bytes"].cum_sum().to_list())
print("polars, SQL:", log.sql("select sum(bytes) from self").item())
print("polars, from DuckDB without a file:", duckdb.sql("select 2000000000 as bytes from range(2)").pl()["bytes"].sum())
print("polars, 16 bits:", polars.Series([30000] * 3, dtype=polars.Int16).sum())
PY
cat > expected <<'TEXT'
DuckDB: 5000000000
pandas: 5000000000
polars: 705032704 Int32
polars, mean times count: 5000000000
polars, by host: {'a': -294967296, 'b': 1000000000}
polars, running: [2000000000, -294967296, 705032704]
polars, SQL: 705032704
polars, from DuckDB without a file: -294967296
polars, 16 bits: 90000
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: these sums are made otherwise"; exit 1; }
echo "as found"
