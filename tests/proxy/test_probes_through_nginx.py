# SPDX-License-Identifier: Apache-2.0
"""All probes of the bare server (tests/api/probes) again, sent to nginx with the shipped configuration.

A probe whose result differs behind the proxy is written anew here under its old name; all others run as they stand there."""
import threading

import pytest

from nginx import requests_in
from test_probes import *  # pylint: disable=wildcard-import,unused-wildcard-import
from test_probes import (FORM, GAPS, MALFORMED, REFUSED_BY_LIBRARY, SMUGGLED, TOKEN_BODY, check_problem, get, post,
                         wire_ends_without_success)
from support.wait import wait_until
from wire import Wire

SMUGGLED_LINE = SMUGGLED.split(b"\r\n")[0]
ANY_METHOD = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

# Well-framed for nginx, so it goes on; navolatd refuses it, and only the connection between the two ends.
REFUSED_BY_NAVOLATD = {"vertical tab in a value", "DEL in a value", "parenthesis in a name", "two Content-Types"}
# What nginx writes anew in a form that cannot be misread: the bare server refuses it, here it is taken.
REPAIRED = {"header line without a colon"}


@pytest.fixture(scope="module")
def url(proxy):
    return proxy.url


@pytest.fixture
def reached(tap):
    """reached(): what nginx has passed on to navolatd since the test began."""
    mark = tap.mark()
    return lambda: b"".join(tap.since(mark))


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_framing_is_refused_once_and_the_connection_ends(wire, reached, name):
    check_problem(wire.send(MALFORMED[name]).answer(), 400, "malformed-request")
    if name in REFUSED_BY_NAVOLATD:
        assert len(requests_in([reached()])) == 1
        assert wire.is_open()
    else:
        assert wire.to_the_end() == []
        assert reached() == b"", "what is malformed goes no further than nginx"


@pytest.mark.parametrize("name", sorted(set(REFUSED_BY_LIBRARY) - REPAIRED))
def test_what_the_library_refuses_ends_the_connection_without_a_success(wire, reached, name):
    """Behind nginx it has the form of all refusals; the bare server answers in the words of its library."""
    first = wire.send(REFUSED_BY_LIBRARY[name]).answer()
    if name == "no version, as HTTP/0.9":
        assert first is None, "HTTP/0.9 has no status to answer with"
    else:
        check_problem(first, 400, "malformed-request")
    assert wire.to_the_end() == []
    assert SMUGGLED_LINE not in reached()
    assert "chunk" in name or reached() == b""


def test_a_header_line_without_a_colon_reaches_navolatd_as_an_empty_field(wire, reached):
    assert wire.send(REFUSED_BY_LIBRARY["header line without a colon"]).answer().status == 200
    assert b"\r\nnothing: \r\n" in reached()


# ---- what libmicrohttpd 0.9.75 lets in, and what nginx makes of it ----

# name -> (statuses of the bare server: it takes what it should refuse; what reaches it through nginx)
CLOSED = {
    "NUL in a value": ({200}, "nothing"),
    "NUL in the target": ({200}, "nothing"),
    "folded header": ({200}, "nothing"),
    "lines ended by LF": ({200}, "the same with CRLF"),
    "chunks ended by LF": ({400}, "the same with CRLF"),
    "20 KiB of chunk extension": ({400}, "the same without the extension"),
}


def test_the_gaps_looked_at_are_all_there_are():
    assert set(CLOSED) == set(GAPS)


@pytest.mark.parametrize("name", GAPS)
def test_a_known_gap_gives_one_answer_and_no_more(server, wire, reached, name):
    statuses, passes = CLOSED[name]
    request, allowed = GAPS[name]
    with Wire(server.url) as bare:
        assert bare.send(request).answer().status in statuses | allowed
    first = wire.send(request).answer()
    if passes == "nothing":
        check_problem(first, 400, "malformed-request")
        assert wire.to_the_end() == [] and reached() == b""
        return
    assert first.status in statuses
    assert len(requests_in([reached()])) == 1
    assert reached().count(b"\n") == reached().count(b"\r\n") > 0
    assert b"xxx" not in reached() and len(reached()) < 1000
    assert wire.is_open()


# ---- limits ----

def test_a_target_over_8_kib_is_414(wire):
    """navolatd's answer; the connection to the client, which nginx framed, stays."""
    check_problem(wire.send(get(b"/health/live?" + b"a" * 8192)).answer(), 414, "uri-too-long")
    assert wire.is_open()


def test_a_target_over_the_connections_memory_is_an_error_and_the_end(wire, reached):
    check_problem(wire.send(get(b"/" + b"a" * 40000)).answer(), 414, "uri-too-long")
    assert wire.to_the_end() == [] and reached() == b""


@pytest.mark.parametrize("headers, ends", [(b"X-A: " + b"a" * 17000 + b"\r\n", True),
                                           (b"".join(b"X-%d: a\r\n" % i for i in range(150)), False)])
def test_too_much_header_is_431(wire, headers, ends):
    check_problem(wire.send(get(headers=headers)).answer(), 431, "headers-too-large")
    assert wire.to_the_end() == [] if ends else wire.is_open()


def test_a_thousand_headers_or_40_kib_are_431_and_the_end(url, reached):
    for headers in (b"".join(b"X-%d: a\r\n" % i for i in range(3000)), b"X-A: " + b"a" * 40000 + b"\r\n"):
        with Wire(url) as wire:
            check_problem(wire.send(get(headers=headers)).answer(), 431, "headers-too-large")
            assert wire.to_the_end() == []
    assert reached() == b""


@pytest.mark.parametrize("size", range(9000, 25000, 2000))
def test_a_header_of_any_size_is_taken_or_431_in_our_form(url, size):
    """Between navolatd's limit and nginx's there is no size at which the library's own page shows."""
    for headers in (b"X-A: " + b"a" * size + b"\r\n", b"".join(b"X-%d: %s\r\n" % (i, b"a" * 500) for i in range(size // 500))):
        with Wire(url) as wire:
            answer = wire.send(get(headers=headers)).answer()
            assert answer.status == 200 or check_problem(answer, 431, "headers-too-large") is None
            assert answer.status == 431 or size < 16384


def test_a_client_that_sends_the_whole_large_body_still_reads_its_413(url):
    for size in (1048577, 3000000, 9000000):
        with Wire(url) as wire:
            wire.send(post(FORM + b"Content-Length: %d\r\n" % size, b"a" * size))
            check_problem(wire.answer(), 413, "payload-too-large")


def test_a_chunked_body_over_the_limit_is_413_while_it_is_being_sent(url):
    piece = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    for pieces in (17, 140):
        with Wire(url) as wire:
            wire.send(post(FORM + b"Transfer-Encoding: chunked\r\n", piece * pieces))
            check_problem(wire.answer(), 413, "payload-too-large")


@pytest.mark.parametrize("parameters, status", [(201, 400), (290, 400), (310, 400), (700, 400), (1500, 400), (2000, 400)])
def test_thousands_of_parameters_are_an_error_or_the_end(wire, parameters, status):
    """Thousands break the library, which then says nothing: nginx would call that 503, come again."""
    answer = wire.send(get(b"/v1/campaigns?" + b"&".join([b"a=1"] * parameters))).answer()
    assert answer.status == status
    assert answer.json["code"] in ("validation-failed", "malformed-request")


# ---- methods ----

@pytest.mark.parametrize("method", [b"TRACE", b"CONNECT"])
def test_a_method_that_nginx_knows_and_refuses_is_405(wire, reached, method):
    answer = wire.send(get(method=method)).answer()
    check_problem(answer, 405, "method-not-allowed")
    assert answer.header("Allow") == ANY_METHOD
    assert reached() == b""


@pytest.mark.parametrize("method", [b"BREW", b"PROPFIND", b"DELETE"])
def test_another_method_is_405_and_names_those_there_are(wire, method):
    answer = wire.send(get(method=method)).answer()
    check_problem(answer, 405, "method-not-allowed")
    assert answer.header("Allow") == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("request_line", [b"get /health/live", b"OPTIONS *"])
def test_a_method_in_small_letters_and_options_star_are_400(wire, reached, request_line):
    method, path = request_line.split()
    check_problem(wire.send(get(path, method=method)).answer(), 400, "malformed-request")
    assert wire.to_the_end() == [] and reached() == b""


test_options_star_is_answered = None  # it is not: see above


# ---- answers ----

def test_every_answer_has_the_headers_that_guard_browsers_and_caches(wire):
    for request in (get(), get(b"/nothing"), get(b"/v1/campaigns"), get(b"/metrics")):
        answer = wire.send(request).answer()
        assert answer.header("X-Content-Type-Options") == "nosniff"
        assert answer.header("Cache-Control") == "no-store"
        assert answer.header("Server") == "nginx", "without its version"
        for name in ("X-Content-Type-Options", "Cache-Control", "X-Request-Id", "Content-Type", "Date"):
            assert len(answer.headers(name)) == 1, name


# ---- slow clients ----

def test_slow_clients_are_cut_and_do_not_stop_others(url):
    """60 of each kind, one byte now and then. Headers are timed by nginx, bodies by navolatd, whose cut nginx calls 503."""
    openings = [get()[:-2], post(FORM + b"Content-Length: 1000\r\n"), post(FORM + b"Transfer-Encoding: chunked\r\n", b"100\r\n")]
    slow = [Wire(url, 30).send(opening) for opening in openings for _ in range(60)]
    stop = threading.Event()

    def drip():
        while not stop.wait(2):
            for one in slow:
                one.send(b"a")

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        for _ in range(50):
            with Wire(url, 5) as good:
                assert good.is_open()
        for i, one in enumerate(slow):
            answer = one.answer()
            assert answer is None or (i >= 60 and answer.status == 503), answer.status
            wire_ends_without_success(one)
    finally:
        stop.set()
        dripping.join()
        for one in slow:
            one.sock.close()


def test_a_body_cut_in_the_middle_is_no_request(url, reached, server):
    """nginx passes a body on as it comes; when the rest does not come, navolatd has run nothing."""
    mark = server.mark()
    request = post(FORM + b"Content-Length: 12\r\nX-Request-Id: cut\r\n", TOKEN_BODY)
    with Wire(url) as wire:
        wire.send(request[:-7])
        wait_until(lambda: TOKEN_BODY[:5] in reached(), what="the first half of the body is passed on")
    with Wire(url) as wire:
        wire.send(request.replace(b"cut", b"whole"))
        assert wire.answer().json["error"] == "unsupported_grant_type"
    server.wait_event("http.access", since=mark, request="whole", status=400)
    assert not server.find_events("http.access", since=mark, request="cut", status=400)
