"""What a process and its descendants cost, read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Usage:
    """CPU in seconds since the start, and what is held now, summed over the processes of a tree."""

    cpu: float
    threads: int
    rss_mb: float
    processes: int


def everything():
    """Each process's pid with its fields of /proc/PID/stat from the third (state) on."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                yield int(entry.name), (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue


def in_session(session):
    return [pid for pid, fields in everything() if int(fields[3]) == session and fields[0] != "Z"]


def members(root):
    """The (pid, fields) of a process and all that descend from it, whatever session they moved to."""
    children, found = {}, dict(everything())
    for pid, fields in found.items():
        children.setdefault(int(fields[1]), []).append(pid)
    wanted = [root]
    for pid in wanted:
        wanted += children.get(pid, [])
    return [(pid, found[pid]) for pid in wanted if pid in found]


def usage(root):
    found = members(root)
    return Usage(
        cpu=sum(int(tick) for _, fields in found for tick in fields[11:15]) / TICKS,
        threads=sum(int(fields[17]) for _, fields in found),
        rss_mb=sum(int(fields[21]) for _, fields in found) * PAGE / 2**20,
        processes=len(found),
    )


def living_threads_cpu(root):
    """CPU seconds to the nanosecond, which `usage` counts in hundredths; threads that have ended are not in it."""
    return schedstat(root, 0)


def living_threads_queued(root):
    """Seconds the threads were ready to run and stood in the queue for a core that somebody else had."""
    return schedstat(root, 1)


def schedstat(root, field):
    total = 0
    for pid, _ in members(root):
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[field])
            except OSError:
                continue  # the thread has ended meanwhile
    return total / 1e9


def rss_each_mb(root):
    return sorted(int(fields[21]) * PAGE / 2**20 for _, fields in members(root))


def pss_mb(root):
    """Proportional set size: a page shared by n processes counts 1/n in each, so copy-on-write is not counted twice."""
    total = 0
    for pid, _ in members(root):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def machine_busy():
    """CPU seconds all cores have been busy for anybody, and seconds taken by the host."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    user, nice, system, _, _, irq, softirq, steal = fields[:8]
    return (user + nice + system + irq + softirq) / TICKS, steal / TICKS
