#!/usr/bin/env bash
# dockerfile-parse: a Dockerfile that brings an SQL file along has the table as its base image.
#
# Expected: Docker's reference documents here-documents (RUN <<EOF, COPY <<EOF /file): the lines up to EOF are text, not instructions; and it
#   documents ${name:-word} and ${name:+word}. A parser of Dockerfiles takes them, or says that it does not.
# What happens: each line of the here-document is an instruction: "from orders" starts a new stage, so the base image is "orders", the
#   variables and labels of the real stage are gone, and "SELECT" and "WHERE" are instructions as well. Of ${name:-word} the name alone is replaced and the rest kept,
#   "1.2:-0.0}" for 1.2. Nothing is raised or logged.
# Versions: dockerfile-parse 2.0.1 (the newest), Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: what a service is built on is read so for inventories, updates and reviews; this one is built on Alpine, and no list says so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check dockerfile-parse==2.0.1

cat > try.py <<'PY'
import io

from dockerfile_parse import DockerfileParser

HEAD = """FROM alpine:3.22
ENV VERSION=1.2
LABEL version="${VERSION:-0.0}" plain="$VERSION"
"""
SQL = """COPY <<EOF /report.sql
select count(*)
from orders
where open
EOF
"""
for title, text in (("without", HEAD), ("with a here-document", HEAD + SQL)):
    parser = DockerfileParser(fileobj=io.BytesIO())
    parser.content = text
    print(f"{title}: base image {parser.baseimage}, all {parser.parent_images}, variables {parser.envs}, labels {parser.labels}")
    print(" ", *(line["instruction"] for line in parser.structure))
PY
cat > expected <<'TEXT'
without: base image alpine:3.22, all ['alpine:3.22'], variables {'VERSION': '1.2'}, labels {'version': '1.2:-0.0}', 'plain': '1.2'}
  FROM ENV LABEL
with a here-document: base image orders, all ['alpine:3.22', 'orders'], variables {}, labels {}
  FROM ENV LABEL COPY SELECT FROM WHERE EOF
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: these Dockerfiles are read otherwise"; exit 1; }
echo "as found"
