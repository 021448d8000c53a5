# SPDX-License-Identifier: Apache-2.0
"""The shipped proxy configuration run by the real nginx, on loopback, with a tap between it and navolatd."""
import datetime
import fcntl
import ipaddress
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from support.wait import wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFIG = ROOT / "docker/proxy/nginx.conf"
INSTALLED = "/usr/sbin/nginx"
NOBODY = "nobody"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(folder):
    """Debian's nginx unpacked into a folder: installing it would start a web server on this machine."""
    with tempfile.TemporaryDirectory(dir=folder) as work:
        download = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", "nginx"]
        done = subprocess.run(download, cwd=work, capture_output=True, text=True, check=False)
        if done.returncode:  # a machine whose lists of packages were never fetched
            update = [*([] if os.geteuid() == 0 else ["sudo", "-n"]), "apt-get", "-qq", "update"]
            subprocess.run(update, capture_output=True, check=False)
            done = subprocess.run(download, cwd=work, capture_output=True, text=True, check=False)
        packages = list(pathlib.Path(work).glob("nginx_*.deb"))
        assert packages, f"nginx is not to be had from Debian: {done.stderr}"
        subprocess.run(["dpkg-deb", "-x", packages[0], f"{work}/root"], check=True)
        os.rename(f"{work}/root/usr/sbin/nginx", folder / "nginx")


def program():
    """The real nginx: the machine's, or one fetched once for the tests of this copy."""
    if os.access(INSTALLED, os.X_OK):
        return INSTALLED
    folder = pathlib.Path(os.environ.get("NAVOLAT_DIR") or ROOT / ".navolat") / "test/nginx"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "nginx").exists():
            fetch(folder)
    return str(folder / "nginx")


def make_certificate(folder):
    """A self-signed certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "navolat")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = x509.SubjectAlternativeName([x509.DNSName("navolat"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=2)).add_extension(names, False)
            .sign(key, hashes.SHA256()))
    pathlib.Path(folder, "tls.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pathlib.Path(folder, "tls.key").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class Tap:
    """Passes bytes between nginx and navolatd, and keeps what nginx sent, connection by connection."""

    def __init__(self, target_port):
        self.target_port = target_port  # 0: nobody is there, every connection is closed
        self.sent = []  # what came from nginx, a bytearray a connection
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if not self.target_port:
                client.close()
                continue
            record = bytearray()
            with self.lock:
                self.sent.append(record)
            server = socket.create_connection(("127.0.0.1", self.target_port))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._both, args=(client, server, record), daemon=True).start()

    def _both(self, client, server, record):
        back = threading.Thread(target=self._pass, args=(server, client, None), daemon=True)
        back.start()
        self._pass(client, server, record)
        back.join()
        client.close()
        server.close()

    def _pass(self, source, target, record):
        try:
            while True:
                piece = source.recv(65536)
                if not piece:
                    break
                if record is not None:
                    with self.lock:
                        record += piece
                target.sendall(piece)
        except OSError:
            pass
        # Only this direction is over: navolatd shuts its side and reads on, so that its last answer is not lost.
        for one, how in ((target, socket.SHUT_WR), (source, socket.SHUT_RD)):
            try:
                one.shutdown(how)
            except OSError:
                pass

    def connections(self):
        with self.lock:
            return len(self.sent)

    def mark(self):
        """A position for since(): what every connection had brought."""
        with self.lock:
            return [len(record) for record in self.sent]

    def since(self, mark):
        """What came after a mark, a bytes for each connection that brought anything."""
        with self.lock:
            pieces = [bytes(record[mark[i] if i < len(mark) else 0:]) for i, record in enumerate(self.sent)]
        return [piece for piece in pieces if piece]


REQUEST_LINE = re.compile(rb"^[A-Za-z]+ \S+ HTTP/\d\.\d\r$", re.M)


def requests_in(pieces):
    """The request lines among bytes that went to navolatd; a body that looks like one counts too, to be strict."""
    return [line for piece in pieces for line in REQUEST_LINE.findall(piece)]


def shipped():
    return CONFIG.read_text(encoding="utf-8")


def adapted(folder, upstream_port, plain_port, tls_port):
    """The shipped file with the lines changed that it marks so. Each stands there exactly once, or this fails."""
    text = shipped()
    changes = [
        ("pid /tmp/nginx.pid;", f"pid {folder}/nginx.pid;"),
        ("access_log /dev/stdout navolat;", f"access_log {folder}/access.log navolat;"),
        ("server navolat:8080 max_fails=0;", f"server 127.0.0.1:{upstream_port} max_fails=0;"),
        ("listen 8443 ssl backlog=1024 default_server;",
         f"listen 127.0.0.1:{tls_port} ssl backlog=1024 default_server;\n"
         f"        listen 127.0.0.1:{plain_port} backlog=1024 default_server;"),
        ("/run/secrets/tls.crt", f"{folder}/tls.crt"),
        ("/run/secrets/tls.key", f"{folder}/tls.key"),
    ]
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        old = re.search(rf"^    {name}_temp_path +/tmp/[\w-]+;$", text, re.M).group(0)
        changes.append((old, f"    {name}_temp_path {folder}/{name};"))
    for old, new in changes:
        assert text.count(old) == 1, f"{CONFIG.name} has {old!r} {text.count(old)} times"
        text = text.replace(old, new)
    return text


class Nginx:
    """nginx in a folder of its own, as a user without rights; stopped by the process that was started."""

    def __init__(self, upstream_port):
        self.folder = tempfile.mkdtemp(prefix="navolat-proxy-", dir="/var/tmp")
        self.port = free_port()
        self.tls_port = free_port()
        make_certificate(self.folder)
        # A copy, since a user without rights may not reach the one in our folder.
        binary = shutil.copy(program(), f"{self.folder}/nginx")
        self.config = os.path.join(self.folder, "nginx.conf")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(adapted(self.folder, upstream_port, self.port, self.tls_port))
        self.log = os.path.join(self.folder, "error.log")
        self.user = {}
        if os.geteuid() == 0:
            who = pwd.getpwnam(NOBODY)
            self.user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
            for path in (self.folder, *map(lambda n: os.path.join(self.folder, n), os.listdir(self.folder))):
                os.chown(path, who.pw_uid, who.pw_gid)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([binary, "-e", "stderr", "-c", self.config, "-p", self.folder],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **self.user)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def certificate(self):
        return f"{self.folder}/tls.crt"

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def requests_logged(self):
        with open(f"{self.folder}/access.log", encoding="utf-8", errors="replace") as file:
            return file.read()

    def answers(self):
        assert self.process.poll() is None, f"nginx ended with {self.process.returncode}:\n{self.said()}"
        try:
            socket.create_connection(("127.0.0.1", self.port), 2).close()
            return True
        except OSError:
            return False

    def start(self):
        try:
            wait_until(self.answers, what="nginx listens")
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGTERM)
                self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
