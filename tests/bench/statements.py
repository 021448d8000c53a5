# SPDX-License-Identifier: Apache-2.0
"""The server's own statements as pgbench scripts: one row a call, in one transaction with the tenant's setting.

A lane of the server sends set_config and the statement in one pipeline with one Sync; so does pgbench here
(\\startpipeline), so that it too pays one round trip and one commit."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
ATTRIBUTES = ('{"language":"cs","segment":"retail","city":"Brno","source":"spring mailing",'
              '"note":"call in the afternoon"}')


def statement(area, name):
    """(parameter names in order, SQL without comments) of a named statement of server/sql."""
    text = (ROOT / "server" / "sql" / f"{area}.sql").read_text(encoding="utf-8")
    found = re.search(rf"^-- name: {name} :\w+\n(.*?);\s*$", text, re.M | re.S)
    if not found:
        raise ValueError(f"server/sql/{area}.sql has no statement {name}")
    comments = [line for line in found.group(1).split("\n") if line.startswith("--")]
    params = ",".join(line.removeprefix("-- param:") for line in comments if line.startswith("-- param:"))
    names = [param.split()[0] for param in params.split(",")]
    sql = "\n".join(line for line in found.group(1).split("\n") if not line.startswith("--"))
    return names, sql


def filled(area, name, values):
    """The statement with every $n replaced by values[its name]; all names must be given, and no others."""
    names, sql = statement(area, name)
    if set(names) != set(values):
        raise ValueError(f"{name} takes {sorted(names)}, the benchmark gives {sorted(values)}: bring it up to date")
    return re.sub(r"\$(\d+)", lambda m: values[names[int(m.group(1)) - 1]], sql)


def transaction(setup, sql):
    return "\n".join([*setup, "\\startpipeline", "SELECT set_config('app.tenant', :tenant::text, true);", sql + ";",
                      "\\endpipeline", ""])


def read_script():
    """A contact by random id, as GET /v1/contacts/{id} reads it."""
    return transaction(["\\set id random(:first, :last)"],
                       filled("contact", "contact_view", {"tenant_id": ":tenant", "ids": "ARRAY[:id]"}))


def add_script(campaigns):
    """A contact with a number and an external id nobody has, as POST /v1/campaigns/{id}/contacts adds it."""
    phone = "ARRAY['+420' || :phone]"
    nothing = "ARRAY[NULL]"
    values = {
        "tenant_id": ":tenant",
        "now": "clock_timestamp()",
        "campaign_ids": "ARRAY[:campaign]",
        "versions": "ARRAY[:version]",
        "actor_ids": "ARRAY[:actor]",
        "request_ids": "ARRAY['request-' || :n]",
        "external_ids": "ARRAY['p' || :n]",
        "raws": phone,
        "e164s": phone,
        "regions": "ARRAY['CZ']",
        "names": "ARRAY['Jana Nováková']",
        "attributes": f"ARRAY['{ATTRIBUTES}']",
        "priorities": "ARRAY[5]",
        "not_before": nothing,
        "expires": nothing,
        "reasons": nothing,
    }
    setup = [
        "\\set own :own + 1",
        "\\set n :base + :client_id * :stride + :own",
        "\\set phone 600000000 + :n",
        f"\\set campaign :campaign0 + :n % {len(campaigns)}",
    ]
    return transaction(setup, filled("contact", "contact_add_fast", values))


def bare_add_script():
    """The same rows without a single check, as the plainest program would insert them: what our checks cost."""
    row = {
        "contact": ("id, tenant_id, campaign_id, external_id, phone_raw, name, attributes, created_at",
                    f"f.id, :tenant, :campaign0, f.external, f.e164, 'Jana Nováková', '{ATTRIBUTES}', f.at"),
        "contact_state": ("contact_id, tenant_id, campaign_id, mode, state, state_since, e164, region, priority, updated_at",
                          "f.id, :tenant, :campaign0, 3, 1, f.at, f.e164, 'CZ', 5, f.at"),
        "transition": ("tenant_id, contact_id, campaign_id, mode, from_state, event, to_state, actor_kind, actor_id, "
                       "request_id, at", ":tenant, f.id, :campaign0, 3, 0, 1, 1, 0, :actor, 'request-' || :n, f.at"),
        "contact_count_delta": ("tenant_id, campaign_id, state, n", ":tenant, :campaign0, 1, 1"),
    }
    parts = ["fresh AS MATERIALIZED (SELECT nextval('contact_id_seq') AS id, '+420' || :phone AS e164, 'p' || :n AS external, "
             "clock_timestamp() AS at)"]
    parts += [f"in_{table} AS (INSERT INTO {table} ({columns}) SELECT {values} FROM fresh f)"
              for table, (columns, values) in row.items()]
    setup = ["\\set own :own + 1", "\\set n :base + :client_id * :stride + :own", "\\set phone 600000000 + :n"]
    return transaction(setup, "WITH " + ",\n".join(parts) + "\nSELECT f.id FROM fresh f")
