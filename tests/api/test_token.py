# SPDX-License-Identifier: Apache-2.0
"""POST /oauth/token: who gets an access token, and the errors of RFC 6749 section 5.2."""
import pytest

from support import client as clients
from support import tokens

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def ask(anonymous):
    """ask(form, ...): a request to the token endpoint."""
    def send(form=None, expect=None, **kwargs):
        data = GRANT if form is None else form
        return anonymous.request("POST", "/oauth/token", expect, data=data, **kwargs)

    return send


@pytest.fixture(scope="module")
def narrow(database, tenant):
    """A client with two scopes only."""
    return clients.make_client(database.url, tenant, "narrow", "contacts:read blacklist:read")


def check_error(answer, status, error):
    assert (answer.status, answer["error"]) == (status, error)
    assert answer["error_description"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"


def test_basic_authentication_gives_a_bearer_token_with_all_scopes_of_the_client(ask, narrow, tenant):
    answer = ask(auth=narrow, expect=200)
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 3600
    assert set(answer["scope"].split()) == {"contacts:read", "blacklist:read"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"
    claims = tokens.claims_of(answer["access_token"])
    assert (claims["iss"], claims["aud"], claims["tenant"]) == ("navolat", "navolat", tenant)
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["client_id"] == narrow[0]
    assert {"sub", "jti", "nbf"} <= claims.keys()


def test_two_tokens_have_different_identifiers(ask, narrow):
    first, second = (tokens.claims_of(ask(auth=narrow, expect=200)["access_token"]) for _ in range(2))
    assert first["jti"] != second["jti"]


def test_credentials_in_the_form_do_the_same(ask, narrow, anonymous):
    answer = ask({**GRANT, "client_id": narrow[0], "client_secret": narrow[1]}, expect=200)
    with_token = anonymous.with_token(answer["access_token"])
    with_token.get("/v1/contact-states")


def test_the_same_client_id_may_stand_in_header_and_form(ask, narrow):
    ask({**GRANT, "client_id": narrow[0]}, auth=narrow, expect=200)


def test_unknown_parameters_are_ignored_as_the_standard_demands(ask, narrow):
    ask({**GRANT, "resource": "x", "audience": "y"}, auth=narrow, expect=200)


def test_a_subset_of_the_scopes_is_granted_when_asked_for(ask, narrow, anonymous):
    answer = ask({**GRANT, "scope": "blacklist:read"}, auth=narrow, expect=200)
    assert answer["scope"] == "blacklist:read"
    with_token = anonymous.with_token(answer["access_token"])
    with_token.get("/v1/blacklist")
    with_token.get("/v1/contacts?externalId=x", 403)


def test_admin_may_ask_for_any_scope_but_the_operators(ask, database, tenant):
    pair = clients.make_client(database.url, tenant, "boss", "admin")
    assert ask({**GRANT, "scope": "contacts:read"}, auth=pair, expect=200)["scope"] == "contacts:read"
    check_error(ask({**GRANT, "scope": "operator"}, auth=pair), 400, "invalid_scope")


@pytest.mark.parametrize("scope", ["contacts:write", "blacklist:read contacts:write", "nonsense", "operator", "admin",
                                   "contacts:read contacts:read-all", " "])
def test_a_scope_the_client_does_not_have_is_invalid_scope(ask, narrow, scope):
    check_error(ask({**GRANT, "scope": scope}, auth=narrow), 400, "invalid_scope")


@pytest.mark.parametrize("form", [{}, {"scope": "contacts:read"}, {"grant_type": ""}])
def test_without_grant_type_the_request_is_invalid(ask, narrow, form):
    check_error(ask(form or "x=y", auth=narrow, headers={"Content-Type": "application/x-www-form-urlencoded"}), 400,
                "invalid_request")


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", "CLIENT_CREDENTIALS",
                                   "urn:ietf:params:oauth:grant-type:jwt-bearer"])
def test_other_grant_types_are_unsupported(ask, narrow, grant):
    check_error(ask({"grant_type": grant}, auth=narrow), 400, "unsupported_grant_type")


@pytest.mark.parametrize("form", [
    "grant_type=client_credentials&grant_type=client_credentials",
    "grant_type=client_credentials&scope=contacts%3Aread&scope=blacklist%3Aread",
    "grant_type=client_credentials&a=%zz",
    "grant_type=client_credentials&a=%00",
    b"grant_type=client_credentials&a=\xff",
])
def test_a_malformed_or_repeated_parameter_is_an_invalid_request(ask, narrow, form):
    check_error(ask(form, auth=narrow, headers={"Content-Type": "application/x-www-form-urlencoded"}), 400,
                "invalid_request")


def test_two_ways_of_authentication_at_once_are_an_invalid_request(ask, narrow):
    form = {**GRANT, "client_id": narrow[0], "client_secret": narrow[1]}
    check_error(ask(form, auth=narrow), 400, "invalid_request")
    check_error(ask({**GRANT, "client_id": "somebody-else"}, auth=narrow), 400, "invalid_request")


def test_credentials_never_stand_in_the_query(anonymous, narrow):
    answer = anonymous.request("POST", f"/oauth/token?client_id={narrow[0]}&client_secret={narrow[1]}", data=GRANT)
    check_error(answer, 400, "invalid_request")


def test_a_wrong_secret_and_an_unknown_client_get_the_same_answer(ask, narrow):
    wrong = ask(auth=(narrow[0], "wrong"))
    unknown = ask(auth=("nobody-at-all", "wrong"))
    for answer in (wrong, unknown):
        check_error(answer, 401, "invalid_client")
        assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert wrong.json == unknown.json


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer abc", "Digest username=x"])
def test_an_authorization_header_that_is_no_basic_one_is_an_invalid_client(ask, header):
    check_error(ask(headers={"Authorization": header}), 401, "invalid_client")


@pytest.mark.parametrize("form", [{}, {"client_id": "x"}, {"client_secret": "x"}])
def test_without_credentials_the_client_is_invalid(ask, form):
    check_error(ask({**GRANT, **form}), 401, "invalid_client")


@pytest.mark.parametrize("secret", ["", "x" * 5000, "ž" * 50, "a\x01b"])
def test_secrets_of_any_shape_are_refused_politely(ask, database, tenant, secret, unique):
    pair = clients.make_client(database.url, tenant, unique("odd"), "contacts:read")
    check_error(ask({**GRANT, "client_id": pair[0], "client_secret": secret}), 401, "invalid_client")


@pytest.mark.parametrize("media", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_only_a_form_is_taken(anonymous, narrow, media):
    answer = anonymous.request("POST", "/oauth/token", 415, data='{"grant_type":"client_credentials"}', auth=narrow,
                               headers={"Content-Type": media})
    assert answer.code == "unsupported-media-type"


def test_no_idempotency_key_is_taken_since_secrets_are_not_stored(ask, narrow):
    answer = ask(auth=narrow, headers={"Idempotency-Key": "k1"}, expect=400)
    assert answer.json.get("error", answer.code) in ("invalid_request", "idempotency-not-supported")


def test_guessing_a_secret_is_slowed_down_and_only_for_that_client(ask, database, tenant, narrow):
    pair = clients.make_client(database.url, tenant, "guessed", "contacts:read")
    answers = [ask(auth=(pair[0], f"guess-{n}")) for n in range(12)]
    assert [a.status for a in answers[:10]] == [401] * 10
    assert answers[-1].status == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].code == "rate-limited"
    assert ask(auth=pair).status == 429  # also with the right secret: else it would tell which one it is
    ask(auth=narrow, expect=200)


def test_a_disabled_client_gets_no_token(ask, api):
    made = api.post("/v1/clients", {"name": "short-lived", "scopes": ["contacts:read"]}, 201)
    pair = (made["clientId"], made["clientSecret"])
    ask(auth=pair, expect=200)
    api.patch(f"/v1/clients/{made['id']}", {"disabled": True})
    check_error(ask(auth=pair), 401, "invalid_client")
    api.patch(f"/v1/clients/{made['id']}", {"disabled": False})
    ask(auth=pair, expect=200)


def test_no_secret_and_no_token_is_in_the_log(server, ask, narrow):
    token = ask(auth=narrow, expect=200)["access_token"]
    ask(auth=(narrow[0], "a-wrong-secret-of-mine"))
    text = server.text()
    assert narrow[1] not in text
    assert token not in text
    assert "a-wrong-secret-of-mine" not in text
