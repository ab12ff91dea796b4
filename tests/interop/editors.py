#!/usr/bin/env python3
"""Drives real editors with `archfit lsp` in a terminal without a screen, and looks at what they show. It is no part of the gate.

    tests/interop/editors.py ARCHFIT [--hx HELIX] [--nvim NEOVIM] [--runtime DIR] [--pictures DIR]

Needs tmux, and an editor: Helix from 25.01 on, Neovim from 0.7 on. What is not there is skipped, and said. DIR after --runtime is the `runtime` folder of
Helix where it does not find it itself. --pictures writes what is on the screen as SVG; that alone needs `rich` from PyPI.
"""

import argparse
import contextlib
import html
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

WIDTH, HEIGHT = 120, 34
RULES = "archfit/rules/cache/rules.toml"
PATIENCE = 30
PICTURED = "completion in a condition"

NEOVIM = """
local root = vim.fn.getcwd()
vim.o.number = true
vim.o.swapfile = false
vim.o.completeopt = "menuone,noselect"
vim.o.shortmess = vim.o.shortmess .. "I"
vim.api.nvim_create_autocmd("FileType", { pattern = "toml", callback = function(event)
  local id = vim.lsp.start_client({ name = "archfit", cmd = { ARCHFIT, "lsp" }, root_dir = root })
  vim.lsp.buf_attach_client(event.buf, id)
  vim.bo[event.buf].omnifunc = "v:lua.vim.lsp.omnifunc"
end })
vim.api.nvim_set_keymap("n", "K", "<cmd>lua vim.lsp.buf.hover()<cr>", {})
vim.api.nvim_set_keymap("n", "gd", "<cmd>lua vim.lsp.buf.definition()<cr>", {})
vim.api.nvim_set_keymap("n", "gra", "<cmd>lua vim.lsp.buf.code_action()<cr>", {})
vim.api.nvim_set_keymap("n", "grn", "<cmd>lua vim.lsp.buf.rename()<cr>", {})
vim.api.nvim_set_keymap("n", "grr", "<cmd>lua vim.lsp.buf.references()<cr>", {})
"""

HELIX = """
[language-server.archfit]
command = ARCHFIT
args = ["lsp"]

[[language]]
name = "toml"
language-servers = ["archfit"]
"""


class Screen:
    """An editor in a terminal of its own."""

    def __init__(self, name, command, folder, pictures):
        self.name, self.pictures = name, pictures
        self.tmux = ["tmux", "-L", f"archfit-{os.getpid()}-{name}", "-f", "/dev/null"]
        self.passed, self.failed = [], []
        size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
        subprocess.run([*self.tmux, "new-session", "-d", "-s", "s", *size, "-c", folder, command], check=True)

    def close(self):
        subprocess.run([*self.tmux, "kill-server"], check=False, capture_output=True)

    def keys(self, *keys):
        """Presses keys by tmux's names; what stands in a list of one text is typed."""
        for key in keys:
            literal = ["-l", "--", key[0]] if isinstance(key, list) else [key]
            subprocess.run([*self.tmux, "send-keys", "-t", "s", *literal], check=True)
            time.sleep(0.15)

    def shown(self, colours=False):
        escapes = ["-e", "-N"] if colours else []
        return subprocess.run([*self.tmux, "capture-pane", "-p", *escapes, "-t", "s"], check=True, capture_output=True, text=True).stdout

    def look(self, what, *wanted):
        """Waits until all of these texts are on the screen."""
        end = time.monotonic() + PATIENCE
        while not all(text in self.shown() for text in wanted) and time.monotonic() < end:
            time.sleep(0.2)
        missing = [text for text in wanted if text not in self.shown()]
        (self.failed if missing else self.passed).append(what)
        print(f"{'FAILED' if missing else 'ok    '}  {self.name}: {what}" + (f": no {missing[0]!r} in\n{self.shown()}" if missing else ""))
        if self.pictures and not missing and what == PICTURED:
            picture(self.shown(colours=True), self.pictures / f"editor-{self.name}.svg")


def picture(screen, path):
    """A screen as a picture, with the colours that the editor gave it."""
    from rich.console import Console
    from rich.text import Text

    cell, text, ground = (8.43, 18), "#d8d8d8", "#16161e"
    width, height = WIDTH * cell[0] + 16, HEIGHT * cell[1] + 16
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        'font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14">',
        f'<rect width="100%" height="100%" rx="8" fill="{ground}"/>',
    ]
    console = Console(width=WIDTH, color_system="truecolor", force_terminal=True, file=open(os.devnull, "w"))

    def colour(of, other):
        return f"#{bytes(of.get_truecolor()).hex()}" if of and not of.is_default else other

    for row, line in enumerate(screen.split("\n")[:HEIGHT]):
        column = 0
        for segment in console.render_lines(Text.from_ansi(line), pad=False)[0]:
            style, said = segment.style, segment.text.rstrip("\n")
            ink, paper = colour(style and style.color, text), colour(style and style.bgcolor, None)
            if style and style.reverse:
                ink, paper = paper or ground, ink
            x, y, wide = 8 + column * cell[0], 8 + row * cell[1], len(said) * cell[0]
            column += len(said)
            if paper:
                drawn.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{cell[1]}" fill="{paper}"/>')
            if said.strip():
                drawn.append(
                    f'<text x="{x:.1f}" y="{y + 14:.1f}" textLength="{wide:.1f}" xml:space="preserve" fill="{ink}">{html.escape(said)}</text>'
                )
    path.write_text("\n".join([*drawn, "</svg>", ""]))


def project(archfit, folder):
    subprocess.run([archfit, "--project", ".", "new", "rule-base", "cache"], cwd=folder, check=True, capture_output=True)
    (folder / ".git").mkdir()


def helix(options, archfit, work):
    """Helix: every capability by its own keys."""
    folder = work / "helix"
    config = folder / ".home/helix"
    config.mkdir(parents=True)
    project(archfit, folder)
    (config / "languages.toml").write_text(HELIX.replace("ARCHFIT", f'"{archfit}"'))
    (config / "config.toml").write_text("[editor.lsp]\ndisplay-inlay-hints = true\n\n[editor]\ntrue-color = true\n")
    runtime = f"HELIX_RUNTIME={shlex.quote(options.runtime)} " if options.runtime else ""
    here = f"XDG_CONFIG_HOME={shlex.quote(str(config.parent))} XDG_CACHE_HOME={shlex.quote(str(folder / '.cache'))} {runtime}"
    screen = Screen("helix", f"env {here}{shlex.quote(options.hx)} {RULES}", folder, options.pictures)
    with contextlib.closing(screen):
        screen.look("hints beside rules and numbers", "holds in 66.7 %", "in-process = 2 ≥ 1")
        screen.keys("7", "G", "f", "p", "l", "Space", "k")
        screen.look("hover on a trait", "Pressure on the database", "queries-at-once >= 50", "Read by rules")
        screen.keys("Escape", "g", "d")
        screen.look("definition in another file", "questionnaires/cache.toml", 'id = "pressure"')
        screen.keys("C-o", "7", "G", "g", "l", "i", [" and cop"])
        screen.look("completion in a condition", "variable", "expected a comparison after `cop`")
        screen.keys("Escape", "u", "8", "G", "g", "l", "h", "a", ["x"], "Escape")
        screen.look("mark while typing", "unknown criterion `speedx`", "did you mean `speed`?")
        screen.keys("Space", "a")
        screen.look("actions on it", "write `speed` (safe)")
        screen.keys("Enter")
        screen.look("mended by it", 'criterion = "speed"\n')
        screen.keys("Escape", "Space", "s")
        screen.look("symbols of the document", "8/8", "old-data-pays")
        screen.keys("Escape", "Space", "S")
        screen.keys(["press"])
        screen.look("symbols of the workspace", "pressure", "variable")
        screen.keys("Escape", "6", "G", "f", "r", "Space", "r")
        screen.look("name of a rule to be renamed", "rename-to:reads-take-their-toll")
        screen.keys("C-u", ["reads-cost"], "Enter")
        screen.look("rename of a rule", 'id = "reads-cost" holds')
        screen.keys("7", "G", "f", "p", "l", "Space", "r")
        screen.look("name of a trait to be renamed", "rename-to:pressure")
        screen.keys("C-u", ["strain"], "Enter")
        screen.look("rename over two files", 'when = "strain >= moderate"', 'when = "strain == high')
        screen.keys([":write-all"], "Enter")
        time.sleep(1)
        renamed = (folder / "archfit/questionnaires/cache.toml").read_text()
        screen.keys([":open archfit/questionnaires/cache.toml"], "Enter")
        screen.look("questionnaire follows", "cache.toml")
        (screen.passed if 'id = "strain"' in renamed and "pressure" in renamed else screen.failed).append("alias is written")
    return screen


def neovim(options, archfit, work):
    """Neovim: the same by its own keys."""
    folder = work / "neovim"
    folder.mkdir()
    project(archfit, folder)
    (folder / "init.lua").write_text(NEOVIM.replace("ARCHFIT", f'"{archfit}"'))
    screen = Screen("neovim", f"{shlex.quote(options.nvim)} -u init.lua -n {RULES}", folder, options.pictures)
    with contextlib.closing(screen):
        screen.look("file is open", "reads-take-their-toll")
        time.sleep(2)
        screen.keys(["7G0fpl"], "K")
        screen.look("hover on a trait", "Pressure on the database", "Read by rules")
        screen.keys("Escape", ["jk"], ["7G0fplgd"])
        screen.look("definition in another file", "questionnaires/cache.toml")
        screen.keys("C-o", ["7G$i"], [" and copies "], "C-x", "C-o")
        screen.look("completion in a condition", "between", "not in")
        screen.keys("C-e", "Escape", "u", ["8G$i"], ["x"], "Escape")
        screen.look("mark while typing", "unknown criterion `speedx`")
        screen.keys(["gra"])
        screen.look("actions on it", "write `speed` (safe)")
        screen.keys(["1"], "Enter")
        screen.look("mended by it", 'criterion = "speed"\n')
        screen.keys(["7G0fplgrr"])
        screen.look("references in a list", "rules.toml|15 col")
        screen.keys([":cclose"], "Enter", ["7G0fplgrn"])
        time.sleep(1)
        screen.keys("C-u", ["strain"], "Enter")
        screen.look("rename over two files", 'when = "strain >= moderate"')
        screen.keys([":wall"], "Enter")
        time.sleep(1)
        renamed = (folder / "archfit/questionnaires/cache.toml").read_text()
        (screen.passed if 'id = "strain"' in renamed and "pressure" in renamed else screen.failed).append("alias is written")
    return screen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archfit")
    parser.add_argument("--hx", default=shutil.which("hx") or shutil.which("helix"))
    parser.add_argument("--nvim", default=shutil.which("nvim"))
    parser.add_argument("--runtime")
    parser.add_argument("--pictures", type=pathlib.Path)
    options = parser.parse_args()
    archfit = str(pathlib.Path(options.archfit).resolve())
    if not shutil.which("tmux"):
        sys.exit("SKIPPED editors: there is no tmux")
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    ran, failed = 0, []
    for name, editor, run in (("Helix", options.hx, helix), ("Neovim", options.nvim, neovim)):
        if not editor:
            print(f"SKIPPED {name}: it is not there")
            continue
        with tempfile.TemporaryDirectory() as work:
            screen = run(options, archfit, pathlib.Path(work))
        ran += len(screen.passed) + len(screen.failed)
        failed += [f"{name}: {what}" for what in screen.failed]
    print(f"{ran - len(failed)} of {ran} passed")
    for what in failed:
        print(f"FAILED {what}")
    sys.exit(1 if failed or ran == 0 else 0)


main()
