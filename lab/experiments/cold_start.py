"""Asks: how long from starting the command to the first answer?

Method: the server is started on its core and asked every few milliseconds over fresh connections until it answers 200; files
are in the disk cache. CPU until then is counted as well, and quoted first, since it suffers less from a busy machine. Five
rounds at least.

Does not show: a container's start, a cold disk, migrations, or what an application's own imports take.
"""

import time

from harness import process
from harness.evidence import Evidence
from harness.rungs import Gunicorn, Node, Uvicorn

BASE = "Node http"
RUNGS = [
    Node(BASE),
    Node("Node Express", script="express.js"),
    Node("Node Fastify", script="fastify.js"),
    Node("Node with TypeORM, first row", "/row", env={"DATA": "typeorm"}),
    Node("Node with Sequelize, first row", "/row", env={"DATA": "sequelize"}),
    Gunicorn("Django gunicorn", options="-k sync -w 1"),
    Uvicorn("Django uvicorn"),
    Gunicorn("Django gunicorn, first row", "/row", options="-k sync -w 1"),
]


def run(lab):
    lab.postgres()

    def measure(rung):
        start = time.monotonic()
        with lab.server(rung, ready=rung.path, settled=False) as server:
            return {"ms": (time.monotonic() - start) * 1000, "cpu_ms": process.living_threads_cpu(server.child.pid) * 1000}

    n_rounds = max(5, lab.n_rounds)
    rounds = lab.rounds(RUNGS, measure, n_rounds)
    against = lambda rung, base=BASE: rounds.ratio(rung, base, "cpu_ms")
    time_of = lambda rung, base=BASE: rounds.ratio(rung, base, "ms")
    return Evidence(
        title="From starting the command to the first answer",
        method="small applications, warm disk cache, one core, polled until the first 200.",
        says=[
            f"CPU until the first answer, against a bare Node http server: Express {against('Node Express')}, Fastify "
            f"{against('Node Fastify')}, Django under gunicorn {against('Django gunicorn')} and under uvicorn {against('Django uvicorn')}; "
            f"time: {time_of('Node Express')}, {time_of('Node Fastify')}, {time_of('Django gunicorn')} and {time_of('Django uvicorn')}.",
            f"To the first row, Django used {against('Django gunicorn, first row', 'Node with Sequelize, first row')} the CPU of Node with "
            f"Sequelize and {against('Django gunicorn, first row', 'Node with TypeORM, first row')} that of Node with TypeORM.",
        ],
        limits=["Small applications; an application's own imports soon outweigh the runtime's. No container, no cold disk."],
        uses="Python django gunicorn uvicorn Node.js fastify express sequelize typeorm PostgreSQL",
        rounds=n_rounds,
        table=rounds.table([(f"time against {BASE}", "ms", BASE), ("CPU", "cpu_ms", BASE), ("ms here", "ms", None), ("its CPU ms", "cpu_ms", None)]),
    )
