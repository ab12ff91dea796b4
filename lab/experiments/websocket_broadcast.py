"""Asks: what does it cost to tell every open WebSocket the same thing?

Method: one server process on core 0; the client opens N sockets in bursts of a thousand, rests a second (for a thousand on the
Redis core layer fifteen, which brings out what its defaults do), and one socket asks for a broadcast of 107 bytes that every
socket must receive, some times to warm up and some times measured. Redis runs on the client's core, and its CPU is not
counted. Memory is read after the rest. A broadcast is given up after fifteen seconds.

Does not show: several processes, TLS, compression, reconnect storms, inbound load, slow receivers.
"""

import json
import subprocess
import time
from statistics import median

from harness.evidence import Evidence
from harness.rungs import Daphne, Node, Uvicorn

LIMIT_S = 15
# Longer than the five seconds after which redis-py gives a blocking read up.
QUIET_S = 15.0
QUIET_SOCKETS = 1_000
# Warm-up and measured broadcasts by number of sockets: few deliveries need more rounds to be counted at all.
BROADCASTS = {1_000: (3, 5), 5_000: (1, 2), 10_000: (1, 1)}
CHANNELS = "sockets:application"
NO_PINGS = {Uvicorn: "--ws-ping-interval 600 --ws-ping-timeout 600", Daphne: "--ping-interval 600"}

# Name, number of sockets asked for, and how to start it given the port of Redis.
WAYS = {
    "Node ws": ([1_000, 5_000, 10_000], lambda redis: Node("", script="sockets.js")),
    "Node ws by way of Redis": ([1_000], lambda redis: Node("", script="sockets.js", env={"REDIS_PORT": redis})),
    "Channels, consumers write themselves": ([1_000, 5_000, 10_000], lambda redis: channels(Uvicorn, "direct", redis)),
    "Channels, Redis pub/sub layer": ([1_000, 5_000], lambda redis: channels(Uvicorn, "pubsub", redis)),
    "Channels, Redis pub/sub layer, daphne": ([1_000], lambda redis: channels(Daphne, "pubsub", redis)),
    "Channels, Redis core layer, limits raised": ([1_000, 5_000], lambda redis: channels(Uvicorn, "core", redis)),
    "Channels, Redis core layer, defaults": ([1_000], lambda redis: channels(Uvicorn, "core-default", redis)),
    "Channels, in-memory layer": ([1_000, 5_000], lambda redis: channels(Uvicorn, "memory", redis)),
}


def channels(server, layer, redis):
    """Keep-alive pings are put off beyond the measurement: ws sends none, and the generator does not answer them."""
    return server("", application=CHANNELS, env={"LAYER": layer, "REDIS_PORT": redis}, options=NO_PINGS[server])


def broadcast(lab, rung, n_sockets):
    with lab.server(rung, ready=None) as server:
        time.sleep(0.5)
        empty = server.usage().rss_mb
        warm, measured = BROADCASTS[n_sockets]
        words = ["ws", str(server.port), "/ws", str(n_sockets), str(warm + measured), str(LIMIT_S)]
        client = lab.client(words, stdin=subprocess.PIPE)
        n_open = int(client.stdout.readline().split()[1])
        time.sleep(QUIET_S if "core layer" in rung.name and n_sockets == QUIET_SOCKETS else 1.0)
        full = server.usage().rss_mb
        done, cpu = [], 0.0
        for i in range(warm + measured):
            before = server.usage().cpu
            client.stdin.write("\n")
            figures = json.loads(client.stdout.readline())
            time.sleep(0.1)
            complete = figures["delivered"] == n_sockets
            if i >= warm or not complete:
                done.append(figures)
                cpu += server.usage().cpu - before
            if not complete:
                break
        client.kill()
        client.wait()
        client.stdin.close()
        client.stdout.close()
    delivered = sum(figures["delivered"] for figures in done)
    return {
        "open": n_open,
        "delivered_share": delivered / (len(done) * n_sockets),
        "last_ms": median(figures["last_ms"] for figures in done),
        "cpu_us": cpu * 1e6 / delivered if delivered else float("inf"),
        "kib_per_socket": (full - empty) * 1024 / n_sockets,
        "rss_mb": full,
    }


def run(lab):
    redis = str(lab.redis())
    rungs, sizes = [], {}
    for size in [1_000, 5_000, 10_000]:
        for name, (wanted, start) in WAYS.items():
            if size in wanted:
                rung = start(redis)
                rung.name = label(name, size)
                rungs.append(rung)
                sizes[rung.name] = size
    rounds = lab.rounds(rungs, lambda rung: broadcast(lab, rung, sizes[rung.name]))
    return evidence(rounds, list(sizes), lab.n_rounds)


def label(way, size):
    return f"{way}, {size} sockets"


def evidence(rounds, names, n_rounds):
    ws, direct, pubsub, core = (
        "Node ws",
        "Channels, consumers write themselves",
        "Channels, Redis pub/sub layer",
        "Channels, Redis core layer, limits raised",
    )
    def against(way, size, figure):
        """Only what reached everybody in every round can be compared with what did."""
        reached = all(figures["delivered_share"] == 1 for figures in rounds.by_rung[label(way, size)])
        return rounds.ratio(label(way, size), label(ws, size), figure) if reached else "(not all were reached in time)"

    share = lambda way, size: f"{rounds.median(label(way, size), 'delivered_share') * 100:.0f} %"
    table = []
    for name in names:
        base = label(ws, int(name.split()[-2]))
        figures = rounds.by_rung[name]
        cells = [f"delivered {min(f['delivered_share'] for f in figures) * 100:.0f} % at worst"]
        if all(f["delivered_share"] == 1 for f in figures):
            cells += [
                f"CPU per delivery against ws {rounds.ratio(name, base, 'cpu_us')}",
                f"last receiver against ws {rounds.ratio(name, base, 'last_ms')}",
                f"here {rounds.median(name, 'cpu_us'):.0f} us, {rounds.median(name, 'last_ms'):.0f} ms",
            ]
        cells += [f"KiB per socket {rounds.median(name, 'kib_per_socket'):.1f}", f"RSS MB {rounds.median(name, 'rss_mb'):.0f}"]
        table.append(f"{name}: {'; '.join(cells)}")
    return Evidence(
        title="One process tells every open WebSocket: ws, and Channels with each of its layers",
        method="one broadcaster, one server process on one core, CPU of the server (Redis not counted) per delivery.",
        says=[
            f"A delivery through Channels' Redis pub/sub layer cost {against(pubsub, 1000, 'cpu_us')} the CPU of ws at 1 000 "
            f"sockets and {against(pubsub, 5000, 'cpu_us')} at 5 000; through the core layer {against(core, 1000, 'cpu_us')} and "
            f"{against(core, 5000, 'cpu_us')}.",
            f"Consumers that write their frames themselves cost {against(direct, 1000, 'cpu_us')}, {against(direct, 5000, 'cpu_us')} "
            f"and {against(direct, 10000, 'cpu_us')} at 1 000, 5 000 and 10 000: the layer's dispatch is the tax, more than Python.",
            f"Until the last of 5 000 receivers had heard, pub/sub took {against(pubsub, 5000, 'last_ms')} the time of ws, consumers "
            f"that write themselves {against(direct, 5000, 'last_ms')}.",
            f"An idle socket of 5 000 held {against(direct, 5000, 'kib_per_socket')} the memory of ws's in Channels without a layer and "
            f"{against(pubsub, 5000, 'kib_per_socket')} with pub/sub.",
            "With the versions named and nothing configured but the address, fifteen quiet seconds ended the core layer's consumers "
            "(redis-py gives a read up after the five seconds for which the layer blocks), and the next broadcast to 1 000 sockets "
            f"reached {share('Channels, Redis core layer, defaults', 1000)} of them; with socket_timeout=None and a larger pool "
            f"{share(core, 1000)}. The in-memory layer delivered "
            f"{share('Channels, in-memory layer', 5000)} of one to 5 000 within fifteen seconds.",
        ],
        limits=["One process, small text frames, no TLS, no compression, no reconnects, receivers that keep up."],
        uses="Python channels channels_redis redis uvicorn daphne Node.js ws ioredis Redis",
        rounds=n_rounds,
        table=table,
    )
