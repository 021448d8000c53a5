# SPDX-License-Identifier: Apache-2.0
"""Who may include what. The separate include folders already stop most; this is the second net."""
import re

from common import c_code, generated, line_of, matching

# Folder -> first parts of the headers it may include ("base/arena.h"). Longest folder wins.
ALLOWED = {
    "server/base": {"base"},
    "server/json": {"base", "json"},
    "server/db": {"base", "db", "gen"},
    "server/gen": {"base", "db", "gen"},
    "server/domain": {"base", "db", "gen", "domain"},
    "server/telephony": {"base", "json", "telephony"},
    "server/workers": {"base", "json", "db", "gen", "domain", "telephony", "workers"},
    "server/main": {"base", "json", "db", "gen", "domain", "telephony", "workers", "api", "main"},
    "api": {"base", "json", "db", "gen", "domain", "api"},
}
KNOWN = {"base", "json", "db", "gen", "domain", "telephony", "workers", "main", "api"}

# Outside library -> the only places that may see it.
OUTSIDE = {
    r"libpq-fe\.h|libpq/.*|postgres_ext\.h": r"^(server/db/|tests/unit/|tests/sim/)",
    r"microhttpd\.h": r"^api/http/",
    r"jansson\.h": r"^(server/json/|tests/unit/)",
    r"jwt\.h": r"^api/http/jwt\.c$",
    r"curl/.*": r"^server/telephony/asterisk/http\.c$",
    r"wslay/.*": r"^server/telephony/asterisk/ws\.c$",
    r"phonenumbers/.*": r"^server/domain/phone[a-z_]*\.(cc|h)$",
    r"cmocka\.h": r"^tests/",
}


def layer_of(name):
    folders = [folder for folder in ALLOWED if name.startswith(folder + "/")]
    return max(folders, key=len, default=None)


def check_file(name):
    faults = []
    content = c_code(name, keep_strings=True)
    layer = layer_of(name)
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[>"]', content, re.M):
        kind, header = match.groups()
        where = f"{name}:{line_of(content, match.start())}"
        if kind == "<":
            for pattern, places in OUTSIDE.items():
                if re.fullmatch(pattern, header) and not re.search(places, name):
                    faults.append(f"{where}: <{header}> may be included only in {places}")
            continue
        if ".." in header.split("/") and not name.startswith("tests/unit/"):
            faults.append(f"{where}: {header}: name headers from an include folder, never by ..")
        first = header.split("/")[0]
        if layer and "/" in header and first in KNOWN and first not in ALLOWED[layer]:
            faults.append(f"{where}: {layer} must not include {header}")
    return faults


def check():
    """Includes go only downwards, outside libraries are seen only where they belong"""
    faults = []
    for name in matching(r"^(server|api|tests)/.*\.(c|cc|h|def)$"):
        faults += check_file(name)
    return faults


def check_no_sql_in_c():
    """SQL stands in server/sql, not in C"""
    faults = []
    pattern = re.compile(r'"[^"\n]*\b(SELECT\s+[\w*(].*\bFROM\b|INSERT INTO|UPDATE\s+\w+\s+SET|DELETE FROM)\b')
    for name in matching(r"^(server/(domain|workers|telephony|main|json|base)|api)/.*\.(c|h)$"):
        if generated(name):
            continue
        content = c_code(name, keep_strings=True)
        for match in pattern.finditer(content):
            faults.append(f"{name}:{line_of(content, match.start())}: SQL text in C: put it into server/sql")
    return faults


CHECKS = [check, check_no_sql_in_c]
