# SPDX-License-Identifier: Apache-2.0
"""The stand for ./dev: started in the background, stopped later by another process.

    PYTHONPATH=tests python3 -m exchange.stand fetch VERSION
    PYTHONPATH=tests python3 -m exchange.stand start FOLDER VERSION    returns when the phones are registered
    PYTHONPATH=tests python3 -m exchange.stand config FOLDER           lines for the server's configuration
    PYTHONPATH=tests python3 -m exchange.stand describe FOLDER         the number plan, and how to register a phone
    PYTHONPATH=tests python3 -m exchange.stand status|stop FOLDER      status: exit code 3 when it does not run"""
import json
import os
import pathlib
import shutil
import sys
import tempfile

from exchange.stand import Stand, StandError, config, fetched_version, plan
from exchange.stand.asterisk import SOCKET_PATH_MAX, SUITES, fetch
from exchange.stand.process import Process

PHONES = 20
FOR_PEOPLE = 2  # the last ones: nobody has them until a person registers a softphone


def real_folder(folder):
    """Where the stand lives: FOLDER, or a short folder it links to, when a socket's path would be too long there."""
    folder = pathlib.Path(folder)
    if folder.is_symlink() and not folder.exists():
        folder.unlink()
    if folder.exists():
        return folder.resolve()
    if len(os.fsencode(folder / "run" / "asterisk.ctl")) > SOCKET_PATH_MAX:
        folder.symlink_to(tempfile.mkdtemp(prefix="nvx-", dir="/var/tmp"))
        return folder.resolve()
    folder.mkdir(parents=True)
    return folder


def remove(folder):
    folder = pathlib.Path(folder)
    if folder.is_symlink():
        shutil.rmtree(folder.resolve(), ignore_errors=True)
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def start(folder, major):
    Stand.stop_saved(folder)
    remove(folder)
    stand = Stand(major, phones=PHONES, folder=real_folder(folder))
    try:
        stand.start(log=False)
        stand.phones("talks10", stand.names[:-FOR_PEOPLE])
    except BaseException:
        stand.stop()
        raise
    stand.save()
    print(f"Asterisk {fetched_version(major)} answers on {stand.asterisk.url}, SIP on port {stand.ports['sip']}")


def saved(folder):
    try:
        return json.loads((pathlib.Path(folder) / "stand.json").read_text(encoding="ascii"))
    except FileNotFoundError:
        raise StandError(f"no stand was started in {folder}") from None


def print_config(folder):
    told = saved(folder)
    print("exchange.driver = asterisk\nexchange.name = asterisk\nexchange.app = navolat")
    print(f"exchange.url = {told['url']}\nexchange.user = {told['user']}\nexchange.password = {told['password']}")
    print("exchange.trunks = " + ",".join(f"{name}={told['trunks'][name]}" for name in ("carrier", "second")))


def describe(folder):
    told = saved(folder)
    free = told["phones"][-FOR_PEOPLE:]
    print(f"""The exchange is a real Asterisk {told['version']} with a simulated carrier behind two trunks. {PHONES - FOR_PEOPLE}
phones (op1 to op{PHONES - FOR_PEOPLE}) answer by themselves and hang up after 10 s. The phones {' and '.join(free)} are free: register a
softphone on this machine, and its operator is offered clients too.

  server    127.0.0.1:{told['sip']} (UDP)
  users     {', '.join(f"{name} password {config.phone_password(name)}" for name in free)}
  codecs    PCMU, PCMA

The last two digits of a number choose what its client does:

{plan.table()}
""")


def status(folder):
    if not Process(pathlib.Path(folder), "asterisk").pid():
        print("exchange: not running")
        sys.exit(3)
    told = saved(folder)
    print(f"exchange: Asterisk {told['version']} runs ({told['url']}, SIP on port {told['sip']})")


def main(argv):
    if len(argv) not in (2, 3):
        sys.exit(__doc__)
    verb, where = argv[:2]
    try:
        if verb == "fetch" and where in SUITES:
            fetch(where)
        elif verb == "start" and argv[-1] in SUITES:
            start(where, argv[2])
        elif verb == "config":
            print_config(where)
        elif verb == "describe":
            describe(where)
        elif verb == "status":
            status(where)
        elif verb == "stop":
            Stand.stop_saved(where)
            remove(where)
        else:
            sys.exit(__doc__)
    except (StandError, AssertionError, OSError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
