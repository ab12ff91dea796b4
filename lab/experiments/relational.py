"""Asks: what do the ORMs cost on a relational page: a report, an eager list, and the same list loaded lazily?

Method: PostgreSQL with 2 000 customers, 20 000 orders and 60 000 items on the client's core. The report is one statement over
five tables; the eager list is the 50 latest orders with customer, items, products and categories; the naive list is the same
by lazy loading. All stacks must answer the same JSON before anything is measured, and the statements that reach PostgreSQL are
counted from its log. Then one client asks a counted number of times after as many to warm up, and eight closed-loop clients
give the rate of the eager list. CPU of the application and of PostgreSQL are counted apart; the text quotes CPU, since times
suffer from whatever else the machine does.

Does not show: writes, transactions, migrations, an admin, or how easily each stack's users notice the naive form.
"""

from dataclasses import replace

from harness.evidence import Evidence
from harness.laboratory import LOG_STATEMENTS
from harness.rungs import Gunicorn, Node

DJANGO = "Django ORM"
SECONDS = 2.0
# How many requests are counted of each.
PATHS = {"/report": 6, "/eager": 150, "/naive": 5}

RUNGS = [
    Gunicorn(DJANGO, options="-k gthread -w 1 --threads 8"),
    Node("Sequelize", env={"DATA": "sequelize", "DB_POOL": "8"}),
    Node("TypeORM, join", env={"DATA": "typeorm", "DB_POOL": "8"}),
    Node("TypeORM, query strategy", env={"DATA": "typeorm", "DB_POOL": "8", "TYPEORM_STRATEGY": "query"}),
    Node("Knex", env={"DATA": "knex", "DB_POOL": "8"}),
]

COLUMNS = [
    ("report time against Django", "report_ms", DJANGO),
    ("report CPU", "report_cpu", DJANGO),
    ("database's CPU for the report", "report_database_cpu", DJANGO),
    ("eager time", "eager_ms", DJANGO),
    ("eager CPU", "eager_cpu", DJANGO),
    ("database's CPU for the eager list", "eager_database_cpu", DJANGO),
    ("eager rate, 8 clients", "eager_rate", DJANGO),
    ("naive time", "naive_ms", DJANGO),
    ("naive over eager, CPU of both, in the same stack", "naive_over_eager", None),
    ("here report ms", "report_ms", None),
    ("its CPU ms", "report_cpu", None),
    ("eager ms", "eager_ms", None),
    ("its CPU ms", "eager_cpu", None),
    ("naive ms", "naive_ms", None),
]


def run(lab):
    lab.postgres()
    statements = check(lab)

    def measure(rung):
        figures = {}
        with lab.server(rung) as server:
            for path, n_requests in PATHS.items():
                name = path.removeprefix("/")
                alone = lab.one_by_one(server, path, n_requests)
                figures[f"{name}_ms"] = alone["ms"]
                figures[f"{name}_cpu"] = alone["cpu_ms"]
                figures[f"{name}_database_cpu"] = alone["database_cpu_ms"]
            figures["eager_rate"] = lab.load(server, "/eager", 8, SECONDS)["rate"]
        work = lambda name: figures[f"{name}_cpu"] + figures[f"{name}_database_cpu"]
        figures["naive_over_eager"] = work("naive") / work("eager")
        figures["report_app_share"] = figures["report_cpu"] / (figures["report_cpu"] + figures["report_database_cpu"])
        return figures

    rounds = lab.rounds(RUNGS, measure)
    against = lambda rung, figure: rounds.ratio(DJANGO, rung, figure)
    database = lambda rung: rounds.ratio(rung, DJANGO, "eager_database_cpu")
    shares = [rounds.median(rung.name, "report_app_share") for rung in RUNGS]
    slow = {rung.name: rounds.median(rung.name, "naive_over_eager") for rung in RUNGS}
    lazy = sorted({statements[rung.name, "/naive"] for rung in RUNGS})
    return Evidence(
        title="Relational work through Django's ORM, Sequelize, TypeORM and Knex",
        method="the same rows and the same checked JSON in every stack; one client and counted requests, eight clients for the rate; the server on "
        "one core, client and PostgreSQL on the other.",
        says=[
            f"A report of one statement over five tables is the database's work: the application's CPU was {min(shares) * 100:.0f} to "
            f"{max(shares) * 100:.0f} % of the two together; Django's {against('Sequelize', 'report_cpu')} Sequelize's, "
            f"{against('TypeORM, join', 'report_cpu')} TypeORM's, {against('Knex', 'report_cpu')} Knex's.",
            f"An eager list of the 50 latest orders cost Django {against('Sequelize', 'eager_cpu')} Sequelize's CPU, {against('TypeORM, join', 'eager_cpu')} "
            f"TypeORM's by join, {against('TypeORM, query strategy', 'eager_cpu')} TypeORM's by separate queries and "
            f"{against('Knex', 'eager_cpu')} that of Knex, which builds no objects. Against Django's, the database's CPU for it was "
            f"{database('Sequelize')} with Sequelize, {database('TypeORM, join')} with TypeORM's join and "
            f"{database('TypeORM, query strategy')} with its separate queries.",
            f"The same list loaded lazily, {' or '.join(map(str, lazy))} statements in every stack, cost application and database together "
            + ", ".join(f"{short_ratio(ratio)} the eager list in {name}" for name, ratio in slow.items())
            + ": every one of them lets you write it.",
        ],
        limits=["Reads only, one small database in memory on loopback, where a round trip costs least: a network makes the naive form worse."],
        uses="Python django psycopg gunicorn Node.js pg sequelize typeorm knex PostgreSQL",
        rounds=lab.n_rounds,
        table=[
            *(
                f"{rung.name}: statements for the report {statements[rung.name, '/report']}, eager "
                f"{statements[rung.name, '/eager']}, naive {statements[rung.name, '/naive']}"
                for rung in RUNGS
            ),
            *rounds.table(COLUMNS),
        ],
    )


def check(lab):
    """Every stack answers the same JSON; returns the number of statements each needs for it, by stack and path."""
    answers, statements = {}, {}
    for rung in RUNGS:
        with lab.server(replace(rung, env={**rung.env, **LOG_STATEMENTS})) as server:
            for path in PATHS:
                server.get(path)  # the first request may set a connection up
                statements[rung.name, path] = lab.n_statements(lambda: answers.setdefault((rung.name, path), server.get(path)))
                if answers[rung.name, path] != answers[DJANGO, path]:
                    raise SystemExit(f"{rung.name} answers {path} otherwise than {DJANGO}")
    return statements


def short_ratio(ratio):
    return f"{ratio:.0f}x" if ratio >= 10 else f"{ratio:.1f}x"
