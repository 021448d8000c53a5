#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The demo tenant of ./dev: seeds it, introduces it, shows its campaign as it runs. Standard library only.

Seeding may be repeated: what is there stays, what is missing is made. Tenant and client come from the
program's own commands, everything else through the Public API, as a customer would do it."""
import argparse
import base64
import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from sample import Sample

SCOPES = ("contacts:read contacts:write contacts:delete campaigns:read campaigns:write operators:read "
          "operators:write blacklist:read blacklist:write changes:read webhooks:write admin")
OPERATORS = 20
CAMPAIGN = "Demo campaign"
STATES = ["INITIAL", "AWAITING_FREE_OPERATOR", "OPERATOR_ASSIGNED", "BCW", "CALLING", "CALL_IN_PROGRESS", "ACW",
          "RETRY_SCHEDULED", "SUCCESS", "DIAL_FAILED", "CANCELLED_BY_CLIENT", "CANCELLED_BY_OPERATOR",
          "CANCELLED_BY_ADMIN", "BLACKLISTED", "INVALID_RECORD", "REMOVED"]


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body[:500]}")
        self.status = status


class Api:
    """Just enough of a client."""

    def __init__(self, url, client_id, secret):
        self.url, self.client_id, self.secret = url, client_id, secret
        self.token = None

    def login(self):
        pair = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        answer = self._send("POST", "/oauth/token", b"grant_type=client_credentials",
                            {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"})
        self.token = answer["access_token"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        for attempt in (1, 2):
            if not self.token:
                self.login()
            headers = {"Authorization": f"Bearer {self.token}"}
            if data is not None:
                headers["Content-Type"] = "application/merge-patch+json" if method == "PATCH" else "application/json"
            try:
                return self._send(method, path, data, headers)
            except Refused as refused:
                if refused.status != 401 or attempt == 2:
                    raise
                self.token = None  # it ran out
        return None

    def _send(self, method, path, data, headers):
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode("utf-8", "replace")) from None
        return json.loads(text) if text else None

    def items(self, path):
        found, cursor = [], None
        while True:
            page = self.call("GET", path + "?limit=1000" + (f"&cursor={urllib.parse.quote(cursor)}" if cursor else ""))
            found += page["items"]
            cursor = page.get("nextCursor")
            if not cursor:
                return found

    def ensure(self, path, name, body):
        """The resource of this name, made if it is not there. Returns (resource, whether it is new)."""
        for item in self.items(path):
            if item["name"] == name:
                return item, False
        return self.call("POST", path, {"name": name, **body}), True


def read_env(path):
    try:
        with open(path, encoding="utf-8") as file:
            return dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    except FileNotFoundError:
        return {}


def write_private(path, text):
    """Whole or not at all, readable by its owner only."""
    with open(os.open(path + ".new", os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + ".new", path)


def navolatd(args, *words):
    done = subprocess.run([args.navolatd, "--config", args.config, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"error: navolatd {' '.join(words[:2])} failed:\n{done.stderr}")
    return done.stdout


def make_identity(args):
    """A tenant called demo (the one that is there, if any) and a new client in it."""
    tenant = None
    for line in navolatd(args, "tenant", "list").splitlines():  # id, name, region
        fields = line.split("\t")
        if fields[1] == "demo":
            tenant = fields[0]
    if tenant is None:
        tenant = navolatd(args, "tenant", "create", "demo", "--default-region", "CZ").strip()
    printed = dict(line.split("=", 1) for line in navolatd(
        args, "client", "create", "--tenant", tenant, "--name", f"demo {time.strftime('%Y-%m-%d %H:%M:%S')}",
        "--scopes", SCOPES).splitlines() if "=" in line)
    return printed["client_id"], printed["client_secret"]


def identify(args):
    """The client of the env file when the server still knows it, else a new one; the env file is written."""
    env = read_env(args.env)
    client_id, secret = env.get("NAVOLAT_CLIENT_ID"), env.get("NAVOLAT_CLIENT_SECRET")
    api = Api(args.url, client_id, secret)
    try:
        if not client_id or not secret:
            raise Refused(401, "no client yet")
        api.login()
    except Refused as refused:
        if refused.status not in (400, 401):
            raise
        client_id, secret = make_identity(args)
        api = Api(args.url, client_id, secret)
        api.login()
    write_private(args.env, f"NAVOLAT_URL={args.url}\nNAVOLAT_CLIENT_ID={client_id}\n"
                            f"NAVOLAT_CLIENT_SECRET={secret}\nNAVOLAT_DATABASE_URL={args.database}\n")
    return api


def endpoints(args):
    """The operators' phones: simulated ones, or those of a real exchange."""
    if not args.stand:
        return ["sim:auto"] * OPERATORS
    with open(args.stand, encoding="ascii") as file:
        return [f"PJSIP/{name}" for name in json.load(file)["phones"]]


def ensure_operators(api, phones):
    operators = []
    for number, endpoint in enumerate(phones, 1):
        operator, _ = api.ensure("/v1/operators", f"Operator {number:02d}", {"endpoint": endpoint, "autoAccept": True})
        if operator["endpoint"] != endpoint:  # seeded for another exchange
            operator = api.call("PATCH", f"/v1/operators/{operator['id']}", {"endpoint": endpoint})
        if operator["state"] in ("OFFLINE", "AWAY", "BREAK"):
            operator = api.call("POST", f"/v1/operators/{operator['id']}:setState", {"state": "ONLINE"})
        operators.append(operator)
    return operators


def ensure_routing(api, operators):
    members = [{"operatorId": o["id"], "priority": 1} for o in operators]
    group, _ = api.ensure("/v1/groups", "Sales", {"members": members, "acceptSeconds": 20})
    rules, _ = api.ensure("/v1/routing-rule-sets", "Everybody to Sales", {"targets": [{"groupId": group["id"]}]})
    return rules["id"]


def fill(api, campaign_id, sample):
    """Sends the list; returns how many rows were answered how."""
    answers = {}
    for batch in sample.batches():
        for row in api.call("POST", f"/v1/campaigns/{campaign_id}/contacts:batchCreate", {"contacts": batch})["results"]:
            kind = row.get("problem", {}).get("code") or row.get("state") or str(row["status"])
            answers[kind] = answers.get(kind, 0) + 1
    return answers


def make_campaign(api, name, routing_id):
    campaign, new = api.ensure("/v1/campaigns", name, {
        "mode": "PREDICTIVE", "goal": "NO_CONTACTS", "routingRuleSetId": routing_id, "callerIds": ["+420800123456"],
        "pickupRate": 55, "maxLines": 30, "acwSeconds": 3, "ringSeconds": 20, "maxHoldSeconds": 10, "maxAttempts": 2,
        "retryRules": [{"outcome": "busy", "delaySeconds": 20}, {"outcome": "noAnswer", "delaySeconds": 30},
                       {"outcome": "unreachable", "delaySeconds": 30}, {"outcome": "abandoned", "delaySeconds": 15},
                       {"outcome": "failed", "delaySeconds": 10}]})
    if new:
        answers = fill(api, campaign["id"], Sample())
        print(f"  {name} ({campaign['id']}): " + ", ".join(f"{n} {kind}" for kind, n in sorted(answers.items())))
    return campaign


def seed(args):
    api = identify(args)
    sample = Sample()
    api.call("POST", "/v1/blacklist:batchCreate", {"entries": [
        {"number": number, "reason": "asked not to be called"} for number in sample.blacklist]})
    routing_id = ensure_routing(api, ensure_operators(api, endpoints(args)))
    campaign = make_campaign(api, CAMPAIGN, routing_id)
    write_private(args.state, json.dumps({"campaignId": campaign["id"], "routingRuleSetId": routing_id}) + "\n")


def known(args):
    env = read_env(args.env)
    with open(args.state, encoding="utf-8") as file:
        return Api(args.url, env["NAVOLAT_CLIENT_ID"], env["NAVOLAT_CLIENT_SECRET"]), json.load(file)


def startable(args, api, state):
    """The demo campaign if it can still run, else a new one with the same list."""
    campaign = api.call("GET", f"/v1/campaigns/{state['campaignId']}")
    number = 1
    while campaign["state"] in ("FINISHED", "CANCELLED"):
        number += 1
        campaign = make_campaign(api, f"{CAMPAIGN} {number}", state["routingRuleSetId"])
    state["campaignId"] = campaign["id"]
    write_private(args.state, json.dumps(state) + "\n")
    return campaign


def intro(args):
    api, state = known(args)
    campaign = startable(args, api, state)
    verb = {"INITIAL": "start", "PAUSED": "resume"}.get(campaign["state"])
    if verb:
        api.call("POST", f"/v1/campaigns/{campaign['id']}:{verb}")
    print(f"""
navolat serves on {args.url}

  client id      {api.client_id}
  client secret  {api.secret}      (both also in {args.env})

Try it from another terminal:

  TOKEN=$(curl -s -u '{api.client_id}:{api.secret}' -d grant_type=client_credentials {args.url}/oauth/token | sed 's/.*"access_token": *"\\([^"]*\\)".*/\\1/')
  curl -s -w '\\n' -H "Authorization: Bearer $TOKEN" '{args.url}/v1/campaigns/{campaign['id']}/contacts?state=SUCCESS&limit=2'
  curl -s -w '\\n' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{{"phone": "+420 777 000 100", "priority": 9}}' '{args.url}/v1/campaigns/{campaign['id']}/contacts'

The demo campaign (id {campaign['id']}) runs with {OPERATORS} {'operators at real phones' if args.stand else 'simulated operators'}. Ctrl-C stops everything.
""", flush=True)


class Screen:
    """Redraws in place on a terminal; elsewhere prints a line when something changed."""

    def __init__(self):
        self.tty = sys.stdout.isatty()
        self.drawn = 0
        self.last = None
        self.printed_at = 0.0

    def show(self, campaign, stats, began):
        seconds = int(time.monotonic() - began)
        counts = {s: n for s, n in stats["contacts"].items() if n}
        order = [s for s in STATES if s in counts] + sorted(set(counts) - set(STATES))
        rate = stats["abandonment"]
        busy = ", ".join(f"{n} {s}" for s, n in stats["operators"].items() if n)
        if self.tty:
            total = max(sum(counts.values()), 1)
            lines = [f"{seconds:>5} s   campaign {campaign['state']}"]
            lines += [f"  {s:<24}{counts[s]:>6}  {'#' * (counts[s] * 50 // total)}" for s in order]
            lines += [f"  operators: {busy}",
                      f"  answered {rate['answered']}, abandoned {rate['abandoned']} ({rate['rate']:.1f} %)"]
            back = f"\x1b[{self.drawn}A" if self.drawn else ""
            sys.stdout.write(back + "".join(f"\x1b[K{line}\n" for line in lines) + "\x1b[J")
            self.drawn = len(lines)
        elif (counts != self.last and time.monotonic() - self.printed_at >= 2) or campaign["state"] == "FINISHED":
            print(f"{seconds:>5} s  " + "  ".join(f"{s} {counts[s]}" for s in order))
            self.last, self.printed_at = counts, time.monotonic()
        sys.stdout.flush()


def show(args):
    api, state = known(args)
    screen, began, tick = Screen(), time.monotonic(), threading.Event()
    unanswered = 0
    while unanswered < 60:
        try:
            campaign = api.call("GET", f"/v1/campaigns/{state['campaignId']}")
            screen.show(campaign, api.call("GET", f"/v1/campaigns/{state['campaignId']}/stats"), began)
        except (Refused, OSError):
            unanswered += 1  # the server is stopping, or busy: the next look tells
        else:
            unanswered = 0
            if campaign["state"] in ("FINISHED", "CANCELLED"):
                print(f"\nThe demo campaign is {campaign['state']}. The server goes on until Ctrl-C.", flush=True)
                return
        tick.wait(1.0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["seed", "intro", "show"])
    for name in ("url", "env", "state", "navolatd", "config", "database"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--stand", help="stand.json of a real exchange")
    args = parser.parse_args()
    try:
        {"seed": seed, "intro": intro, "show": show}[args.action](args)
    except (Refused, OSError) as error:
        sys.exit(f"error: {args.action} of the demo tenant failed: {error}")


if __name__ == "__main__":
    main()
