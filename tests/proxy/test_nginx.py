# SPDX-License-Identifier: Apache-2.0
"""What the shipped proxy configuration adds to navolatd, and what it must leave as it is."""
import concurrent.futures
import json
import re
import socket
import ssl
import threading
import time

import pytest
import requests

from nginx import ROOT, Nginx, free_port, shipped
from support.client import Client
from support.stage import PREVIEW, SimulatorLog, Stage
from support.wait import wait_until
from wire import Wire

OFFER = "/v1/operators/me/offer"
LIVE = "/health/live"
# Headers of one hop; nginx adds Server and Date is another second's.
HOP = {"connection", "keep-alive", "server", "date", "transfer-encoding"}


@pytest.fixture(scope="module")
def through(proxy, contract, credentials):
    """A client with every scope but operator, whose every answer comes through nginx and is checked by the contract."""
    made = Client(proxy.url, contract).login(*credentials)
    yield made
    made.close()


@pytest.fixture
def reached(tap):
    """reached(): what nginx has passed on to navolatd since the test began."""
    mark = tap.mark()
    return lambda: b"".join(tap.since(mark))


@pytest.fixture
def alone():
    """alone(port): another nginx, before whatever is at that port."""
    made = []

    def start(port):
        made.append(Nginx(port))
        return made[-1].start()

    yield start
    for one in made:
        one.stop()


# ---- navolatd's answers ----

REQUESTS = {
    "a list": ("GET", "/v1/campaigns", {}, True),
    "not found": ("GET", "/v1/contacts/7777777777777777777", {}, True),
    "no token": ("GET", "/v1/campaigns", {}, False),
    "a bad token": ("GET", "/v1/campaigns", {"headers": {"Authorization": "Bearer a.b.c"}}, False),
    "a bad query": ("GET", "/v1/campaigns?limit=0&cursor=%20", {}, True),
    "a body with faults": ("POST", "/v1/campaigns", {"json": {"name": "", "mode": "NONE", "x": 1}}, True),
    "not JSON": ("POST", "/v1/campaigns", {"data": "{", "headers": {"Content-Type": "application/json"}}, True),
    "another media type": ("POST", "/v1/campaigns", {"data": "a=b"}, True),
    "another method": ("PUT", "/v1/campaigns", {}, True),
    "not acceptable": ("GET", "/v1/campaigns", {"headers": {"Accept": "text/html"}}, True),
    "too many rows": ("POST", "/v1/blacklist:batchCreate", {"json": {"entries": [{"number": "1"}] * 5000}}, True),
    "the contract": ("GET", "/openapi.yaml", {}, False),
    "HEAD": ("HEAD", "/v1/campaigns", {}, True),
    "OPTIONS": ("OPTIONS", "/v1/campaigns", {}, False),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_an_answer_of_navolatd_passes_unchanged(api, server, proxy, name):
    method, path, options, with_token = REQUESTS[name]
    headers = {"X-Request-Id": "the-same", "Accept-Encoding": "gzip, br", **options.get("headers", {})}
    if with_token:
        headers["Authorization"] = f"Bearer {api.token}"
    both = [requests.request(method, base + path, timeout=30, **{**options, "headers": headers})
            for base in (server.url, proxy.url)]
    direct, proxied = both
    assert proxied.status_code == direct.status_code
    assert proxied.content == direct.content
    assert [{k.lower(): v for k, v in one.headers.items() if k.lower() not in HOP} for one in both][1] == {
        k.lower(): v for k, v in direct.headers.items() if k.lower() not in HOP}
    assert "Content-Encoding" not in proxied.headers


# ---- nginx's own answers ----

def problems():
    """(status, problem) as the file has them."""
    found = re.findall(r"return (\d{3}) '(\{.*\})';", shipped())
    assert len(found) == 9
    return found


def test_the_problems_in_the_file_are_those_of_navolatd():
    table = (ROOT / "server/base/include/base/errors.def").read_text(encoding="utf-8")
    known = {(status, code, title) for status, code, title in re.findall(r'^NV_ERROR\(\w+, (\d+), "([^"]+)", "([^"]+)"\)', table, re.M)}
    for status, text in problems():
        body = json.loads(text)
        assert (status, body["code"], body["title"]) in known
        assert body["type"] == "urn:navolat:problem:" + body["code"] and str(body["status"]) == status
        assert body["requestId"] == "$navolat_request_id" and len(body) == 5


def test_every_error_that_nginx_can_make_has_a_problem():
    pages = {page for _, page in re.findall(r"error_page ([\d =]+?) +(/-/problem/\d+);", shipped())}
    assert pages == {f"/-/problem/{status}" for status, _ in problems()}


def test_the_problems_cannot_be_asked_for(through):
    for status, _ in problems():
        assert through.get(f"/-/problem/{status}", 404).code == "not-found"


def test_when_navolatd_is_away_it_is_503_with_retry_after(alone, contract):
    proxy = alone(free_port())
    for method, path in (("GET", "/v1/campaigns"), ("POST", "/v1/campaigns"), ("DELETE", "/v1/contacts/5"), ("GET", "/health/ready")):
        answer = Client(proxy.url, contract).request(method, path, 503, headers={"X-Request-Id": "down"},
                                                     json={} if method == "POST" else None)
        assert answer.code == "unavailable"
        assert answer.headers["Retry-After"] == "2"
        assert answer["requestId"] == answer.headers["X-Request-Id"] == "down"


def test_navolatd_is_found_again_at_once_when_it_is_back(alone, contract):
    """One server, so nobody else could be asked meanwhile: it is never put aside."""
    port = free_port()
    client = Client(alone(port).url, contract)
    for _ in range(20):
        client.get(LIVE, 503)
    with socket.create_server(("127.0.0.1", port)) as listener:
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(requests.get, client.base_url + LIVE, timeout=30)
            made, _ = listener.accept()
            with made:
                assert b"GET /health/live HTTP/1.1" in made.recv(65536)
                made.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                assert waiting.result(30).status_code == 200


class Dropping:
    """Takes requests, answers the first `good` on a connection, and drops the connection at the next."""

    def __init__(self, good):
        self.good = good
        self.seen = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                made, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(made,), daemon=True).start()

    def _one(self, made):
        with made:
            self._answer(made)

    def _answer(self, made):
        for i in range(self.good + 1):
            data = b""
            while b"\r\n\r\n" not in data:
                piece = made.recv(65536)
                if not piece:
                    return
                data += piece
            self.seen.append(data.split(b" ", 1)[0].decode())
            if i < self.good:
                made.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


def test_a_post_that_was_sent_is_never_sent_again(alone):
    """Also on a connection that navolatd closes just then, where nginx repeats what may be repeated."""
    upstream = Dropping(good=1)
    proxy = alone(upstream.port)
    try:
        with requests.Session() as session:  # one connection, so one worker of nginx with its connections
            for _ in range(5):
                first = session.post(proxy.url + "/v1/x", timeout=30)
                second = session.post(proxy.url + "/v1/x", timeout=30)
                assert (first.status_code, second.status_code) == (200, 503)
            assert upstream.seen == ["POST"] * 10
            assert [session.get(proxy.url + LIVE, timeout=30).status_code for _ in range(2)] == [200, 200]
            assert upstream.seen[10:] == ["GET"] * 3
    finally:
        upstream.listener.close()


@pytest.mark.parametrize("path", [b"/metrics", b"//metrics", b"/%6detrics", b"/metrics?a=b", b"/x/../metrics", b"/./metrics",
                                  b"/metrics/", b"/metrics%2f", b"http://navolat/metrics", b"/METRICS", b"/metrics;a"])
def test_metrics_are_not_for_the_open_network(proxy, server, path):
    assert "navolat_http_connections" in requests.get(server.url + "/metrics", timeout=30).text
    with Wire(proxy.url) as wire:
        answer = wire.send(b"GET " + path + b" HTTP/1.1\r\nHost: probe\r\n\r\n").answer()
    assert answer.status == 404 and answer.json["code"] == "not-found"


# ---- what navolatd gets ----

def test_the_clients_address_is_said_by_nginx_and_never_by_the_client(proxy, reached):
    forged = b"X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 7.7.7.7\r\nForwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n" \
             b"X-Forwarded-Proto: gopher\r\nX-Forwarded-Host: evil\r\n"
    with Wire(proxy.url) as wire:
        assert wire.send(b"GET /health/live HTTP/1.1\r\nHost: probe\r\n" + forged + b"\r\n").answer().status == 200
    head = reached()
    assert re.findall(rb"(?im)^(x-forwarded-\w+|forwarded|x-real-ip): (.*)\r$", head) == [
        (b"X-Forwarded-For", b"127.0.0.1"), (b"X-Forwarded-Proto", b"http")]
    assert b"6.6.6.6" not in head and b"evil" not in head


@pytest.mark.parametrize("given, taken", [("crm-42.A_b", True), ("a b", False), ("x" * 65, False), ('"', False)])
def test_one_request_id_stands_in_the_answer_and_in_both_logs(proxy, server, through, reached, given, taken):
    mark = server.mark()
    answer = through.get("/v1/campaigns", 200, headers={"X-Request-Id": given})
    found = answer.headers["X-Request-Id"]
    assert (found == given) == taken
    assert reached().count(b"X-Request-Id: " + found.encode() + b"\r\n") == 1
    server.wait_event("http.access", since=mark, request=found)
    wait_until(lambda: f"requestId={found}\n" in proxy.requests_logged(), what="nginx logs the request")


def test_requests_share_a_few_connections_to_navolatd(proxy, tap):
    before = tap.connections()
    for _ in range(30):
        with Wire(proxy.url) as wire:
            assert wire.is_open()
            assert wire.is_open()
    assert tap.connections() - before <= 4


def test_a_body_is_passed_on_as_it_comes(proxy, reached):
    """So navolatd's own limits of size and rate hold, and nothing of it lies on the proxy's disk."""
    head = b"POST /v1/campaigns HTTP/1.1\r\nHost: probe\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n"
    with Wire(proxy.url) as wire:
        wire.send(head + b'{"name"')
        wait_until(lambda: reached().endswith(b'{"name"'), what="the first half reaches navolatd")
        assert wire.send(b':"a"}').answer().status == 401


def test_a_batch_as_large_as_navolatd_takes_passes_and_a_larger_one_is_413(through):
    entries = [{"number": "+420777000100", "reason": "r" * 200}]
    filler = 8 * 1024 * 1024 - 1000
    fits = through.post("/v1/blacklist:batchCreate", {"entries": entries, "x" * 10: "a" * filler}, 422)
    assert fits.code == "validation-failed", "it was read to its end and judged by navolatd"
    raw = requests.post(through.base_url + "/v1/blacklist:batchCreate", timeout=30, data=b"a" * (8 * 1024 * 1024 + 1),
                        headers={"Authorization": f"Bearer {through.token}", "Content-Type": "application/json"})
    assert raw.status_code == 413 and raw.json()["code"] == "payload-too-large"


def defaults():
    """Option -> its default, of navolatd's table."""
    table = (ROOT / "server/base/include/base/options.def").read_text(encoding="utf-8")
    return {name: int(value) for name, value in re.findall(r'^NV_OPT_INT\("([\w.]+)", \w+, (\d+),', table, re.M)}


def test_times_and_sizes_fit_those_of_navolatd():
    text = re.sub(r"#.*", "", shipped())

    def seconds(name, nth=0):
        return int(re.findall(rf"^\s*{name} (\d+)s;", text, re.M)[nth])

    options = defaults()
    assert re.findall(r"client_max_body_size (\d+)m;", text) == [str(options["http.max_batch_body"] >> 20)]
    assert seconds("client_header_timeout") == options["http.header_timeout_s"]
    assert seconds("keepalive_timeout") < options["http.idle_timeout_s"], "or navolatd closes as nginx sends"
    longest_poll = int(re.search(r"Seconds to wait for a contact.*?maximum: (\d+)", (ROOT / "openapi.yaml").read_text(encoding="utf-8"))[1])
    assert seconds("proxy_read_timeout") >= max(longest_poll, options["http.handler_timeout_s"]) + 10


# ---- long polls ----

def test_a_long_poll_is_answered_the_moment_something_comes(through, unique):
    stage = Stage(through, SimulatorLog(through), unique, PREVIEW)
    waiter = stage.console.with_token(stage.console.token)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(waiter.get, OFFER + "?wait=60", 200)
        stage.start()
        stage.add()
        offer = waiting.result(50)
    assert offer["contact"]["id"] == stage.id


def test_a_long_poll_with_nothing_to_tell_ends_in_its_own_time(through, unique):
    console = through.console(through.operator(unique("alone"))["id"])
    began = time.monotonic()
    console.get(OFFER + "?wait=2", 204)
    assert 1.9 < time.monotonic() - began < 10


@pytest.mark.nightly
def test_the_longest_poll_is_not_cut(through, unique):
    console = through.console(through.operator(unique("alone"))["id"])
    began = time.monotonic()
    console.get(OFFER + "?wait=60", 204)
    assert time.monotonic() - began > 59


def test_a_poll_ends_at_navolatd_too_when_the_console_goes_away(proxy, through, unique, server, reached):
    token = through.console(through.operator(unique("leaving"))["id"]).token
    mark = server.mark()
    with Wire(proxy.url) as wire:
        wire.send(f"GET {OFFER}?wait=60 HTTP/1.1\r\nHost: probe\r\nX-Request-Id: left\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        wait_until(lambda: b"X-Request-Id: left\r\n" in reached(), what="the poll waits")
        assert not line(proxy, "left")
    wait_until(lambda: "status=499 upstream_status=- " in line(proxy, "left"), what="nginx has let go of the poll")
    assert server.running() and not server.find_events("http.access", since=mark, request="left", status=200)


def line(proxy, request_id):
    """nginx's line about a request, or ""."""
    found = [text for text in proxy.requests_logged().splitlines() if text.endswith(f"requestId={request_id}")]
    return found[-1] if found else ""


# ---- TLS ----

def test_over_tls_the_same_is_served_and_the_certificate_is_the_configured_one(proxy, reached):
    answer = requests.get(f"https://127.0.0.1:{proxy.tls_port}{LIVE}", verify=proxy.certificate, timeout=30)
    assert answer.status_code == 200 and answer.json()["status"] == "ok"
    assert b"X-Forwarded-Proto: https\r\n" in reached()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version, taken", [(ssl.TLSVersion.TLSv1, False), (ssl.TLSVersion.TLSv1_1, False),
                                            (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)])
def test_only_tls_1_2_and_1_3_are_spoken(proxy, version, taken):
    context = ssl.create_default_context(cafile=proxy.certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", proxy.tls_port), 30) as plain:
        if not taken:
            with pytest.raises((ssl.SSLError, ConnectionError)):
                context.wrap_socket(plain, server_hostname="127.0.0.1")
            return
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as made:
            assert made.version() == version.name.replace("v1_", "v1.")
            assert made.selected_alpn_protocol() == "http/1.1", "HTTP/2 is left out"


def test_plain_http_at_the_tls_port_is_400_and_goes_no_further(proxy, reached):
    with Wire(f"http://127.0.0.1:{proxy.tls_port}") as wire:
        answer = wire.send(b"GET /health/live HTTP/1.1\r\nHost: probe\r\nAuthorization: Bearer secret\r\n\r\n").answer()
        assert answer.status == 400 and answer.json["code"] == "malformed-request"
        assert wire.to_the_end() == []
    assert reached() == b""


# ---- logs ----

def test_numbers_and_tokens_are_in_no_log_of_the_proxy(proxy, through, alone):
    number = "+420777654321"
    down = alone(free_port())
    for one in (proxy, down):
        client = through.with_token(through.token)
        client.base_url = one.url
        client.get(f"/v1/blacklist/{number}?x={number}", (400, 404, 503), headers={"X-Request-Id": "numbered"})
        with Wire(one.url) as wire:
            wire.send(f"GET /v1/blacklist/{number} HTTP/1.1\r\nHost: a b\r\nAuthorization: Bearer {through.token}\r\n\r\n".encode()).answer()
            wire.send(f"GET /{number} HTTP/1.1\r\n".encode() * 3).to_the_end()
        wait_until(lambda one=one: line(one, "numbered"), what="the request is logged")
        for text in (one.requests_logged(), one.said()):
            assert "777654321" not in text and through.token not in text
    assert " status=503 upstream_status=502 " in line(down, "numbered"), "the log tells whose 503 it was"


def test_nginx_has_nothing_to_complain_about(proxy):
    """Its own messages: warnings of the configuration, crashed workers, files it could not write."""
    assert proxy.answers() and proxy.said() == ""
