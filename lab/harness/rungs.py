"""Rungs: the named ways to serve the same answers. Each tells how its server is started."""

from dataclasses import dataclass, field

from .laboratory import SERVER_CORE


@dataclass
class Rung:
    """One server to measure; `path` is where the experiment asks it."""

    name: str
    path: str = "/hello"
    env: dict = field(default_factory=dict)
    cores: str = SERVER_CORE
    folder = ""

    def start(self, lab, port):
        raise NotImplementedError


@dataclass
class Gunicorn(Rung):
    options: str = ""
    folder = "python"

    def start(self, lab, port):
        common = ["--bind", f"127.0.0.1:{port}", "--backlog", "2048", "--log-level", "warning"]
        command = [lab.python, "-m", "gunicorn", "site_under_test:wsgi", *common, *self.options.split()]
        return command, self.env


@dataclass
class Uvicorn(Rung):
    options: str = ""
    application: str = "site_under_test:asgi"
    folder = "python"

    def start(self, lab, port):
        common = ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"]
        return [lab.python, "-m", "uvicorn", self.application, *common, *self.options.split()], self.env


@dataclass
class Daphne(Rung):
    options: str = ""
    application: str = "site_under_test:asgi"
    folder = "python"

    def start(self, lab, port):
        return [lab.python, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0", *self.options.split(), self.application], self.env


@dataclass
class Node(Rung):
    script: str = "http.js"
    folder = "node"

    def start(self, lab, port):
        return [lab.node, self.script], self.env
