# SPDX-License-Identifier: Apache-2.0
"""The commands of README and docs, run as they stand there, against a fresh ./dev up."""
import json
import re

import psycopg2
import pytest
import requests

from blocks import free_port, run_page, run_shell, shell_blocks
from support.cluster import Cluster
from support.server import assert_no_reports, navolatd_path
from support.wait import wait_until


@pytest.fixture
def bare_cluster():
    """The socket's folder of a PostgreSQL as Debian's package leaves it: a superuser, no role or database of ours."""
    cluster = Cluster(settings={"shared_buffers": "64MB"}).start()
    connection = psycopg2.connect(cluster.url())
    connection.autocommit = True
    connection.cursor().execute("DROP DATABASE navolat")
    connection.cursor().execute("DROP ROLE navolat")
    connection.close()
    yield f"{cluster.folder}/pg"
    cluster.destroy()


def client(up):
    """GET with the token of the demo client."""
    answer = requests.post(up.url + "/oauth/token", data={"grant_type": "client_credentials"}, timeout=30,
                           auth=(up.values["NAVOLAT_CLIENT_ID"], up.values["NAVOLAT_CLIENT_SECRET"]))
    token = answer.json()["access_token"]

    def get(path, **params):
        reply = requests.get(up.url + path, params=params, timeout=30, headers={"Authorization": f"Bearer {token}"})
        assert reply.status_code == 200, reply.text
        return reply.json()

    return get


def final_state(get, contact_id):
    found = get(f"/v1/contacts/{contact_id}")
    assert found["final"], found
    return found["state"]


@pytest.mark.parametrize("shell", ["bash", "dash"])
def test_the_tour_of_the_readme_does_what_it_says(up, home_env, shell):
    tour, = shell_blocks("README.md")
    assert len(tour.code.splitlines()) == 10
    code, out, err = run_shell(tour.code, up.home, home_env, shell=(shell,))
    lines = out.splitlines()
    assert code == 0 and not err, err
    assert len(lines) == 14, out  # the batch, the start, ten polls, the status, the history

    rows = json.loads(lines[0])["results"]
    assert [(r["externalId"], r["status"], r["state"]) for r in rows] == [
        ("crm-1", 201, "INITIAL"), ("crm-2", 201, "INITIAL"), ("crm-3", 201, "INVALID_RECORD")]
    started = json.loads(lines[1])
    assert started["state"] == "IN_PROGRESS"
    polls = [re.findall(r'"state":"([A-Z_]+)"', line) for line in lines[2:12]]
    assert all(len(states) == 3 and states[2] == "INVALID_RECORD" for states in polls), polls
    assert any(states[0] in ("CALLING", "CALL_IN_PROGRESS") for states in polls), polls
    assert polls[-1][1] == "CALLING", polls
    assert lines[12] == "204"
    events = json.loads(lines[13])["items"]
    assert [(e["event"], e["to"]) for e in events] == [("add", "INITIAL"), ("pick", "CALLING"), ("remove", "REMOVED")]

    get = client(up)
    assert wait_until(lambda: final_state(get, rows[0]["id"])) == "SUCCESS"
    log = wait_until(lambda: hung_up(get, rows[1]["id"]))
    assert [e["kind"] for e in log if e["kind"] in ("originate", "up")] == ["originate"]


def hung_up(get, contact_id):
    """What the exchange did for the contact, once its line is gone."""
    items, after = [], 0
    while after is not None:
        page = get("/v1/simulator/log", after=after, limit=1000)
        items += page["items"]
        after = page["next"] if page["items"] else None
    legs = {i["leg"] for i in items if i.get("contactId") == contact_id}
    mine = [i for i in items if i["leg"] in legs]
    assert any(i["kind"] == "gone" for i in mine), mine
    return mine


def test_the_examples_of_the_api_page_answer_as_printed(up, home_env):
    ran = run_page("docs/api.md", up.home, home_env)
    assert len(ran) >= 12


def test_the_commands_of_the_operations_page_work(up, home_env):
    env = {**home_env, "PATH": f"{up.program.parent}:{home_env['PATH']}"}
    ran = run_page("docs/operations.md", up.home, env)
    assert len(ran) >= 4


def test_the_deployment_page_leads_to_a_running_server(bare_cluster, tmp_path_factory, home_env):
    etc = tmp_path_factory.mktemp("etc")
    port = free_port()
    folder = tmp_path_factory.mktemp("bin")
    (folder / "navolatd").symlink_to(navolatd_path())
    env = {**home_env, "PATH": f"{folder}:{home_env['PATH']}", "PGHOST": bare_cluster, "PGUSER": "postgres"}
    run_page("docs/deployment.md", folder, env, replace=[
        ("sudo -u postgres ", ""), ("/etc/navolat", str(etc)), ("127.0.0.1:8080", f"127.0.0.1:{port}"),
        ("database.url = postgresql://navolat@/navolat\n", f"database.url = postgresql://navolat@/navolat\nhttp.port = {port}\n")])
    log = (etc / "log").read_text(encoding="utf-8")
    assert "event=process.stopped" in log
    assert_no_reports(log)
