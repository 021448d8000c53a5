# SPDX-License-Identifier: Apache-2.0
"""Bearer tokens: every forged, wrong or outdated one is refused, with the challenges of RFC 6750."""
import base64
import hashlib
import hmac
import json
import time

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from support import client as clients
from support import tokens
from support.server import AUTH_KEY, AUTH_KEY_ID
from support.wait import wait_until

PATH = "/v1/contact-states"
OUTSIDE = "https://login.example"


@pytest.fixture(scope="module")
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def public_pem(rsa_key):
    return rsa_key.public_key().public_bytes(serialization.Encoding.PEM,
                                             serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(scope="module")
def server_options(public_pem, tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "outside.pem"
    path.write_bytes(public_pem)
    return {"auth.outside_issuer": OUTSIDE, "auth.outside_algorithm": "RS256", "auth.outside_key_file": path}


@pytest.fixture(scope="module")
def good(api):
    """A valid token, made by the server; tests alter it."""
    return api.token


def rs256(key, claims, header=None):
    head = tokens.b64url(json.dumps({"alg": "RS256", "typ": "JWT", **(header or {})}).encode())
    text = f"{head}.{tokens.b64url(json.dumps(claims).encode())}"
    return f"{text}.{tokens.b64url(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def with_raw_header(good, raw):
    signed = f"{tokens.b64url(raw)}.{good.split('.')[1]}"
    return f"{signed}.{tokens.b64url(hmac.new(AUTH_KEY, signed.encode(), hashlib.sha256).digest())}"


def repeated(good, name):
    """The token with this claim twice; the last one is the original's."""
    claims = json.dumps(tokens.claims_of(good))
    return tokens.sign(None, raw_claims=(f'{{"{name}": "other", ' + claims[1:]).encode())


def outside_claims(good, **changes):
    return {**tokens.claims_of(good), "iss": OUTSIDE, "sub": "partner", **changes}


NOW = int(time.time())
DAY = 86400
# name -> token from (good token, RSA key, its public PEM)
WRONG = {
    "algorithm none": lambda g, k, p: tokens.altered(g, {"alg": "none"}),
    "algorithm None, without signature": lambda g, k, p: with_raw_header(g, b'{"alg":"None","typ":"JWT"}').rsplit(
        ".", 1)[0] + ".",
    "signature stripped": lambda g, k, p: g.rsplit(".", 1)[0] + ".",
    "signature and dot stripped": lambda g, k, p: g.rsplit(".", 1)[0],
    "signature of another token": lambda g, k, p: g.rsplit(".", 1)[0] + "." + tokens.altered(g, jti="x").split(".")[2],
    "one bit of the signature changed": lambda g, k, p: g[:-2] + ("A" if g[-2] != "A" else "B") + g[-1],
    "HS384 with our key": lambda g, k, p: tokens.altered(g, {"alg": "HS384"}),
    "HS512 with our key": lambda g, k, p: tokens.altered(g, {"alg": "HS512"}),
    "another key": lambda g, k, p: tokens.sign(tokens.claims_of(g), key=b"y" * 32),
    "a key of one byte": lambda g, k, p: tokens.sign(tokens.claims_of(g), key=b"n"),
    "the empty key": lambda g, k, p: tokens.sign(tokens.claims_of(g), key=b""),
    "unknown kid": lambda g, k, p: tokens.altered(g, {"kid": "other"}),
    "no kid": lambda g, k, p: tokens.altered(g, {"kid": None}),
    "kid that is a path": lambda g, k, p: tokens.altered(g, {"kid": "../../dev/null"}),
    "typ at+jwt, which we do not issue": lambda g, k, p: tokens.altered(g, {"typ": "at+jwt"}),
    "no typ": lambda g, k, p: tokens.altered(g, {"typ": None}),
    "crit": lambda g, k, p: tokens.altered(g, {"crit": ["exp"]}),
    "header with alg twice": lambda g, k, p: with_raw_header(
        g, f'{{"alg":"none","alg":"HS256","typ":"JWT","kid":"{AUTH_KEY_ID}"}}'.encode()),
    "expired": lambda g, k, p: tokens.altered(g, exp=NOW - 1, iat=NOW - 3601, nbf=NOW - 3601),
    "not valid yet": lambda g, k, p: tokens.altered(g, nbf=NOW + DAY, iat=NOW, exp=NOW + 3600),
    "issued in the future": lambda g, k, p: tokens.altered(g, iat=NOW + DAY, nbf=NOW, exp=NOW + DAY + 60),
    "living longer than we let tokens live": lambda g, k, p: tokens.altered(g, iat=NOW, exp=NOW + 10 * DAY),
    "no exp": lambda g, k, p: tokens.altered(g, exp=None),
    "no iat": lambda g, k, p: tokens.altered(g, iat=None),
    "exp as a text": lambda g, k, p: tokens.altered(g, exp=str(NOW + 3600)),
    "exp as a fraction": lambda g, k, p: tokens.altered(g, exp=NOW + 3600.5),
    "exp as 1e30": lambda g, k, p: tokens.altered(g, exp=1e30),
    "exp negative": lambda g, k, p: tokens.altered(g, exp=-1),
    "another audience": lambda g, k, p: tokens.altered(g, aud="billing"),
    "a list of audiences": lambda g, k, p: tokens.altered(g, aud=["navolat", "billing"]),
    "another issuer": lambda g, k, p: tokens.altered(g, iss="evil"),
    "no issuer": lambda g, k, p: tokens.altered(g, iss=None),
    "no tenant": lambda g, k, p: tokens.altered(g, tenant=None),
    "tenant as a number": lambda g, k, p: tokens.altered(g, tenant=1),
    "no jti": lambda g, k, p: tokens.altered(g, jti=None),
    "unknown client": lambda g, k, p: tokens.altered(g, cid=987654321),
    "older than the client's secret": lambda g, k, p: tokens.altered(g, ver=0),
    "tenant twice": lambda g, k, p: repeated(g, "tenant"),
    "scope twice": lambda g, k, p: repeated(g, "scope"),
    "claims that are a list": lambda g, k, p: tokens.sign(None, raw_claims=b"[1]"),
    "claims with something behind": lambda g, k, p: tokens.sign(
        None, raw_claims=json.dumps(tokens.claims_of(g)).encode() + b"x"),
    "RS256 of our issuer": lambda g, k, p: rs256(k, tokens.claims_of(g), {"kid": AUTH_KEY_ID}),
    "HS256 with the outside issuer's public key": lambda g, k, p: tokens.sign(
        outside_claims(g), key=p, header={"alg": "HS256", "typ": "JWT"}),
    "outside issuer, signature of another key": lambda g, k, p: rs256(
        rsa.generate_private_key(public_exponent=65537, key_size=2048), outside_claims(g)),
    "a token of 100 KB": lambda g, k, p: tokens.altered(g, pad="x" * 20000),
    "not base64": lambda g, k, p: "a.b.c",
    "four parts": lambda g, k, p: g + ".x",
    "no dots": lambda g, k, p: "token",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_token_is_refused(anonymous, good, rsa_key, public_pem, name):
    token = WRONG[name](good, rsa_key, public_pem)
    answer = anonymous.get(PATH, (401, 431), token=token)
    if answer.status == 401:
        assert answer.code == "invalid-token"
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    else:
        assert len(token) > 16384


def test_the_unaltered_token_signed_again_is_accepted(anonymous, good):
    anonymous.get(PATH, token=good)
    anonymous.get(PATH, token=tokens.altered(good, jti="another"))


def test_a_header_of_100_kb_is_too_large(anonymous, good):
    answer = anonymous.session.get(anonymous.base_url + PATH, headers={"Authorization": "Bearer " + "x" * 100000})
    assert answer.status_code in (400, 431)


def test_without_a_token_the_challenge_names_no_error(anonymous):
    answer = anonymous.get(PATH, 401)
    assert answer.code == "unauthorized"
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="navolat"')
    assert "error" not in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["Basic dXNlcjpwYXNz", "Token abc", "Negotiate xyz"])
def test_another_scheme_is_as_good_as_no_token(anonymous, header):
    answer = anonymous.request("GET", PATH, 401, headers={"Authorization": header})
    assert answer.code == "unauthorized"
    assert "error" not in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b"])
def test_a_malformed_bearer_header_is_refused(anonymous, header):
    answer = anonymous.request("GET", PATH, (400, 401), headers={"Authorization": header})
    assert answer.code in ("invalid-token", "unauthorized", "malformed-request")


def test_the_scheme_is_written_in_any_case(anonymous, good):
    anonymous.request("GET", PATH, 200, headers={"Authorization": "bEARER " + good})


def test_a_token_in_the_query_is_not_taken(anonymous, good):
    anonymous.get(f"{PATH}?access_token={good}", (400, 401))


def test_a_missing_scope_is_named_in_the_challenge(login):
    answer = login("contacts:read").get("/v1/campaigns", 403)
    assert answer.code == "insufficient-scope"
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert 'scope="campaigns:read"' in answer.headers["WWW-Authenticate"]


def test_a_token_of_the_configured_outside_issuer_is_accepted_with_its_scopes(anonymous, good, rsa_key, tenant):
    token = rs256(rsa_key, outside_claims(good, scope="openid contacts:read", client_id=None))
    outside = anonymous.with_token(token)
    outside.get("/v1/contacts?externalId=x")
    outside.get("/v1/campaigns", 403)


def test_an_outside_issuer_cannot_make_an_operators_console_token(anonymous, good, rsa_key, api, unique):
    operator = api.operator(unique("Eva"))
    token = rs256(rsa_key, outside_claims(good, scope="operator", sub=operator["id"]))
    anonymous.get("/v1/operators/me/offer", 403, token=token)


def test_a_disabled_client_is_out_within_five_seconds(api, anonymous):
    made = api.post("/v1/clients", {"name": "leaver", "scopes": ["contacts:read"]}, 201)
    leaver = anonymous.with_token(None).login(made["clientId"], made["clientSecret"])
    leaver.get("/v1/contacts?externalId=x")
    api.patch(f"/v1/clients/{made['id']}", {"disabled": True})
    began = time.monotonic()
    wait_until(lambda: leaver.get("/v1/contacts?externalId=x", None).status == 401, 5, "the client is out")
    assert time.monotonic() - began < 5
    assert leaver.get("/v1/contacts?externalId=x", 401).code == "invalid-token"


def test_a_client_disabled_by_the_command_line_is_out_within_five_seconds(database, tenant, anonymous, unique):
    pair = clients.make_client(database.url, tenant, unique("cli"), "contacts:read")
    leaver = anonymous.with_token(None).login(*pair)
    leaver.get("/v1/contacts?externalId=x")
    clients.servers.cli(database.url, "client", "disable", pair[0])
    wait_until(lambda: leaver.get("/v1/contacts?externalId=x", None).status == 401, 5, "the client is out")


def test_a_deleted_client_is_out_within_five_seconds(api, anonymous):
    made = api.post("/v1/clients", {"name": "deleted", "scopes": ["contacts:read"]}, 201)
    leaver = anonymous.with_token(None).login(made["clientId"], made["clientSecret"])
    leaver.get("/v1/contacts?externalId=x")
    api.delete(f"/v1/clients/{made['id']}")
    wait_until(lambda: leaver.get("/v1/contacts?externalId=x", None).status == 401, 5, "the client is out")


def test_a_token_of_before_loses_the_scopes_its_client_loses(api, anonymous):
    made = api.post("/v1/clients", {"name": "shrinking", "scopes": ["contacts:read", "campaigns:read"]}, 201)
    user = anonymous.with_token(None).login(made["clientId"], made["clientSecret"])
    user.get("/v1/campaigns")
    api.patch(f"/v1/clients/{made['id']}", {"scopes": ["contacts:read"]})
    wait_until(lambda: user.get("/v1/campaigns", None).status == 403, 5, "the scope is gone")
    user.get("/v1/contacts?externalId=x")


def test_a_deleted_operators_console_token_is_out_within_five_seconds(api, unique):
    operator = api.operator(unique("Eva"), state="OFFLINE")
    console = api.console(operator["id"])
    console.get("/v1/operators/me/offer", 204)
    api.delete(f"/v1/operators/{operator['id']}")
    wait_until(lambda: console.get("/v1/operators/me/offer", None).status == 401, 5, "the operator is out")


def test_every_token_is_out_when_its_key_is_replaced(database, start_server, good, contract):
    other = base64.b64encode(b"z" * 32).decode()
    replaced = start_server("serve", {"auth.key": f"new:{other}"})
    clients.Client(replaced.url, contract).get(PATH, 401, token=good)


def test_both_keys_verify_while_they_are_rotated(database, start_server, good, contract):
    old = f"{AUTH_KEY_ID}:{base64.b64encode(AUTH_KEY).decode()}"
    rotating = start_server("serve", {"auth.key": f"new:{base64.b64encode(b'z' * 32).decode()},{old}"})
    clients.Client(rotating.url, contract).get(PATH, token=good)


def test_guessing_tokens_is_slowed_down_but_good_ones_still_pass(start_server, contract, good):
    guessed = start_server("serve")
    caller = clients.Client(guessed.url, contract)
    caller.get(PATH, token=good)
    answers = [caller.get(PATH, None, token=tokens.altered(good, jti=f"g{n}", aud="x")) for n in range(70)]
    assert answers[0].status == 401
    assert answers[-1].status == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    caller.get(PATH, token=good)
    # behind a proxy all clients have one address: those whose token is new must not pay for who guesses
    for number in range(5):
        caller.get(PATH, token=tokens.altered(good, jti=f"new{number}"))
