#!/usr/bin/env bash
# pymcdm's SPROBID and pyDecision's Borda: the order in which the options are listed decides which one wins.
#
# Expected: the rows of a decision matrix are a set: listing them in another order lists the results in another order and changes nothing else. Options that
#   are equal in everything are equal in the result; Borda gives tied ones the same points.
# What happens: SPROBID with fewer than four options takes the first and the last *row* of its distances where it means columns: each option is then
#   judged by how far the first option is from the ideals. Three orders of the same three options, three rankings. From four options on it is right.
#   Borda numbers tied options by their place in the list: of two equal options one gets 4 and the other 7 points (fewer is better), and a third
#   one beats the second or does not, as they are listed.
# Versions: pymcdm 1.4.0, pyDecision 5.1.8, numpy 2.4.6, Python 3.11.
# Output seen: below, as `expected`: SPROBID's ranking, best first; Borda's points.
# Why it matters: three options is what most decisions have, and equal values are usual where criteria are judged in steps. The option somebody typed first wins.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --only-binary :all: pymcdm==1.4.0 pydecision==5.1.8 numpy==2.4.6

cat > try.py <<'PY'
import numpy
from pyDecision.algorithm import borda_method
from pymcdm.methods import SPROBID

points = {"a": [7.0, 2, 5], "b": [3.0, 8, 4], "c": [5.0, 5, 9], "d": [6.0, 6, 6]}
for order in ("abc", "cab", "bca", "abcd", "cabd", "bcad"):
    method = SPROBID()
    ranks = method.rank(method(numpy.array([points[name] for name in order]), numpy.ones(3) / 3, numpy.ones(3)))
    print(f"SPROBID, listed {order}:", *(name for _, name in sorted(zip(ranks, order))))
votes = {"twin": [5.0, 7, 7], "same": [5.0, 7, 7], "other": [5.0, 1, 9]}
for order in (["twin", "same", "other"], ["same", "twin", "other"], ["other", "same", "twin"]):
    scores = borda_method(numpy.array([votes[name] for name in order]), ["max"] * 3, graph=False, verbose=False)
    print("Borda, listed", *order, end=":")
    print("", *(f"{name} {int(score)}" for name, score in sorted(zip(order, scores))))
PY
cat > expected <<'TEXT'
SPROBID, listed abc: c b a
SPROBID, listed cab: c a b
SPROBID, listed bca: b c a
SPROBID, listed abcd: c d b a
SPROBID, listed cabd: c d b a
SPROBID, listed bcad: c d b a
Borda, listed twin same other: other 7 same 7 twin 4
Borda, listed same twin other: other 7 same 4 twin 7
Borda, listed other same twin: other 5 same 5 twin 8
TEXT
env/bin/python -W ignore try.py | tee seen
diff expected seen || { echo "CHANGED: these methods treat the order of options otherwise"; exit 1; }
echo "as found"
