# SPDX-License-Identifier: Apache-2.0
"""docker/ without Docker: what compose.yaml and Dockerfile say is checked, and their commands are run on this machine."""
import os
import re
import shutil
import subprocess

import psycopg2
import pytest
import yaml

from support.cluster import Cluster
from support.server import Server, assert_no_reports, clean_environment, navolatd_path
from support.wait import wait_until
from containers import DOCKER, ROOT, packages, stages


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(compose):
    found = compose["services"]
    assert set(found) == {"db", "migrate", "roles", "navolat", "proxy", "asterisk"}
    return found


@pytest.fixture(scope="module")
def secrets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compose") / "secrets"
    subprocess.run([DOCKER / "make-secrets.sh", folder], check=True, capture_output=True)
    return folder


# ---- compose.yaml ----

def test_only_the_proxy_and_the_exchanges_telephony_are_published(services):
    published = {name: one["ports"] for name, one in services.items() if "ports" in one}
    assert published == {"proxy": ["${NAVOLAT_HTTPS_PORT:-443}:8443"],
                         "asterisk": ["5060:5060/udp", "10000-10199:10000-10199/udp"]}


def test_every_service_is_without_rights_and_cannot_write_its_image(services):
    for name, one in services.items():
        assert one["read_only"] is True and one["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in one["security_opt"], name
        assert not {"privileged", "cap_add", "devices", "pid", "ipc", "userns_mode", "network_mode"} & set(one), name
        assert one.get("user", "") not in ("root", "0", 0), name
        for volume in one.get("volumes", []):
            assert "docker.sock" not in volume and (not volume.startswith(("/", ".")) or volume.endswith(":ro")), name


def test_no_secret_stands_in_the_file_and_each_comes_from_make_secrets(compose, services, secrets):
    made = {one["file"].removeprefix("./secrets/") for one in compose["secrets"].values()}
    assert made == {path.name for path in secrets.iterdir()}
    for name, one in services.items():
        for key, value in one.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY|PEPPER|DATABASE_URL", key):
                assert key.endswith("_FILE") and value.startswith("/run/secrets/"), f"{name}: {key}"
        given = {s["source"] if isinstance(s, dict) else s for s in one.get("secrets", [])}
        assert given <= set(compose["secrets"])
        used = {v.removeprefix("/run/secrets/") for v in one.get("environment", {}).values() if str(v).startswith("/run/")}
        assert used <= given, f"{name} uses secrets it does not get"
    assert not [s for s in compose["secrets"] if not any(s in str(one.get("secrets")) for one in services.values())]


def test_the_servers_login_is_all_that_the_server_gets(services):
    """The superuser's password goes to the one-shot services alone."""
    assert services["navolat"]["secrets"] == ["database_url", "auth_key", "auth_pepper", "ari_password"]
    assert "owner_url" not in str(services["proxy"]) + str(services["asterisk"]) + str(services["navolat"])


def test_the_database_is_durable_and_reached_by_its_users_alone(compose, services):
    settings = dict(word.split("=", 1) for word in services["db"]["command"] if "=" in word)
    assert {settings[name] for name in ("fsync", "synchronous_commit", "full_page_writes")} == {"on"}
    assert services["db"]["networks"] == ["data"] and compose["networks"]["data"] == {"internal": True}
    assert {name for name, one in services.items() if "data" in one["networks"]} == {"db", "migrate", "roles", "navolat"}
    assert {name for name, one in services.items() if "outside" in one["networks"]} == {"proxy", "asterisk"}
    assert services["db"]["volumes"] == ["db:/var/lib/postgresql/data"] and "db" in compose["volumes"]


def test_things_start_in_their_order(services):
    order = {name: {k: v["condition"] for k, v in one.get("depends_on", {}).items()} for name, one in services.items()}
    assert order == {"db": {}, "migrate": {"db": "service_healthy"}, "roles": {"migrate": "service_completed_successfully"},
                     "navolat": {"roles": "service_completed_successfully"}, "proxy": {"navolat": "service_healthy"}, "asterisk": {}}
    assert all(services[name]["restart"] == "no" for name in ("migrate", "roles"))
    stages_with_checks = {name for name, text in stages().items() if "HEALTHCHECK" in text}
    assert {"navolat", "proxy", "asterisk"} <= stages_with_checks and "healthcheck" in services["db"]


def test_the_proxy_knows_the_server_by_an_address_that_stays(compose, services):
    """nginx looks a name up only as it starts."""
    address = services["navolat"]["networks"]["inner"]["ipv4_address"]
    subnet = compose["networks"]["inner"]["ipam"]["config"][0]["subnet"]
    assert subnet.endswith(".0/24") and address.startswith(subnet.removesuffix("0/24"))
    proxy = (DOCKER / "proxy/nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"server (\w+):8080", proxy) == ["navolat"]
    targets = {s["target"] for s in services["proxy"]["secrets"]}
    assert {f"/run/secrets/{name}" for name in targets} == set(re.findall(r"/run/secrets/[\w.]+", proxy))


def test_ports_for_rtp_are_the_exchanges_and_enough_for_the_lines(services):
    rtp = (DOCKER / "asterisk/rtp.conf").read_text(encoding="utf-8")
    first, last = (int(re.search(rf"rtp{which} = (\d+)", rtp)[1]) for which in ("start", "end"))
    assert f"{first}-{last}:{first}-{last}/udp" in services["asterisk"]["ports"]
    lines = int(services["navolat"]["environment"]["NAVOLAT_EXCHANGE_MAX_LINES"])
    assert (last - first + 1) >= lines * 4


# ---- make-secrets.sh ----

def test_secrets_are_made_once_each_its_own_and_kept_from_others(secrets):
    before = {path.name: path.read_text(encoding="utf-8") for path in secrets.iterdir()}
    subprocess.run([DOCKER / "make-secrets.sh", secrets], check=True, capture_output=True)
    assert before == {path.name: path.read_text(encoding="utf-8") for path in secrets.iterdir()}
    passwords = [before[name] for name in ("postgres_password", "database_password", "ari_password", "auth_pepper")]
    passwords += re.findall("^password = (.*)$", before["phones.conf"], re.M)
    assert len(set(passwords)) == 7 and all(len(p) >= 32 for p in passwords)
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in secrets.iterdir()), "the containers' users must read them"
    assert "/docker/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


# ---- Dockerfile ----

@pytest.mark.parametrize("stage", ["build", "navolat", "proxy"])
def test_every_package_of_an_image_is_one_of_debian_12(stage):
    names = packages(stage)
    assert len(names) >= (1 if stage == "proxy" else 9)
    done = subprocess.run(["apt-cache", "show", "--no-all-versions", *names], capture_output=True, text=True, check=False)
    assert set(names) == set(re.findall("^Package: (.*)$", done.stdout, re.M)), done.stderr


def test_the_build_stage_installs_what_dev_does():
    """So a dependency that the build gets is not forgotten here."""
    listed = re.search(r"^packages_run=\(([^)]*)\)", (ROOT / "tests/support/dev-lib.sh").read_text(encoding="utf-8"), re.M)[1].split()
    build_only = {"postgresql-15", "postgresql-client-15", "curl"}
    assert set(packages("build")) == set(listed) - build_only


def owners_of(libraries):
    """The Debian packages of these files; with merged /usr a package may know its file by either name."""
    names = {name for path in libraries for real in (path, os.path.realpath(path))
             for name in (real, "/usr" + real.removeprefix("/usr"), real.removeprefix("/usr"))}
    done = subprocess.run(["dpkg-query", "-S", *names], capture_output=True, text=True, check=False)
    found = {path: owner.split(":")[0] for owner, path in re.findall(r"^(\S+): (/\S+)$", done.stdout, re.M)}
    assert len({os.path.realpath(path) for path in found}) == len({os.path.realpath(path) for path in libraries}), found
    return set(found.values())


def test_the_runtime_packages_are_those_of_the_libraries_the_program_is_linked_with():
    """Exactly: one that is missing lets the image fail, one too many is more to attack."""
    needed = subprocess.run(["objdump", "-p", navolatd_path()], capture_output=True, text=True, check=True).stdout
    direct = set(re.findall(r"NEEDED +(\S+)", needed))
    paths = dict(re.findall(r"(\S+) => (/\S+)", subprocess.run(["ldd", navolatd_path()], capture_output=True, text=True, check=True).stdout))
    owners = owners_of([paths[name] for name in direct if name in paths and not re.match(r"lib(asan|ubsan|tsan)\.", name)])
    base = {"libc6", "libstdc++6", "libgcc-s1"}  # libstdc++6 comes with libphonenumber8
    assert owners - base == set(packages("navolat")) - {"ca-certificates", "curl"}


def test_no_image_runs_as_root_or_holds_a_secret():
    for name in ("navolat", "proxy", "asterisk"):
        text = stages()[name]
        assert re.search(r"^USER (\d{5}:\d{5}|asterisk)$", text, re.M), name
        assert text.rindex("USER ") > text.rindex("RUN "), name
        assert not re.search(r"(?i)^(ENV|ARG).*(password|secret|key|token)", text, re.M), name
    ignored = (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*" and not [line for line in ignored[1:] if "secrets" in line or line == "!docker"]
    for path in [line[1:] for line in ignored if line.startswith("!")]:
        assert (ROOT / path).exists(), path


# ---- the same commands, here ----

@pytest.fixture(scope="module")
def database(services):  # pylint: disable=function-redefined
    """A PostgreSQL of its own with the settings of the composition, as the image's first start leaves it."""
    settings = dict(word.split("=", 1) for word in services["db"]["command"] if "=" in word)
    cluster = Cluster(settings={**settings, "shared_buffers": "64MB"}).start()
    connection = psycopg2.connect(cluster.url())
    connection.autocommit = True
    connection.cursor().execute("DROP DATABASE navolat")
    connection.cursor().execute("DROP ROLE navolat")
    connection.cursor().execute("CREATE DATABASE navolat ENCODING 'UTF8' TEMPLATE template0")
    connection.close()
    yield cluster
    cluster.destroy()


class Composition:
    """The services' commands with their environment, where secrets and hosts are those of this machine."""

    def __init__(self, services, secrets, cluster, folder):
        self.services = services
        self.socket = cluster.url("navolat").split("host=")[1].split("&")[0]
        self.secrets = folder / "secrets"
        shutil.copytree(secrets, self.secrets)
        for name in ("owner_url", "database_url"):
            text = (self.secrets / name).read_text(encoding="utf-8")
            assert "@db/navolat" in text
            (self.secrets / name).write_text(text.replace("@db/navolat", f"@/navolat?host={self.socket}"), encoding="utf-8")

    def environment(self, service, **other):
        made = {}
        for key, value in self.services[service].get("environment", {}).items():
            value = re.sub(r"\$\{\w+:-(\w+)\}", r"\1", str(value))
            made[key] = self.socket if (key, value) == ("PGHOST", "db") else value.replace("/run/secrets", str(self.secrets))
        return clean_environment({**made, **other})

    def run(self, service, *command, program=None, **other):
        done = subprocess.run([*(program or [navolatd_path()]), *command], capture_output=True, text=True, check=False, timeout=120,
                              env=self.environment(service, **other))
        assert_no_reports(done.stderr)
        assert done.returncode == 0, f"{service} {command}: {done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def composition(services, secrets, database, tmp_path_factory):
    made = Composition(services, secrets, database, tmp_path_factory.mktemp("run"))
    made.run("migrate", *services["migrate"]["command"])
    roles = services["roles"]["entrypoint"]
    assert roles == ["bash", "/etc/navolat/roles.sh"]
    for _ in range(2):  # each start runs it
        made.run("roles", program=["bash", str(DOCKER / "postgres/roles.sh")])
    return made


def test_the_servers_login_has_its_password_and_no_rights_of_its_own(composition, database):
    with psycopg2.connect(database.url("navolat")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin, rolpassword LIKE 'SCRAM-SHA-256$%%' "
                       "FROM pg_authid WHERE rolname = 'navolat'")
        assert cursor.fetchone() == (False, False, False, False, True, True)
        cursor.execute("SELECT array_agg(roleid::regrole::text ORDER BY 1) FROM pg_auth_members WHERE member = 'navolat'::regrole")
        assert set(cursor.fetchone()[0]) == {"navolat_api", "navolat_worker"}


def test_the_servers_environment_is_a_valid_configuration_for_both_exchanges(composition):
    assert "valid" in composition.run("navolat", "check-config")
    said = composition.run("navolat", "print-config")
    assert "exchange.driver = asterisk" in said
    password = (composition.secrets / "ari_password").read_text(encoding="utf-8")
    assert password not in said
    assert "valid" in composition.run("navolat", "check-config", NAVOLAT_EXCHANGE_DRIVER="simulator", NAVOLAT_EXCHANGE_NAME="sim")


def test_the_demo_tenants_commands_lead_to_a_token_of_the_running_server(composition, contract):
    page = (DOCKER / "README.md").read_text(encoding="utf-8")
    tenant_words = re.search(r'\$run tenant create "(\w+)" --default-region (\w\w)\)', page)
    scopes = re.search(r'--name "Demo client" --scopes "([^"]+)"', page)[1]
    tenant = composition.run("migrate", "tenant", "create", tenant_words[1], "--default-region", tenant_words[2]).strip()
    made = composition.run("migrate", "client", "create", "--tenant", tenant, "--name", "Demo client", "--scopes", scopes)
    pair = re.search(r"client_id=(\S+)\s+client_secret=(\S+)", made).groups()

    from support.client import Client  # pylint: disable=import-outside-toplevel
    environment = {k: v for k, v in composition.environment("navolat").items() if k.startswith("NAVOLAT_")}
    environment.update(NAVOLAT_EXCHANGE_DRIVER="simulator", NAVOLAT_EXCHANGE_NAME="sim")
    url = (composition.secrets / "database_url").read_text(encoding="utf-8")
    keys = {name: (composition.secrets / name.replace(".", "_")).read_text(encoding="utf-8") for name in ("auth.key", "auth.pepper")}
    for name in ("NAVOLAT_DATABASE_URL_FILE", "NAVOLAT_AUTH_KEY_FILE", "NAVOLAT_AUTH_PEPPER_FILE"):
        environment.pop(name)
    with Server(url, "all", keys, env=environment) as server:
        client = Client(server.url, contract).login(*pair)
        assert client.get("/v1/campaigns").json["items"] == []
        assert wait_until(lambda: client.get("/health/ready").status == 200)
