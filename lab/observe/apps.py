"""A server that waits as long as its path says: `/wait/80` answers after 80 ms. By itself, as WSGI and as ASGI."""

import asyncio
import sys
import time


def milliseconds(path):
    last = path.rsplit("/", 1)[-1]
    return min(int(last), 2000) / 1000 if last.isdigit() else 0.0


def wsgi(environ, start_response):
    time.sleep(milliseconds(environ["PATH_INFO"]))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
    return [b"ok\n"]


async def asgi(scope, receive, send):
    if scope["type"] != "http":
        return
    await asyncio.sleep(milliseconds(scope["path"]))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]})
    await send({"type": "http.response.body", "body": b"ok\n"})


async def answer(reader, writer):
    while head := await reader.readline():
        while (await reader.readline()).strip():
            pass
        await asyncio.sleep(milliseconds(head.split()[1].decode()))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
        await writer.drain()
    writer.close()


async def serve(port):
    async with await asyncio.start_server(answer, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
