"""Counts the hops to another thread that one request through Django's ASGI handler costs, in process, without a server.

Prints one JSON object: the view asked, the hops, and what was called on the other side of each.
"""

import asyncio
import collections
import json
import sys

from asgiref.sync import SyncToAsync

import site_under_test

calls = collections.Counter()
original = SyncToAsync.__call__


async def counted(self, *args, **kwargs):
    function = getattr(self.func, "func", self.func)
    calls[getattr(function, "__qualname__", repr(function))] += 1
    return await original(self, *args, **kwargs)


SyncToAsync.__call__ = counted


async def ask(path):
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    body, status = [{"type": "http.request", "body": b"", "more_body": False}], []

    async def receive():
        if body:
            return body.pop()
        await asyncio.Event().wait()

    async def send(message):
        if message["type"] == "http.response.start":
            status.append(message["status"])

    await site_under_test.asgi(scope, receive, send)
    assert status == [200], status


async def main():
    await ask(sys.argv[1])  # the first request pays for loading the URL configuration
    calls.clear()
    await ask(sys.argv[1])
    print(json.dumps({"path": sys.argv[1], "hops": calls.total(), "calls": calls}))


asyncio.run(main())
