# SPDX-License-Identifier: Apache-2.0
"""Writes the configuration of the stand's Asterisk: loopback only, nothing loaded that is not needed.

The files of an installation (docs/asterisk.md) need far less; most of this is what keeps an Asterisk out of the
system's folders and off the network."""
import pathlib

USER = "navolat"
PASSWORD = "stand-secret"

# Loaded when the version has them: 16 lacks res_websocket_client, res_pjsip_maintenance and func_uuid.
MODULES = """
res_timing_timerfd res_sorcery_config res_sorcery_memory res_sorcery_astdb res_pjproject res_http_websocket
res_websocket_client res_stasis res_stasis_answer res_stasis_playback res_stasis_recording res_stasis_snoop
res_stasis_device_state res_ari res_ari_model res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels
res_ari_device_states res_ari_endpoints res_ari_events res_ari_playbacks res_ari_recordings res_ari_sounds
res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_registrar res_pjsip_authenticator_digest
res_pjsip_outbound_authenticator_digest res_pjsip_endpoint_identifier_user res_pjsip_endpoint_identifier_ip
res_pjsip_caller_id res_pjsip_dtmf_info res_pjsip_rfc3326 res_pjsip_nat res_pjsip_header_funcs res_pjsip_pubsub
res_pjsip_dlg_options res_pjsip_maintenance res_pjsip_refer res_pjsip_diversion res_pjsip_path chan_pjsip res_rtp_asterisk
bridge_simple bridge_native_rtp bridge_softmix bridge_holding bridge_builtin_features
codec_ulaw codec_alaw codec_a_mu codec_gsm codec_resample format_gsm format_wav format_pcm
pbx_config app_dial app_stasis app_echo app_originate app_playback app_bridgewait app_verbose app_amd app_mixmonitor
app_userevent app_playtones app_exec app_senddtmf app_channelredirect app_stack
func_channel func_callerid func_logic func_strings func_hangupcause func_pjsip_endpoint func_pjsip_contact func_pjsip_aor
func_timeout func_devstate func_uuid func_global res_musiconhold app_cdr func_cdr res_clioriginate res_manager_devicestate
""".split()

# Asterisk looks for these and is content with empty ones.
EMPTY = ("acl amd ccss cdr_custom cdr_manager cel codecs dsp extconfig features indications musiconhold sorcery stasis "
         "udptl websocket_client").split()

MEDIA = """media_address = 127.0.0.1
bind_rtp_to_media_address = yes
direct_media = no
timers = no
disallow = all
allow = ulaw,alaw
"""


def module_folder(root):
    for folder in ("usr/lib/x86_64-linux-gnu/asterisk/modules", "usr/lib/asterisk/modules"):
        if (root / folder).is_dir():
            return root / folder
    raise FileNotFoundError(f"no Asterisk modules in {root}")


def _asterisk(root, run):
    etc, modules = run / "etc", module_folder(root)
    return f"""[directories]
astetcdir => {etc}
astmoddir => {modules}
astvarlibdir => {run}/lib
astdbdir => {run}/db
astkeydir => {run}/keys
astdatadir => {root}/usr/share/asterisk
astagidir => {run}/lib/agi-bin
astspooldir => {run}/spool
astrundir => {run}/run
astlogdir => {run}/log
astsbindir => {root}/usr/sbin
[options]
verbose = 0
maxload = 0
rtp_pt_dynamic = 35
systemname = navolat-stand
"""


def _trunk(name, port):
    """A trunk without registration: calls go to the port, and come from it."""
    return f"""[{name}]
type = aor
contact = sip:127.0.0.1:{port}
qualify_frequency = 0
[{name}]
type = identify
endpoint = {name}
match = 127.0.0.1:{port}
[{name}]
type = endpoint
transport = t-udp
aors = {name}
context = from-outside
rtp_symmetric = no
send_pai = no
{MEDIA}"""


def _phone(name, qualify):
    """A killed phone is noticed after qualify_frequency + qualify_timeout at the latest."""
    return f"""[{name}](phone)
aors = {name}
auth = {name}
[{name}]
type = auth
auth_type = userpass
username = {name}
password = {phone_password(name)}
[{name}]
type = aor
max_contacts = 1
remove_existing = yes
default_expiration = 60
minimum_expiration = 5
qualify_frequency = {2 if qualify else 0}
qualify_timeout = 1.5
"""


def phone_password(name):
    return f"pw-{name}"


def _pjsip(ports, phones, qualify):
    parts = [f"""[system]
type = system
threadpool_initial_size = 4
threadpool_max_size = 16
disable_tcp_switch = yes
[global]
type = global
user_agent = navolat-stand
keep_alive_interval = 0
unidentified_request_count = 0
[t-udp]
type = transport
protocol = udp
bind = 127.0.0.1:{ports["sip"]}
[phone](!)
type = endpoint
transport = t-udp
context = from-outside
{MEDIA}"""]
    parts += [_trunk(name, ports[name]) for name in ("carrier", "second", "dead")]
    parts += [_phone(name, qualify) for name in phones]
    return "".join(parts)


def write(root, run, ports, phones, qualify=True):
    """Fills run/etc. `ports` has sip, http, ami, the trunks carrier, second and dead, and rtp as (first, last)."""
    root, run = pathlib.Path(root), pathlib.Path(run)
    etc = run / "etc"
    for folder in ("etc", "lib", "db", "keys", "spool", "run", "log"):
        (run / folder).mkdir(exist_ok=True)
    modules = module_folder(root)
    texts = {
        "asterisk": _asterisk(root, run),
        "logger": "[general]\ndateformat = %F %T.%3q\n[logfiles]\nmessages.log => notice,warning,error\n",
        "modules": "[modules]\nautoload = no\n" + "".join(
            f"load = {name}.so\n" for name in MODULES if (modules / f"{name}.so").exists()),
        "http": f"[general]\nenabled = yes\nbindaddr = 127.0.0.1\nbindport = {ports['http']}\nsessionlimit = 2000\n"
                "session_inactivity = 30000\nsession_keep_alive = 15000\n",
        "ari": "[general]\nenabled = yes\npretty = no\nwebsocket_write_timeout = 500\n"
               f"[{USER}]\ntype = user\nread_only = no\npassword = {PASSWORD}\npassword_format = plain\n",
        "manager": f"[general]\nenabled = yes\nbindaddr = 127.0.0.1\nport = {ports['ami']}\nwebenabled = no\n"
                   f"[{USER}]\nsecret = {PASSWORD}\ndeny = 0.0.0.0/0.0.0.0\npermit = 127.0.0.1/255.255.255.255\n"
                   "read = system,call,originate,reporting,dialplan\nwrite = system,call,originate,reporting,command\n"
                   "writetimeout = 5000\n",
        "rtp": f"[general]\nrtpstart = {ports['rtp'][0]}\nrtpend = {ports['rtp'][1]}\nicesupport = no\n",
        "pjproject": "[startup]\nlog_level = 1\n",
        "pjsip": _pjsip(ports, phones, qualify),
        "extensions": "[general]\nstatic = yes\nwriteprotect = yes\nclearglobalvars = no\n"
                      "; nobody calls in\n[from-outside]\nexten => _X.,1,Hangup(1)\n",
        "cdr": "[general]\nenable = no\n",
    }
    for name in EMPTY:
        texts[name] = ""
    for name, text in texts.items():
        (etc / f"{name}.conf").write_text(text, encoding="ascii")
    (etc / "pjsip.conf").chmod(0o600)
    (etc / "ari.conf").chmod(0o600)
