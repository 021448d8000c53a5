# SPDX-License-Identifier: Apache-2.0
"""Databases for tests: a template is migrated once, every test module gets its own copy of it."""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.parse

import psycopg2

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tests" / "support" / "cluster.sh"
OWNER = "navolat"
# Held while the template is made, so that parallel test processes make it once.
TEMPLATE_LOCK = 7120001


class Cluster:
    """A PostgreSQL of its own, for tests that crash or stop it."""

    def __init__(self, folder=None, settings=None):
        # A short path in /var/tmp: the socket's path is limited, and /tmp may be small.
        self.folder = folder or tempfile.mkdtemp(prefix="navolat-test-", dir="/var/tmp")
        os.chmod(self.folder, 0o755)
        self.settings = [f"{k}={v}" for k, v in (settings or {}).items()]

    def _run(self, verb, *args):
        subprocess.run([SCRIPT, verb, f"{self.folder}/pg", *args], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "NAVOLAT_DIR": self.folder})

    def start(self):
        self._run("start", *self.settings)
        return self

    def stop(self):
        self._run("stop")

    def crash(self):
        """As after a power cut: no shutdown checkpoint, clients are cut."""
        self._run("crash")

    def destroy(self):
        self._run("destroy")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database="postgres", user="postgres"):
        return f"postgresql://{user}@/{database}?host={os.path.realpath(self.folder)}/pg"


class Database:
    """One database. `url` is the owner's, which the server gets; connect() is the superuser's."""

    def __init__(self, databases, name):
        self.databases = databases
        self.name = name
        self.url = databases.url(name, OWNER)

    def connect(self, user="postgres"):
        """A connection of the test's own, autocommit."""
        connection = psycopg2.connect(self.databases.url(self.name, user))
        connection.autocommit = True
        return connection

    def rows(self, sql, params=None, user="postgres"):
        """Runs one statement and returns its rows (an empty list when it has none)."""
        connection = self.connect(user)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def value(self, sql, params=None):
        return self.rows(sql, params)[0][0]

    def drop(self):
        self.databases.drop(self.name)


class Databases:
    """Makes and drops databases in the cluster of ./dev test, or in one of its own when run by hand."""

    def __init__(self, navolatd, admin_url=None):
        self.navolatd = navolatd
        self.own = None
        self.count = 0
        admin_url = admin_url or os.environ.get("NAVOLAT_TEST_DATABASE_URL")
        if not admin_url:
            self.own = Cluster(settings={"shared_buffers": "128MB"}).start()
            admin_url = self.own.url()
        self.admin_url = admin_url

    def url(self, name, user="postgres"):
        parts = urllib.parse.urlsplit(self.admin_url)
        host = parts.netloc.rpartition("@")[2]
        return urllib.parse.urlunsplit(parts._replace(netloc=f"{user}@{host}", path=f"/{name}"))

    def close(self):
        if self.own:
            self.own.destroy()

    def _admin(self):
        connection = psycopg2.connect(self.admin_url)
        connection.autocommit = True
        return connection

    def _fresh_name(self, hint):
        self.count += 1
        hint = re.sub(r"[^a-z0-9]+", "_", hint.lower()).strip("_")[:30]
        return f"nv_{os.getpid()}_{self.count}_{hint}"

    def empty(self, hint="empty"):
        """A database nothing was migrated in."""
        name = self._fresh_name(hint)
        self._execute(f'CREATE DATABASE "{name}" OWNER {OWNER}')
        return Database(self, name)

    def create(self, hint="test"):
        """A migrated database, as a copy of the template."""
        template = self._template()
        name = self._fresh_name(hint)
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {OWNER}')
        return Database(self, name)

    def drop(self, name):
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, sql):
        connection = self._admin()
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
        finally:
            connection.close()

    def _template_name(self):
        digest = hashlib.sha256()
        for path in sorted((ROOT / "migrations").rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
        # The migrations may be built into the program.
        stat = os.stat(self.navolatd)
        digest.update(f"{self.navolatd} {stat.st_mtime_ns} {stat.st_size}".encode())
        return f"nv_template_{digest.hexdigest()[:16]}"

    def _template(self):
        name = self._template_name()
        connection = self._admin()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", (TEMPLATE_LOCK,))
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
                if cursor.fetchone():
                    return name
                making = name + "_making"
                cursor.execute(f'DROP DATABASE IF EXISTS "{making}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{making}" OWNER {OWNER}')
                done = subprocess.run(
                    [self.navolatd, "--set", f"database.url={self.url(making, OWNER)}", "migrate"],
                    capture_output=True, text=True, check=False)
                assert done.returncode == 0, f"navolatd migrate failed:\n{done.stderr}"
                cursor.execute(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
                return name
        finally:
            connection.close()  # which gives the lock back
