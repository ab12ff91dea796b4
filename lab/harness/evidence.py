"""Writes results in the form the evidence register takes: `[[evidence]]` of kind `measurement`, the full table above it as
comments. An entry measured again replaces itself; the file stays sorted by id."""

import tomllib
from dataclasses import dataclass, field

HEAD = """\
# Measured by `lab/run`; docs/lab.md tells how. Quote ratios: the plain numbers in the comments belong to one small shared machine.
format = 1
"""


@dataclass
class Evidence:
    """One experiment's outcome; `says` and `limits` are lists of sentences, `uses` names whose versions matter, `rounds` is 0
    for what was counted once; `unit_costs` has what each piece of work costs: the resource, and least, expected and most."""

    title: str
    method: str
    says: list
    limits: list
    uses: str
    rounds: int
    table: list
    unit_costs: dict = field(default_factory=dict)


def write(path, name, evidence, day, conditions):
    entries = read(path)
    entries[name] = render(name, evidence, day, conditions)
    path.parent.mkdir(exist_ok=True)
    text = HEAD + "".join("\n" + entries[key] for key in sorted(entries))
    tomllib.loads(text)
    path.write_text(text)


def read(path):
    """The entries of an earlier run on the same day, as text by id."""
    if not path.exists():
        return {}
    blocks = path.read_text().removeprefix(HEAD).strip().split("\n\n")
    return {tomllib.loads(block)["evidence"][0]["id"]: block + "\n" for block in blocks}


def render(name, evidence, day, conditions):
    lines = [f"# {line}" for line in evidence.table]
    method = f"lab/run {name.removeprefix('lab-')}: {evidence.method} {conditions}"
    lines += [
        "[[evidence]]",
        f'id = "{name}"',
        'kind = "measurement"',
        f"title = {quoted(evidence.title)}",
        'publisher = "archfit"',
        f"year = {day.year}",
        f"method = {quoted(method)}",
        f"says = {quoted(' '.join(evidence.says))}",
        f"limits = {quoted(' '.join(evidence.limits))}",
        f"checked = {day}",
    ]
    for what, (resource, (low, expected, high)) in evidence.unit_costs.items():
        # In the form of a rule base; whoever takes it over names the options and the quantity.
        cost = f"{{ low = {low}, expected = {expected}, high = {high} }}"
        lines += ["[[unit-cost]]", f'resource = "{resource}"', f"cost = {cost}", f"what = {quoted(what)}", f'evidence = ["{name}"]']
    return "\n".join(lines) + "\n"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
