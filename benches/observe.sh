#!/usr/bin/env bash
# `archfit observe` beside GoAccess and an awk line that counts requests a minute, on one generated log, in one run; then memory on a log
# of many gigabytes, and a repository of 10 000 files. Run by hand: it needs Debian's goaccess, mawk, time and python3.
#
#   benches/observe.sh [ARCHFIT] [LINES] [GIGABYTES] [GOACCESS_LINES]
#
# GoAccess takes minutes for millions of lines, so it gets the first 200 000 unless said otherwise, and ratios are of CPU seconds a line. No
# gigabytes (0) leaves the big log out. ROUNDS sets how often the short commands run; PATIENCE how many seconds GoAccess gets.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
archfit=$(realpath "${1:-$here/../target/release/archfit}")
n_lines=${2:-2000000}
n_gigabytes=${3:-10}
n_goaccess=${4:-200000}
[ "$n_goaccess" -le "$n_lines" ] || n_goaccess=$n_lines
rounds=${ROUNDS:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 "$here/access_log.py" "$n_lines" > access.log
head -n "$n_goaccess" access.log > first.log
echo "the log: $n_lines lines, $(du -m access.log | cut -f1) MB; GoAccess reads the first $n_goaccess; $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"

# Wall and CPU seconds, and the most memory in MB, of the best of some rounds; the CPU seconds stay in `spent`. What fails was not measured.
measure() {
  local name=$1 n=$2 status
  shift 2
  : > rounds
  for _ in $(seq "$n"); do
    status=0
    /usr/bin/time -f '%e %U %S %M' -o one "$@" > /dev/null 2> complaint || status=$?
    if [ "$status" != 0 ]; then
      spent=
      printf '%-34s failed with %s: %s\n' "$name" "$status" "$(tail -n 1 complaint)"
      return 0
    fi
    tail -n 1 one >> rounds
  done
  awk -v name="$name" '
    { cpu = $2 + $3; if (n++ == 0 || $1 < wall) wall = $1; if (n == 1 || cpu < best) best = cpu; if ($4 > most) most = $4 }
    END { printf "%-34s %8.2f s wall %8.2f s CPU %6d MB\n", name, wall, best, most / 1024; print best > "spent" }' rounds
  spent=$(cat spent)
}

# How many times the CPU of archfit another tool takes for a line.
ratio() {
  local name=$1 cpu=$2 lines=$3
  if [ -z "$cpu" ] || [ -z "$ours" ]; then echo "$name: no ratio, for one of both failed"; return; fi
  awk -v name="$name" -v cpu="$cpu" -v lines="$lines" -v ours="$ours" -v all="$n_lines" '
    BEGIN { if (ours > 0) printf "%s: %.2f times the CPU of archfit for a line\n", name, (cpu / lines) / (ours / all)
            else print name ": no ratio, for archfit took no time that can be measured; give more lines" }'
}

form='%h %^[%d:%t %^] "%r" %s %b "%R" "%u" %T'
measure "archfit observe" "$rounds" "$archfit" observe access.log
ours=$spent
measure "awk, requests a minute" "$rounds" awk '{ n[substr($4, 2, 17)]++ } END { for (m in n) if (n[m] > most) most = n[m]; print most }' access.log
ratio "awk" "$spent" "$n_lines"
measure "goaccess" 1 timeout "${PATIENCE:-600}" goaccess first.log --no-progress --log-format="$form" --date-format=%d/%b/%Y --time-format=%T -o report.json
ratio "goaccess" "$spent" "$n_goaccess"
if [ "$n_gigabytes" -gt 0 ]; then
  # Many gigabytes come through a pipe, the same two weeks again and again: their clock goes back, which is told and costs no memory.
  size=$(stat -c %s access.log)
  times=$((n_gigabytes * 1000000000 / size + 1))
  measure "archfit observe -, $((times * size / 1000000000)) GB" 1 sh -c \
    'n=$3; while [ "$n" -gt 0 ]; do cat "$1"; n=$((n - 1)); done | "$2" observe -' sh access.log "$archfit" "$times"
fi
rm access.log first.log
mkdir -p repository
git -C repository init --quiet
for part in $(seq 100); do
  mkdir -p "repository/part$part/src"
  for file in $(seq 98); do echo "fn f() {}" > "repository/part$part/src/file$file.rs"; done
  printf '{"name": "p%s", "dependencies": {"left-pad": "1"}}' "$part" > "repository/part$part/package.json"
  printf 'services:\n  web%s:\n    build: .\n' "$part" > "repository/part$part/compose.yaml"
done
git -C repository add . && git -C repository -c user.name=a -c user.email=a@example.org commit --quiet -m one
measure "archfit observe, 10 000 files" "$rounds" "$archfit" observe repository
