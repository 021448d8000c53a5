# SPDX-License-Identifier: Apache-2.0
"""What the documents say about the program stands in the program: tests, states, options, codes, metrics, links."""
import re
import subprocess

import pytest

from blocks import FENCE, ROOT, pages, read, shell_blocks
from support.server import navolatd_path

PROMISES = ([f"D{n}" for n in range(1, 10)] + [f"A{n}" for n in range(1, 10)] + [f"S{n}" for n in range(1, 10)]
            + [f"R{n}" for n in range(1, 9)])
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.(?:c|py))::(\w+)`")
# Pages whose commands run: test_examples.py.
RUN = {"README.md", "docs/api.md", "docs/operations.md", "docs/deployment.md"}
TOLD = sorted(RUN | {"docs/architecture.md", "docs/security.md", "CONTRIBUTING.md"})


def rows(page):
    """Cells of all table rows of a page whose first cell is a promise's number."""
    found = {}
    for line in read(page).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(r"[DASR]\d", cells[0]):
            assert cells[0] not in found, f"{page} has {cells[0]} twice"
            found[cells[0]] = cells[1:]
    return found


def without_code(page):
    return FENCE.sub("", read(page))


def test_every_promise_has_its_row():
    assert list(rows("docs/promises.md")) == PROMISES
    assert list(rows("README.md")) == PROMISES


def test_every_test_a_promise_names_exists():
    missing = []
    for file, name in NAMED_TEST.findall(read("docs/promises.md")):
        path = ROOT / file
        pattern = rf"^def {name}\(" if file.endswith(".py") else rf"^static void {name}\("
        if not path.exists() or not re.search(pattern, path.read_text(encoding="utf-8"), re.M):
            missing.append(f"{file}::{name}")
        elif file.endswith(".c") and len(re.findall(rf"\b{name}\b", path.read_text(encoding="utf-8"))) < 2:
            missing.append(f"{file}::{name} is in no list of tests")
    assert not missing, missing


def test_what_counts_as_proved_names_its_tests_and_what_is_open_is_called_so():
    for number, (_, state, proof) in rows("docs/promises.md").items():
        assert state in ("proved", "in part", "open"), f"{number}: {state}"
        if state != "open":
            assert NAMED_TEST.search(proof), f"{number} is {state} and names no test"
        if state == "in part":
            assert "Open:" in proof, f"{number} does not say what is open"


def test_the_readme_promises_what_the_table_proves():
    details = rows("docs/promises.md")
    for number, (_, proof) in rows("README.md").items():
        state, text = details[number][1], details[number][2]
        assert proof == "open" if state == "open" else proof.startswith("in part: ") == (state == "in part"), number
        for name in re.findall(r"`(\w+)`", proof):
            assert f"::{name}`" in text, f"{number}: docs/promises.md does not name {name}"
        assert state == "open" or "`" in proof, f"{number} names no test"


def test_the_readme_has_all_states_and_no_other():
    table = ROOT / "server/domain/include/domain/contact_state.def"
    states = set(re.findall(r"^NV_STATE\((\w+), \d+,", table.read_text(encoding="utf-8"), re.M)) - {"NEW"}
    shown = re.findall(r"^\| `([A-Z_]+)` \|.*\| (yes|no) \|$", read("README.md"), re.M)
    final = set(re.findall(r"^NV_STATE\((\w+), \d+, true", table.read_text(encoding="utf-8"), re.M))
    assert len(shown) == 16 and {name for name, _ in shown} == states
    assert {name for name, is_final in shown if is_final == "yes"} == final


@pytest.mark.parametrize("page", pages())
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), f"{page} links to {target}"
        if anchor:
            heads = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.M)
            known = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in known, f"{page} links to {target}"


@pytest.mark.parametrize("page", pages())
def test_every_command_shown_as_runnable_is_run(page):
    assert page in RUN or not shell_blocks(page), f"{page} has a ```sh block that no test runs: ```console says so"


def literals():
    """The string constants of the sources that look like options, log events, metrics or roles."""
    found = subprocess.run(["grep", "-rhoE", r'"[a-z]+\.[a-z_]+"|"navolat_[a-z_]+"', "server", "api"], cwd=ROOT,
                           capture_output=True, text=True, check=True).stdout
    return {word.strip('"') for word in found.splitlines()}


def words(page, pattern):
    """What stands in backquotes on a page, outside its blocks, and has this form."""
    return {word for word in re.findall(r"`([^`\n]+)`", without_code(page)) if re.fullmatch(pattern, word)}


def all_options():
    folder = "server/base/include/base"
    own = re.findall(r'^NV_OPT_\w+\("([^"]+)"', read(f"{folder}/options.def"), re.M)
    of_exchanges = re.findall(r'^NV_EXCHANGE_\w+\("([^"]+)"', read(f"{folder}/exchange.def"), re.M)
    assert len(own) > 30 and len(of_exchanges) > 5
    return own + [f"exchange.{key}" for key in of_exchanges]


@pytest.mark.parametrize("page", TOLD)
def test_every_option_named_is_one(page):
    options = all_options()
    groups = "|".join({option.split(".")[0] for option in options})
    events = literals() - set(options)
    named = {word.split(" ")[0] for word in words(page, rf"(?:{groups})\.[a-z_]+( = .*)?")}
    assert not [n for n in named if n not in options and n.removesuffix("_file") not in options and n not in events]


def test_every_log_event_named_is_one():
    table = read("docs/operations.md").split("| Event | Means |")[1].split("\n\n")[0]
    events = re.findall(r"`([a-z]+\.[a-z_]+|bug)`", table)
    assert len(events) > 15 and not set(events) - literals() - {"bug"}


@pytest.mark.parametrize("page", TOLD)
def test_every_metric_and_role_named_is_one(page):
    known = literals() | set(re.findall(r"navolat_[a-z]+", read("migrations/0001_initial.sql")))
    assert not words(page, "navolat_[a-z_]+") - known


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
def test_every_error_code_named_is_one(page):
    codes = set(re.findall(r'^NV_ERROR\(\w+, \d+, "([^"]+)"', read("server/base/include/base/errors.def"), re.M))
    table = "".join(line for line in read(page).splitlines() if re.match(r"\| \d{3}", line))
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", table))
    assert named <= codes and (page == "README.md" or len(named) > 15)


def test_the_commands_of_the_program_are_described():
    done = subprocess.run([navolatd_path(), "--help"], capture_output=True, text=True, check=True)
    commands = re.findall(r"^  (\w[\w-]*) {2,}", done.stdout, re.M)
    assert "migrate" in commands
    told = read("docs/operations.md")
    assert not [c for c in commands if f"`{c}`" not in told]
