#!/usr/bin/env bash
# pymcdm: two "objective" methods give all of the weight to the criterion on which the options do not differ.
#
# Expected: methods that take weights from the data give little to a criterion on which all options are (nearly) equal, for it cannot
#   tell them apart; that is the very idea of entropy, standard deviation, Gini and MEREC weights, and they do it: 0.
# What happens: CILOS gives that criterion 1.0 and all others 0 (0.9995 when one value differs by 0.001 of 5). IDOCRIW, which joins
#   entropy and CILOS to even out each one's faults, gives it 1.0 as well, and exactly 0 as soon as one value differs by 0.001: the
#   whole weight moves from one criterion to the others by a change that nobody would notice.
# Versions: pymcdm 1.4.0 (the newest), numpy 2.4.6, Python 3.11.
# Output seen: below, as `expected`.
# Why it matters: a criterion that all options meet alike is the usual case (all of them can log in); with these weights every
#   option scores the same and the first in the file "wins".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pymcdm==1.4.0 numpy==2.4.6

cat > try.py <<'PY'
import warnings

import numpy
from pymcdm import weights

warnings.simplefilter("ignore")
benefit = numpy.array([1, 1, 1])
for title, first in (("equal", 5.0), ("0.001 apart", 5.001)):
    options = numpy.array([[5.0, 7, 3], [first, 2, 8], [5.0, 9, 1]])
    for method in ("entropy", "standard_deviation", "gini", "merec", "cilos", "idocriw"):
        found = getattr(weights, method + "_weights")(options, benefit)
        # + 0.0 takes the sign off a zero.
        print(f"{title}, {method}:", *(f"{round(float(weight), 3) + 0.0:.3f}" for weight in found))
PY
cat > expected <<'TEXT'
equal, entropy: 0.000 0.339 0.661
equal, standard_deviation: 0.000 0.500 0.500
equal, gini: 0.000 0.400 0.600
equal, merec: 0.000 0.471 0.529
equal, cilos: 1.000 0.000 0.000
equal, idocriw: 1.000 0.000 0.000
0.001 apart, entropy: 0.000 0.339 0.661
0.001 apart, standard_deviation: 0.000 0.500 0.500
0.001 apart, gini: 0.000 0.400 0.600
0.001 apart, merec: 0.000 0.471 0.529
0.001 apart, cilos: 1.000 0.000 0.000
0.001 apart, idocriw: 0.000 0.365 0.635
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: pymcdm weighs an equal criterion otherwise"; exit 1; }
echo "as found"
