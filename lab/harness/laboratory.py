"""The laboratory: installs the tools, owns PostgreSQL and Redis, starts one server at a time and loads it.

Core 0 is the server's, core 1 belongs to the client and the databases. Whatever is started here is stopped here.
"""

import contextlib
import http.client
import json
import os
import platform
import pwd
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

from . import process
from .figures import Rounds

SERVER_CORE = "0"
CLIENT_CORE = "1"
READY_S = 30
POSTGRES_BIN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
LOG_STATEMENTS = {"PGOPTIONS": "-c log_statement=all"}
VERSIONED = {
    "python": "django asgiref gunicorn uvicorn uvloop gevent channels channels_redis daphne redis psycopg numpy orjson fastapi sqlalchemy asyncpg celery",
    "node": "fastify express ws ioredis pg sequelize typeorm knex",
}


class Server:
    """One running server: where it listens and what it costs."""

    def __init__(self, child, port, log):
        self.child = child
        self.port = port
        self.log = log

    def usage(self):
        return process.usage(self.child.pid)

    def get(self, path, timeout=60):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as response:
            return json.load(response)


class Laboratory:
    """Holds what the experiments share; use it as a context manager so that nothing is left running."""

    def __init__(self, root, rounds):
        self.root = root
        self.work = root / ".work"
        self.n_rounds = rounds
        self.running = []
        self.last_client = None
        self.postgres_port = self.redis_port = None
        self.postgres_data = self.postgres_child = None

    def __enter__(self):
        self.work.mkdir(exist_ok=True)
        install(self.root, self.work)
        self.python = str(self.work / "venv" / "bin" / "python")
        self.node = os.environ.get("LAB_NODE") or str(self.work / "node" / "node_modules" / ".bin" / "node")
        self.generator = str(self.work / "bin" / "load")
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        return self

    def __exit__(self, *_):
        if self.last_client:
            self.last_client.kill()
        for child in reversed(self.running):
            # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients.
            stop(child, signal.SIGINT if child is self.postgres_child else signal.SIGTERM)
        if self.postgres_data:
            shutil.rmtree(self.postgres_data, ignore_errors=True)

    # --- what ran, for the record ---

    def begin(self):
        """Starts the account of what else the machine was doing."""
        self.started = time.monotonic()
        self.busy, self.steal = process.machine_busy()
        self.ours = self.own_cpu()

    def own_cpu(self):
        alive = sum(process.usage(child.pid).cpu for child in self.running)
        times = os.times()
        return alive + times.user + times.system + times.children_user + times.children_system

    def conditions(self, evidence):
        """How it was repeated, on what, beside what, with which versions."""
        wall = time.monotonic() - self.started
        busy, steal = process.machine_busy()
        others = max(0.0, busy - self.busy - (self.own_cpu() - self.ours)) / wall
        repeated = (
            f"{evidence.rounds} interleaved {'round' if evidence.rounds == 1 else 'rounds'}, medians, ratios within a round (lowest to highest in brackets). "
            f"{machine()}, loopback only; others used {others:.1f} of {os.cpu_count()} cores meanwhile. "
        )
        return f"{repeated if evidence.rounds else ''}{self.versions(evidence.uses.split())}."

    def versions(self, names):
        """What was really installed, not what was asked for."""
        script = (
            "import sys, importlib.metadata as m; "
            "print('Python', sys.version.split()[0]); [print(n, m.version(n)) for n in sys.argv[1:]]"
        )
        python = self.output(self.python, "-c", script, *VERSIONED["python"].split())
        node = self.output(self.node, "-p", "'Node.js ' + process.versions.node")
        packages = self.work / "node" / "node_modules"
        node_packages = [
            f"{name} {json.loads((packages / name / 'package.json').read_text())['version']}"
            for name in VERSIONED["node"].split()
        ]
        postgres = self.output(str(POSTGRES_BIN[0] / "postgres"), "--version").split()[2]
        redis = self.output("redis-server", "--version").split("v=")[1].split()[0]
        found = [*python.splitlines(), node, *node_packages, f"PostgreSQL {postgres}", f"Redis {redis}"]
        return ", ".join(version for version in found if version.split()[0] in names)

    def output(self, *command, env=None, cwd=None, cores=SERVER_CORE):
        """What a short command printed, run on the server's core unless told otherwise."""
        command = ["taskset", "-c", cores, *command]
        environment = {**self.environment(), **(env or {})}
        return subprocess.run(command, env=environment, cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()

    def environment(self):
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "NODE_ENV": "production",
            "NODE_PATH": str(self.work / "node" / "node_modules"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DB_PORT": str(self.postgres_port or 1),
            "OPENBLAS_NUM_THREADS": "1",
        }

    # --- services ---

    def postgres(self):
        """A private PostgreSQL with the shop's rows, on the client's core; started once."""
        if self.postgres_port:
            return
        self.postgres_port = free_port()
        # Below the system's folder for temporary files, since the server refuses root and its own account may not see here.
        self.postgres_data = tempfile.mkdtemp(prefix="lab-postgres-")
        account = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.postgres_data, owner.pw_uid, owner.pw_gid)
            account = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        initdb = [str(POSTGRES_BIN[0] / "initdb"), "-D", self.postgres_data, "-U", "lab", "-A", "trust", "-N", "-E", "UTF8"]
        subprocess.run([*account, *initdb], check=True, capture_output=True, cwd="/")
        settings = ["fsync=off", "max_connections=200", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        command = [str(POSTGRES_BIN[0] / "postgres"), "-D", self.postgres_data, "-p", str(self.postgres_port)]
        options = [word for setting in settings for word in ("-c", setting)]
        self.postgres_child = self.spawn([*account, *command, *options], CLIENT_CORE, "postgres", cwd="/")
        self.psql("postgres", "-c", "create database lab", patience=READY_S)
        self.psql("lab", "-f", str(self.root / "apps" / "shop.sql"))

    def n_statements(self, ask):
        """How many queries reach PostgreSQL while `ask` runs, from servers started with `LOG_STATEMENTS`."""
        log = self.work / "postgres.log"
        size = log.stat().st_size
        ask()
        time.sleep(0.3)
        lines = log.read_bytes()[size:].decode().splitlines()
        return sum("LOG:  " in line and "select" in line.lower() for line in lines)

    def psql(self, database, *words, patience=0):
        command = ["psql", "-q", "-h", "127.0.0.1", "-p", str(self.postgres_port), "-U", "lab", "-d", database]
        deadline = time.monotonic() + patience
        while True:
            done = subprocess.run([*command, "-v", "ON_ERROR_STOP=1", *words], capture_output=True, text=True)
            if done.returncode == 0:
                return
            if time.monotonic() > deadline:
                raise SystemExit(f"PostgreSQL refuses: {done.stderr}")
            time.sleep(0.1)

    def redis(self):
        """A private Redis without persistence, on the client's core; started once."""
        if not self.redis_port:
            self.redis_port = free_port()
            words = ["--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--maxclients", "30000"]
            self.spawn(["redis-server", *words], CLIENT_CORE, "redis", cwd=self.work)
            wait_for_port(self.redis_port)
        return self.redis_port

    # --- servers and load ---

    def spawn(self, command, cores, name, env=None, cwd=None):
        log = self.work / f"{name}.log"
        with log.open("w") as file:
            child = subprocess.Popen(
                ["taskset", "-c", cores, *command],
                env={**self.environment(), **(env or {})},
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.running.append(child)
        return child

    @contextlib.contextmanager
    def server(self, rung, ready="/hello", settled=True):
        """Starts a rung's server, waits for its first answer at `ready` (None: for its port) and, when `settled`, until all
        its workers have started; stops it afterwards."""
        port = free_port()
        command, env = rung.start(self, port)
        child = self.spawn(command, rung.cores, "server", env={**env, "PORT": str(port)}, cwd=self.root / "apps" / rung.folder)
        server = Server(child, port, self.work / "server.log")
        try:
            wait_until_ready(server, ready, rung.name)
            if settled:
                wait_until_settled(server)
            yield server
        finally:
            stop(child)
            self.running.remove(child)

    def load(self, server, path, connections, seconds, warm=1.0):
        """A closed loop against the server; its CPU is read over the same stretch as the answers are counted."""
        words = ["http", str(server.port), path, str(connections), str(warm), str(seconds)]
        client = self.client(words)
        assert client.stdout.readline().strip() == "measuring"
        before, queued_before, threads, rss = server.usage(), process.living_threads_queued(server.child.pid), 0, 0.0
        start = time.monotonic()
        while time.monotonic() - start < seconds - 0.15:
            time.sleep(0.1)
            now = server.usage()
            threads, rss = max(threads, now.threads), max(rss, now.rss_mb)
        figures = json.loads(client.stdout.readline())
        cpu = server.usage().cpu - before.cpu
        queued = max(0.0, process.living_threads_queued(server.child.pid) - queued_before)
        finish(client)
        if figures["answered"] == 0:
            raise SystemExit(f"no answer from {path}; see {server.log.name} in .work")
        return {
            **figures,
            "cpu_ms": cpu * 1000 / figures["answered"],
            "queued_share": queued / (queued + cpu) if cpu else 0.0,
            "cpu_share": cpu / figures["seconds"],
            "client_share": figures["client_cpu"] / figures["seconds"],
            "threads": threads,
            "rss_mb": rss,
        }

    def one_by_one(self, server, path, n):
        """`n` requests after as many to warm up, one at a time over one connection: exact where a window would cut requests."""
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        cpu = lambda child: process.living_threads_cpu(child.pid) * 1000 / n
        taken = []
        for i in range(2 * n):
            if i == n:
                before, database_before = cpu(server.child), cpu(self.postgres_child)
            start = time.perf_counter()
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            taken.append((time.perf_counter() - start) * 1000)
            assert response.status == 200, f"{path} answers {response.status}"
        after, database_after = cpu(server.child), cpu(self.postgres_child)
        connection.close()
        return {"ms": median(taken[n:]), "cpu_ms": after - before, "database_cpu_ms": database_after - database_before}

    def client(self, words, stdin=subprocess.DEVNULL, cores=CLIENT_CORE):
        command = ["taskset", "-c", cores, self.generator, *words]
        self.last_client = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, text=True, bufsize=1)
        return self.last_client

    def rounds(self, rungs, measure, n=None):
        """Measures every rung once a round, so that a busy minute of the machine falls on all of them."""
        rounds = Rounds()
        for i in range(n or self.n_rounds):
            for rung in rungs:
                figures = measure(rung)
                rounds.add(rung.name, figures)
                shown = ", ".join(f"{key} {value:.4g}" for key, value in figures.items() if isinstance(value, (int, float)))
                print(f"  {i + 1} {rung.name}: {shown}", file=sys.stderr)
        return rounds

    def generator_cap(self):
        """The most requests a second, of three tries, that the generator reaches against a server that does nothing."""
        port = free_port()
        sink = self.client(["sink", str(port), "5"], cores=SERVER_CORE)
        wait_for_port(port)
        rates = []
        for _ in range(3):
            client = self.client(["http", str(port), "/", "32", "0.2", "1"])
            client.stdout.readline()
            rates.append(json.loads(client.stdout.readline())["rate"])
            finish(client)
        sink.kill()
        sink.wait()
        return max(rates)


def finish(client):
    client.stdout.close()
    client.wait()


def install(root, work):
    """Python packages, Node.js with its packages, and the load generator; nothing is done twice."""
    missing = [tool for tool in ["taskset", "setpriv", "redis-server", "psql", "rustc", "npm"] if not shutil.which(tool)]
    if missing or not POSTGRES_BIN:
        raise SystemExit(f"install {', '.join(missing) or 'postgresql'} first (Debian: postgresql redis-server util-linux)")
    venv, node, generator = work / "venv", work / "node", work / "bin" / "load"
    if stale(venv / "requirements.txt", root / "requirements.txt"):
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "install", "-q", "-r", root / "requirements.txt"], check=True)
        shutil.copy(root / "requirements.txt", venv)
    if stale(node / "package.json", root / "package.json") or not (node / "node_modules").exists():
        node.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / "package.json", node)
        quiet = ["--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "install", *quiet], cwd=node, check=True, stdout=sys.stderr)
    source = root / "load" / "load.rs"
    if not generator.exists() or generator.stat().st_mtime < source.stat().st_mtime:
        generator.parent.mkdir(exist_ok=True)
        subprocess.run(["rustc", "--edition", "2024", "-O", "-o", generator, source], check=True)


def stale(copy, original):
    return not copy.exists() or copy.read_text() != original.read_text()


def machine():
    cpu = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{os.cpu_count()} virtual {cpu} cores, {memory:.0f} GiB, Linux {'.'.join(platform.release().split('.')[:2])}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port):
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.005)
    raise SystemExit("a service did not open its port")


def wait_until_ready(server, path, name):
    if path is None:
        wait_for_port(server.port)
        return
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and server.child.poll() is None:
        try:
            server.get(path)
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.005)
    raise SystemExit(f"{name} did not start: {server.log.read_text()[-2000:]}")


def wait_until_settled(server):
    """Until a third of a second passes without CPU: the first worker to start would else get every connection."""
    deadline = time.monotonic() + 5
    before = None
    while time.monotonic() < deadline:
        now = server.usage()
        if before and (now.cpu, now.processes) == (before.cpu, before.processes):
            return
        before = now
        time.sleep(0.33)


def stop(child, first=signal.SIGTERM):
    """Asks the whole session to end, and insists after two seconds."""
    for signal_number, patience in [(first, 2), (signal.SIGKILL, 10)]:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal_number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            child.poll()
            if not process.in_session(child.pid):
                return
            time.sleep(0.02)
