#!/usr/bin/env bash
# pymcdm's COPRAS and LoPM, pyDecision's RAFSI: of three options that differ in price alone, the dearest one wins.
#
# Expected: an option that is cheaper and otherwise the same is never worse; every method for several criteria that knows costs has that. Both libraries
#   take the type of each criterion (1 gain, -1 cost), and `rank` gives 1 to the best.
# What happens: in COPRAS the two sums of the published formula are missing, so what is left of it adds a cost as if it were a gain; the example in its
#   documentation has the numbers of the faulty formula, so it passes. pyDecision's COPRAS has the sums and is right. LoPM gives the better option the smaller number,
#   as its book says, but sets the switch for that under a name that nothing reads: its numbers are right, its ranks are upside down.
#   pyDecision's RAFSI swaps best and worst of a cost where it sets them itself, as it does by default; with both given it is right.
# Versions: pymcdm 1.4.0 (the newest), pyDecision 5.1.8, numpy 2.4.6, Python 3.11.
# Output seen: below, as `expected`: ranks of 100, 200 and 400 a month at equal quality.
# Why it matters: one compares a recommendation with a second method to be sure of it; this second opinion is upside down, and with many criteria nobody sees it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --only-binary :all: pymcdm==1.4.0 pydecision==5.1.8 numpy==2.4.6

cat > try.py <<'PY'
import warnings

import numpy
from pyDecision.algorithm import copras_method, rafsi_method
from pymcdm import methods

warnings.simplefilter("ignore")  # It warns that one option is at least as good as the others: so it is.
options = numpy.array([[100.0, 8], [200, 8], [400, 8]])
weights = numpy.array([0.5, 0.5])
for name in ("ARAS", "CODAS", "EDAS", "MARCOS", "MOORA", "OCRA", "TOPSIS", "WSM", "COPRAS", "LoPM"):
    method = getattr(methods, name)()
    print(f"{name}:", *method.rank(method(options, weights, numpy.array([-1, 1]))).astype(int))
both = (options, weights, ["min", "max"])
quiet = {"graph": False, "verbose": False}
for name, scores in (
    ("COPRAS", copras_method(*both, **quiet)[:, 1]),
    ("RAFSI", rafsi_method(*both, **quiet)),
    ("RAFSI with both bounds given", rafsi_method(*both, ideal=[50, 10], anti_ideal=[800, 1], **quiet)),
):
    print(f"pyDecision's {name}:", *(1 + int((scores > score).sum()) for score in scores))
PY
cat > expected <<'TEXT'
ARAS: 1 2 3
CODAS: 1 2 3
EDAS: 1 2 3
MARCOS: 1 2 3
MOORA: 1 2 3
OCRA: 1 2 3
TOPSIS: 1 2 3
WSM: 1 2 3
COPRAS: 3 2 1
LoPM: 3 2 1
pyDecision's COPRAS: 1 2 3
pyDecision's RAFSI: 3 2 1
pyDecision's RAFSI with both bounds given: 1 2 3
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: these methods rank otherwise"; exit 1; }
echo "as found"
