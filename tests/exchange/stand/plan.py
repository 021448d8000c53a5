# SPDX-License-Identifier: Apache-2.0
"""The number plan of the simulated carrier: the last two digits of any number choose what the called client does.

00 to 11 are those of the simulated exchange (server/telephony/README.md), so that one list of contacts serves both; the
few differences are said below. Any valid number will do: +420 73x xxx xDD."""

# Final answers of the network, in this order: 30 + i at once, 65 + i after half a second of ringing.
CODES = (301, 302, 400, 401, 403, 404, 405, 406, 408, 410, 415, 420, 422, 480, 481, 482, 483, 484, 485, 486, 487, 488, 491,
         493, 500, 501, 502, 503, 504, 513, 580, 600, 603, 604, 606)
AT_ONCE, AFTER_RINGING = 30, 65

TALKS, HANGS_UP, BUSY, DECLINES, RINGS, OFF, NO_NUMBER, TRUNK, IMPATIENT, SILENT, BUSY_OR_TALKS, SLOW = (
    f"{n:02d}" for n in range(12))
ANSWERS_AT_ONCE, EARLY_MEDIA, EARLY_MEDIA_ONLY, TRYING_ONLY, CROSSES_CANCEL, LEAVES_AT_ONCE, LEAVES_AFTER_2, NO_NUMBER_Q850, \
    TRUNK_Q850, LEAVES_AFTER_10, RINGS_20 = (f"{n:02d}" for n in range(12, 23))

# (digits, what a person should know)
TEXTS = [
    (TALKS, "rings 1 s, answers, talks until the operator hangs up"),
    (HANGS_UP, "rings 1 s, answers, hangs up after 5 s (simulated exchange: 5 s of talk)"),
    (BUSY, "busy: 486"),
    (DECLINES, "rings 2 s, declines: 603"),
    (RINGS, "rings until the ring time is over"),
    (OFF, "phone off: 480 at once"),
    (NO_NUMBER, "not assigned: 404"),
    (TRUNK, "trunk congested: 503"),
    (IMPATIENT, "rings 1 s, answers, hangs up 1 s later (simulated exchange: only when not connected by then)"),
    (SILENT, "nothing ever comes back, not even 100 Trying"),
    (BUSY_OR_TALKS, "busy or as 00, by chance, half and half (simulated exchange: busy once)"),
    (SLOW, "rings 5 s, then as 00"),
    (ANSWERS_AT_ONCE, "answers at once, talks until the operator hangs up"),
    (EARLY_MEDIA, "183 with sound, answers after 1 s"),
    (EARLY_MEDIA_ONLY, "183 with sound, never answers"),
    (TRYING_ONLY, "100 Trying and nothing more"),
    (CROSSES_CANCEL, "rings; answers (200) when the call is cancelled: the two cross"),
    (LEAVES_AT_ONCE, "answers at once and hangs up at once"),
    (LEAVES_AFTER_2, "answers at once, hangs up after 2 s"),
    (NO_NUMBER_Q850, "404 with Reason: Q.850;cause=1"),
    (TRUNK_Q850, "503 with Reason: Q.850;cause=34"),
    (LEAVES_AFTER_10, "answers at once, hangs up after 10 s"),
    (RINGS_20, "rings 20 s, then as 00"),
]


def digits_of(code, ringing=False):
    """The last two digits of a number whose network answers with this SIP code."""
    return f"{(AFTER_RINGING if ringing else AT_ONCE) + CODES.index(code):02d}"


def table():
    """The plan as lines of text."""
    lines = [f"  ..{digits}   {text}" for digits, text in TEXTS]
    for first, when in ((AT_ONCE, "at once"), (AFTER_RINGING, "after 0.5 s of ringing")):
        lines.append(f"  ..{first}-{first + len(CODES) - 1} the network ends the call {when}, by code:")
        pairs = [f"{first + i}:{code}" for i, code in enumerate(CODES)]
        lines += ["         " + " ".join(pairs[i:i + 12]) for i in range(0, len(pairs), 12)]
    return "\n".join([*lines, "  others as 00"])
