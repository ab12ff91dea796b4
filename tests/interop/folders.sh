#!/usr/bin/env bash
# Lets archfit read folders of records of public repositories, and write into copies of them: how many numbers, titles, statuses and dates it
# reads, and whether it changes a line that it did not mean. It is no part of the gate: it needs a network, or the repositories themselves.
#
#   tests/interop/folders.sh [ARCHFIT]
#
# ARCHFIT is the program [default: built here]. Repositories are cloned from GitHub into target/interop/folders, or taken from FOLDERS_FROM, a
# folder with git directories OWNER+NAME/repo. One that cannot be had is skipped, and said. `least` is what was read when the row was
# written, at the commit named; a later commit may only read more.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
tools=${CARGO_TARGET_DIR:-$root/target}/interop/folders
if [ $# -gt 0 ]; then archfit=$(realpath "$1"); else cargo build --locked --quiet && archfit=${CARGO_TARGET_DIR:-$root/target}/debug/archfit; fi
mkdir -p "$tools"
exec python3 - "$archfit" "$tools" "${FOLDERS_FROM:-}" <<'PYTHON'
import difflib, json, os, pathlib, shutil, subprocess, sys, tempfile

archfit, tools, given = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]

# Repository, folder of records, and the least that must be read: records, numbers, titles, statuses, dates.
FOLDERS = [
    ("npryce/adr-tools", "doc/adr", (9, 9, 9, 9, 9)),
    ("adr/madr", "docs/decisions", (19, 19, 19, 1, 0)),
    ("home-assistant/architecture", "adr", (22, 22, 22, 22, 22)),
    ("alphagov/govuk-aws", "docs/architecture/decisions", (38, 38, 38, 38, 38)),
    ("thomvaill/log4brains", "docs/adr", (9, 0, 9, 9, 9)),
    ("opendatahub-io/architecture-decision-records", "architecture-decision-records", (44, 27, 44, 44, 38)),
    ("openedx/openedx-events", "docs/decisions", (18, 18, 18, 18, 0)),
    ("microsoft/semantic-kernel", "docs/decisions", (77, 77, 73, 73, 73)),
    ("JabRef/jabref", "docs/decisions", (70, 70, 70, 6, 3)),
    ("bitwarden/contributing-docs", "docs/architecture/adr", (33, 33, 33, 33, 33)),
    ("eclipse-edc/Connector", "docs/developer/decision-records", (106, 0, 103, 0, 106)),
    ("mbeacom/adrkit", "docs/adr", (31, 31, 31, 31, 31)),
    ("nhs-england-tools/repository-template", "docs/adr", (4, 3, 4, 3, 0)),
    ("MTES-MCT/zero-logement-vacant", "docs/decisions", (4, 0, 4, 3, 4)),
    ("StefanMoCoAt/Meldestelle", "docs/01_Architecture/adr", (15, 15, 15, 15, 4)),
    ("kani3camp/mine-party", "docs/adr", (4, 4, 4, 4, 0)),
]


def run(*arguments, cwd, check=True):
    done = subprocess.run(arguments, cwd=cwd, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done


def repository(name):
    """A git directory with the repository, or nothing."""
    known = pathlib.Path(given) / name.replace("/", "+") / "repo" if given else tools / (name.replace("/", "+") + ".git")
    if not known.is_dir() and not given:
        done = run("timeout", "120", "git", "clone", "-q", "--bare", "--depth", "1", f"https://github.com/{name}", str(known), cwd=tools, check=False)
        if done.returncode:
            return None
    return known if known.is_dir() else None


def texts(folder):
    return {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def checked_out(git, folder, work):
    head = run("git", "rev-parse", "HEAD", cwd=git).stdout.strip()
    archive = subprocess.run(["git", "archive", head, folder], cwd=git, capture_output=True)
    if archive.returncode:
        return None, head
    subprocess.run(["tar", "x", "-C", work], input=archive.stdout, check=True)
    return pathlib.Path(work) / folder, head


def reads(folder, work):
    """What is read, and that reading changes nothing."""
    before = texts(folder)
    for command in (["adr", "list"], ["adr", "index", "--graph"], ["adr", "renumber", "--check"], ["adr", "search", "the"]):
        run(archfit, "--project", ".", *command, "--dir", str(folder), cwd=work, check=False)
    run(archfit, "--project", ".", "recheck", str(folder), cwd=work, check=False)
    listed = run(archfit, "--project", ".", "adr", "list", "--format", "json", "--dir", str(folder), cwd=work)
    assert texts(folder) == before, "reading changed something"
    return json.loads(listed.stdout)["records"]


def writes(folder, work, records):
    """Sets every status in a copy: only lines that say the status may change."""
    done, refused = 0, 0
    for record in records:
        path = folder / record["file"]
        before = path.read_text(errors="surrogateescape")
        said = run(archfit, "--project", ".", "adr", "status", record["file"], "deprecated", "--dir", str(folder), cwd=work, check=False)
        after = path.read_text(errors="surrogateescape")
        if said.returncode:
            assert after == before, f"{path} was refused and changed"
            refused += 1
            continue
        gone = [l[2:] for l in difflib.ndiff(before.splitlines(), after.splitlines()) if l.startswith("- ")]
        status = (record["written_status"] or "").lower()
        wrong = [line for line in gone if status and status not in line.lower()]
        # Where the status stands in two places that differ, both are set.
        wrong = wrong[1:] if record["statuses_differ"] and wrong and len(wrong[0].split()) < 4 else wrong
        assert len(gone) <= 3 and not wrong, f"{path}: changed {gone}"
        path.write_text(before, errors="surrogateescape")
        done += 1
    return done, refused


failed, looked_at = 0, 0
print(f"{'folder':60} {'n':>4} {'number':>6} {'title':>6} {'status':>6} {'date':>6}   written refused")
for name, folder, least in FOLDERS:
    git = repository(name)
    if git is None:
        print(f"SKIPPED {name}: it cannot be had", file=sys.stderr)
        continue
    with tempfile.TemporaryDirectory() as work:
        place, head = checked_out(git, folder, work)
        if place is None:
            print(f"SKIPPED {name}: there is no {folder} at {head[:7]}", file=sys.stderr)
            continue
        try:
            records = reads(place, work)
            has = lambda key: sum(record[key] is not None for record in records)
            seen = (len(records), has("number"), has("title"), has("status"), has("date"))
            written = writes(place, work, records)
            row = f"{name + '/' + folder + ' @' + head[:7]:60} " + " ".join(f"{n:>{w}}" for n, w in zip(seen, (4, 6, 6, 6, 6)))
            print(f"{row}   {written[0]:>7} {written[1]:>7}")
            looked_at += 1
            short = [i for i, (n, m) in enumerate(zip(seen, least)) if n < m]
            assert not short, f"less was read than before: {seen}, and at least {least} were"
        except (AssertionError, RuntimeError) as error:
            failed += 1
            print(f"FAILED {name}: {error}")
print(f"{looked_at} looked at, {failed} failed")
sys.exit(1 if failed or not looked_at else 0)
PYTHON
