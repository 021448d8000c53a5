# SPDX-License-Identifier: Apache-2.0
"""The images really built from docker/Dockerfile: by buildah with chroot isolation, on bases made by debootstrap, since
neither Docker nor its registry is to be had on every machine. As root, with the packages buildah and debootstrap; --nightly."""
import os
import shutil
import subprocess
import tempfile

import pytest

from containers import ROOT

BASES = {"bookworm": "docker.io/library/debian:bookworm-slim", "testing": "docker.io/library/debian:testing-slim"}
IGNORED = "docker/Dockerfile.dockerignore"

pytestmark = pytest.mark.nightly


def need(*programs):
    missing = [name for name in programs if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if missing:
        assert os.geteuid() == 0, "only root can build images here"
        subprocess.run(["apt-get", "-qq", "-y", "--no-install-recommends", "install", *missing], check=True, capture_output=True,
                       env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


class Builder:
    """buildah with its storage in a folder that goes away afterwards."""

    def __init__(self):
        need("buildah", "debootstrap")
        self.folder = tempfile.mkdtemp(prefix="nvi-", dir="/var/tmp")
        self.context = f"{self.folder}/context"
        os.mkdir(self.context)
        files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["cpio", "-0pdm", "--quiet", self.context] if shutil.which("cpio") else
                       ["rsync", "-a", "-0", "--files-from=-", f"{ROOT}/", self.context] if shutil.which("rsync") else
                       ["xargs", "-0", "cp", "--parents", "-t", self.context], input=files, cwd=ROOT, check=True)

    def buildah(self, *words, timeout=1200):
        done = subprocess.run(["buildah", "--storage-driver", "vfs", "--root", f"{self.folder}/store", "--runroot", f"{self.folder}/run",
                               *map(str, words)], capture_output=True, text=True, check=False, timeout=timeout)
        assert done.returncode == 0, f"buildah {words}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout.strip()

    def base(self, suite):
        """debian:SUITE-slim, from the mirror of this machine's apt."""
        root = f"{self.folder}/{suite}"
        found = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(LABEL)", "Created-By: Packages"],
                               capture_output=True, text=True, check=True).stdout.splitlines()
        mirror = next(line.split()[0] for line in found if line.split()[1:] == ["Debian", "Debian"])
        subprocess.run(["debootstrap", "--variant=minbase", suite, root, mirror], check=True, capture_output=True)
        # The lists of a mirror that is a copy of some day may be older than this machine's clock likes.
        with open(f"{root}/etc/apt/apt.conf.d/99copy", "w", encoding="utf-8") as file:
            file.write('Acquire::Check-Valid-Until "false";\n')
        made = self.buildah("from", "scratch")
        self.buildah("add", "-q", made, root, "/")
        self.buildah("commit", "-q", made, BASES[suite])
        self.buildah("rm", made)
        shutil.rmtree(root)

    def image(self, target):
        self.buildah("bud", "--isolation", "chroot", "--network", "host", "--pull-never", "--ignorefile", f"{self.context}/{IGNORED}",
                     "-f", f"{self.context}/docker/Dockerfile", "--target", target, "-t", f"navolat-{target}", self.context)
        return self.buildah("from", "--pull-never", f"localhost/navolat-{target}")

    def run(self, container, *words):
        return self.buildah("run", "--isolation", "chroot", container, "--", *words, timeout=120)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def builder():
    made = Builder()
    yield made
    made.remove()


def test_the_image_of_the_server_holds_a_program_that_runs_and_no_tools(builder):
    builder.base("bookworm")
    made = builder.image("navolat")
    assert builder.run(made, "navolatd", "--version").startswith("navolatd ")
    assert builder.run(made, "id", "-u") == "10001"
    assert "valid" in builder.run(made, "sh", "-c", "NAVOLAT_DATABASE_URL=postgresql:///x NAVOLAT_AUTH_PEPPER=$(printf %44s | tr ' ' A) "
                                                    "NAVOLAT_AUTH_KEY=k1:$(printf %44s | tr ' ' A) navolatd check-config")
    assert builder.run(made, "sh", "-c", "command -v gcc meson python3 || echo none") == "none"
    assert builder.run(made, "sh", "-c", "ls -d /src /build /out 2>/dev/null || echo none") == "none"


def test_the_image_of_the_proxy_holds_an_nginx_that_takes_the_configuration(builder):
    made = builder.image("proxy")
    assert builder.run(made, "id", "-u") == "10002"
    check = ("cd /tmp && sed -e 's#/run/secrets#/tmp#; s#server navolat:#server 127.0.0.1:#; s#/dev/stdout#/tmp/log#' /etc/navolat/nginx.conf >c && cp /tmp/tls.pem tls.crt && "
             "cp /tmp/tls.pem tls.key && nginx -e stderr -t -c /tmp/c 2>&1")
    pair = f"{builder.folder}/tls.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x", "-keyout", pair + ".key",
                    "-out", pair + ".crt"], check=True, capture_output=True)
    with open(pair, "w", encoding="utf-8") as file:
        for part in ("key", "crt"):
            with open(f"{pair}.{part}", encoding="utf-8") as source:
                file.write(source.read())
    os.chmod(pair, 0o644)
    builder.buildah("add", "-q", "--chmod", "0644", made, pair, "/tmp/tls.pem")
    assert "test is successful" in builder.run(made, "sh", "-c", check)


def test_the_image_of_the_exchange_holds_asterisk_22_with_every_module(builder):
    builder.base("testing")
    made = builder.image("asterisk")
    assert builder.run(made, "id", "-un") == "asterisk"
    version = builder.run(made, "asterisk", "-V")
    assert version.startswith("Asterisk ") and int(version.split()[1].split(".")[0]) >= 22
    assert builder.run(made, "sh", "/etc/asterisk/check-modules.sh") == ""
    assert builder.run(made, "sh", "-c", "ls /etc/asterisk/iax.conf /etc/asterisk/users.conf 2>/dev/null || echo none") == "none"
