"""A load that is known: an open loop over HTTP on loopback that keeps when each request began and ended."""

import asyncio
import random
import time

RATE = 15
BUSY = 40


async def ask(port, path, kept):
    began = time.time()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        answer = await reader.read()
        writer.close()
        if b" 200 " in answer[:20]:
            kept.append((began, time.time()))
    except OSError as error:
        print(f"port {port}: {error}")


async def keep_asking(port, minutes, kept, seed):
    """From the next full minute on, the second minute busier than the others."""
    draw = random.Random(seed)
    start = (int(time.time()) // 60 + 1) * 60 + 0.5
    at, under_way = start, []
    while at < start + minutes * 60 - 1:
        await asyncio.sleep(max(0.0, at - time.time()))
        wait = draw.choice([20, 40, 80, 80, 160, 400])
        under_way.append(asyncio.create_task(ask(port, f"/wait/{wait}", kept)))
        busy = 60 <= at - start < 119
        at += draw.expovariate(BUSY if busy else RATE)
    await asyncio.gather(*under_way)


def run(ports, minutes):
    """Asks all servers at once; gives for each when its requests began and ended."""
    kept = {name: [] for name in ports}

    async def all_of_them():
        await asyncio.gather(*(keep_asking(port, minutes, kept[name], n) for n, (name, port) in enumerate(ports.items())))

    asyncio.run(all_of_them())
    return kept


def truth(requests):
    """What the load was: the busiest minute, the times, and the most in flight at once."""
    minutes = {}
    for began, _ in requests:
        minutes[int(began) // 60] = minutes.get(int(began) // 60, 0) + 1
    times = sorted((ended - began) * 1000 for began, ended in requests)
    events = sorted([(began, 1) for began, _ in requests] + [(ended, -1) for _, ended in requests])
    now = most = 0
    for _, change in events:
        now += change
        most = max(most, now)
    return {
        "rate": max(minutes.values()) / 60,
        "median": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "in-flight": most,
    }
