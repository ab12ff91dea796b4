#!/usr/bin/env bash
# pathspec: "docs/**/" ignores the pages in docs, which git keeps.
#
# Expected: GitIgnoreSpec is documented to replicate git's handling of .gitignore fully. "docs/**/" ends with a slash, so it is about folders, and git takes
#   it for all folders below docs: their files are ignored, those of docs itself are not.
# What happens: for pathspec it is all that docs has, as "docs/**" would be, and "/docs/**/" and "docs/**/**/" likewise; "docs/*/", which git takes for the same here, is
#   right. No error.
# Versions: pathspec 1.1.1 (in black, hatch, mypy and many more), Python 3.11; git 2.47.3 (any since 1.8.2 should do).
# Output seen: below, as `expected`.
# Why it matters: a checker that reads .gitignore with it passes over decision records that are in the repository, and reports that all is well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pathspec==1.1.1

cat > try.py <<'PY'
import pathlib
import subprocess

from pathspec import GitIgnoreSpec

FILES = ["docs/adr.md", "docs/drafts/b.md", "docs/drafts/old/c.md"]
subprocess.run(["git", "init", "--quiet", "repo"], check=True)
for file in FILES:
    path = pathlib.Path("repo", file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
for pattern in ("docs/*/", "docs/**", "docs/**/", "/docs/**/"):
    pathlib.Path("repo/.gitignore").write_text(pattern + "\n")
    kept = subprocess.run(["git", "-C", "repo", "ls-files", "--others", "--exclude-per-directory=.gitignore"], check=True, capture_output=True, text=True).stdout.split()
    spec = GitIgnoreSpec.from_lines([pattern])
    print(f"{pattern}: git ignores", *(file for file in FILES if file not in kept), end="; pathspec ")
    print(*[file for file in FILES if spec.match_file(file)] or ["nothing"])
PY
cat > expected <<'TEXT'
docs/*/: git ignores docs/drafts/b.md docs/drafts/old/c.md; pathspec docs/drafts/b.md docs/drafts/old/c.md
docs/**: git ignores docs/adr.md docs/drafts/b.md docs/drafts/old/c.md; pathspec docs/adr.md docs/drafts/b.md docs/drafts/old/c.md
docs/**/: git ignores docs/drafts/b.md docs/drafts/old/c.md; pathspec docs/adr.md docs/drafts/b.md docs/drafts/old/c.md
/docs/**/: git ignores docs/drafts/b.md docs/drafts/old/c.md; pathspec docs/adr.md docs/drafts/b.md docs/drafts/old/c.md
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: pathspec and git differ elsewhere"; exit 1; }
echo "as found"
