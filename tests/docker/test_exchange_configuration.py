# SPDX-License-Identifier: Apache-2.0
"""The exchange's configuration in docker/asterisk and the fragments of docs/asterisk.md, loaded by a real Asterisk 22, and
navolatd connected to it as the pages say."""
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

from containers import DOCKER, ROOT, stages
from exchange.stand import config
from exchange.stand.asterisk import Asterisk
from exchange.stand.process import free_ports
from support.server import Server
from support.wait import wait_until

SECRET = config.PASSWORD  # what the stand's own questions to Asterisk are signed with
TRANSPORT = "[udp]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:{sip}\n"


class Configured:
    """The stand's Asterisk with other configuration files; no telephone and no carrier."""

    def __init__(self):
        sip, http, ami, carrier, second, dead = free_ports(6)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="nvx-", dir="/var/tmp"))
        self.ports = {"sip": sip, "http": http, "ami": ami, "carrier": carrier, "second": second, "dead": dead, "rtp": (20000, 20199)}
        self.asterisk = Asterisk("22", self.folder, self.ports, [], bound=True)
        self.etc = self.folder / "etc"

    def put(self, name, text, *changes):
        """Writes a file after changes, each of which must find its text."""
        for old, new in changes:
            assert old in text, f"{name} has no {old!r}"
            text = text.replace(old, new)
        (self.etc / name).write_text(text, encoding="utf-8")

    def complaints(self):
        """Warnings and errors of the start, but for what the stand's empty files and missing providers make."""
        text = (self.folder / "log/messages.log").read_text(encoding="utf-8", errors="replace")
        found = [line for line in text.splitlines() if re.search(r" (WARNING|ERROR)\[", line)]
        return [line for line in found if not re.search(r"provider\.invalid|musiconhold|indications|taskprocessor|[Cc]apath|certificate", line)]

    def endpoint(self, name):
        return self.asterisk.ari("GET", f"/endpoints/PJSIP/{name}")

    def close(self):
        self.asterisk.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def made():
    found = []

    def make():
        found.append(Configured())
        return found[-1]

    yield make
    for one in found:
        one.close()


def fragments():
    """File name -> text, of the ini blocks of docs/asterisk.md."""
    page = (ROOT / "docs/asterisk.md").read_text(encoding="utf-8")
    texts = {}
    for name, text in re.findall(r"^```ini\n; ([\w.]+)\n(.*?)^```$", page, re.M | re.S):
        texts[name] = texts.get(name, "") + text
    assert set(texts) == {"http.conf", "ari.conf", "pjsip.conf", "extensions.conf"}
    return texts


@pytest.fixture(scope="module")
def documented(made):
    """An Asterisk with the fragments of the page; passwords, ports and addresses are of this test."""
    one, texts = made(), fragments()
    sip, http = one.ports["sip"], one.ports["http"]
    one.put("http.conf", texts["http.conf"], ("bindport = 8088", f"bindport = {http}"))
    one.put("ari.conf", texts["ari.conf"], ("a-long-random-password", SECRET))
    one.put("pjsip.conf", TRANSPORT.format(sip=sip) + texts["pjsip.conf"],
            ("sip:sip.provider.example", f"sip:127.0.0.1:{one.ports['dead']}"))
    one.put("extensions.conf", texts["extensions.conf"])
    one.asterisk.start()
    return one


def test_the_fragments_of_the_page_make_a_trunk_and_a_telephone(documented):
    assert documented.endpoint("carrier")["resource"] == "carrier"
    assert documented.endpoint("eva")["state"] == "offline"
    aor = documented.asterisk.cli("pjsip show aor eva")
    assert re.search(r"qualify_frequency +: 3\b", aor) and re.search(r"qualify_timeout +: 2\.0", aor) and re.search(r"max_contacts +: 1\b", aor)
    assert re.search(r"device_state_busy_at +: 1\b", documented.asterisk.cli("pjsip show endpoint eva"))
    assert "192.0.2.10" in documented.asterisk.cli("pjsip show identifies")
    assert "Hangup(21)" in documented.asterisk.cli("dialplan show nobody")
    assert not documented.complaints()


def conf_blocks():
    return re.findall(r"^```conf\n(.*?)^```$", (ROOT / "docs/asterisk.md").read_text(encoding="utf-8"), re.M | re.S)


def test_navolatd_configured_as_the_page_says_is_connected(documented, database):
    text = conf_blocks()[0].replace("http://127.0.0.1:8088", documented.asterisk.url).replace("a-long-random-password", SECRET)
    options = dict(line.split(" = ", 1) for line in text.splitlines() if line)
    with Server(database.url, "work", options) as server:
        server.wait_event("exchange.up", timeout=30)
        apps = documented.asterisk.ari("GET", "/applications")
        assert [app["name"] for app in apps] == ["navolat-" + options["exchange.name"]], "the name the page tells"


@pytest.fixture(scope="module")
def contained(made, tmp_path_factory):
    """An Asterisk with docker/asterisk, on the loopback, with secrets as make-secrets.sh makes them."""

    secrets = tmp_path_factory.mktemp("exchange") / "secrets"
    subprocess.run([DOCKER / "make-secrets.sh", secrets], check=True, capture_output=True)
    one = made()
    password = (secrets / "ari_password").read_text(encoding="utf-8")
    (secrets / "ari_user.conf").write_text((secrets / "ari_user.conf").read_text(encoding="utf-8").replace(password, SECRET), encoding="utf-8")
    kept = {name: (one.etc / name).read_text(encoding="utf-8") for name in ("asterisk.conf", "logger.conf")}
    shutil.rmtree(one.etc)
    one.etc.mkdir()
    changes = {
        "http.conf": [("bindaddr = 0.0.0.0", "bindaddr = 127.0.0.1"), ("bindport = 8088", f"bindport = {one.ports['http']}")],
        "ari.conf": [("/run/secrets/ari_user", str(secrets / "ari_user.conf"))],
        "pjsip.conf": [("bind = 0.0.0.0:5060", f"bind = 127.0.0.1:{one.ports['sip']}"),
                       ("/run/secrets/phones", str(secrets / "phones.conf")), ("/run/secrets/trunk", str(secrets / "trunk.conf"))],
    }
    for path in DOCKER.glob("asterisk/*.conf"):
        one.put(path.name, path.read_text(encoding="utf-8"), *changes.get(path.name, []))
    for name, text in kept.items():
        one.put(name, text)
    for name in re.search(r"for name in ([\w ]+);", stages()["asterisk"])[1].split():
        one.put(f"{name}.conf", "")
    one.asterisk.start()
    return one


def test_the_images_configuration_has_its_trunk_and_telephones_and_loads_all_it_names(contained):
    for name in ("carrier", "op1", "op2", "op3"):
        assert contained.endpoint(name)["resource"] == name
    assert re.search(r"qualify_frequency +: 3\b", contained.asterisk.cli("pjsip show aor op2"))
    wanted = set(re.findall(r"^load = (\S+)$", (DOCKER / "asterisk/modules.conf").read_text(encoding="utf-8"), re.M))
    running = set(re.findall(r"^(\S+\.so) .* Running ", contained.asterisk.cli("module show"), re.M))
    assert len(wanted) > 40 and wanted - running == set() and running - wanted == set()
    assert "Hangup(21)" in contained.asterisk.cli("dialplan show nobody")
    assert not contained.complaints()


def test_the_images_modules_are_all_there(contained):

    check = ["sh", DOCKER / "asterisk/check-modules.sh"]
    folder = config.module_folder(contained.asterisk.root)
    assert subprocess.run([*check, folder], check=False).returncode == 0
    assert subprocess.run([*check, contained.folder], check=False, capture_output=True).returncode == 1


def test_a_driver_finds_all_it_needs_in_the_images_exchange(contained, database):
    options = {"exchange.driver": "asterisk", "exchange.name": "asterisk", "exchange.url": contained.asterisk.url,
               "exchange.user": "navolat", "exchange.password": SECRET, "exchange.trunks": "carrier=PJSIP/{number}@carrier"}
    with Server(database.url, "work", options) as server:
        server.wait_event("exchange.up", timeout=30)
        wait_until(lambda: contained.asterisk.ari("GET", "/applications/navolat-asterisk")["device_names"] == [""] or
                   contained.asterisk.ari("GET", "/applications/navolat-asterisk")["device_names"], what="states of phones are asked for")
