"""A queue with one task that does nothing but count itself; run as a script it puts N of them in."""

import os
import sys

import celery
import redis

URL = f"redis://127.0.0.1:{os.environ.get('REDIS_PORT', '1')}/0"
app = celery.Celery("tasks", broker=URL)
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=4)
counter = redis.Redis.from_url(URL)


@app.task
def nothing():
    counter.incr("done")


if __name__ == "__main__":
    counter.delete("done")
    for _ in range(int(sys.argv[1])):
        nothing.delay()
