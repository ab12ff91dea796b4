"""Asks: what does one unit of work cost each process model, in microseconds of processor, in the form the rule base takes?

Method: as cpu-per-request, but the plain figures are what is asked for: the lowest, the median and the highest of the rounds, for a
fixed answer and for one row through an ORM in Django on threads, asynchronous Python and Node.js; for tasks that do nothing,
the worker's CPU from the first to the last. Each becomes a `[[unit-cost]]` below the evidence, to be widened by whoever puts it into a rule base.

Does not show: an application's own work, which comes on top in all of them.
"""

import re
import subprocess
import time
from statistics import median

from harness import process
from harness.evidence import Evidence
from harness.figures import short
from harness.rungs import Gunicorn, Node, Uvicorn

CLIENTS = 32
SECONDS = 2.0
N_TASKS = 3_000
RUNGS = [
    Gunicorn("Django threads, fixed answer", "/hello", options="-k gthread -w 1 --threads 8"),
    Gunicorn("Django threads, one row", "/row", options="-k gthread -w 1 --threads 8"),
    Uvicorn("FastAPI, fixed answer", "/hello", application="small_async:app"),
    Uvicorn("FastAPI with SQLAlchemy, one row", "/row", application="small_async:app", env={"DB_POOL": "8"}),
    Node("Fastify, fixed answer", "/hello", script="fastify.js"),
    Node("Node TypeORM, one row", "/row", env={"DATA": "typeorm", "DB_POOL": "8"}),
    Node("Node Knex, one row", "/row", env={"DATA": "knex", "DB_POOL": "8"}),
]
CELERY = "Celery, one task that does nothing"


def run(lab):
    lab.postgres()

    def measure(rung):
        with lab.server(rung) as server:
            return lab.load(server, rung.path, CLIENTS, SECONDS)

    rounds = lab.rounds(RUNGS, measure)
    costs = {rung.name: [figures["cpu_ms"] * 1000 for figures in rounds.by_rung[rung.name]] for rung in RUNGS}
    costs[CELERY] = [task_cost(lab) for _ in range(lab.n_rounds)]
    memory = {rung.name: max(figures["rss_mb"] for figures in rounds.by_rung[rung.name]) for rung in RUNGS}
    return Evidence(
        title="What one request and one task cost, in microseconds of processor",
        method=f"{CLIENTS} closed-loop keep-alive clients, {SECONDS} s windows, CPU of the server's process tree per answer; {N_TASKS} tasks that do "
        "nothing through a Redis broker, CPU of the worker per task.",
        says=[f"{name}: {said(values)} µs." for name, values in costs.items()]
        + ["Resident memory at most: " + ", ".join(f"{name} {short(mb)} MB" for name, mb in memory.items()) + "."],
        limits=["An application's own work comes on top in all of them.", "One core; no TLS, no proxy.", rounds.starved()],
        uses="Python django psycopg gunicorn uvicorn uvloop fastapi sqlalchemy asyncpg celery Node.js fastify pg typeorm knex PostgreSQL Redis",
        rounds=lab.n_rounds,
        table=[],
        unit_costs={name: ("cores", [round(value) for value in in_order(values)]) for name, values in costs.items()},
    )


def in_order(values):
    return [min(values), median(values), max(values)]


def said(values):
    low, middle, high = in_order(values)
    return f"{middle:.0f} ({low:.0f} to {high:.0f})"


def task_cost(lab):
    """CPU of one worker for one task: N of them are in the queue before it is told to take them."""
    lab.redis()
    env = {"REDIS_PORT": str(lab.redis_port)}
    lab.output(lab.python, "tasks.py", str(N_TASKS), env=env, cwd=lab.root / "apps" / "python", cores="1")
    command = [lab.python, "-m", "celery", "-A", "tasks", "worker", "--pool=solo", "--loglevel=warning", "--without-gossip", "--without-mingle"]
    worker = lab.spawn(command, "0", "worker", env=env, cwd=lab.root / "apps" / "python")
    done = lambda: int(redis(lab, "get", "done") or 0)
    wait_until(lambda: done() >= N_TASKS // 10)
    before, first = process.living_threads_cpu(worker.pid), done()
    wait_until(lambda: done() >= N_TASKS * 9 // 10)
    after, last = process.living_threads_cpu(worker.pid), done()
    worker.terminate()
    worker.wait()
    lab.running.remove(worker)
    redis(lab, "flushall")
    return (after - before) * 1e6 / (last - first)


def redis(lab, *words):
    out = subprocess.run(["redis-cli", "-p", str(lab.redis_port), *words], check=True, capture_output=True, text=True).stdout
    return re.sub(r"\D", "", out)


def wait_until(holds, patience=120):
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit("the worker does not get through its tasks; see worker.log in .work")
        time.sleep(0.05)
