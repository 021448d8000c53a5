# SPDX-License-Identifier: Apache-2.0
"""What the documents' examples run against: ./dev up in a folder of its own, as a new user has it."""
import os
import pathlib
import shutil
import subprocess

import pytest

from blocks import ROOT, free_port
from support.server import clean_environment


def dev(folder, port, *words, timeout):
    """./dev as a user has it, not as the tests around it have."""
    return subprocess.run([ROOT / "dev", *words], capture_output=True, text=True, check=False, timeout=timeout,
                          env=clean_environment({"NAVOLAT_DIR": str(folder), "NAVOLAT_PORT": str(port)}))


class Up:
    """A running ./dev up: `folder` is its state, `home` a folder in which .navolat is a link to it."""

    def __init__(self, home, folder, port):
        self.home = home
        self.folder = folder
        self.port = port
        self.log = folder / "navolatd.log"
        with open(folder / "env", encoding="utf-8") as file:
            self.values = dict(line.rstrip("\n").split("=", 1) for line in file)
        self.url = self.values["NAVOLAT_URL"]
        self.program = folder / "build/server/main/navolatd"


@pytest.fixture(scope="session")
def up():
    home = pathlib.Path(subprocess.run(["mktemp", "-d", "/var/tmp/nvd.XXXXXX"], capture_output=True, text=True,
                                       check=True).stdout.strip())
    home.chmod(0o755)
    folder = home / "state"
    folder.mkdir()
    (home / ".navolat").symlink_to(folder)
    port = free_port()
    try:
        said = dev(folder, port, "up", timeout=280)
        assert said.returncode == 0, f"./dev up failed:\n{said.stdout}{said.stderr}"
        yield Up(home, folder, port)
        down = dev(folder, port, "down", timeout=120)
        assert down.returncode == 0, f"./dev down failed:\n{down.stdout}{down.stderr}"
    finally:
        dev(folder, port, "clean", timeout=120)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def home_env(tmp_path):
    """The environment of somebody who pastes: no NAVOLAT_ variable is set."""
    return clean_environment({"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)})
