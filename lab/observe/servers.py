"""The servers whose logs are read, each on a port of its own, each with its log where nothing else writes."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

NGINX = """
worker_processes 1; daemon off; pid {work}/nginx.pid; error_log {work}/nginx-error.log;
events {{ worker_connections 512; }}
http {{
  client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  log_format timed '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time $upstream_response_time';
  log_format lines escape=json '{{"msec":"$msec","remote_addr":"$remote_addr","request":"$request","status":"$status","request_time":"$request_time"}}';
  server {{ listen 127.0.0.1:{nginx}; access_log {work}/nginx.log timed; location / {{ proxy_pass http://127.0.0.1:{backend}; }} }}
  server {{ listen 127.0.0.1:{nginx_json}; access_log {work}/nginx-json.log lines; location / {{ proxy_pass http://127.0.0.1:{backend}; }} }}
}}
"""

APACHE = """
ServerRoot {work}
ServerName localhost
Listen 127.0.0.1:{apache}
PidFile {work}/apache.pid
ErrorLog {work}/apache-error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\" %D" timed
CustomLog {work}/apache.log timed
ProxyPass "/" "http://127.0.0.1:{backend}/"
"""

HAPROXY = """
global
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend web
  bind 127.0.0.1:{haproxy}
  default_backend app
backend app
  server one 127.0.0.1:{backend}
"""

NAMES = ["backend", "nginx", "nginx_json", "apache", "haproxy", "gunicorn", "node", "uvicorn"]


def free_ports(n):
    held = [socket.socket() for _ in range(n)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Servers:
    """Installs, starts and stops all of them."""

    def __init__(self, work):
        self.work = work
        self.ports = dict(zip(NAMES, free_ports(len(NAMES))))
        logged = {"nginx": "nginx.log", "nginx_json": "nginx-json.log", "apache": "apache.log", "haproxy": "haproxy.log",
                  "gunicorn": "gunicorn.log", "node": "node.log", "uvicorn": "uvicorn.log"}
        self.logs = {name: (self.ports[name], work / log) for name, log in logged.items()}
        self.started = []

    def __enter__(self):
        shutil.rmtree(self.work / "logs", ignore_errors=True)
        self.work.mkdir(parents=True, exist_ok=True)
        for _, log in self.logs.values():
            log.unlink(missing_ok=True)
        self.install()
        try:
            self.start_all()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.started:
            process.terminate()
        for process in self.started:
            process.wait(timeout=20)

    def install(self):
        self.python = self.work / "venv" / "bin"
        if not (self.python / "gunicorn").exists():
            subprocess.run([sys.executable, "-m", "venv", self.work / "venv"], check=True)
            packages = ["gunicorn==27.0.1", "uvicorn==0.54.0"]
            subprocess.run([self.python / "pip", "install", "--quiet", *packages], check=True)
        if not (self.work / "node_modules").exists():
            packages = ["pino-http@11.0.0", "pino@10.4.0"]
            subprocess.run(["npm", "install", "--silent", "--prefix", self.work, *packages], check=True)

    def start(self, command, log=None):
        out = open(log, "wb") if log else subprocess.DEVNULL  # noqa: SIM115
        env = {**os.environ, "NODE_PATH": str(self.work / "node_modules")}
        self.started.append(subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, cwd=HERE, env=env))

    def start_all(self):
        for name, text in [("nginx.conf", NGINX), ("apache.conf", APACHE), ("haproxy.cfg", HAPROXY)]:
            (self.work / name).write_text(text.format(work=self.work, **self.ports))
        port = {name: str(port) for name, port in self.ports.items()}
        work = self.work
        self.start([sys.executable, "apps.py", port["backend"]])
        self.start(["nginx", "-p", work, "-c", work / "nginx.conf"])
        self.start(["apache2", "-D", "FOREGROUND", "-f", work / "apache.conf"])
        self.start(["haproxy", "-db", "-f", work / "haproxy.cfg"], work / "haproxy.log")
        gunicorn = ["--bind", f"127.0.0.1:{port['gunicorn']}", "--worker-class", "gthread", "--threads", "64"]
        form = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s" %(L)s'
        self.start([self.python / "gunicorn", *gunicorn, "--access-logfile", work / "gunicorn.log",
                    "--access-logformat", form, "apps:wsgi"])
        self.start(["node", "app.cjs", port["node"]], work / "node.log")
        self.start([self.python / "uvicorn", "--port", port["uvicorn"], "apps:asgi"], work / "uvicorn.log")
        for name, number in self.ports.items():
            self.wait_for(name, number)

    @staticmethod
    def wait_for(name, port):
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        sys.exit(f"{name} does not listen")
