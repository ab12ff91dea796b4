#!/usr/bin/env bash
# Other rule engines on the work of `cargo bench --bench word`. Run by hand: it installs pinned packages into a temporary folder.
#
#   benches/peers.sh [path/to/work.json]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$here/work/small.json}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet zen-engine==2.1.3 clipspy==1.0.6
"$folder/venv/bin/python" "$here/peers.py" "$work"
