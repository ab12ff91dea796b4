"""The computing tasks in CPython, plain and with a native library. Prints milliseconds of CPU by task as JSON.

`compute.py tasks` runs them one after the other; `compute.py threads` gives the speed-up of two threads over one.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import numpy as np
import orjson

N = 2_000_000
SIDE = 300


def loop():
    total = 0.0
    for i in range(N):
        total += (i % 7) * 1.5 if i & 1 else i >> 3
    return total


OBJECTS = [{"id": i, "name": f"object number {i}", "tags": ["a", "b", "c"], "score": i * 0.37, "nested": {"on": i % 2 == 0, "x": i}} for i in range(5_000)]
TEXT = json.dumps(OBJECTS)
ROWS = [{"group": i % 97, "amount": (i * 7919) % 1000, "open": i % 3 != 0} for i in range(200_000)]
FLOATS = [float(i) for i in range(N)]
KEYS = [(i * 31) % 1000 for i in range(N)]
LEFT = [[(i * j) % 10 + 0.5 for j in range(SIDE)] for i in range(SIDE)]
ARRAY, KEY_ARRAY, MATRIX = np.array(FLOATS), np.array(KEYS), np.array(LEFT)
BIG = np.random.default_rng(1).random((1_200, 1_200))


def group_objects():
    sums = {}
    for row in ROWS:
        if row["open"]:
            sums[row["group"]] = sums.get(row["group"], 0) + row["amount"]
    return sorted(sums.items(), key=lambda pair: -pair[1])


def vector():
    return sum((1.5 * x + 2) ** 0.5 for x in FLOATS)


def group_sum():
    sums = {}
    for key, x in zip(KEYS, FLOATS):
        sums[key] = sums.get(key, 0.0) + x
    return sums


def matmul():
    columns = list(zip(*LEFT))
    return [[sum(a * b for a, b in zip(row, column)) for column in columns] for row in LEFT]


TASKS = {
    "loop": loop,
    "json encode": lambda: json.dumps(OBJECTS),
    "json encode, native": lambda: orjson.dumps(OBJECTS),
    "json decode": lambda: json.loads(TEXT),
    "json decode, native": lambda: orjson.loads(TEXT),
    "group objects": group_objects,
    "vector": vector,
    "vector, native": lambda: float(np.sqrt(1.5 * ARRAY + 2).sum()),
    "group sum": group_sum,
    "group sum, native": lambda: np.bincount(KEY_ARRAY, weights=ARRAY),
    "matmul": matmul,
    "matmul, native": lambda: MATRIX @ MATRIX,
}


def clock(task, times):
    taken = []
    for _ in range(times):
        start = time.process_time()
        task()
        taken.append((time.process_time() - start) * 1000)
    return median(taken)


def unhindered(task):
    """Seconds the task took this thread, less those it stood in the queue for a core that others had: so a busy machine does
    not look like an interpreter lock."""
    queue = Path("/proc/thread-self/schedstat")
    waited = lambda: int(queue.read_text().split()[1]) / 1e9
    start, waited_before = time.perf_counter(), waited()
    task()
    return time.perf_counter() - start - (waited() - waited_before)


def speed_up(task):
    """Twice the work one after the other, against two threads."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(unhindered, [task, task]))
        alone = unhindered(task) + unhindered(task)
        return alone / max(pool.map(unhindered, [task, task]))


def big_products():
    for _ in range(2):
        BIG @ BIG


if sys.argv[1] == "tasks":
    print(json.dumps({name: clock(task, 1 if name == "matmul" else 5) for name, task in TASKS.items()}))
else:
    print(json.dumps({"loop": speed_up(loop), "matmul, native": speed_up(big_products)}))
