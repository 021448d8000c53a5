# SPDX-License-Identifier: Apache-2.0
"""One of everything in a tenant, and for every operation of the contract a request that is valid there.

The matrices and batteries generated from openapi.yaml are made with it, so that a new operation is in them by itself."""
import copy
import itertools

CALLER = "+420800123456"
# No row has this id; 64 bits wide, as real ones.
RANDOM_ID = "7777777777777777777"
MALFORMED_IDS = ["0", "-1", "1x", "01", "9223372036854775808", "null", "1.0", "+1", "%2b1", "a" * 200, "ž"]

_numbers = itertools.count(1)


def fresh_number(digits="00"):
    """A valid number nobody has used; its last two digits say what the simulated client does (00: answers)."""
    n = next(_numbers)
    return f"+42073{n // 10000 % 10}{n % 10000:04d}{digits}"


class World:
    """Ids of one of each resource of a tenant; `console` is the client of its operator."""

    def __init__(self, api, unique):
        self.api = api
        self.unique = unique
        self.operator = api.operator(unique("Eva"))
        self.console = api.console(self.operator["id"])
        self.group = api.post("/v1/groups", {"name": unique("group"), "members": [
            {"operatorId": self.operator["id"]}]}, 201).json
        self.routing = api.post("/v1/routing-rule-sets", {"name": unique("routing"), "targets": [
            {"groupId": self.group["id"]}]}, 201).json
        self.campaign = api.campaign(unique("campaign"), self.routing["id"])
        self.external_id = unique("crm").replace(" ", "-")
        self.contact = api.contact(self.campaign["id"], fresh_number(), externalId=self.external_id)
        self.number = fresh_number()
        self.blacklisted = api.post("/v1/blacklist", {"number": self.number}, 201).json
        self.client = api.post("/v1/clients", {"name": unique("client"), "scopes": ["contacts:read"]}, 201).json
        ended = api.campaign(unique("cancelled"), self.routing["id"])
        self.operation = api.post(f"/v1/campaigns/{ended['id']}:cancel", None, 202).json
        self.ids = {"campaignId": self.campaign["id"], "contactId": self.contact["id"],
                    "operatorId": self.operator["id"], "groupId": self.group["id"],
                    "routingRuleSetId": self.routing["id"], "operationId": self.operation["id"],
                    "clientId": self.client["id"], "number": self.number}

    def path(self, operation, **other):
        return operation.url(**{name: other.get(name, self.ids[name]) for name in operation.path_parameters})

    def query(self, operation):
        """What an operation needs in its query."""
        return {"externalId": self.external_id} if operation.id == "contactFind" else {}

    def actor(self, operation):
        """The client that may run it: the operator's console for an operator's actions."""
        return self.console if operation.scope == "operator" else self.api

    def body(self, operation):
        """A new valid body, with every kind of member that may be sent; None when the operation takes none."""
        made = self._bodies().get(operation.id)
        if made is None and operation.body_schema() is not None:
            made = copy.deepcopy(operation.contract.resolve(operation.body_schema()).get("example", {}))
        return made

    def _campaign_body(self):
        return {
            "name": self.unique("made"), "description": "of everything", "mode": "PREVIEW", "goal": "NONE",
            "routingRuleSetId": self.routing["id"], "callerIds": [CALLER], "bcwSeconds": 20, "acwSeconds": 10,
            "ringSeconds": 30, "maxLines": 5, "pickupRate": 40.5,
            "abandonment": {"cap": 2.5, "windowSeconds": 3600, "graceSeconds": 1}, "defaultRegion": "CZ",
            "retryRules": [{"outcome": "busy", "attempt": 1, "delaySeconds": 60}], "maxAttempts": 2, "maxFaults": 3,
            "numberDailyCap": 4, "maxHoldSeconds": 20, "numberCheck": "VALID",
            "callingHours": {"timeZone": "Europe/Prague", "windows": [
                {"days": ["mon", "tue"], "from": "09:00", "to": "17:30"}]},
            "waitingWindow": 1,
        }

    def _contact_body(self):
        return {"phone": fresh_number(), "externalId": self.unique("ext"), "name": "Jan Novák", "priority": 5,
                "notBefore": "2026-01-01T00:00:00+01:00", "expiresAt": "2999-01-01T00:00:00Z",
                "operatorId": self.operator["id"], "attributes": {"language": "cs"}}

    def _bodies(self):
        campaign, contact = self._campaign_body(), self._contact_body()
        return {
            "campaignCreate": campaign,
            "campaignUpdate": {k: v for k, v in campaign.items() if k != "mode"},
            "contactAdd": contact,
            "contactBatchCreate": {"contacts": [contact, {"phone": fresh_number()}], "onDuplicate": "skip",
                                   "invalidNumbers": "keep", "validateOnly": True},
            "contactBatchDelete": {"ids": [RANDOM_ID], "validateOnly": True},
            "contactBatchCancel": {"externalIds": ["nobody"], "validateOnly": True},
            "contactBatchRequeue": {"ids": [RANDOM_ID], "validateOnly": True},
            "contactUpdate": {"phone": fresh_number(), "name": "Jan", "priority": 4,
                              "notBefore": "2026-01-01T00:00:00Z", "expiresAt": "2999-01-01T00:00:00Z",
                              "operatorId": self.operator["id"], "attributes": {"language": "cs"}},
            "operatorCreate": {"name": self.unique("Petr"), "endpoint": "sim:auto", "autoAccept": False},
            "operatorUpdate": {"name": self.unique("Petr"), "endpoint": "sim:auto", "autoAccept": False},
            "operatorSetState": {"state": "ONLINE", "note": "back"},
            "groupCreate": {"name": self.unique("group"), "members": [
                {"operatorId": self.operator["id"], "priority": 1}], "acceptSeconds": 20, "queueSeconds": 60},
            "groupUpdate": {"name": self.unique("group"), "members": [
                {"operatorId": self.operator["id"], "priority": 1}], "acceptSeconds": 20, "queueSeconds": 60},
            "routingRuleSetCreate": {"name": self.unique("routing"), "targets": self._targets()},
            "routingRuleSetUpdate": {"name": self.unique("routing"), "targets": self._targets()},
            "blacklistAdd": {"number": fresh_number(), "reason": "asked", "source": "crm",
                             "expiresAt": "2999-01-01T00:00:00Z"},
            "blacklistPut": {"reason": "asked", "source": "crm", "expiresAt": "2999-01-01T00:00:00Z"},
            "blacklistBatchCreate": {"entries": [{"number": fresh_number()}, {"number": fresh_number()}],
                                     "validateOnly": True},
            "blacklistCheck": {"numbers": [fresh_number()]},
            "clientCreate": {"name": self.unique("client"), "scopes": ["contacts:read"], "disabled": False},
            "clientUpdate": {"name": self.unique("client"), "scopes": ["contacts:read"], "disabled": False},
            "contactComplete": {"result": "sold", "note": "n", "attributes": {"product": "A12"}},
        }

    def _targets(self):
        return [{"groupId": self.group["id"], "conditions": [{"attribute": "language", "equals": "cs"},
                                                             {"attribute": "product", "in": ["a", "b"]}]}]


def json_operations(contract):
    """Operations that take a JSON body."""
    return [op for op in contract.operations if op.body_schema() is not None]


def request_media(operation):
    return "application/merge-patch+json" if operation.method == "PATCH" else "application/json"


def walk(schema, resolve, pointer=()):
    """(path, schema) of every member of a body schema, in depth; list items stand at index 0."""
    schema = resolve(schema)
    for choice in schema.get("anyOf", []):
        if resolve(choice).get("type") != "null":
            yield from walk(choice, resolve, pointer)
            return
    yield pointer, schema
    for name, member in schema.get("properties", {}).items():
        yield from walk(member, resolve, pointer + (name,))
    if "items" in schema:
        yield from walk(schema["items"], resolve, pointer + (0,))


def get_at(value, pointer):
    """The value at a path; KeyError when it is not there."""
    for step in pointer:
        if isinstance(value, list):
            if not isinstance(step, int) or step >= len(value):
                raise KeyError(step)
        elif not isinstance(value, dict):
            raise KeyError(step)
        value = value[step]
    return value


def with_at(value, pointer, new):
    """A copy of the value with another one at this path."""
    made = copy.deepcopy(value)
    if not pointer:
        return new
    get_at(made, pointer[:-1])[pointer[-1]] = new
    return made


def pointer_text(pointer):
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
