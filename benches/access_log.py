"""Writes an access log of so many lines: Combined with the request's time behind, two weeks with nights, the same each time.

    benches/access_log.py 2000000 > access.log
"""

import datetime
import random
import sys

PATHS = [
    "/", "/static/app.js", "/login", "/search?q=%d", "/api/v1/poll?since=%d",
    "/api/v1/orders/%d", "/api/v1/orders/%d/items", "/users/%d/profile",
]
AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15",
    "curl/8.4.0",
]
DAYS = 14


def lines(n):
    draw = random.Random(7)
    start, at = datetime.datetime(2026, 11, 1), 0.0
    mean_step = DAYS * 86_400 / n
    for _ in range(n):
        is_night = int(at // 3600) % 24 < 7
        at += draw.expovariate(1) * mean_step * (1.6 if is_night else 0.8)
        stamp = (start + datetime.timedelta(seconds=int(at))).strftime("%d/%b/%Y:%H:%M:%S")
        path = draw.choice(PATHS)
        path = path % draw.randrange(1_000_000) if "%d" in path else path
        client = f"{draw.randrange(1, 224)}.{draw.randrange(8)}.{draw.randrange(256)}.{draw.randrange(256)}"
        status, size, took = draw.choice([200, 200, 200, 200, 304, 404]), draw.randrange(200, 40_000), draw.expovariate(12)
        agent = draw.choice(AGENTS)
        yield (f'{client} - - [{stamp} +0000] "GET {path} HTTP/1.1" {status} {size} '
               f'"https://shop.example/" "{agent}" {took:.3f}\n')


if __name__ == "__main__":
    sys.stdout.writelines(lines(int(sys.argv[1])))
