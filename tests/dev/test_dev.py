# SPDX-License-Identifier: Apache-2.0
"""./dev itself: what it says, and the private cluster in awkward places."""
import os
import pathlib
import socket
import subprocess

import psycopg2
import pytest

from support.cluster import SCRIPT

ROOT = pathlib.Path(__file__).resolve().parents[2]


def dev(*words, **env):
    return subprocess.run([ROOT / "dev", *words], capture_output=True, text=True, check=False, timeout=60,
                          env={**os.environ, **{k: str(v) for k, v in env.items()}})


def cluster(verb, folder, base, *words):
    done = subprocess.run([SCRIPT, verb, folder, *words], capture_output=True, text=True, check=True, timeout=120,
                          env={**os.environ, "NAVOLAT_DIR": str(base)})
    return done.stdout


@pytest.fixture
def place(tmp_path_factory):
    """A short folder in which clusters are destroyed afterwards."""
    base = pathlib.Path(subprocess.run(["mktemp", "-d", "/var/tmp/nvt.XXXXXX"], capture_output=True, text=True,
                                       check=True).stdout.strip())
    base.chmod(0o755)
    yield base
    for pg in base.rglob("pg"):
        cluster("destroy", pg, base)
    subprocess.run(["rm", "-rf", base], check=True)


def test_help_names_every_command():
    said = dev("help")
    assert said.returncode == 0
    for command in ("run", "up", "down", "status", "test", "lint", "format", "bench", "clean"):
        assert f"\n  {command} " in said.stdout


def test_an_unknown_command_is_refused():
    said = dev("frobnicate")
    assert said.returncode == 1 and "unknown command frobnicate" in said.stderr


def test_an_unknown_exchange_is_refused(tmp_path):
    said = dev("up", "--exchange", "pigeons", NAVOLAT_DIR=tmp_path)
    assert said.returncode == 1 and "--exchange takes simulator, asterisk or asterisk-16" in said.stderr


def test_real_calls_cannot_be_made_faster(tmp_path):
    said = dev("run", "--exchange=asterisk", "--speed=10", NAVOLAT_DIR=tmp_path)
    assert said.returncode == 1 and "--speed is for the simulated exchange" in said.stderr


def test_status_of_a_fresh_folder_says_that_nothing_runs(tmp_path):
    said = dev("status", NAVOLAT_DIR=tmp_path / "new")
    assert said.returncode == 3 and "server: not running" in said.stdout


def test_a_saved_pid_that_is_another_program_by_now_counts_as_nothing(tmp_path):
    (tmp_path / "navolatd.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
    said = dev("status", NAVOLAT_DIR=tmp_path)
    assert said.returncode == 3 and "server: not running" in said.stdout
    assert dev("down", NAVOLAT_DIR=tmp_path).returncode == 0  # and this test is still alive


def test_a_taken_port_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = dev("up", NAVOLAT_DIR=tmp_path, NAVOLAT_PORT=port)
    assert said.returncode == 1 and f"port {port} is taken" in said.stderr


def test_a_port_that_is_no_number_is_refused(tmp_path):
    said = dev("up", NAVOLAT_DIR=tmp_path, NAVOLAT_PORT="http")
    assert said.returncode == 1 and "not a port number" in said.stderr


def test_the_cluster_is_durable_and_has_no_tcp(place):
    cluster("start", place / "pg", place)
    connection = psycopg2.connect(cluster("url", place / "pg", place).strip())
    with connection, connection.cursor() as cursor:
        for name, value in [("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"),
                            ("listen_addresses", "")]:
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone()[0] == value
    connection.close()
    assert (place / "pg").stat().st_mode & 0o777 == 0o700


def test_data_survives_a_crash_and_a_restart(place):
    cluster("start", place / "pg", place)
    url = cluster("url", place / "pg", place).strip()
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute("CREATE TABLE kept AS SELECT 7 AS x")
    connection.close()
    cluster("crash", place / "pg", place)
    cluster("start", place / "pg", place)
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT x FROM kept")
        assert cursor.fetchone() == (7,)
    connection.close()


@pytest.mark.skipif(os.getuid() != 0, reason="only root's cluster belongs to another user")
def test_a_folder_of_mode_0700_is_opened_for_the_clusters_user(place):
    place.chmod(0o700)
    said = cluster("start", place / "pg", place)
    assert "Opened" in said and place.stat().st_mode & 0o777 == 0o701
    assert not (place / "pg").is_symlink()


@pytest.mark.skipif(os.getuid() != 0, reason="only root's cluster belongs to another user")
def test_below_a_folder_that_is_not_ours_the_cluster_lives_elsewhere(place):
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    said = cluster("start", closed / "mine" / "pg", closed / "mine")
    assert "cannot enter" in said and (closed / "mine" / "pg").is_symlink()
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_path_too_long_for_a_socket_is_no_obstacle(place):
    deep = place / ("x" * 100)
    said = cluster("start", deep / "pg", deep)
    assert "107 allowed" in said
    psycopg2.connect(cluster("url", deep / "pg", deep).strip()).close()
    target = (deep / "pg").resolve()
    cluster("destroy", deep / "pg", deep)
    assert not target.exists() and not (deep / "pg").is_symlink()
