# SPDX-License-Identifier: Apache-2.0
"""Bounded waiting. Tests never sleep for a guessed time: they wait for a condition, and say which one failed."""
import threading
import time

# Under sanitizers, with two cores shared, everything is slower; a bound only decides how long a failure takes.
DEFAULT_TIMEOUT_S = 30.0

_never = threading.Event()


class NotInTime(AssertionError):
    """A condition did not become true in time."""


def wait_until(predicate, timeout=DEFAULT_TIMEOUT_S, what=None, interval=0.02):
    """Calls predicate until it returns something true, which is returned.

    An AssertionError raised by the predicate counts as "not yet" and is shown when time is over."""
    deadline = time.monotonic() + timeout
    pause = interval
    while True:
        last = None
        try:
            value = predicate()
            if value:
                return value
        except AssertionError as error:
            last = error
        if time.monotonic() >= deadline:
            name = what or getattr(predicate, "__name__", "the condition")
            raise NotInTime(f"not within {timeout:g} s: {name}") from last
        _never.wait(pause)
        pause = min(pause * 1.3, 0.25)
