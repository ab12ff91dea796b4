#!/usr/bin/env python3
"""How long `archfit mcp` takes for an answer: 1 000 records written by archfit, of as many lines as its own have, in a project with 2 000 files.

    benches/mcp.py target/release/archfit [RECORDS]

Prints the time from a request's last byte to its answer's, for the first call of each kind and for the median of later ones. "As recorded" are answers
behind a record, which the server makes ready after the handshake; "other answers" are asked about for the first time with every call.
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib

archfit, n_records = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
root = pathlib.Path(__file__).resolve().parent.parent


def run(work, *arguments):
    subprocess.run([archfit, "--project", ".", *arguments], cwd=work, check=True, capture_output=True)


def project(work):
    """Records of one answers file, each with a title and globs of its own."""
    (work / "answers.toml").write_text((root / "docs/examples/chat-product.toml").read_text())
    run(work, "adr", "new", "answers.toml", "--decision", "backend-runtime", "--title", "x", "--status", "accepted", "--covers", "src/1/**")
    folder = work / "docs/decisions"
    text = (folder / "0001-x.md").read_text()
    for n in range(1, n_records + 1):
        one = text.replace("number: 1\n", f"number: {n}\n").replace("# x\n", f"# Part {n} of the backend\n").replace("src/1/**", f"src/{n}/**")
        (folder / f"{n:04}-part-{n}.md").write_text(one)
    (folder / "0001-x.md").unlink()
    for n in range(1, 2_001):
        path = work / f"src/{n}/main.rs"
        path.parent.mkdir(parents=True)
        path.write_text(f"// As ADR-{(n - 1) % n_records + 1:04} says.\n" + "fn main() {}\n" * 40)
    return len(text)


class Server:
    def __init__(self, work):
        self.process = subprocess.Popen([archfit, "--project", ".", "mcp"], cwd=work, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.id = 0
        self.ask("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}})
        self.say({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def say(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, method, parameters):
        self.id += 1
        self.say({"jsonrpc": "2.0", "id": self.id, "method": method, "params": parameters})
        answer = json.loads(self.process.stdout.readline())
        assert answer["id"] == self.id and "result" in answer, answer
        return answer["result"]

    def call(self, tool, arguments):
        before = time.perf_counter()
        result = self.ask("tools/call", {"name": tool, "arguments": arguments})
        spent = (time.perf_counter() - before) * 1_000
        assert not result.get("isError"), result
        return spent, len(json.dumps(result["structuredContent"]))


def others(work, n):
    """The answers of the project, one of them another one each time."""
    file = tomllib.loads((work / "answers.toml").read_text())
    answers = {question: said["value"] if isinstance(said, dict) else said for question, said in file["answers"].items()}
    number = next(question for question, said in answers.items() if isinstance(said, int) and not isinstance(said, bool))
    return {"questionnaire": file["questionnaire"], "answers": answers | {number: answers[number] + n + 1}}


with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder)
    size = project(work)
    before = time.perf_counter()
    server = Server(work)
    print(f"{n_records} records of {size} bytes; ready after {(time.perf_counter() - before) * 1_000:.0f} ms")
    calls = {
        "governs one file": lambda n: ("governs", {"paths": [f"src/{n + 1}/main.rs"]}),
        "governs five files": lambda n: ("governs", {"paths": [f"src/{n * 5 + m + 1}/main.rs" for m in range(5)]}),
        "search two words": lambda n: ("search", {"words": f"part {n + 1}"}),
        "search what is nowhere": lambda n: ("search", {"words": f"nowhere{n}"}),
        "show": lambda n: ("show", {"record": str(n + 1)}),
        "ask_next as recorded": lambda n: ("ask_next", {"answers_file": "answers.toml"}),
        "decide as recorded": lambda n: ("decide", {"answers_file": "answers.toml"}),
        "ask_next, other answers": lambda n: ("ask_next", others(work, n)),
        "decide, other answers": lambda n: ("decide", others(work, n)),
    }
    for what, call in calls.items():
        times = [server.call(*call(n)) for n in range(30)]
        spent = [t for t, _ in times]
        print(f"{what:26} first {spent[0]:7.1f} ms   median {statistics.median(spent[1:]):7.1f} ms   worst {max(spent[1:]):7.1f} ms   {times[-1][1]:6} bytes")
    server.process.stdin.close()
    server.process.wait()
