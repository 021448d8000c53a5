# SPDX-License-Identifier: Apache-2.0
"""The API client of the tests: every answer is checked against openapi.yaml, and what was seen is noted."""
import atexit
import json
import os
import re

import requests

from support import server as servers
from support.wait import DEFAULT_TIMEOUT_S, wait_until

# Every scope but `operator`, which only an operator's own console token has.
ALL_SCOPES = ("contacts:read contacts:write contacts:delete campaigns:read campaigns:write operators:read "
              "operators:write blacklist:read blacklist:write changes:read webhooks:write admin")


class Coverage:
    """Notes (operation, documented status) pairs; support/coverage.py looks at them after the run."""

    def __init__(self):
        self.seen = set()
        atexit.register(self.write)

    def note(self, operation, key):
        self.seen.add((operation.id, key))

    def write(self):
        folder = os.environ.get("NAVOLAT_COVERAGE_DIR")
        if folder and self.seen:
            with open(os.path.join(folder, f"{os.getpid()}.json"), "w", encoding="utf-8") as file:
                json.dump(sorted(self.seen), file)


coverage = Coverage()


class Answer:
    """A checked answer: status, headers, and the decoded body as json (None when there is none)."""

    def __init__(self, raw, body, operation):
        self.raw = raw
        self.status = raw.status_code
        self.headers = raw.headers
        self.json = body
        self.operation = operation

    @property
    def text(self):
        return self.raw.text

    @property
    def etag(self):
        return self.headers.get("ETag")

    @property
    def code(self):
        """The problem's machine word."""
        return self.json.get("code") if isinstance(self.json, dict) else None

    def pointers(self):
        """The pointers of a problem's errors, in order."""
        return [error["pointer"] for error in self.json.get("errors", [])]

    def __getitem__(self, name):
        return self.json[name]

    def __repr__(self):
        return f"<{self.status} {self.text[:600]}>"


class Client:
    """Requests to one server with one identity; any thread may use it, but one at a time."""

    def __init__(self, base_url, contract, token=None):
        self.base_url = base_url
        self.contract = contract
        self.token = token
        self.session = requests.Session()
        self.session.trust_env = False  # reading the environment races with pytest, which changes it
        self.client_id = None
        self.secret = None

    def close(self):
        self.session.close()

    def with_token(self, token):
        """Another client of the same server with this token; None sends no Authorization at all."""
        return Client(self.base_url, self.contract, token)

    def request(self, method, path, expect=None, headers=None, token=..., **kwargs):
        """Sends a request and checks the answer against the contract.

        `expect` is a status or a tuple of them; None takes any documented one. `path` may have a query.
        Other arguments are those of requests (json, data, params, timeout)."""
        token = self.token if token is ... else token
        headers = dict(headers or {})
        if token is not None:
            headers.setdefault("Authorization", f"Bearer {token}")
        kwargs.setdefault("timeout", 100)
        raw = self.session.request(method, self.base_url + path, headers=headers, allow_redirects=False, **kwargs)
        operation = self.contract.find(method, path)
        if method.upper() == "OPTIONS":
            return self._expected(Answer(raw, None, operation), expect, method, path)
        key, body = self.contract.check(operation, method, raw)
        if operation is not None:
            coverage.note(operation, key)
        return self._expected(Answer(raw, body, operation), expect, method, path)

    @staticmethod
    def _expected(answer, expect, method, path):
        wanted = (expect,) if isinstance(expect, int) else expect
        assert wanted is None or answer.status in wanted, f"{method} {path}: wanted {expect}, got {answer!r}"
        return answer

    def get(self, path, expect=200, **kwargs):
        return self.request("GET", path, expect, **kwargs)

    def post(self, path, json=None, expect=None, **kwargs):  # pylint: disable=redefined-outer-name
        return self.request("POST", path, expect, json=json, **kwargs)

    def put(self, path, json=None, expect=None, **kwargs):  # pylint: disable=redefined-outer-name
        return self.request("PUT", path, expect, json=json, **kwargs)

    def patch(self, path, json=None, expect=200, **kwargs):  # pylint: disable=redefined-outer-name
        return self.request("PATCH", path, expect, json=json, **kwargs)

    def delete(self, path, expect=204, **kwargs):
        return self.request("DELETE", path, expect, **kwargs)

    def call(self, operation_id, expect=None, json=None, **values):  # pylint: disable=redefined-outer-name
        """By operationId: path parameters are taken from values, the rest goes to request()."""
        operation = self.contract.by_id[operation_id]
        names = operation.path_parameters
        path = operation.url(**{n: values.pop(n) for n in names})
        return self.request(operation.method, path, expect, json=json, **values)

    # ---- identities ----

    def login(self, client_id, secret, scope=None):
        """Takes a token by client credentials and keeps it."""
        form = {"grant_type": "client_credentials"}
        if scope:
            form["scope"] = scope
        answer = self.request("POST", "/oauth/token", 200, data=form, auth=(client_id, secret), token=None)
        self.client_id, self.secret = client_id, secret
        self.token = answer["access_token"]
        return self

    # ---- what most tests need ----

    def items(self, path, limit=1000, **params):
        """All items of a list, over all pages."""
        found, cursor = [], None
        while True:
            page = self.get(path, params={"limit": limit, **params, **({"cursor": cursor} if cursor else {})})
            found += page["items"]
            cursor = page.json.get("nextCursor")
            if not cursor:
                return found

    def operator(self, name, endpoint="sim:auto", auto_accept=False, state="ONLINE"):
        """A new operator, in this state; returns the operator's representation."""
        made = self.post("/v1/operators", {"name": name, "endpoint": endpoint, "autoAccept": auto_accept}, 201)
        if state == "OFFLINE":
            return made.json
        return self.post(f"/v1/operators/{made['id']}:setState", {"state": state}, 200).json

    def console(self, operator_id):
        """A client with the operator's own console token."""
        answer = self.post(f"/v1/operators/{operator_id}:token", None, expect=(200, 201))
        return self.with_token(answer["accessToken"])

    def routing(self, name, operators, **group):
        """A group with these operators and a rule set that targets it; returns the rule set's id."""
        members = [{"operatorId": o["id"], "priority": 1} for o in operators]
        made = self.post("/v1/groups", {"name": name, "members": members, **group}, 201)
        rules = self.post("/v1/routing-rule-sets", {"name": name, "targets": [{"groupId": made["id"]}]}, 201)
        return rules["id"]

    def campaign(self, name, routing_id, mode="PREVIEW", start=False, **members):
        """A new campaign with quick defaults; returns its representation."""
        body = {"name": name, "mode": mode, "routingRuleSetId": routing_id, "callerIds": ["+420800123456"],
                **({"bcwSeconds": 5} if mode == "PREVIEW" else {}),
                **({"pickupRate": 50} if mode == "PREDICTIVE" else {}), **members}
        made = self.post("/v1/campaigns", body, 201)
        if start:
            return self.post(f"/v1/campaigns/{made['id']}:start", None, 200).json
        return made.json

    def contact(self, campaign_id, phone, **members):
        return self.post(f"/v1/campaigns/{campaign_id}/contacts", {"phone": phone, **members}, 201).json

    def wait_state(self, contact_id, *states, timeout=DEFAULT_TIMEOUT_S):
        """Waits until the contact is in one of these states; returns its representation."""
        last = None

        def look():
            nonlocal last
            last = self.get(f"/v1/contacts/{contact_id}").json
            assert last["state"] in states, f"contact {contact_id} is {last['state']}, not {' or '.join(states)}"
            return last

        return wait_until(look, timeout, f"contact {contact_id} becomes {' or '.join(states)}")


def make_tenant(database_url, name, **options):
    """A tenant by the command line; returns its id as text."""
    done = servers.cli(database_url, "tenant", "create", name, options=options)
    found = re.search(r"\b(\d+)\b", done.stdout)
    assert found, f"tenant create printed no id: {done.stdout!r}"
    return found.group(1)


def make_client(database_url, tenant_id, name="tests", scopes=ALL_SCOPES):
    """A client by the command line; returns (client id, secret)."""
    done = servers.cli(database_url, "client", "create", "--tenant", tenant_id, "--name", name, "--scopes", scopes)
    printed = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    assert {"client_id", "client_secret"} <= printed.keys(), f"client create printed {done.stdout!r}"
    return printed["client_id"], printed["client_secret"]
