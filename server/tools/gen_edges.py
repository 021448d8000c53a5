#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the migration that teaches the database the edges of contact_state.def.

The history's CHECK and the triggers on contact_state hold the edges as constant integers: a
reference to the edge table would take a row lock on the same few rows at every change. They are one
array each, not an IN list: PostgreSQL reads the stored expression anew for each statement, and a list of
300 constants cost more there than the row.
Run when contact_state.def has changed and save the output as a new migration; a test compares.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEF = ROOT / "server/domain/include/domain/contact_state.def"
MODES = {"V": [1], "G": [2], "D": [3], "C": [2, 3], "A": [1, 2, 3]}


def read():
    text = DEF.read_text(encoding="utf-8")
    numbers = {}
    for kind in ("STATE", "EVENT", "BRANCH"):
        numbers[kind] = {m[0]: int(m[1]) for m in re.findall(rf"NV_{kind}\((\w+), (\d+)", text)}
    edges = []
    for modes, frm, event, branch, to in re.findall(r"NV_EDGE\((\w), (\w+), (\w+), (\w+), (\w+),", text):
        for mode in MODES[modes]:
            edges.append((mode, numbers["STATE"][frm], numbers["EVENT"][event], numbers["BRANCH"][branch],
                          numbers["STATE"][to]))
    return sorted(edges)


def wrap(values, per_line=16):
    texts = [str(v) for v in values]
    return ",\n\t\t".join(", ".join(texts[i:i + per_line]) for i in range(0, len(texts), per_line))


def main():
    edges = read()
    history = sorted({((m * 64 + f) * 64 + e) * 64 + t for m, f, e, _, t in edges})
    moves = sorted({(m * 64 + f) * 64 + t for m, f, _, _, t in edges if f != 0})
    births = sorted({(m * 64 + f) * 64 + t for m, f, _, _, t in edges if f == 0})
    rows = ",\n\t".join("(%d, %d, %d, %d, %d)" % e for e in edges)
    sys.stdout.write(f"""-- SPDX-License-Identifier: Apache-2.0
-- Made by server/tools/gen_edges.py from contact_state.def: no other edge can be stored.
SET LOCAL ROLE navolat_owner;
SET LOCAL search_path = navolat;

DELETE FROM edge;
INSERT INTO edge (mode, from_state, event, branch, to_state) VALUES
\t{rows};

ALTER TABLE transition DROP CONSTRAINT IF EXISTS transition_edge;
ALTER TABLE transition ADD CONSTRAINT transition_edge CHECK (
\t((mode * 64 + from_state) * 64 + event) * 64 + to_state = ANY ('{{
\t\t{wrap(history, 12)}}}'::int[]));

CREATE OR REPLACE FUNCTION refuse_edge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
\tRAISE EXCEPTION 'contact %: no edge leads from state % to state %', NEW.contact_id,
\t\tCASE TG_OP WHEN 'UPDATE' THEN OLD.state ELSE 0 END, NEW.state
\t\tUSING ERRCODE = 'check_violation', CONSTRAINT = 'contact_state_edge', TABLE = 'contact_state';
END $$;
DROP TRIGGER IF EXISTS contact_state_edge ON contact_state;
CREATE TRIGGER contact_state_edge BEFORE UPDATE ON contact_state FOR EACH ROW
\tWHEN ((OLD.state <> NEW.state OR OLD.mode <> NEW.mode) AND (OLD.mode * 64 + OLD.state) * 64 + NEW.state <> ALL ('{{
\t\t{wrap(moves, 14)}}}'::int[]))
\tEXECUTE FUNCTION refuse_edge();
DROP TRIGGER IF EXISTS contact_state_birth ON contact_state;
CREATE TRIGGER contact_state_birth BEFORE INSERT ON contact_state FOR EACH ROW
\tWHEN (NEW.mode * 64 * 64 + NEW.state <> ALL ('{{
\t\t{wrap(births)}}}'::int[]))
\tEXECUTE FUNCTION refuse_edge();
""")


if __name__ == "__main__":
    main()
