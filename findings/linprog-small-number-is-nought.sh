#!/usr/bin/env bash
# scipy.optimize.linprog: a problem with one variable and one condition is called infeasible though x = 10 000 000 000 solves it.
#
# Expected: "minimise x where 0.0000000001 x >= 1" has the answer 1e10; a double holds all three numbers without trouble, and nothing is
#   added up. At worst the answer would be off in the last digits.
# What happens: HiGHS, on which linprog and milp stand, drops coefficients of 1e-9 and less before it solves (its option
#   small_matrix_value). Dropped, the condition reads 0 >= 1, and status 2 with "The problem is infeasible" comes back, the same
#   as for a contradiction. HiGHS prints that it dropped something; scipy keeps that to itself, and its options cannot change the bound. The same
#   condition multiplied through by twenty has the right answer, and so has CBC with the first form.
# Versions: scipy 1.17.1, PuLP 3.3.2 with its own CBC, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: "no weights make this option win" is read off such a status. Scaling the rows (each by its largest number)
#   before the call is no nicety but what keeps the answer true; exact arithmetic needs none of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check scipy==1.17.1 numpy==2.4.6 PuLP==3.3.2

cat > try.py <<'PY'
import pulp
from scipy.optimize import LinearConstraint, linprog, milp


def said(result):
    return f"status {result.status}, x = {result.x[0]:.0f}" if result.success else f"status {result.status}"


small = 1e-10
print("linprog:", said(linprog([1], A_ub=[[-small]], b_ub=[-1])))
print("linprog, tenfold:", said(linprog([1], A_ub=[[-10 * small]], b_ub=[-10])))
print("linprog, twentyfold:", said(linprog([1], A_ub=[[-20 * small]], b_ub=[-20])))
print("milp:", said(milp([1], constraints=LinearConstraint([[small]], lb=1))))
problem = pulp.LpProblem("small", pulp.LpMinimize)
x = pulp.LpVariable("x", 0)
problem += x
problem += small * x >= 1
status = problem.solve(pulp.PULP_CBC_CMD(msg=False))
print(f"CBC: {pulp.LpStatus[status]}, x = {x.value():.0f}")
PY
cat > expected <<'TEXT'
linprog: status 2
linprog, tenfold: status 2
linprog, twentyfold: status 0, x = 10000000000
milp: status 2
CBC: Optimal, x = 10000000000
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: small coefficients are treated otherwise"; exit 1; }
echo "as found"
