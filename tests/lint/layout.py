# SPDX-License-Identifier: Apache-2.0
"""Headers of files, formatting, scripts, and tests that nobody runs."""
import ast
import re
import shutil
import subprocess

from common import ROOT, generated, matching, text

SOURCES = r"\.(c|cc|h|def|py|sh|sql|yaml|yml|build|ini|promela|pml|lua)$|^(dev|\.ci/run|meson_options\.txt|\.clang-format|\.clang-tidy|\.editorconfig)$"


def check_licence_line():
    """The licence stands in the first lines of every source"""
    faults = []
    for name in matching(SOURCES):
        head = "\n".join(text(name).split("\n", 3)[:3])
        if text(name).strip() and "SPDX-License-Identifier: Apache-2.0" not in head:
            faults.append(f"{name}: no SPDX-License-Identifier in its first lines")
    return faults


def check_whitespace():
    """No blanks at line ends, no tabs in Python, a line end at the end"""
    faults = []
    for name in matching(SOURCES):
        content = text(name)
        for number, line in enumerate(content.split("\n"), 1):
            if line != line.rstrip():
                faults.append(f"{name}:{number}: blanks at the line's end")
            if name.endswith(".py") and "\t" in line:
                faults.append(f"{name}:{number}: a tab")
        if content and not content.endswith("\n"):
            faults.append(f"{name}: no line end at its end")
    return faults


def check_clang_format():
    """C is laid out by clang-format (./dev format does it)"""
    if not shutil.which("clang-format"):
        return ["clang-format is not installed"]
    names = [n for n in matching(r"^(server|api|tests)/.*\.(c|cc|h)$") if not generated(n)]
    faults = []
    for start in range(0, len(names), 40):
        done = subprocess.run(["clang-format", "--dry-run", "-Werror", *names[start:start + 40]], cwd=ROOT,
                              capture_output=True, text=True, check=False)
        faults += sorted({line.split(":", 1)[0] for line in done.stderr.splitlines() if "error:" in line})
    return [f"{name}: not laid out: ./dev format" for name in faults]


def check_shell():
    """shellcheck has nothing to say"""
    if not shutil.which("shellcheck"):
        return ["shellcheck is not installed"]
    names = [n for n in matching(r"\.sh$|^dev$|^\.ci/run$")]
    done = subprocess.run(["shellcheck", "-x", "-f", "gcc", *names], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def check_python():
    """Python compiles, and each test function asserts or expects something"""
    faults = []
    for name in matching(r"\.py$"):
        try:
            tree = ast.parse(text(name), name)
        except SyntaxError as error:
            faults.append(f"{name}:{error.lineno}: {error.msg}")
            continue
        if re.search(r"(^|/)test_[^/]*\.py$", name):
            faults += [f"{name}:{f.lineno}: {f.name} checks nothing" for f in ast.walk(tree)
                       if isinstance(f, ast.FunctionDef) and f.name.startswith("test_") and not _checks(f)]
    return faults


def _checks(function):
    """True when a test has an assert, or calls something that checks (expect=, wait_..., assert_..., check_...)."""
    for node in ast.walk(function):
        if isinstance(node, (ast.Assert, ast.With)):
            return True
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rsplit(".", 1)[-1]
            if re.match(r"(assert|check|wait|expect|raises|verify|must|refused|run)", called):
                return True
            if any(k.arg == "expect" for k in node.keywords) or called in ("get", "patch", "delete", "cli") or len(node.args) >= 3:
                return True
    return False


def check_unit_table():
    """Every C unit test stands in tests/unit/meson.build"""
    table = text("tests/unit/meson.build") if (ROOT / "tests/unit/meson.build").exists() else ""
    faults = []
    for name in matching(r"^tests/unit/test_[^/]*\.c$"):
        stem = re.search(r"test_(\w+)\.c$", name).group(1)
        if not re.search(rf"'(test_)?{stem}(\.c)?'", table):
            faults.append(f"{name} is in no table: add it to tests/unit/meson.build")
    for stem in re.findall(r"^  '(\w+)': \[", table, re.M):
        if not (ROOT / f"tests/unit/test_{stem}.c").exists():
            faults.append(f"tests/unit/meson.build names {stem}, but there is no test_{stem}.c")
    return faults


def check_meson_sources():
    """Every C file is built"""
    listed = "\n".join(text(n) for n in matching(r"(^|/)meson\.build$"))
    listed += "\n".join(text(n) for n in matching(r"/gen/sources\.txt$"))
    faults = []
    for name in matching(r"^(server|api)/.*\.(c|cc)$"):
        base = name.rsplit("/", 1)[-1]
        if not re.search(rf"\b{re.escape(base)}\b", listed):
            faults.append(f"{name} stands in no meson.build")
    return faults


CHECKS = [check_licence_line, check_whitespace, check_clang_format, check_shell, check_python, check_unit_table,
          check_meson_sources]
