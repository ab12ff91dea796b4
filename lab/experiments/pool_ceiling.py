"""Asks: when the wait is inside one's own database, does the runtime matter?

Method: 1 000 closed-loop clients against a handler that runs `pg_sleep(0.1)`; the ceiling is connections / 0.1 s whatever
the server. Rates are given as shares of that ceiling.

Does not show: a database that is slow because it is busy, or PgBouncer between the two.
"""

from harness.evidence import Evidence
from harness.rungs import Gunicorn, Node, Uvicorn

CLIENTS = 1_000
# Warm-up and window; the async view comes round only every several seconds.
QUICK_S = (2.0, 4.0)
SLOW_S = (4.0, 8.0)
WAIT_S = 0.1

# Each rung with its number of connections.
RUNGS = {
    "Django gthread 1 x 50, 50 connections": (50, Gunicorn("", "/db-wait", options="-k gthread -w 1 --threads 50")),
    "Node pg, 50 connections": (50, Node("", "/db-wait", env={"DATA": "pg", "DB_POOL": "50"})),
    "Node pg, library default of 10": (10, Node("", "/db-wait", env={"DATA": "pg"})),
    "Django async view, pool of 50": (50, Uvicorn("", "/async-db-wait", env={"DB_POOL": "50"})),
}


def run(lab):
    lab.postgres()
    for name, (_, rung) in RUNGS.items():
        rung.name = name

    def measure(rung):
        warm, seconds = SLOW_S if isinstance(rung, Uvicorn) else QUICK_S
        with lab.server(rung) as server:
            figures = lab.load(server, rung.path, CLIENTS, seconds, warm)
        connections = RUNGS[rung.name][0]
        return {**figures, "of_ceiling": figures["rate"] / (connections / WAIT_S)}

    rounds = lab.rounds([rung for _, rung in RUNGS.values()], measure)
    share = lambda name: f"{rounds.median(name, 'of_ceiling') * 100:.0f} %"
    core = lambda name: f"{rounds.median(name, 'cpu_share') * 100:.0f} %"
    threads, node, default, asynchronous = RUNGS
    return Evidence(
        title="A thousand clients waiting inside the database: the connection pool is the ceiling",
        method=f"{CLIENTS} closed-loop clients, pg_sleep(0.1), windows of {QUICK_S[1]:.0f} s (async: {SLOW_S[1]:.0f} s); ceiling = connections / 0.1 s.",
        says=[
            f"The ceiling is connections / wait for everybody: with 50 Django on 50 threads reached {share(threads)} of it on "
            f"{core(threads)} of a core and Node with a pool of 50 {share(node)} on {core(node)}; what is missing is CPU.",
            f"Node with the pg library's default of 10 connections reached {share(default)} of its own ceiling, that is "
            f"{rounds.ratio(default, threads, 'rate')} of Django's rate with 50.",
            f"An async Django view with a pool of 50 reached {share(asynchronous)} on {core(asynchronous)} of a core, held back by its own CPU.",
        ],
        limits=["The wait is a sleep, so the database itself is idle; one core for the server.", rounds.starved()],
        uses="Python django psycopg gunicorn uvicorn Node.js pg PostgreSQL",
        rounds=lab.n_rounds,
        table=rounds.table(
            [
                ("share of the ceiling", "of_ceiling", None),
                (f"rate against {threads}", "rate", threads),
                ("server's share of its core", "cpu_share", None),
                ("share of its running time the server queued for its core", "queued_share", None),
                ("failed", "failed", None),
            ]
        ),
    )
