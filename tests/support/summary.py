#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Closes ./dev test: a line for each part, the failed tests, and "N passed, N failed" alone on the last line.

A part that ended with a fault its report does not show (a crash, no report, time over) counts as one failure."""
import pathlib
import sys
import xml.etree.ElementTree as ET

import junit


def part(folder, name, code, seconds):
    passed, failed, skipped = 0, [], 0
    report = folder / f"{name}.xml"
    if report.exists():
        try:
            passed, failed, skipped = junit.read(report)
        except ET.ParseError as error:
            failed = [f"{name}: its report is broken ({error})"]
    if code != 0 and not failed:
        failed = [f"{name}: ended with code {code}" + (", out of time" if code == 124 else "")]
    extra = f", {skipped} skipped" if skipped else ""
    print(f"{name:<10} {passed:>5} passed, {len(failed)} failed{extra}   ({seconds} s)")
    return passed, failed


def main():
    folder = pathlib.Path(sys.argv[1])
    print()
    total, faults = 0, []
    for line in (folder / "steps").read_text(encoding="utf-8").splitlines():
        name, code, seconds = line.split()
        passed, failed = part(folder, name, int(code), seconds)
        total += passed
        faults += [f"{name}: {fault}" for fault in failed]
    if faults:
        print("\nFailed:")
        for fault in faults:
            print("  " + fault)
    print(f"\n{total} passed, {len(faults)} failed")
    return 1 if faults or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
