# SPDX-License-Identifier: Apache-2.0
"""Campaigns whose calls go over a real exchange: the stages of support/stage.py with real phones and a real carrier's log."""
from exchange.stand import config
from support.stage import PREVIEW, STILL, Stage
from support.wait import wait_until

TRUNK = "carrier"


def options_for(stand, trunks=(TRUNK,), **more):
    """The server's options for this stand's exchange."""
    return {"exchange.driver": "asterisk", "exchange.name": "stand", "exchange.url": stand.asterisk.url,
            "exchange.user": config.USER, "exchange.password": config.PASSWORD,
            "exchange.trunks": ",".join(f"{name}=PJSIP/{{number}}@{name}" for name in trunks), **more}


class CarrierLog:
    """What the carrier saw, in the words of the stage."""

    def __init__(self, floor):
        self.floor = floor

    def originates(self, contact_id=None, number=None, since=0):
        wanted = number or self.floor.number_of(contact_id)
        if wanted is None:
            return []  # no valid number, so nothing can have been dialled
        return [c for c in self.floor.stand.carrier.calls(wanted) if c.invited > since]


class RealStage(Stage):
    """One campaign with one operator, whose phone is a real one of the stand."""

    def __init__(self, floor, mode, phone, **kwargs):
        self.phone, self.floor = phone, floor
        super().__init__(floor.api.with_token(floor.api.token), CarrierLog(floor), floor.unique, mode,
                         endpoint=floor.stand.endpoint(phone), **kwargs)

    def _to_calling(self):
        super()._to_calling()
        self.wait_originates(1)

    def wait_talk(self):
        """Client and operator are connected, as the exchange has it."""
        self.wait_state("CALL_IN_PROGRESS")
        return wait_until(lambda: [b for b in self.floor.stand.asterisk.bridges() if len(b["channels"]) == 2
                                   and any(f"-{self.last_attempt()['id']}-" in c for c in b["channels"])],
                          what="client and operator are in one bridge")

    def last_attempt(self):
        return self.attempts()[-1]


class Floor:
    """Hands out stages, each with an operator at a phone that nobody else has."""

    def __init__(self, api, stand, unique):
        self.api, self.stand, self.unique = api, stand, unique
        self.stages = []

    def number_of(self, contact_id):
        """None when the contact has no valid one."""
        return self.api.get(f"/v1/contacts/{contact_id}")["phone"].get("e164")

    def take_phone(self):
        """The name of a phone that no other test had lately."""
        return self.stand.next_name()

    def stage(self, mode=PREVIEW, phone="answers", **kwargs):
        """`phone` is a behaviour of the stand's phones, or the name of one that the test has registered."""
        name = phone
        if phone not in self.stand.names:
            name = self.take_phone()
            self.stand.phones(phone, [name])
        made = RealStage(self, mode, name, **kwargs)
        self.stages.append(made)
        return made

    def stages_for(self, keys, mode, phone="answers", **kwargs):
        """One stage for each key, their phones registered at one go."""
        names = {key: self.take_phone() for key in keys}
        self.stand.phones(phone, list(names.values()))
        made = {key: RealStage(self, mode, name, **kwargs) for key, name in names.items()}
        self.stages += made.values()
        return made

    def crew(self, count, auto_accept=True, phone="answers", **operator):
        """Operators at their phones, for campaigns with many calls."""
        names = [self.take_phone() for _ in range(count)]
        self.stand.phones(phone, names)
        return [self.api.operator(self.unique(f"operator {name}"), endpoint=self.stand.endpoint(name),
                                  auto_accept=auto_accept, **operator) for name in names]

    def campaign(self, mode, operators, **members):
        routing = self.api.routing(self.unique("group"), operators, acceptSeconds=60, queueSeconds=86400)
        timed = {**STILL, "acwSeconds": 0, "maxLines": 100, **members}
        return self.api.campaign(self.unique("campaign"), routing, mode, **timed)

    def end(self):
        """Cancels what still runs, so that the exchange comes to rest."""
        for stage in self.stages:
            state = stage.api.get(f"/v1/campaigns/{stage.campaign_id}")["state"]
            if state not in ("CANCELLED", "FINISHED"):
                stage.operation_done(stage.move("cancel", 202))
            for contact in stage.api.items(f"/v1/campaigns/{stage.campaign_id}/contacts"):
                if contact["state"] == "CALL_IN_PROGRESS":
                    stage.act("hangUp", contact_id=contact["id"], expect=(200, 409))
            stage.set_operator("OFFLINE")
