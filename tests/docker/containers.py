# SPDX-License-Identifier: Apache-2.0
"""docker/Dockerfile as tests read it."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"


def stages():
    """Name -> text of each stage."""
    text = re.sub(r"(?m)^#.*\n", "", (DOCKER / "Dockerfile").read_text(encoding="utf-8"))
    parts = re.split(r"(?m)^FROM \S+ AS (\w+)$", text)
    return dict(zip(parts[1::2], parts[2::2]))


def packages(stage):
    """What a stage installs by apt-get."""
    joined = stages()[stage].replace("\\\n", " ")
    found = re.findall(r"install --no-install-recommends ([^&\n]+)", joined)
    return " ".join(found).split()
