"""Asks: how much processor does one small request cost the server?

Method: 32 closed-loop clients with keep-alive against a fixed JSON answer and against a read of one row by primary key
through each ORM; CPU of the server's whole process tree over the window, divided by the answers. CPU is counted, not wall
time, so a busy machine disturbs it less than a rate. The generator's own cap is measured against a server that does nothing.

Does not show: what an application adds on top, TLS, templates, authentication. Rates of the fastest rungs are capped by the
client's core, their CPU per request is not.
"""

from harness.evidence import Evidence
from harness.figures import short
from harness.rungs import Gunicorn, Node, Uvicorn

CLIENTS = 32
SECONDS = 2.5
HELLO = "Django gthread 1 x 4, hello"
ROW = "Django gthread 1 x 8, one row"

HELLO_RUNGS = [
    Gunicorn(HELLO, "/hello", options="-k gthread -w 1 --threads 4"),
    Gunicorn("Django sync, 2 workers, hello", "/hello", options="-k sync -w 2"),
    Uvicorn("Django async hello, startproject middleware", "/async-hello"),
    Uvicorn("Django async hello, no middleware", "/async-hello", env={"MIDDLEWARE": "none"}),
    Node("Node http, hello", "/hello"),
    Node("Node Fastify, hello", "/hello", script="fastify.js"),
    Node("Node Express, hello", "/hello", script="express.js"),
]
ROW_RUNGS = [
    Gunicorn(ROW, "/row", options="-k gthread -w 1 --threads 8"),
    Uvicorn("Django async aget, pool 8", "/async-row", env={"DB_POOL": "8"}),
    Node("Node Sequelize, one row", "/row", env={"DATA": "sequelize", "DB_POOL": "8"}),
    Node("Node TypeORM, one row", "/row", env={"DATA": "typeorm", "DB_POOL": "8"}),
    Node("Node Knex, one row", "/row", env={"DATA": "knex", "DB_POOL": "8"}),
]


def run(lab):
    lab.postgres()
    cap = lab.generator_cap()

    def measure(rung):
        with lab.server(rung) as server:
            return lab.load(server, rung.path, CLIENTS, SECONDS)

    rounds = lab.rounds(HELLO_RUNGS + ROW_RUNGS, measure)
    cost = lambda rung, base: rounds.ratio(rung, base, "cpu_ms")
    hello = lambda rung: cost(HELLO, rung)
    row = lambda rung: cost(ROW, rung)
    return Evidence(
        title="Processor time of one small request",
        method=f"{CLIENTS} closed-loop keep-alive clients, {SECONDS} s windows, CPU of the server's process tree per answer.",
        says=[
            f"A fixed JSON answer cost Django on threads {hello('Node http, hello')} the CPU of Node's http server, "
            f"{hello('Node Fastify, hello')} that of Fastify and {hello('Node Express, hello')} that of Express.",
            f"Reading one row by key through the ORM cost Django {row('Node Sequelize, one row')} the CPU of Sequelize, "
            f"{row('Node TypeORM, one row')} that of TypeORM and {row('Node Knex, one row')} that of Knex.",
            "The same Django answer from an async view cost "
            f"{cost('Django async hello, startproject middleware', HELLO)} the CPU of threads with startproject's middleware and "
            f"{cost('Django async hello, no middleware', HELLO)} without any; an async row read {cost('Django async aget, pool 8', ROW)}.",
        ],
        limits=["Small requests only: what an application does itself comes on top in both.", "One core; no TLS, no proxy.", rounds.starved()],
        uses="Python django psycopg gunicorn uvicorn uvloop Node.js fastify express pg sequelize typeorm knex PostgreSQL",
        rounds=lab.n_rounds,
        table=[
            f"generator's cap against a server that does nothing: {short(cap)} requests/s",
            *rounds.table(
                [
                    (f"CPU against {HELLO}", "cpu_ms", HELLO),
                    ("CPU ms per request here", "cpu_ms", None),
                    ("requests/s here", "rate", None),
                    ("client's share of its core", "client_share", None),
                    ("share of its running time the server queued for its core", "queued_share", None),
                    ("failed", "failed", None),
                ]
            ),
        ],
    )
