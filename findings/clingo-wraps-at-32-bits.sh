#!/usr/bin/env bash
# clingo: numbers and sums wrap at 32 bits without a word, and an optimum with them is reported as proven.
#
# Expected: an exact solver for logic programs either has integers of any size or says that one is out of range: clingo does say
#   "operation undefined" for 7/0. Costs are added in 64 bits when it optimises, so a few billions are no matter.
# What happens: 3000000000 is read as -1294967296, 2147483647 + 1 is -2147483648, and #sum over two values of 1.5 thousand
#   millions is negative. In #minimize each weight is cut to 32 bits, so the dearest choice becomes the cheapest: below it costs
#   three thousand millions against 5 and is chosen, as a proven optimum. No warning is printed (all messages are collected below).
# Versions: clingo 5.8.3 (the newest), Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: points that are made whole before they are solved (thirds and percent times ten to some power) pass two thousand millions
#   soon; the result is exact, proven and wrong.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check clingo==5.8.3

cat > try.py <<'PY'
import clingo


def solved(title, program):
    messages, last = [], None
    control = clingo.Control(logger=lambda code, text: messages.append(str(code)))
    control.add("base", [], program)
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        for model in handle:
            last = (" ".join(map(str, model.symbols(shown=True))), model.cost)
        proven = ", cost %d, proven" % last[1][0] if last[1] and handle.get().exhausted else ""
    print(f"{title}: {last[0]}{proven}, messages {messages}")


solved("a number", "cost(3000000000).")
solved("one more", "next(2147483647 + 1).")
solved("a sum", "cost(1500000000; 1500000001). total(T) :- T = #sum { C : cost(C) }. #show total/1.")
solved("a choice", "1 { cheap; dear } 1. #minimize { 5 : cheap; 3000000000 : dear }.")
solved("seven by nought", "none(7 / 0).")
PY
cat > expected <<'TEXT'
a number: cost(-1294967296), messages []
one more: next(-2147483648), messages []
a sum: total(-1294967295), messages []
a choice: dear, cost -1294967296, proven, messages []
seven by nought: , messages ['MessageCode.OperationUndefined']
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: clingo treats large numbers otherwise"; exit 1; }
echo "as found"
