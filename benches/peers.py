"""Other engines on a work file of benches/word.rs: points of every option in every answer set, checked against the checksum.

Run by benches/peers.sh, which installs the pinned packages. One core; the fastest of the rounds counts.
"""

import json
import sys
import time

work = json.load(open(sys.argv[1]))
N_OPTIONS = len(work["options"])
SECONDS = 3.0


def checksum(points):
    total = 0
    for one in points:
        for value in one:
            total = (total * 31 + value + 1000) % 1_000_000_007
    return total


def measure(name, evaluate):
    points = [evaluate(answers) for answers in work["answers"]]
    if checksum(points) != work["checksum"]:
        sys.exit(f"{name}: wrong checksum, so its figure counts for nothing")
    best, start = float("inf"), time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        before = time.perf_counter()
        for answers in work["answers"]:
            evaluate(answers)
        best = min(best, (time.perf_counter() - before) / len(work["answers"]))
    print(f"{name:24} {best * 1e6:10.1f} µs each, checksum as expected")


def text(value):
    return json.dumps(value)


def zen():
    """A decision table that collects what every rule gives."""
    import zen

    questions = [question["id"] for question in work["questions"]]

    def cell(atom):
        op = atom["op"]
        if op == "between":
            return f"[{atom['lo']}..{atom['hi']})"
        if op == "in":
            return ", ".join(text(value) for value in atom["v"])
        if op == "==":
            return text(atom["v"])
        return f"{op} {text(atom['v'])}"

    def row(number, rule):
        cells = {"_id": str(number), "option": str(rule["option"]), "points": str(rule["points"])}
        for question in questions:
            tests = [cell(atom) for atom in rule["atoms"] if atom["q"] == question]
            # Several comparisons of one question stand in one cell as an expression of its own.
            cells[question] = tests[0] if len(tests) == 1 else ""
            if len(tests) > 1:
                cells[question] = " and ".join(expression(atom) for atom in rule["atoms"] if atom["q"] == question)
        return cells

    def expression(atom):
        op = atom["op"]
        if op == "between":
            return f"$ >= {atom['lo']} and $ < {atom['hi']}"
        if op == "in":
            return f"$ in {text(atom['v'])}"
        return f"$ {op} {text(atom['v'])}"

    column = lambda name: {"id": name, "name": name, "field": name}
    table = {
        "hitPolicy": "collect",
        "inputs": [column(question) for question in questions],
        "outputs": [column("option"), column("points")],
        "rules": [row(number, rule) for number, rule in enumerate(work["rules"])],
    }
    edge = lambda name, a, b: {"id": name, "sourceId": a, "targetId": b, "type": "edge"}
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [edge("a", "in", "table"), edge("b", "table", "out")],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(graph))

    def evaluate(answers):
        points = [0] * N_OPTIONS
        for fired in decision.evaluate(answers)["result"]:
            points[int(fired["option"])] += int(fired["points"])
        return points

    measure("zen-engine", evaluate)


def clips():
    """One fact for an answer set, one rule for each rule."""
    import clips

    env = clips.Environment()
    slots = " ".join(f"(slot {question['id']})" for question in work["questions"])
    env.build(f"(deftemplate answers {slots})")
    env.build("(defglobal " + " ".join(f"?*o{n}* = 0" for n in range(N_OPTIONS)) + ")")

    def test(atom):
        op, name = atom["op"], f"?{atom['q']}"
        value = lambda v: text(v) if isinstance(v, str) else str(v)
        if op == "between":
            return f"(and (>= {name} {atom['lo']}) (< {name} {atom['hi']}))"
        if op == "in":
            return "(or " + " ".join(f"(eq {name} {value(v)})" for v in atom["v"]) + " FALSE)"
        return f"({ {'==': 'eq', '!=': 'neq'}.get(op, op) } {name} {value(atom['v'])})".replace("( ", "(")

    for number, rule in enumerate(work["rules"]):
        names = sorted({atom["q"] for atom in rule["atoms"]})
        pattern = " ".join(f"({name} ?{name})" for name in names)
        tests = " ".join(f"(test {test(atom)})" for atom in rule["atoms"])
        option = f"?*o{rule['option']}*"
        env.build(f"(defrule r{number} (answers {pattern}) {tests} => (bind {option} (+ {option} {rule['points']})))")
    template = env.find_template("answers")
    totals = [env.find_global(f"o{n}") for n in range(N_OPTIONS)]

    def evaluate(answers):
        env.reset()
        template.assert_fact(**answers)
        env.run()
        return [total.value for total in totals]

    measure("CLIPS (clipspy)", evaluate)


zen()
clips()
