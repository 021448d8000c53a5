# SPDX-License-Identifier: Apache-2.0
"""The proof of the harness: what is broken on purpose is found within a minute.

Three of the planted faults for every change, all of them with --nightly. NAVOLATD_PLANTED is a navolatd built with
-Dplants=true, which ./dev test makes."""
import os
import pathlib
import re
import time

import pytest

from fault.plants import HARMLESS, PLANTS
from fault.trial import Trial
from support.server import navolatd_path

WITHIN_S = 60
SEEDS = (11, 12)  # on a busy machine a trial may have too few calls: then a second one
ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK = b"NAVOLAT_PLANT"


@pytest.fixture(scope="module")
def planted():
    path = os.environ.get("NAVOLATD_PLANTED")
    assert path and os.access(path, os.X_OK), "NAVOLATD_PLANTED is not set: run the tests by ./dev test"
    return path


def in_the_sources():
    """Every name that stands in the program's sources."""
    found = set()
    for path in sorted((ROOT / "server").rglob("*.[ch]")) + sorted((ROOT / "api").rglob("*.[ch]")):
        if path.name != "plant.h":
            found.update(re.findall(r"\bNV_PLANTED\((\w+)\)", path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("plant", [pytest.param(p, id=p.names, marks=() if p.ci else pytest.mark.nightly) for p in PLANTS])
def test_the_harness_finds_a_planted_fault_within_a_minute(plant, planted, monkeypatch, capsys):
    monkeypatch.setenv("NAVOLATD", planted)
    for seed in SEEDS:
        with Trial(seed, plant.names, {k: 1 for k in plant.kinds} if plant.kinds else None) as trial:
            began = time.monotonic()
            trial.until(lambda: time.monotonic() - began > WITHIN_S, every=1)  # pylint: disable=cell-var-from-loop
            took = time.monotonic() - began
            with capsys.disabled():
                print(f"\n{plant.names}: {trial.violations[0] if trial.violations else 'NOT FOUND'}, after {took:.0f} s")
            told = trial.tell()
        if trial.violations:
            break
    assert {v.promise for v in trial.violations} & set(plant.promises), f"{plant.names} was not found:\n{told}"


def test_every_planted_fault_is_looked_for_or_said_to_be_harmless():
    looked_for = {name for plant in PLANTS for name in plant.names.split(",")}
    assert in_the_sources() == looked_for | set(HARMLESS)


def test_a_build_without_plants_has_none_of_them(planted):
    names = [name.encode() for name in in_the_sources()]
    with open(planted, "rb") as file:
        program = file.read()
    assert MARK in program and all(name in program for name in names)
    with open(navolatd_path(), "rb") as file:
        program = file.read()
    assert MARK not in program and not any(name in program for name in names)
