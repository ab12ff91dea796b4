#!/usr/bin/env python3
"""Makes a project of archfit out of the public model of programmerShinobi/architecture-advisor (MIT), and compares the two.

    tests/interop/advisor_model.py CHECKOUT make FOLDER          writes FOLDER/questionnaires and FOLDER/rules
    tests/interop/advisor_model.py CHECKOUT compare ARCHFIT FOLDER [N]  decides N random cases with both (3000) and lists differences

Only ids and numbers are taken over: what each factor adds to each quality attribute, how each option fits each attribute, the presets.
Sentences are written here. The model's own arithmetic stands below a second time, in exact fractions, to be compared with.
"""

import json
import random
import re
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

LEVELS = ["none", "some", "much"]
SOURCE = "scripts/verify-model.mjs"


def literal(text, name):
    """The value that a script gives to a constant, read as JSON."""
    start = text.index(f"const {name}")
    start = text.index("=", start) + 1
    start += len(text[start:]) - len(text[start:].lstrip())
    depth, end, quoted = 0, start, False
    while True:
        char = text[end]
        if char == '"':
            quoted = not quoted
        elif not quoted and text.startswith("//", end):
            stop = text.index("\n", end)
            text = text[:end] + text[stop:]
            continue
        elif not quoted and char in "[{":
            depth += 1
        elif not quoted and char in "]}":
            depth -= 1
            if depth == 0:
                break
        end += 1
    value = re.sub(r'([{,]\s*)([A-Za-z_]\w*)\s*:', r'\1"\2":', text[start : end + 1])
    return json.loads(re.sub(r",(\s*[\]}])", r"\1", value))


class Model:
    def __init__(self, checkout):
        path = Path(checkout) / SOURCE
        text = path.read_text() if path.exists() else git_show(checkout)
        self.attributes = literal(text, "QA")
        self.factors = literal(text, "FACTORS")
        self.influence = literal(text, "INFLUENCE")
        self.dimensions = literal(text, "DIMENSIONS")
        self.defaults = literal(text, "DEFAULTS")
        self.presets = literal(text, "PRESETS")
        self.targets = literal(text, "TARGETS")

    def weights(self, levels):
        """What each attribute weighs: influences times levels, never below zero; all alike where nothing weighs."""
        raw = dict.fromkeys(self.attributes, 0)
        for factor in self.factors:
            level = levels.get(factor, 0)
            for attribute, influence in self.influence[factor].items():
                raw[attribute] += influence * (2 - level if factor == "budget" else level)
        raw = {attribute: max(0, weight) for attribute, weight in raw.items()}
        return raw if any(raw.values()) else dict.fromkeys(self.attributes, 1)

    def scores(self, levels, dimension):
        """The options with their scores from 1 to 5, the best first, of equal ones the earlier."""
        weights = self.weights(levels)
        whole = sum(weights.values())
        of = lambda fits: sum(Fraction(weights[a] * fit, whole) for a, fit in zip(self.attributes, fits))
        return sorted(((name, of(fits)) for name, fits in self.dimensions[dimension]), key=lambda scored: -scored[1])

    def gap(self, levels, dimension):
        """How far the best is ahead of the next one, as a share of its own score."""
        (_, best), (_, second) = self.scores(levels, dimension)[:2]
        return (best - second) / best


def git_show(checkout):
    """The script in a repository without a work tree."""
    return subprocess.run(["git", "-C", str(checkout), "show", f"HEAD:{SOURCE}"], check=True, capture_output=True, text=True).stdout


def kebab(name):
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"([a-z])([A-Z])", r"\1-\2", name).lower()).strip("-")


def fit(score):
    """A score from 1 to 5 as fit points, in tenths, halves rounded up."""
    tenths = score / 5 * 1000
    return (tenths.numerator * 2 + tenths.denominator) // (tenths.denominator * 2)


def questionnaire(model):
    text = [
        "format = 1",
        'id = "advisor-factors"',
        'title = "Factors of an architecture"',
        'about = "The fourteen factors of a public model, each at one of three levels."',
        "",
        "[choices]",
        "level = [ " + ", ".join(f'{{ id = "{level}" }}' for level in LEVELS) + " ]",
        "",
    ]
    for factor in model.factors:
        text += ["[[question]]", f'id = "{kebab(factor)}"', f'ask = "At which level does the factor {kebab(factor)} stand?"', "ordered = true", 'choices = "level"', ""]
    # The answers that add to maintainability by one a level; those that take off must not bring it below zero.
    text += ["[[quantity]]", 'id = "small-helps"', 'name = "Levels that help maintenance a little"', 'formula = "team + distribution + legacy"', ""]
    return "\n".join(text)


def weighing(model):
    """The rules by which answers decide what attributes weigh: the same in every decision."""
    rules = []

    def rule(ident, condition, added, because):
        weighs = ", ".join(f"{kebab(attribute)} = {amount}" for attribute, amount in added.items())
        rules.extend(["[[rule]]", f'id = "{ident}"', condition, f"weighs = {{ {weighs} }}", f'because = "{because}"', 'evidence = ["model"]', ""])

    for factor in model.factors:
        name, added = kebab(factor), model.influence[factor]
        said = ", ".join(f"{kebab(attribute)} {amount:+}" for attribute, amount in added.items())
        if factor == "budget":
            for level in LEVELS[:2]:
                rule(f"budget-below-{LEVELS[LEVELS.index(level) + 1]}", f'when = "budget <= {level}"', added, f"Each level of budget that is missing weighs {said}.")
        else:
            rule(f"{name}-weighs", f'per-level = "{name}"', added, f"Each level of {name} weighs {said}.")
    # What time to market takes off maintainability is given back where there is not so much of it.
    takes, gives = "ttm", "maintainability"
    assert {f: i[gives] for f, i in model.influence.items() if gives in i} == {"team": 1, "distribution": 1, "ttm": -1, "lifespan": 2, "domain": 2, "legacy": 1}
    assert all(i >= 0 for f, of in model.influence.items() for a, i in of.items() if (f, a) != (takes, gives))
    rule("nothing-to-take-off", 'when = "ttm >= some and small-helps == 0 and lifespan == none and domain == none"', {gives: 1}, "A weight never falls below zero.")
    rule("one-to-take-off", 'when = "ttm == much and small-helps <= 1 and lifespan == none and domain == none"', {gives: 1}, "A weight never falls below zero.")
    silent = [f"{kebab(f)} == {'much' if f == 'budget' else 'none'}" for f in model.factors]
    rule("nothing-weighs", f'when = "{" and ".join(silent)}"', dict.fromkeys(model.attributes, 1), "Where no factor says anything, all attributes count alike.")
    return rules


def decision(model, dimension):
    text = [
        "format = 1",
        "",
        "[decision]",
        f'id = "advisor-{dimension.lower()}"',
        f'title = "Dimension {dimension} of the model"',
        'questionnaire = "advisor-factors"',
        'close-call = "10 %"',
        "",
        "[[evidence]]",
        'id = "model"',
        'kind = "documentation"',
        'title = "Architecture Advisor, model data"',
        'publisher = "programmerShinobi"',
        'link = "https://github.com/programmerShinobi/architecture-advisor"',
        'says = "What each factor adds to each quality attribute, and how each option fits each attribute."',
        'limits = "Judgement of its author; nothing was measured."',
        'accept = { unchecked-evidence = "a converter read it; `compare` checks it" }',
        "",
    ]
    for attribute in model.attributes:
        text += ["[[criterion]]", f'id = "{kebab(attribute)}"', "weight = 0", "scale = [0, 5]", 'accept = { scale = "fits go from 0 to 5 here, as their share of 5 is shown" }', ""]
    for name, fits in model.dimensions[dimension]:
        base = ", ".join(f"{kebab(a)} = {of}" for a, of in zip(model.attributes, fits))
        text += ["[[option]]", f'id = "{kebab(name)}"', f'name = "{name}"', f'summary = "{name}, as the model has it."', f"base = {{ {base} }}", ""]
    return "\n".join(text + weighing(model))


def answers(model, levels):
    return {kebab(factor): LEVELS[levels.get(factor, 0)] for factor in model.factors}


def scenarios(model, dimension):
    cases = {"defaults": {}, "larger": dict(team=2, distribution=2, scale=2, devops=2, ttm=0), "much-domain": dict(domain=2, ttm=0), "silent": dict(ttm=0)}
    cases.update(model.presets)
    text = ["format = 1", ""]
    for ident, changed in cases.items():
        levels = {**model.defaults, **changed}
        scored = model.scores(levels, dimension)
        (best, score), (_, second) = scored[:2]
        leading = [kebab(name) for name, of in scored if of == score]
        lead = fit(score) - fit(second)
        close = (score - second) / score <= Fraction(1, 10)
        expect = [f'acceptable = {json.dumps(leading)}' if len(leading) > 1 else f'winner = "{leading[0]}"', f'outcome = "{"close-call" if close else "recommended"}"']
        expect += [f"lead-at-least = {lead / 10}", f"lead-at-most = {lead / 10}"]
        given = ", ".join(f'{question} = "{level}"' for question, level in answers(model, levels).items())
        text += ["[[scenario]]", f'id = "{ident}"', 'source = "independent"', 'by = "the model\'s own arithmetic"', f"answers = {{ {given} }}", f"expect = {{ {', '.join(expect)} }}", ""]
    return "\n".join(text)


def make(model, folder):
    folder = Path(folder)
    files = {"questionnaires/advisor-factors.toml": questionnaire(model)}
    for dimension in model.dimensions:
        place = f"rules/advisor-{dimension.lower()}"
        files[f"{place}/decision.toml"] = decision(model, dimension)
        files[f"{place}/scenarios.toml"] = scenarios(model, dimension)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.rstrip("\n") + "\n")


def compare(model, archfit, folder, n):
    drawn = random.Random(7)
    cases = [{factor: drawn.randrange(3) if drawn.random() < (0.3 if k % 2 else 1) else 0 for factor in model.factors} for k in range(n)]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as lines:
        lines.writelines(json.dumps({"questionnaire": "advisor-factors", "answers": answers(model, levels)}) + "\n" for levels in cases)
        lines.flush()
        command = [archfit, "decide", "--each", lines.name, "--questionnaires", f"{folder}/questionnaires", "--rules", f"{folder}/rules", "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    compared = differ = 0
    for levels, line in zip(cases, done.stdout.splitlines()):
        for made in json.loads(line)["decisions"]:
            dimension = made["decision"].removeprefix("advisor-").upper()
            scored = model.scores(levels, dimension)
            expected = {kebab(name): fit(score) / 10 for name, score in scored}
            got = {option["option"]: option["fit"] for option in made["options"]}
            close = model.gap(levels, dimension) <= Fraction(1, 10)
            same = got == expected and made["winner"] == kebab(scored[0][0]) and (made["outcome"] == "close-call") == close
            compared, differ = compared + 1, differ + (not same)
            if not same and differ <= 5:
                print(f"{dimension} {levels}: {expected}, close {close}; archfit: {got}, {made['winner']}, {made['outcome']}")
    print(f"{compared} decisions compared, {differ} differ")
    return 1 if differ or compared != n * len(model.dimensions) else 0


def main():
    match sys.argv[1:]:
        case [checkout, "make", folder]:
            make(Model(checkout), folder)
        case [checkout, "compare", archfit, folder, *rest]:
            sys.exit(compare(Model(checkout), archfit, folder, int(rest[0]) if rest else 3000))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
