"""Asks: how many times does one request to an async Django view change threads, and what for?

Method: Django's ASGI handler is called in process, without a server; every call of `sync_to_async` is counted during the
second request. A count, not a timing: the same on every machine.

Does not show: what a hop costs (waiting-clients and cpu-per-request show the sum), or any third-party middleware.
"""

import json

from harness.evidence import Evidence

STACKS = {"the seven middlewares of startproject": "default", "no middleware": "none", "one sync-only middleware": "plus-sync"}


def run(lab):
    hops, table = {}, []
    for name, middleware in STACKS.items():
        for path in ["/async-hello", "/hello"]:
            counted = json.loads(
                lab.output(lab.python, "hops.py", path, env={"MIDDLEWARE": middleware}, cwd=lab.root / "apps" / "python")
            )
            hops[middleware, path] = counted["hops"]
            view = "async view" if path == "/async-hello" else "sync view"
            table.append(f"{view}, {name}: {counted['hops']} hops: {', '.join(sorted(counted['calls']))}")
    return Evidence(
        title="Thread hops of one request to an async Django view",
        method="calls of sync_to_async counted in one request through Django's ASGI handler, in process.",
        says=[
            f"With the middleware that startproject writes, one request to an async view hops to another thread "
            f"{hops['default', '/async-hello']} times; without middleware {hops['none', '/async-hello']} times; "
            f"with a single sync-only middleware {hops['plus-sync', '/async-hello']} times, and the view then runs "
            "below a thread that waits for it.",
            f"A sync view adds one to each ({hops['default', '/hello']}, {hops['none', '/hello']}, {hops['plus-sync', '/hello']}).",
        ],
        limits=["A count for one version of Django, not a cost; third-party middleware, signals and the ORM add their own hops."],
        uses="Python django asgiref",
        rounds=0,
        table=table,
    )
