#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""./dev lint: runs every check of this folder. A word as argument runs only the checks with it in their name."""
import argparse
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import banned  # noqa: E402
import data  # noqa: E402
import layers  # noqa: E402
import layout  # noqa: E402
import sizes  # noqa: E402
from support import junit  # noqa: E402

MODULES = [layers, sizes, banned, data, layout]
SHOWN = 30


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", default="")
    parser.add_argument("--junit", help="report to write")
    args = parser.parse_args()

    cases = []
    for module in MODULES:
        for check in module.CHECKS:
            name = f"{module.__name__}.{check.__name__}"
            if args.word not in name:
                continue
            began = time.monotonic()
            faults = check()
            title = check.__doc__.strip()
            print(f"{'FAIL' if faults else 'ok  '} {title} ({time.monotonic() - began:.1f} s)")
            for fault in faults[:SHOWN]:
                print(f"       {fault}")
            if len(faults) > SHOWN:
                print(f"       and {len(faults) - SHOWN} more")
            cases.append((title, "\n".join(faults) or None))
    if args.junit:
        junit.write(args.junit, "lint", cases)
    failed = sum(1 for _, faults in cases if faults)
    print(f"lint: {len(cases) - failed} passed, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
