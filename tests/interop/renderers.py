#!/usr/bin/env python3
"""Renders what archfit writes with two Markdown renderers of different kinds, and looks for what was typed in what people then see.

    renderers.py ARCHFIT FIXTURE

Python-Markdown stands for MkDocs and TechDocs, markdown-it for CommonMark with what GitHub adds. Says what is lost, and fails.
"""

import html.parser
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import markdown
from markdown_it import MarkdownIt

TYPED = [
    "Queue <T> & <!-- old --> desk",
    "a < b > c",
    "1. Build",
    "2) Buy",
    "- dash first",
    "+ plus first",
    "# not a heading",
    "> not a quotation",
    "~~not struck~~",
    "&copy; 2026 &amp; &#65;",
    "*star* _under_ __both__ **fat**",
    "snake_case_name and 2*3*4",
    "`code` and `` two `` and ``` three",
    "<script>alert(1)</script>",
    "<http onclick=alert(1)>x",
    "[link](javascript:alert(1))",
    "![picture](x.png)",
    "[ref]: x and [^1]",
    "| a | b |",
    "back\\slash \\* \\_",
    "{{ x }} {% y %} {x: 1}",
    "Größe, 日本語, עברית, 👩‍💻",
    "C:\\temp\\new $HOME $x$",
    "http://example.org/a_b_c?x=1&y=2",
    "user@example.org",
    "Term: definition",
    "*[HTML]: abbreviation",
    "=== ---",
]


class Seen(html.parser.HTMLParser):
    """The text that people see, and the elements that stand around it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.elements, self.hidden = [], set(), 0

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        if any(name.startswith("on") or (name == "href" and (value or "").startswith("javascript:")) for name, value in attrs):
            self.elements.add("a live attribute")
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)


def plain(text):
    """Backticks are meant: what stands between them is shown as code, without them."""
    return " ".join(text.replace("`", "").split())


def seen(page):
    parser = Seen()
    parser.feed(page)
    return plain("".join(parser.text)), parser.elements


def renderers():
    by_python = markdown.Markdown(extensions=["extra", "toc", "admonition"])
    by_it = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return {
        "Python-Markdown": lambda text: by_python.reset().convert(text),
        "markdown-it": by_it.render,
    }


def without_front_matter(text):
    return text.split("\n---\n", 1)[1] if text.startswith("---\n") else text


def main():
    archfit, fixture = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    lost = []
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, ARCHFIT_TODAY="2026-11-24")
        library = ["--project", ".", "--questionnaires", str(fixture / "questionnaires"), "--rules", str(fixture / "rules")]

        def run(*arguments):
            done = subprocess.run([archfit, *library, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
            if done.returncode == 2:
                sys.exit(f"archfit {' '.join(arguments)}: {done.stderr}")
            return done.stdout

        for number, typed in enumerate(TYPED):
            told = json.dumps(typed, ensure_ascii=False)
            answers = pathlib.Path(folder, f"answers-{number}.toml")
            answers.write_text(
                f'format = 1\nquestionnaire = "storage"\nsystem = {told}\n\n[answers]\nwrites-per-second = {{ value = "10..800", note = {told} }}\n'
                'write-ms = "short"\nwriters = "one"\nreports = "some"\noperators = "nobody"\n',
                encoding="utf-8",
            )
            texts = {"decide": run("decide", answers.name, "--format", "markdown")}
            for profile in ("madr4", "nygard"):
                run("adr", "new", answers.name, "--profile", profile, "--full", f"--title={typed}", "--dir", f"{profile}-{number}")
                for record in pathlib.Path(folder, f"{profile}-{number}").glob("*.md"):
                    texts[f"adr new --profile {profile}"] = record.read_text(encoding="utf-8")
            for what, text in texts.items():
                for name, render in renderers().items():
                    visible, elements = seen(render(without_front_matter(text)))
                    if plain(typed) not in visible:
                        near = visible.find(plain(typed).split()[0])
                        lost.append(f"{name}, {what}: {typed!r} is not to be seen; nearest: {visible[max(near, 0):][:90]!r}")
                    live = elements & {"script", "del", "s", "img", "a live attribute"}
                    if live:
                        lost.append(f"{name}, {what}: {typed!r} makes {sorted(live)}")
    print("\n".join(lost) or f"{len(TYPED)} texts are seen as typed in {2 * 3} ways")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
