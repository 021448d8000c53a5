# SPDX-License-Identifier: Apache-2.0
"""Scopes: every operation with every single scope (promise S2), generated from openapi.yaml."""
import pytest

from support import tokens
from support.openapi import Contract
from support.world import RANDOM_ID

SCOPES = ["contacts:read", "contacts:write", "contacts:delete", "campaigns:read", "campaigns:write", "operators:read",
          "operators:write", "blacklist:read", "blacklist:write", "changes:read", "webhooks:write", "admin"]
OPERATIONS = {op.id: op for op in Contract().operations}


@pytest.fixture(scope="module")
def scoped(api, world):
    """scope -> a token with this scope alone."""
    made = {scope: tokens.altered(api.token, scope=scope) for scope in SCOPES}
    made["operator"] = world.console.token
    return made


def allows(scope, operation):
    if operation.scope == "any":
        return True
    return scope == operation.scope or (scope == "admin" and operation.scope != "operator")


def send(anonymous, operation, token):
    """A request that changes nothing when it is allowed: unknown ids, empty bodies."""
    path = operation.url(**{name: RANDOM_ID for name in operation.path_parameters})
    body = {"json": {}} if operation.body_schema() is not None else {}
    return anonymous.request(operation.method, path, token=token, **body)


def test_the_contract_names_no_scope_that_is_not_tested():
    assert {op.scope for op in OPERATIONS.values()} <= {*SCOPES, "operator", "any", "none"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_open_to_its_scope_and_to_no_other(anonymous, scoped, name):
    operation = OPERATIONS[name]
    if operation.scope == "none":
        assert send(anonymous, operation, None).status not in (403,)
        return
    answer = send(anonymous, operation, None)
    assert (answer.status, answer.code) == (401, "unauthorized")
    for scope, token in scoped.items():
        answer = send(anonymous, operation, token)
        if allows(scope, operation):
            assert answer.status not in (401, 403), f"{scope} should do for {operation}"
            assert answer.status < 500
            continue
        assert (answer.status, answer.code) == (403, "insufficient-scope"), f"{scope} must not do for {operation}"
        assert f'scope="{operation.scope}"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("name", [n for n, op in OPERATIONS.items() if op.scope != "none"])
def test_a_token_without_any_scope_opens_only_what_is_open_to_all(anonymous, api, name):
    operation = OPERATIONS[name]
    token = tokens.altered(api.token, scope="")
    status = send(anonymous, operation, token).status
    assert status == 401 or (status == 403) == (operation.scope != "any")


def test_a_console_token_with_another_scope_beside_is_no_token(anonymous, world):
    token = tokens.altered(world.console.token, scope="operator contacts:read")
    anonymous.get("/v1/operators/me/offer", 401, token=token)


def test_the_scope_is_judged_before_the_resource_and_the_body(login, world):
    reader = login("contacts:read")
    reader.patch(f"/v1/contacts/{world.contact['id']}", {"nonsense": 1}, expect=403)
    reader.delete(f"/v1/contacts/{RANDOM_ID}", expect=403)
    reader.request("POST", f"/v1/campaigns/{world.campaign['id']}/contacts", 403, data=b"{",
                   headers={"Content-Type": "application/json"})
