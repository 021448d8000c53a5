# SPDX-License-Identifier: Apache-2.0
"""A small client of the exchange's manager interface: an eye that owes nothing to the server under test."""
import socket

from exchange.stand import config
from support.wait import wait_until


class Manager:
    """originate() places a call and tells how it ended, from the exchange's own events."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.file = self.socket.makefile("rwb")
        self.banner = self.file.readline()
        self.events = []
        self.action("Login", Username=config.USER, Secret=config.PASSWORD)

    def close(self):
        self.file.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()

    def _message(self):
        fields = {}
        while line := self.file.readline():
            name, colon, value = line.decode("utf-8", "replace").rstrip("\r\n").partition(": ")
            if not name:
                return fields
            if colon:
                fields[name] = value
        raise ConnectionError("the exchange closed the manager's connection")

    def action(self, name, **fields):
        """Sends an action and returns its response; events that come meanwhile are kept."""
        lines = [f"Action: {name}", f"ActionID: {name}"] + [f"{k}: {v}" for k, v in fields.items()]
        self.file.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.file.flush()
        while True:
            message = self._message()
            if "Response" in message and "Event" not in message:
                assert message["Response"] == "Success", message
                return message
            self.events.append(message)

    def originate(self, channel, leg, ring_s=20):
        """Asks for a call with this channel id that waits in the dialplan once answered."""
        self.action("Originate", Channel=channel, ChannelId=leg, Application="Wait", Data="600", Async="true",
                    Timeout=ring_s * 1000, CallerID="+420800123456")

    def wait(self, kind, leg, timeout=30):
        """The event of this kind about this channel."""
        def look():
            found = next((e for e in self.events if e.get("Event") == kind and leg in (
                e.get("Uniqueid"), e.get("DestUniqueid"))), None)
            if not found:
                self.socket.settimeout(timeout)
                self.events.append(self._message())
            return found
        return wait_until(look, timeout, f"{kind} of {leg}", interval=0)

    def hang_up(self, leg):
        self.action("Hangup", Channel=self.wait("Newchannel", leg)["Channel"], Cause=16)
