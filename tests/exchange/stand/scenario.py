# SPDX-License-Identifier: Apache-2.0
"""SIPp scenarios: the carrier (every client of the number plan in one), phones, and the registration of phones.

Limits of SIPp that shaped them: a status line must be literal, so there is one branch for each code; a pause cannot be
interrupted by a message, so one waits for the CANCEL or BYE with a timeout; timeouts take no variables."""
from exchange.stand import plan

_HEAD = '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n'
_COMMON = "[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n"
_TAG = ";tag=[pid]c[call_number]"
_SDP = """Content-Type: application/sdp
Content-Length: [len]

v=0
o=c 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 8
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
"""


def reply(status, tag=True, cseq="[last_CSeq:]", extra="", sdp=False, final=False, then=None):
    """An answer to the last request. `final`: an answer to an INVITE, repeated until its ACK."""
    attributes = (' retrans="500"' if final else "") + (f' next="{then}"' if then else "")
    contact = "Contact: <sip:party@[local_ip]:[local_port]>\n" if sdp or status.startswith("18") else ""
    body = _SDP if sdp else "Content-Length: 0\n\n"
    head = _COMMON.format(tag=_TAG if tag else "")
    return f"<send{attributes}><![CDATA[\nSIP/2.0 {status}\n{head}{cseq}\n{extra}{contact}{body}]]></send>\n"


def label(name):
    return f'<label id="{name}"/>\n'


def go(name, test=None):
    condition = f' test="{test}"' if test else ""
    return f'<nop hide="true" next="{name}"{condition}/>\n'


def wait_for(request, milliseconds, then, meanwhile):
    """Goes to `meanwhile` when the request comes before the time is over, else to `then`."""
    return f'<recv request="{request}" timeout="{milliseconds}" ontimeout="{then}"/>\n' + go(meanwhile)


def _ends():
    """The ends all branches share: cancelled, answered (held until BYE), and a BYE of our own."""
    invite = "CSeq: [last_cseq_number] INVITE"
    parts = [label("forever"), '<recv request="CANCEL"/>\n', label("cancelled"), reply("200 OK", tag=False),
             reply("487 Request Terminated", cseq=invite, final=True), '<recv request="ACK" next="end"/>\n',
             label("answer"), reply("200 OK", sdp=True, final=True), '<recv request="ACK"/>\n',
             label("hold"), '<recv request="BYE"/>\n', label("byeok"), reply("200 OK", tag=False), go("end")]
    for name, seconds in (("leave0", 0), ("leave1", 1), ("leave2", 2), ("leave3", 3), ("leave5", 5), ("leave10", 10)):
        parts += [label(name), reply("200 OK", sdp=True, final=True), """<recv request="ACK"><action>
 <ereg regexp=": *(.*)" search_in="hdr" header="From" assign_to="x1,remote"/>
 <ereg regexp=": *(.*)" search_in="hdr" header="To" assign_to="x2,local"/>
</action></recv>
"""]
        parts.append(wait_for("BYE", seconds * 1000, "bye", "byeok") if seconds else go("bye"))
    parts += [label("bye"), """<send retrans="500"><![CDATA[
BYE [$ruri] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: [$local]
To: [$remote]
[last_Call-ID:]
CSeq: 1 BYE
Max-Forwards: 70
Reason: Q.850;cause=16
Content-Length: 0

]]></send>
<recv response="200" next="end"/>
""", label("end"), '<nop hide="true"/>\n<Reference variables="x1,x2,local,remote,ruri"/>\n</scenario>\n']
    return "".join(parts)


_INVITE = """<recv request="INVITE"><action>
 <ereg regexp="sip:[^;> ]+" search_in="hdr" header="Contact:" assign_to="ruri"/>
{more}</action></recv>
"""


def _final(name, status, extra=""):
    return label(name) + reply(status, extra=extra, final=True) + '<recv request="ACK" next="end"/>\n'


def _after(name, milliseconds, then, ring=True):
    """A branch that rings for a while and goes on."""
    return label(name) + (reply("180 Ringing") if ring else "") + wait_for("CANCEL", milliseconds, then, "cancelled")


def carrier():
    """All clients of the plan."""
    numbered = {p: int(p) for p, _ in plan.TEXTS}
    digits = "".join(f' <test assign_to="d{n}" variable="n" compare="equal" value="{n}"/>\n'
                     for n in sorted([*numbered.values(), *range(plan.AT_ONCE, plan.AFTER_RINGING + len(plan.CODES))]))
    more = (' <ereg regexp="sip:[^@]*([0-9][0-9])@" search_in="hdr" header="To:" assign_to="x0,dd"/>\n'
            ' <todouble assign_to="n" variable="dd"/>\n' + digits)
    parts = [_HEAD, '<scenario name="carrier">\n', _INVITE.format(more=more)]
    branches = {
        plan.TALKS: "r1", plan.HANGS_UP: "r1h5", plan.BUSY: "c486", plan.DECLINES: "r2c603", plan.RINGS: "ring",
        plan.OFF: "c480", plan.NO_NUMBER: "c404", plan.TRUNK: "c503", plan.IMPATIENT: "r1h1", plan.SILENT: "silent",
        plan.BUSY_OR_TALKS: "chance", plan.SLOW: "r5", plan.ANSWERS_AT_ONCE: "answer", plan.EARLY_MEDIA: "early",
        plan.EARLY_MEDIA_ONLY: "earlyonly", plan.TRYING_ONLY: "trying", plan.CROSSES_CANCEL: "cross",
        plan.LEAVES_AT_ONCE: "leave0", plan.LEAVES_AFTER_2: "leave2", plan.NO_NUMBER_Q850: "c404q",
        plan.TRUNK_Q850: "c503q", plan.LEAVES_AFTER_10: "leave10", plan.RINGS_20: "r20"}
    parts += [go(name, f"d{int(digits)}") for digits, name in branches.items()]
    for position, code in enumerate(plan.CODES):
        parts += [go(f"c{code}", f"d{plan.AT_ONCE + position}"), go(f"r{code}", f"d{plan.AFTER_RINGING + position}")]
    parts.append(go("r1"))
    for code in plan.CODES:
        parts += [_final(f"c{code}", f"{code} Test"), _after(f"r{code}", 500, f"c{code}")]
    parts += [_final("c404q", "404 Not Found", 'Reason: Q.850;cause=1;text="Unallocated"\n'),
              _final("c503q", "503 Service Unavailable", 'Reason: Q.850;cause=34;text="no circuit"\n'),
              _after("r1", 1000, "answer"), _after("r5", 5000, "answer"), _after("r20", 20000, "answer"),
              _after("r1h5", 1000, "leave5"), _after("r1h1", 1000, "leave1"), _after("r2c603", 2000, "c603"),
              label("early"), reply("183 Session Progress", sdp=True), wait_for("CANCEL", 1000, "answer", "cancelled"),
              label("earlyonly"), reply("183 Session Progress", sdp=True), go("forever"),
              label("trying"), reply("100 Trying", tag=False), go("forever"),
              label("silent"), go("forever"),
              label("ring"), reply("180 Ringing"), go("forever"),
              label("chance"), '<nop hide="true" next="r1" chance="0.5"/>\n', go("c486"),
              label("cross"), reply("180 Ringing"), '<recv request="CANCEL"/>\n', reply("200 OK", tag=False),
              reply("200 OK", cseq="CSeq: [last_cseq_number] INVITE", sdp=True, final=True), '<recv request="ACK"/>\n',
              go("hold")]
    unused = '<Reference variables="x0,dd,n"/>\n'
    return "".join(parts) + _ends().replace("</scenario>", unused + "</scenario>")


# What a phone does when it is called. All answer the exchange's OPTIONS, by which it sees that they live.
PHONES = {
    "answers": go("answer"),
    "late": reply("180 Ringing") + wait_for("CANCEL", 3000, "answer", "cancelled"),
    "rings": reply("180 Ringing") + go("forever"),
    "busy": reply("486 Busy Here", final=True) + '<recv request="ACK" next="end"/>\n',
    "declines": reply("180 Ringing") + wait_for("CANCEL", 500, "decline", "cancelled") + _final("decline", "603 Decline"),
    "leaves": go("leave3"),
    "talks10": go("leave10"),
}


def phone(behaviour):
    options = (label("options") + reply("200 OK") + go("end"))
    return (_HEAD + f'<scenario name="phone that {behaviour}">\n<recv request="OPTIONS" optional="true" next="options"/>\n'
            + _INVITE.format(more="") + PHONES[behaviour] + options + _ends())


def _register(number, extra=""):
    return f"""<send retrans="500"><![CDATA[
REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[remote_ip]>;tag=[pid]r[call_number]
To: <sip:[field0]@[remote_ip]>
Call-ID: [call_id]
CSeq: {number} REGISTER
Contact: <sip:[field0]@[field2]>
{extra}Max-Forwards: 70
Expires: [field3]
Content-Length: 0

]]></send>
"""


def registration():
    """Fields of its CSV file: user; [authentication username=.. password=..]; contact's host:port; seconds (0: leave)."""
    return (_HEAD + '<scenario name="register">\n' + _register(1) + '<recv response="401" auth="true"/>\n'
            + _register(2, "[field1]\n") + '<recv response="200"/>\n</scenario>\n')
