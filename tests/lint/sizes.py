# SPDX-License-Identifier: Apache-2.0
"""Ceilings: what grows over them is split, not argued about."""
import re

from common import c_code, generated, line_of, matching, text

FILE_LINES = 800
FUNCTION_LINES = 80
LINE_WIDTH = 140  # the formatter keeps 100; what it cannot break may stand out this far


def functions(name):
    """(name, first line, number of lines of the body) of the functions of a C file in kernel style."""
    content = c_code(name)
    lines = content.split("\n")
    start = None
    for number, line in enumerate(lines):
        if line.rstrip() == "{":
            start = number
        elif line.startswith("}") and start is not None:
            head = " ".join(lines[max(0, start - 6):start])
            names = re.findall(r"(\w+)\s*\(", head.rsplit("}", 1)[-1].rsplit(";", 1)[-1])
            yield (names[0] if names else "?"), start + 1, number - start - 1
            start = None


def check_files():
    """No file over 800 lines but generated ones"""
    faults = []
    for name in matching(r"\.(c|cc|h|def|py|sh|sql|build)$|^dev$"):
        lines = text(name).count("\n")
        if not generated(name) and lines > FILE_LINES:
            faults.append(f"{name}: {lines} lines, at most {FILE_LINES}")
    return faults


def check_functions():
    """No function over 80 lines"""
    faults = []
    for name in matching(r"^(server|api|tests)/.*\.(c|cc)$"):
        if generated(name):
            continue
        for function, line, length in functions(name):
            if length > FUNCTION_LINES:
                faults.append(f"{name}:{line}: {function}() has {length} lines, at most {FUNCTION_LINES}")
    return faults


def check_width():
    """No line of C over 140 columns, tabs counted as 8"""
    faults = []
    for name in matching(r"^(server|api)/.*\.(c|cc|h)$"):
        if generated(name):
            continue
        content = text(name)
        for match in re.finditer(r"^.{90,}$", content, re.M):
            width = len(match.group(0).expandtabs(8))
            if width > LINE_WIDTH:
                faults.append(f"{name}:{line_of(content, match.start())}: {width} columns")
    return faults


CHECKS = [check_files, check_functions, check_width]
