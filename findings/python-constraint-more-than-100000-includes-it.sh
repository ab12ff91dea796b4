#!/usr/bin/env bash
# python-constraint2: as a text, "users > 100000" takes 100000, "low<100<=high" allows any high, and "pods // nodes == each" wants no remainder.
#
# Expected: the README prefers constraints written as texts, "Python-evaluable strings", over functions, because they are turned into faster built-in constraints. They mean what Python means, as the same
#   line does as a function: > leaves the number itself out, spaces do not matter, // rounds down.
# What happens: > becomes >= of the number plus 1e-12, which from 16384 on is the number itself. A chain of comparisons is cut one sign behind each operator: with a space there
#   nothing is lost, without one "100<=high" is read as "00<=high". And for // the slashes are turned into stars for the other side: pods is each * nodes, exactly.
# Versions: python-constraint2 2.9.0 (the newest), Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: limits of sizing are round numbers above 16384. The solver's answer counts as complete: an option that must not be there is chosen, one that fits is not seen.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --only-binary :all: python-constraint2==2.9.0

cat > try.py <<'PY'
from constraint import Problem


def solve(text, **domains):
    answers = []
    for constraint in (text, eval(f"lambda {', '.join(domains)}: {text}")):
        problem = Problem()
        for name, values in domains.items():
            problem.addVariable(name, list(values))
        problem.addConstraint(constraint, None if constraint is text else list(domains))
        answers.append(sorted(tuple(solution[name] for name in domains) for solution in problem.getSolutions()))
    print(f"{text}: as a text {answers[0]}, as a function {answers[1]}")


solve("users > 10000", users=[9999, 10000, 10001])
solve("users > 100000", users=[99999, 100000, 100001])
solve("users < 100000", users=[99999, 100000, 100001])
solve("low < 100 <= high", low=[50, 120], high=[60, 150])
solve("low<100<=high", low=[50, 120], high=[60, 150])
solve("pods // nodes == each", pods=[9, 10], nodes=[3], each=[3])
PY
cat > expected <<'TEXT'
users > 10000: as a text [(10001,)], as a function [(10001,)]
users > 100000: as a text [(100000,), (100001,)], as a function [(100001,)]
users < 100000: as a text [(99999,), (100000,)], as a function [(99999,)]
low < 100 <= high: as a text [(50, 150)], as a function [(50, 150)]
low<100<=high: as a text [(50, 60), (50, 150)], as a function [(50, 150)]
pods // nodes == each: as a text [(9, 3, 3)], as a function [(9, 3, 3), (10, 3, 3)]
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: texts mean something else"; exit 1; }
echo "as found"
