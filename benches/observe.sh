#!/usr/bin/env bash
# `archfit observe` beside GoAccess and an awk line that counts requests a minute, on one generated log, in one run; then memory on a log
# of many gigabytes, and a repository of 10 000 files. Run by hand: it needs Debian's goaccess, mawk, time and python3.
#
#   benches/observe.sh [ARCHFIT] [LINES] [GIGABYTES]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
archfit=$(realpath "${1:-$here/../target/release/archfit}")
n_lines=${2:-2000000}
n_gigabytes=${3:-10}
rounds=${ROUNDS:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 "$here/access_log.py" "$n_lines" > access.log
echo "the log: $n_lines lines, $(du -m access.log | cut -f1) MB; $(nproc) cores"

# Wall and CPU seconds, and the most memory in MB, of the best of some rounds.
measure() {
  local name=$1 n=$2
  shift 2
  for _ in $(seq "$n"); do
    /usr/bin/time -f '%e %U %S %M' -o one "$@" > /dev/null 2> /dev/null || true
    tail -n 1 one
  done | awk -v name="$name" '
    { cpu = $2 + $3; if (n++ == 0 || $1 < wall) wall = $1; if (n == 1 || cpu < best) best = cpu; if ($4 > most) most = $4 }
    END { printf "%-34s %8.2f s wall %8.2f s CPU %6d MB\n", name, wall, best, most / 1024 }'
}

form='%h %^[%d:%t %^] "%r" %s %b "%R" "%u" %T'
measure "archfit observe" "$rounds" "$archfit" observe access.log
measure "awk, requests a minute" "$rounds" awk '{ n[substr($4, 2, 17)]++ } END { for (m in n) if (n[m] > most) most = n[m]; print most }' access.log
measure "goaccess" 1 goaccess access.log --no-progress --log-format="$form" --date-format=%d/%b/%Y --time-format=%T -o report.json
# Many gigabytes come through a pipe, the same two weeks again and again: their clock goes back, which is told and costs no memory.
size=$(stat -c %s access.log)
times=$((n_gigabytes * 1000000000 / size + 1))
measure "archfit observe -, $((times * size / 1000000000)) GB" 1 sh -c \
  'n=$3; while [ "$n" -gt 0 ]; do cat "$1"; n=$((n - 1)); done | "$2" observe -' sh access.log "$archfit" "$times"
rm access.log
mkdir -p repository && cd repository
git init --quiet
for part in $(seq 100); do
  mkdir -p "part$part/src"
  for file in $(seq 98); do echo "fn f() {}" > "part$part/src/file$file.rs"; done
  printf '{"name": "p%s", "dependencies": {"left-pad": "1"}}' "$part" > "part$part/package.json"
  printf 'services:\n  web%s:\n    build: .\n' "$part" > "part$part/compose.yaml"
done
git add . && git -c user.name=a -c user.email=a@example.org commit --quiet -m one
measure "archfit observe, 10 000 files" "$rounds" "$archfit" observe .
