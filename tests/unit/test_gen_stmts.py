# SPDX-License-Identifier: Apache-2.0
"""The statement generator refuses what does not add up, and what is committed is what it makes."""
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "server" / "tools" / "gen_stmts.py"

GOOD = """-- Reads it.
-- name: thing_get :one
-- param: tenant_id bigint, since timestamptz?, names text?[]
-- col: id bigint, name text?
SELECT id, name FROM thing -- not $9; nor this
 WHERE tenant_id = $1 AND at > $2 AND name = ANY ($3) AND note <> 'costs $5; ''really''' /* $7; */;
"""


def generate(folder, sql, *extra):
    for name in ("sql", "gen"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "sql" / "area.sql").write_text(sql)
    return subprocess.run(
        [sys.executable, str(TOOL), "--sql", str(folder / "sql"), "--gen", str(folder / "gen"), *extra],
        capture_output=True, text=True, check=False)


def test_a_statement_becomes_structs_and_functions(tmp_path):
    assert generate(tmp_path, GOOD).returncode == 0
    header = (tmp_path / "gen" / "sql_area.h").read_text()
    source = (tmp_path / "gen" / "sql_area.c").read_text()
    assert "\tstruct nv_opt_i64 since; /* microseconds since 1970 */\n\tstruct nv_strs names;\n" in header
    assert "\tconst char *name; /* may be NULL */\n" in header
    assert "/* Reads it. */\nstruct nv_sql_thing_get_params {" in header
    assert "nor this" not in source and "costs $5; ''really''" in source


def test_check_changes_nothing_and_tells_differences(tmp_path):
    assert generate(tmp_path, GOOD).returncode == 0
    assert generate(tmp_path, GOOD, "--check").returncode == 0
    (tmp_path / "gen" / "sql_old.c").write_text("left over")
    result = generate(tmp_path, GOOD.replace("id, name FROM", "id, upper(name) FROM"), "--check")
    assert result.returncode == 1
    assert "sql_area.c is not what" in result.stderr and "sql_old.c is not what" in result.stderr
    assert "upper" not in (tmp_path / "gen" / "sql_area.c").read_text()
    assert generate(tmp_path, GOOD).returncode == 0
    assert not (tmp_path / "gen" / "sql_old.c").exists()


@pytest.mark.parametrize("what, sql, text", [
    ("a parameter that is not used", GOOD.replace("$3", "'{}'"), "declares 3 parameters and uses $1, $2"),
    ("one that is not declared", GOOD.replace("ANY ($3)", "ANY ($3) OR id = $4"), "uses $1, $2, $3, $4"),
    ("an unknown type", GOOD.replace("names text?[]", "names varchar"), "with a known type"),
    ("a type without a C form", GOOD.replace("names text?[]", "names bytea[]"), "no C type"),
    ("a name of C", GOOD.replace("tenant_id bigint", "int bigint"), "is a word of C"),
    ("a name twice", GOOD + GOOD, "thing_get is already at area.sql:2"),
    ("a parameter twice", GOOD.replace("since timestamptz?", "tenant_id bigint"), "names a parameter twice"),
    ("no columns", GOOD.replace("-- col: id bigint, name text?\n", ""), "needs -- col"),
    ("columns of :exec", GOOD.replace(":one", ":exec"), "cannot have columns"),
    ("an unknown kind", GOOD.replace(":one", ":some"), "expected"),
    ("no semicolon", GOOD.replace("/* $7; */;", ""), "does not end with a semicolon"),
    ("two statements", GOOD.replace("/* $7; */;", "; SELECT 1;"), "behind the semicolon"),
    ("no name", "SELECT 1;\n", "before the first"),
    ("a late declaration", GOOD.replace(" WHERE", "-- col: x bigint\n WHERE"), "outside a statement's head"),
])
def test_what_does_not_add_up_is_refused(tmp_path, what, sql, text):
    result = generate(tmp_path, sql)
    assert result.returncode == 1, what
    assert text in result.stderr
    assert not list((tmp_path / "gen").iterdir())


def test_what_is_committed_is_what_the_tool_makes():
    result = subprocess.run([sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
