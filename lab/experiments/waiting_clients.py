"""Asks: when every request waits 100 ms for something slow, how many can one core keep waiting?

Method: 1 000 closed-loop clients with keep-alive against a handler that sleeps 100 ms; the ideal is 10 000 requests/s. One
server process tree on core 0, client on core 1, short windows, the rungs interleaved round by round.

Does not show: waits inside a database (pool-ceiling), more than one core, TLS, proxies. Latency of clients that all wait is
queueing time, so only rates are quoted. Where the server has its core to itself the fastest rungs are bounded by the 100 ms.
"""

from harness.evidence import Evidence
from harness.rungs import Gunicorn, Node, Uvicorn

CLIENTS = 1_000
# Warm-up and window. Under ASGI a thousand clients come round only every several seconds, so the window must be longer.
QUICK_S = (1.5, 3.0)
SLOW_S = (4.0, 8.0)
WAIT_S = 0.1
BASE = "Django gthread 1 x 100"

RUNGS = [
    Gunicorn("Django sync, 3 workers", "/wait", options="-k sync -w 3"),
    Gunicorn("Django gthread 3 x 4", "/wait", options="-k gthread -w 3 --threads 4"),
    Gunicorn(BASE, "/wait", options="-k gthread -w 1 --threads 100"),
    Gunicorn("Django gthread 1 x 1000", "/wait", options="-k gthread -w 1 --threads 1000"),
    Gunicorn("Django gevent, 1 worker", "/wait", options="-k gevent -w 1"),
    Uvicorn("Django async view, startproject middleware", "/async-wait"),
    Uvicorn("Django async view, no middleware", "/async-wait", env={"MIDDLEWARE": "none"}),
    Uvicorn("Django async view, one sync-only middleware", "/async-wait", env={"MIDDLEWARE": "plus-sync"}),
    Uvicorn("Django sync view under ASGI", "/wait"),
    Node("Node http", "/wait"),
    Node("Node Fastify", "/wait", script="fastify.js"),
    Node("Node Express", "/wait", script="express.js"),
]


def run(lab):
    def measure(rung):
        with lab.server(rung) as server:
            warm, seconds = SLOW_S if isinstance(rung, Uvicorn) else QUICK_S
            return lab.load(server, rung.path, CLIENTS, seconds, warm)

    rounds = lab.rounds(RUNGS, measure)
    rate = lambda rung, base=BASE: rounds.ratio(rung, base, "rate")
    cost = lambda rung: rounds.ratio(BASE, rung, "cpu_ms")
    share = lambda rung, n_waiting: f"{rounds.median(rung, 'rate') / (n_waiting / WAIT_S) * 100:.0f} %"
    return Evidence(
        title="A thousand clients whose request waits 100 ms, one core",
        method=f"{CLIENTS} closed-loop keep-alive clients, windows of {QUICK_S[1]:.0f} s ({SLOW_S[1]:.0f} s under ASGI), server on one core, client on another.",
        says=[
            f"Against Django with 100 threads in one process, Node's http server answered {rate('Node http')} as many requests, "
            f"Fastify {rate('Node Fastify')} and Express {rate('Node Express')}; gevent {rate('Django gevent, 1 worker')}.",
            f"Per request, the threads used {cost('Node http')} the CPU of Node http and {cost('Node Express')} that of Express.",
            "Workers and threads reach workers / wait at most, and less where CPU runs short: of that rate 3 sync workers reached "
            f"{share('Django sync, 3 workers', 3)}, 3 x 4 threads {share('Django gthread 3 x 4', 12)} and 1 x 100 threads "
            f"{share(BASE, 100)}; Node http reached {share('Node http', CLIENTS)} of what 1 000 clients can ask for.",
            "An async Django view is no cure by itself: with startproject's middleware "
            f"{rate('Django async view, startproject middleware')} of the 100 threads' rate, without any middleware "
            f"{rate('Django async view, no middleware')}, with one sync-only middleware "
            f"{rate('Django async view, one sync-only middleware')}.",
        ],
        limits=[
            "One handler that only waits, one core, loopback, no TLS or proxy.",
            "Rates compare what each server made of the CPU it got; Node's are bounded by the 100 ms as well.",
            rounds.starved(),
        ],
        uses="Python django gunicorn gevent uvicorn uvloop Node.js fastify express",
        rounds=lab.n_rounds,
        table=rounds.table(
            [
                (f"rate against {BASE}", "rate", BASE),
                ("CPU per request", "cpu_ms", BASE),
                ("server's share of its core", "cpu_share", None),
                ("client's share", "client_share", None),
                ("threads at most", "threads", None),
                ("RSS MB at most", "rss_mb", None),
                ("requests/s here", "rate", None),
                ("share of its running time the server queued for its core", "queued_share", None),
                ("failed", "failed", None),
            ]
        ),
    )
