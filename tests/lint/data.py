# SPDX-License-Identifier: Apache-2.0
"""The lists that stand in one place only, and the texts that must follow them."""
import re
import subprocess

from common import ROOT, line_of, matching, sql_code, text

# The one door through which a contact changes its state, and the two ways in.
STATE_DOOR = re.compile(r"(^|/)contact_(apply|add)[a-z_]*\.sql$")


def check_state_door():
    """contact_state.state is assigned only by contact_apply and contact_add"""
    faults = []
    update = re.compile(r"\bUPDATE\s+(?:ONLY\s+)?(?:navolat\.)?contact_state\b(.*?)(?:;|\Z)", re.I | re.S)
    insert = re.compile(r"\bINSERT\s+INTO\s+(?:navolat\.)?contact_state\b", re.I)
    for name in matching(r"^(server/sql|migrations)/.*\.sql$"):
        if STATE_DOOR.search(name):
            continue
        content = sql_code(name)
        for match in update.finditer(content):
            assignments = re.split(r"\b(?:FROM|WHERE|RETURNING)\b", match.group(1), maxsplit=1, flags=re.I)[0]
            if re.search(r"\bstate\s*=", assignments, re.I) or re.search(r"\(\s*(?:\w+\s*,\s*)*state\b[^)]*\)\s*=",
                                                                         assignments, re.I):
                faults.append(f"{name}:{line_of(content, match.start())}: sets contact_state.state: only "
                              "migrations/functions/contact_apply.sql may")
        for match in insert.finditer(content):
            if not re.search(r"--\s*name:\s*contact_add|FUNCTION\s+(?:navolat\.)?contact_add", text(name), re.I):
                faults.append(f"{name}:{line_of(content, match.start())}: inserts into contact_state: only "
                              "contact_add may")
    return faults


def tenant_tables():
    """Tables with a tenant_id column, from the migrations."""
    found = set()
    for name in matching(r"^migrations/\d+.*\.sql$"):
        for match in re.finditer(r"CREATE TABLE\s+(?:IF NOT EXISTS\s+)?(?:navolat\.)?(\w+)\s*\((.*?)\n\)", sql_code(name),
                                 re.I | re.S):
            if re.search(r"\btenant_id\b", match.group(2)):
                found.add(match.group(1).lower())
    return found


def check_tenant_predicate():
    """Every statement on a tenant's table names the tenant, or it or its file says that it goes over all tenants"""
    faults, tables = [], tenant_tables()
    for name in matching(r"^server/sql/.*\.sql$"):
        content = text(name)
        if re.search(r"\ball\s+(--\s+)?tenants\b", content.split("-- name:", 1)[0], re.I):
            continue
        for match in re.finditer(r"(?ms)^-- name: *(\w+).*?(?=^-- name:|\Z)", content):
            body = match.group(0)
            used = {t.lower() for t in re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO|USING)\s+(?:ONLY\s+)?(?:navolat\.)?(\w+)",
                                                  re.sub(r"--[^\n]*", "", body), re.I)} & tables
            if used and not re.search(r"tenant", body.split("\n", 1)[1], re.I):
                faults.append(f"{name}:{line_of(content, match.start())}: {match.group(1)} uses {', '.join(sorted(used))} "
                              "and names no tenant (where that is meant, a comment says: over all tenants)")
    return faults


def _option_faults(name, macro, field_of):
    """One file of options: macro("key", field, ...) lines only."""
    faults, seen = [], set()
    if not (ROOT / name).exists():
        return [f"{name} is missing"]
    content = text(name)
    for match in re.finditer(rf'^{macro}_\w+\("([^"]+)", (\w+),(.*)\)$', content, re.M):
        key, field, rest = match.groups()
        where = f"{name}:{line_of(content, match.start())}"
        if field_of(key) != field:
            faults.append(f"{where}: {key} should have the field {field_of(key)}")
        if key in seen:
            faults.append(f"{where}: {key} stands twice")
        seen.add(key)
        helps = re.findall(r'"((?:[^"\\]|\\.)*)"', rest)
        if not helps or len(helps[-1]) < 10:
            faults.append(f"{where}: {key} says not what it is for")
    if not seen or len(seen) != len(re.findall(rf"^{macro}_", content, re.M)):
        faults.append(f"{name}: an option is not written on one line as the others are")
    return faults


def check_options():
    """Options: key and field agree, every one says what it is for, no key twice"""
    folder = "server/base/include/base"
    return (_option_faults(f"{folder}/options.def", "NV_OPT", lambda key: key.replace(".", "_"))
            + _option_faults(f"{folder}/exchange.def", "NV_EXCHANGE", str)
            + _option_faults(f"{folder}/trunk.def", "NV_TRUNK", str))


def check_error_codes():
    """Every error code a client may see is named in openapi.yaml"""
    name = "server/base/include/base/errors.def"
    if not (ROOT / name).exists() or not (ROOT / "openapi.yaml").exists():
        return []
    contract = text("openapi.yaml")
    faults = []
    for match in re.finditer(r'^NV_ERROR\((\w+), \d+, "([^"]+)"', text(name), re.M):
        if f"`{match.group(2)}`" not in contract:
            faults.append(f"openapi.yaml never names the code `{match.group(2)}` of errors.def")
    return faults


def _fresh(tool, *args):
    if not (ROOT / tool).exists():
        return []
    done = subprocess.run(["/usr/bin/python3", "-B", tool, *args], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    said = (done.stdout + done.stderr).strip().splitlines()[-8:]
    return [f"{tool} {' '.join(args)}: generated files are not fresh"] + [f"  {line}" for line in said]


def check_generated_api():
    """api/gen is what openapi.yaml makes"""
    return _fresh("api/tools/gen_api.py", "--check")


def check_generated_statements():
    """server/gen is what server/sql makes"""
    return _fresh("server/tools/gen_stmts.py", "--check")


def check_generated_edges():
    """What is made from the table of states is fresh"""
    return _fresh("server/tools/gen_edges.py", "--check")


CHECKS = [check_state_door, check_tenant_predicate, check_options, check_error_codes, check_generated_api,
          check_generated_statements, check_generated_edges]
