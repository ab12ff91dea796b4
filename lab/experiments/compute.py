"""Asks: how fast does each runtime compute in one process, by itself and with the libraries it is famous for?

Method: the same seven tasks over the same data as a plain CPython function, as a native library's call (orjson, NumPy on one
BLAS thread) and in Node.js; CPU time, the median of five calls in a fresh process per round. Then twice the work on two
threads: wall time less the time a thread stood in the queue for a core.

Does not show: Cython, Numba, PyPy, WebAssembly, native Node add-ons, or data that first has to be brought into an array.
"""

import json

from harness.evidence import Evidence
from harness.figures import Rounds

BOTH_CORES = "0,1"
TASKS = ["loop", "json encode", "json decode", "group objects", "vector", "group sum", "matmul"]


def run(lab):
    rounds = Rounds()
    python = ([lab.python, "compute.py"], lab.root / "apps" / "python")
    node = ([lab.node, "compute.js"], lab.root / "apps" / "node")
    for _ in range(lab.n_rounds):
        for name, (command, folder) in {"CPython": python, "Node": node}.items():
            rounds.add(name, json.loads(lab.output(*command, "tasks", cwd=folder)))
            threads = json.loads(lab.output(*command, "threads", cwd=folder, cores=BOTH_CORES))
            rounds.add(f"two threads, {name}", threads)
    return evidence(rounds, lab.n_rounds)


def compare(rounds, task, node_task=None, native=False):
    """How many times Node's time CPython's is."""
    ours = f"{task}, native" if native else task
    pairs = zip(rounds.by_rung["CPython"], rounds.by_rung["Node"], strict=True)
    combined = Rounds()
    for python, node in pairs:
        combined.add("Python", {"ms": python[ours]})
        combined.add("Node", {"ms": node[node_task or task]})
    return combined.ratio("Python", "Node", "ms")


def evidence(rounds, n_rounds):
    native = [task for task in TASKS if f"{task}, native" in rounds.by_rung["CPython"][0]]
    table = [f"{task}: pure Python {compare(rounds, task)} Node's time" for task in TASKS]
    table += [f"{task}: native library {compare(rounds, task, native=True)} Node's time" for task in native]
    table += [
        f"vector: pure Python {compare(rounds, 'vector', 'vector, array methods')} Node's array methods",
        f"group sum: pure Python {compare(rounds, 'group sum', 'group sum, Map')} Node's Map",
    ]
    threads = lambda rung, task: rounds.median(f"two threads, {rung}", task)
    table += [
        f"two threads, pure Python loop: {threads('CPython', 'loop'):.2f} times as fast as one",
        f"two threads, NumPy matmul: {threads('CPython', 'matmul, native'):.2f} times as fast as one",
        f"two worker_threads, Node loop: {threads('Node', 'loop'):.2f} times as fast as one",
    ]
    for name in ["CPython", "Node"]:
        figures = rounds.by_rung[name][0]
        table.append(f"CPU ms here, {name}: " + "; ".join(f"{task} {rounds.median(name, task):.3g}" for task in figures))
    return Evidence(
        title="Computing in one process: CPython, CPython with native libraries, Node.js",
        method="the same tasks over the same data, CPU time, median of five calls in a fresh process a round, one core (threads: two cores, wall time less waiting for a core).",
        says=[
            f"Plain Python took {compare(rounds, 'loop')} Node's time for an arithmetic loop, {compare(rounds, 'group objects')} "
            f"for filtering and grouping objects, {compare(rounds, 'json encode')} for JSON encoding, "
            f"{compare(rounds, 'json decode')} for JSON decoding and {compare(rounds, 'matmul')} for a matrix product.",
            f"With its libraries Python took {compare(rounds, 'matmul', native=True)} Node's time for the matrix product, "
            f"{compare(rounds, 'group sum', native=True)} for a grouped sum, {compare(rounds, 'vector', native=True)} for a vector "
            f"formula (Node: typed arrays) and {compare(rounds, 'json encode', native=True)} for JSON encoding.",
            f"Against Node's array methods, plain Python took {compare(rounds, 'vector', 'vector, array methods')} for the vector formula.",
            f"Two threads did twice the work {threads('CPython', 'loop'):.1f} times as fast as one in plain Python, "
            f"{threads('CPython', 'matmul, native'):.1f} times in NumPy and {threads('Node', 'loop'):.1f} times with worker_threads.",
        ],
        limits=["Small tasks on data already in memory and in the right form; one CPU model; no Cython, Numba, PyPy or native add-ons."],
        uses="Python numpy orjson Node.js",
        rounds=n_rounds,
        table=table,
    )
