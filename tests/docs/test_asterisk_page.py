# SPDX-License-Identifier: Apache-2.0
"""navolat's own configuration on docs/asterisk.md; Asterisk's is loaded in tests/docker."""
import re
import subprocess

import pytest

from blocks import read
from support.server import BASE_OPTIONS, clean_environment, navolatd_path

PAGE = "docs/asterisk.md"
BLOCKS = re.findall(r"^```conf\n(.*?)^```$", read(PAGE), re.M | re.S)


def check(tmp_path, text):
    path = tmp_path / "navolat.conf"
    known = "".join(f"{key} = {BASE_OPTIONS[key]}\n" for key in ("auth.key", "auth.pepper"))
    path.write_text("database.url = postgresql:///navolat\n" + known + text, encoding="utf-8")
    return subprocess.run([navolatd_path(), "--config", path, "check-config"], capture_output=True, text=True, check=False,
                          env=clean_environment())


@pytest.mark.parametrize("text", BLOCKS, ids=["one exchange", "several"])
def test_a_configuration_of_the_page_is_valid(tmp_path, text):
    done = check(tmp_path, text)
    assert done.returncode == 0 and "valid" in done.stdout, done.stderr
    broken = check(tmp_path, text.replace("url = http", "ulr = http"))
    assert broken.returncode == 2 and "ulr" in broken.stderr, "what is misspelt is told"


def test_the_defaults_the_page_tells_are_the_programs():
    told = read(PAGE)
    table = read("server/base/include/base/exchange.def")
    rate = re.search(r'\("calls_per_second", \w+, (\d+),', table)[1]
    assert f"the default is {rate}" in told
    names = set(re.findall(r'^NV_EXCHANGE_\w+\("(\w+)"', table, re.M)) | {"dial"}
    for block in BLOCKS:
        assert set(re.findall(r"^(?:exchange\.)?(\w+) = ", block, re.M)) - {"name"} <= names


def test_every_row_of_the_outcome_table_is_in_the_database():
    """Outcome -> SIP codes of the page's table against the rules the migration stores."""
    numbers = {2: "rejected", 3: "busy", 4: "noAnswer", 5: "unreachable", 6: "invalidNumber", 7: "failed"}
    rules = {}
    for code, outcome in re.findall(r"\(1, \d+, 0, (?:NULL|true), (\d{3}), \1, NULL, NULL, (\d+),", read("migrations/0006_exchanges.sql")):
        rules.setdefault(numbers[int(outcome)], set()).add(code)
    assert sum(map(len, rules.values())) >= 20
    told = {}
    for wire, outcome in re.findall(r"^\| (.*?) \| `(\w+)` \|", read(PAGE), re.M):
        told.setdefault(outcome, set()).update(re.findall(r"\b[3-6]\d\d\b", wire))
    for outcome, codes in rules.items():
        assert codes - {"487"} <= told[outcome] and told[outcome] - {"302"} <= codes, outcome
