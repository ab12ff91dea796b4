"""Asks: while one request computes for a fifth of a second, and another follows at once, what happens to everybody else?

Method: an open loop asks a trivial page 50 times a second over fresh connections, first alone, then while one client keeps a
CPU-bound request in flight. The work is a loop calibrated to 200 ms in each language. Server, clients: both cores.

Does not show: a service time: the heavy client re-sends at once, so a blocked loop never recovers: read seconds as collapse.
For the same algorithm plain Python reaches 200 ms much sooner than Node (compute).
"""

import json
import time

from harness.evidence import Evidence
from harness.rungs import Gunicorn, Node, Uvicorn

BOTH_CORES = "0,1"
RATE = 50
SECONDS = 4
TARGET_S = 0.2

PYTHON_TRIAL = """
import os, time
os.environ["HEAVY_N"] = "2000000"
from site_under_test import heavy_work
start = time.perf_counter(); heavy_work(); print(time.perf_counter() - start)
"""
NODE_TRIAL = """
process.env.HEAVY_N = '20000000';
const { heavy } = require('./work'); heavy();
const start = performance.now(); heavy(); console.log((performance.now() - start) / 1000);
"""


def rungs(python_n, node_n):
    python, node = {"HEAVY_N": str(python_n)}, {"HEAVY_N": str(node_n)}
    async_paths = "/async-hello /async-heavy"
    return [
        Node("Node, one process", "/hello /heavy", env=node, cores=BOTH_CORES),
        Node("Node, two worker threads", "/hello /heavy", env={**node, "HEAVY": "worker"}, cores=BOTH_CORES),
        Node("Node cluster of 2", "/hello /heavy", env={**node, "CLUSTER": "2"}, cores=BOTH_CORES),
        Gunicorn("Django sync, 3 workers", "/hello /heavy", env=python, options="-k sync -w 3", cores=BOTH_CORES),
        Gunicorn("Django gthread 1 x 8", "/hello /heavy", env=python, options="-k gthread -w 1 --threads 8", cores=BOTH_CORES),
        Gunicorn("Django gthread 2 x 4", "/hello /heavy", env=python, options="-k gthread -w 2 --threads 4", cores=BOTH_CORES),
        Uvicorn("Django async view, 1 process", async_paths, env=python, cores=BOTH_CORES),
        Uvicorn("Django sync view under ASGI, 1 process", "/hello /heavy", env=python, cores=BOTH_CORES),
        Uvicorn("Django async view, 2 processes", async_paths, env=python, options="--workers 2", cores=BOTH_CORES),
    ]


def run(lab):
    python_s = float(lab.output(lab.python, "-c", PYTHON_TRIAL, cwd=lab.root / "apps" / "python"))
    node_s = float(lab.output(lab.node, "-e", NODE_TRIAL, cwd=lab.root / "apps" / "node"))

    def measure(rung):
        light, heavy = rung.path.split()
        with lab.server(rung) as server:
            idle = probe(lab, server, light)
            hog = lab.client(["http", str(server.port), heavy, "1", "0", str(SECONDS + 20)])
            time.sleep(0.5)
            loaded = probe(lab, server, light)
            hog.kill()
            hog.wait()
            hog.stdout.close()
        return {
            "idle_p50": idle["p50"],
            "p50": loaded["p50"],
            "p95": loaded["p95"],
            "p99": loaded["p99"],
            "unanswered": loaded["failed"],
            "slower": loaded["p50"] / idle["p50"],
            "slower_p99": loaded["p99"] / idle["p99"],
        }

    rounds = lab.rounds(rungs(int(2e6 * TARGET_S / python_s), int(2e7 * TARGET_S / node_s)), measure)
    slower = lambda rung, figure="slower": rounds.spread(rung, figure)
    spans = lambda rung: f"{rounds.median(rung, 'p50') / (TARGET_S * 1000):.1f}"
    return Evidence(
        title="One CPU-bound request always in flight: the latency of everybody else",
        method=f"open loop, {RATE} requests/s over fresh connections for {SECONDS} s, beside one closed-loop client of a 200 ms "
        "computation; two cores for all; latency against the same server's when nothing computes.",
        says=[
            f"Beside a computation that never pauses, the median of the others waited {spans('Node, one process')} times the "
            f"computation's own length in a single Node process and {spans('Django async view, 1 process')} times in a single process "
            "of async Django views: a blocked event loop is a blocked event loop in either language.",
            f"With worker threads Node's median rose {slower('Node, two worker threads')}; with three sync Django workers "
            f"{slower('Django sync, 3 workers')}; in one Django process with eight threads, which share the interpreter lock, "
            f"{slower('Django gthread 1 x 8')}, in two with four each {slower('Django gthread 2 x 4')}.",
            f"A second process protects the median but not the tail: a Node cluster of two rose {slower('Node cluster of 2')} at the "
            f"median and {slower('Node cluster of 2', 'slower_p99')} at p99.",
        ],
        limits=[
            "The heavy client re-sends at once, so one loop is saturated: these are signs of collapse, not service times.",
            "The work was calibrated to 200 ms in each language, not to the same algorithm; two cores shared with the client.",
        ],
        uses="Python django gunicorn uvicorn Node.js",
        rounds=lab.n_rounds,
        table=rounds.table(
            [
                ("median against idle", "slower", None),
                ("p99 against idle", "slower_p99", None),
                ("here p50 ms idle", "idle_p50", None),
                ("p50 ms", "p50", None),
                ("p95 ms", "p95", None),
                ("p99 ms", "p99", None),
                ("unanswered", "unanswered", None),
            ]
        ),
    )


def probe(lab, server, path):
    client = lab.client(["open", str(server.port), path, str(RATE), str(SECONDS)])
    figures = json.loads(client.stdout.readline())
    client.stdout.close()
    client.wait()
    return figures
