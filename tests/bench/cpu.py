# SPDX-License-Identifier: Apache-2.0
"""Whose CPU time a measurement took, from /proc: the server, PostgreSQL, the load generator, and everybody else."""
import os

TICKS = os.sysconf("SC_CLK_TCK")
# Foreign CPU over this many cores spoils a measurement.
DISTURBED_CORES = 0.1


def stat_fields(pid):
    """utime, stime, cutime, cstime in seconds and the parent's pid; None when there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return [int(f) / TICKS for f in fields[11:15]], int(fields[1])


class Usage:
    """User and system seconds."""

    def __init__(self, user=0.0, system=0.0):
        self.user = user
        self.system = system

    @property
    def total(self):
        return self.user + self.system

    def __add__(self, other):
        return Usage(self.user + other.user, self.system + other.system)

    def __sub__(self, other):
        return Usage(self.user - other.user, self.system - other.system)


def of_process(pid):
    """All its threads, living and ended."""
    found = stat_fields(pid) if pid else None
    return Usage(found[0][0], found[0][1]) if found else Usage()


def of_postgres(postmaster):
    """The postmaster, its living children and those it has buried. Taken again when it buried one meanwhile."""
    for _ in range(50):
        before = stat_fields(postmaster)
        if not before:
            return Usage()
        usage = _of_children(postmaster)
        after = stat_fields(postmaster)
        if after and after[0][2:] == before[0][2:]:
            break
    return usage + Usage(before[0][0] + before[0][2], before[0][1] + before[0][3])


def _of_children(parent):
    usage = Usage()
    for name in os.listdir("/proc"):
        child = stat_fields(int(name)) if name.isdigit() else None
        if child and child[1] == parent:
            usage += Usage(child[0][0], child[0][1])
    return usage


def machine_user():
    """Seconds of user time of all processes, and those the host took away."""
    with open("/proc/stat", encoding="utf-8") as file:
        fields = file.readline().split()
    return (int(fields[1]) + int(fields[2]) + int(fields[8])) / TICKS


def model():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return os.uname().machine


def memory_mb():
    with open("/proc/meminfo", encoding="utf-8") as file:
        return int(file.readline().split()[1]) // 1024
