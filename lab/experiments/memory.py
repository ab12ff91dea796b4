"""Asks: how much memory does a worker of each kind hold, and how much of it is shared?

Method: RSS of each process when it has come to rest after the first answer, then after two seconds of 32 closed-loop clients; PSS of the tree,
in which a page shared by n processes counts 1/n in each. Small applications: an empty site, an empty server.

Does not show: what an application's own imports and caches add, which is most of a production worker in either language.
"""

import time

from harness import process
from harness.evidence import Evidence
from harness.rungs import Daphne, Gunicorn, Node, Uvicorn

BASE = "Node http"
FIVE, PRELOADED = "gunicorn sync x 5", "gunicorn sync x 5, preloaded"
THREADS, CLUSTER = "gunicorn gthread 1 x 20", "Node cluster of 5"

RUNGS = [
    Gunicorn("gunicorn sync x 1", options="-k sync -w 1"),
    Gunicorn(FIVE, options="-k sync -w 5"),
    Gunicorn(PRELOADED, options="-k sync -w 5 --preload"),
    Gunicorn(THREADS, options="-k gthread -w 1 --threads 20"),
    Uvicorn("uvicorn x 1"),
    Daphne("daphne"),
    Node(BASE),
    Node("Node Fastify", script="fastify.js"),
    Node("Node Express", script="express.js"),
    Node("Node http with Knex", env={"DATA": "knex"}),
    Node("Node http with Sequelize", env={"DATA": "sequelize"}),
    Node("Node http with TypeORM", env={"DATA": "typeorm"}),
    Node(CLUSTER, env={"CLUSTER": "5"}),
    Node("Node http with 4 worker threads", env={"THREADS": "4"}),
]


def run(lab):
    lab.postgres()

    def measure(rung):
        with lab.server(rung) as server:
            time.sleep(0.5)
            idle = process.rss_each_mb(server.child.pid)
            lab.load(server, rung.path, 32, 2.0, warm=0.2)
            warm = process.rss_each_mb(server.child.pid)
            return {"idle_mb": max(idle), "warm_mb": max(warm), "pss_mb": process.pss_mb(server.child.pid), "processes": len(warm)}

    rounds = lab.rounds(RUNGS, measure)
    against = lambda rung, base, figure: rounds.ratio(rung, base, figure)
    return Evidence(
        title="Memory of a worker, small applications",
        method="largest RSS of a process at rest after the first answer and after a two-second burst; PSS of the whole tree after it.",
        says=[
            f"One warm Django worker held {against('gunicorn sync x 1', BASE, 'warm_mb')} the RSS of a warm Node http process, a "
            f"threaded one {against(THREADS, BASE, 'warm_mb')}, uvicorn {against('uvicorn x 1', BASE, 'warm_mb')}; Express held "
            f"{against('Node Express', BASE, 'warm_mb')}.",
            f"Five sync workers held {against(FIVE, 'gunicorn sync x 1', 'pss_mb')} the memory (PSS, with the master) of one, preloaded "
            f"{against(PRELOADED, 'gunicorn sync x 1', 'pss_mb')}; a Node cluster of five held {against(CLUSTER, BASE, 'pss_mb')} that of one.",
            f"Twenty threads in one process held {against(THREADS, PRELOADED, 'pss_mb')} the memory of five preloaded workers.",
        ],
        limits=[
            "Small applications; production workers of either kind are several times larger by their own imports and data.",
            "Node's heap grows with load until it is collected, so its warm figure depends on the burst.",
        ],
        uses="Python django gunicorn uvicorn daphne Node.js fastify express sequelize typeorm knex",
        rounds=lab.n_rounds,
        table=rounds.table(
            [
                (f"warm RSS against {BASE}", "warm_mb", BASE),
                (f"tree's PSS against {BASE}", "pss_mb", BASE),
                ("here idle RSS MB, largest process", "idle_mb", None),
                ("warm RSS MB", "warm_mb", None),
                ("tree's PSS MB", "pss_mb", None),
                ("processes", "processes", None),
            ]
        ),
    )
