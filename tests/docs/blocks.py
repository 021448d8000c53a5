# SPDX-License-Identifier: Apache-2.0
"""The documents as tests see them: fenced blocks, and running the ```sh ones with the answers they promise.

A ```sh block is run, all blocks of a page in one shell and in order. A ```text or ```json block right after it is what it
prints; "…" stands for anything. ```console is for what cannot be run in a test."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
MARK = "@@ end of block"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pages():
    """All Markdown files of the project, as paths relative to its root."""
    done = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True,
                          text=True, check=False)
    names = done.stdout.splitlines() if done.returncode == 0 else [
        str(p.relative_to(ROOT)) for p in ROOT.rglob("*.md") if not re.search(r"/\.navolat/|/build", str(p))]
    return sorted(name for name in set(names) if (ROOT / name).is_file())


def read(page):
    return (ROOT / page).read_text(encoding="utf-8")


class Block:
    """A ```sh block, with what it should print (None: not said)."""

    def __init__(self, page, line, code, expected):
        self.place = f"{page}:{line}"
        self.code = code
        self.expected = expected


def shell_blocks(page):
    found, previous = [], None
    content = read(page)
    for match in FENCE.finditer(content):
        kind, code = match.groups()
        if kind == "sh":
            previous = (match.end(), Block(page, content.count("\n", 0, match.start()) + 1, code, None))
            found.append(previous[1])
        elif kind in ("text", "json") and previous and not content[previous[0]:match.start()].strip():
            previous[1].expected = code
    return found


def matches(expected, got):
    pattern = ".*?".join(re.escape(part) for part in expected.strip().split("…"))
    return re.fullmatch(pattern, got.strip(), re.S) is not None


def run_shell(script, folder, env, shell=("bash", "-eu"), timeout=150):
    """Runs a script; what it leaves running when time is over is ended too. Returns (code, stdout, stderr)."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with subprocess.Popen(shell, stdin=subprocess.PIPE, stdout=out, stderr=err, cwd=folder, env=env, text=True,
                              start_new_session=True) as process:
            try:
                process.communicate(script, timeout)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                out.seek(0)
                err.seek(0)
                raise AssertionError(f"not within {timeout} s; it said:\n{out.read()}{err.read()}") from None
        out.seek(0)
        err.seek(0)
        return process.returncode, out.read(), err.read()


def run_page(page, folder, env, replace=()):
    """Runs the blocks of a page in one shell, and compares what each prints. Returns the list of (block, output)."""
    blocks = shell_blocks(page)
    assert blocks, f"{page} has no commands to run"
    script = "".join(f"{b.code}printf '\\n{MARK}\\n'\n" for b in blocks)
    for old, new in replace:
        script = script.replace(old, new)
    code, out, err = run_shell(script, folder, env)
    outputs = out.split(f"\n{MARK}\n")
    ran = list(zip(blocks, outputs))
    for block, output in ran[:len(outputs) - 1]:
        assert block.expected is None or matches(block.expected, output), (
            f"{block.place} printed\n{output}\ninstead of\n{block.expected}\n{err}")
    assert code == 0 and len(outputs) == len(blocks) + 1, (
        f"{blocks[min(len(outputs), len(blocks)) - 1].place} ended with {code}:\n{outputs[-1]}\n{err}")
    return ran
