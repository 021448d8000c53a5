# SPDX-License-Identifier: Apache-2.0
"""Functions and words that must not be used, with what to use instead."""
import re

from common import c_code, generated, line_of, matching, sql_code, text

# (pattern, where it is allowed or None, what to do instead)
C_BANNED = [
    (r"\b(strcpy|stpcpy|strcat|strncat|sprintf|vsprintf|gets)\s*\(", r"^tests/", "use snprintf or base/buf.h"),
    (r"\b(atoi|atol|atoll|atof)\s*\(", r"^tests/", "use nv_str_to_i64, which tells faults"),
    (r"\b(rand|srand|random|srandom|drand48|rand_r)\s*\(", None, "use nv_random_bytes, or a seeded generator of its own"),
    (r"\b(localtime|gmtime|asctime|ctime|strtok)\s*\(", r"^tests/", "not safe with threads: use the _r form"),
    (r"\b(localtime_r|mktime|setlocale)\s*\(", r"^tests/", "the process has no time zone or language of its own"),
    # a condition variable's deadline can only be told in CLOCK_MONOTONIC
    (r"(?<![\w.>])(time|gettimeofday|timespec_get|clock_gettime)\s*\((?!CLOCK_MONOTONIC\b)",
     r"^(server/base/clock\.c|tests/)", "base/clock.h is the only reader of time"),
    (r"\b(sleep|usleep|nanosleep|clock_nanosleep|thrd_sleep)\s*\(", r"^server/db/tx\.c$",
     "wait for an event or a deadline (poll, a condition); only the back-off of a transaction pauses"),
    (r"\b(system|popen|tmpnam|mktemp)\s*\(", r"^tests/", "not safe"),
    (r"\balloca\s*\(", None, "use the arena"),
    (r"(?<!_)\bexit\s*\(", r"^(server/main/|tests/)", "return an enum nv_rc, or report nv_bug()"),
]
SQL_TIME = re.compile(r"\b(now\s*\(|current_timestamp\b|transaction_timestamp\s*\(|statement_timestamp\s*\("
                      r"|localtimestamp\b|current_date\b|current_time\b)", re.I)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")


def check_c():
    """Banned C functions"""
    faults = []
    for name in matching(r"^(server|api|tests)/.*\.(c|cc|h)$"):
        content = c_code(name)
        for pattern, allowed, instead in C_BANNED:
            if allowed and re.search(allowed, name):
                continue
            for match in re.finditer(pattern, content):
                word = match.group(0).rstrip("( ")
                faults.append(f"{name}:{line_of(content, match.start())}: {word}(): {instead}")
    return faults


def check_sql_time():
    """Time is a parameter of every statement"""
    faults = []
    for name in matching(r"^(server/sql|migrations/functions)/.*\.sql$"):
        content = sql_code(name)
        for match in SQL_TIME.finditer(content):
            faults.append(f"{name}:{line_of(content, match.start())}: {match.group(0)}: civil time is a parameter; "
                          "leases use clock_timestamp()")
    return faults


def check_sql_star():
    """No SELECT * in statements: an added column must not change an answer"""
    faults = []
    for name in matching(r"^(server/sql|migrations/functions)/.*\.sql$"):
        content = sql_code(name)
        for match in re.finditer(r"\bSELECT\s+\*", content, re.I):
            faults.append(f"{name}:{line_of(content, match.start())}: {match.group(0)}")
    return faults


def check_no_sleeps_in_tests():
    """Tests wait for conditions, they never sleep"""
    faults = []
    patterns = [(r"^tests/.*\.py$", r"\btime\.sleep\b|\bfrom time import [^\n]*\bsleep\b|\basyncio\.sleep\b"),
                (r"^(tests/.*\.sh|dev|\.ci/run)$", r"^\s*sleep\s|[;&|]\s*sleep\s")]
    for names, pattern in patterns:
        for name in matching(names, exclude=r"^tests/lint/"):
            content = text(name)
            for match in re.finditer(pattern, content, re.M):
                faults.append(f"{name}:{line_of(content, match.start())}: {match.group(0).strip()}: use wait_until")
    return faults


def check_finished():
    """No marks of unfinished work"""
    faults = []
    for name in matching(r"\.(c|cc|h|def|py|sh|sql|yaml|build)$|^dev$", exclude=r"^tests/lint/"):
        content = text(name)
        for match in UNFINISHED.finditer(content):
            if not generated(name):
                faults.append(f"{name}:{line_of(content, match.start())}: {match.group(0)}")
    return faults


CHECKS = [check_c, check_sql_time, check_sql_star, check_no_sleeps_in_tests, check_finished]
