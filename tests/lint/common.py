# SPDX-License-Identifier: Apache-2.0
"""What the checks share: the list of files, and C, SQL and Python text without comments."""
import functools
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


@functools.lru_cache(maxsize=None)
def files():
    """Every file of the project as a path relative to the root; what git ignores is left out."""
    try:
        names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True,
                               text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):  # no git, or a released archive
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*")]
        names = [n for n in names if not re.search(r"^(\.git|\.navolat|build[^/]*)/|(^|/)__pycache__/", n)]
    return sorted(name for name in set(names) if (ROOT / name).is_file())


def matching(pattern, exclude=None):
    """Files whose path matches a regular expression and not the other one."""
    return [f for f in files() if re.search(pattern, f) and not (exclude and re.search(exclude, f))]


@functools.lru_cache(maxsize=None)
def text(name):
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def generated(name):
    return "/gen/" in name


def _blank(match):
    """Spaces instead of the match, line ends kept, so that line numbers stay."""
    return re.sub(r"[^\n]", " ", match.group(0))


_C = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)


def c_code(name, keep_strings=False):
    """C text without comments, and without what stands in strings unless asked for."""
    def clean(match):
        word = match.group(0)
        if word.startswith("/"):
            return _blank(match)
        return word if keep_strings else word[0] + " " * (len(word) - 2) + word[-1]
    return _C.sub(clean, text(name))


def sql_code(name):
    """SQL text without comments."""
    return re.sub(r"--[^\n]*|/\*.*?\*/", _blank, text(name), flags=re.S)


def line_of(content, position):
    return content.count("\n", 0, position) + 1
