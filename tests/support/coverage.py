#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""After the black-box tests: every operation and every documented status of openapi.yaml must have been seen.

Not asked for: `default` (what any request may meet) and 500 (no input may cause it)."""
import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support import junit  # noqa: E402
from support.openapi import Contract  # noqa: E402

NOT_ASKED = {"default", "500"}


def seen_pairs(folder):
    seen = set()
    for path in pathlib.Path(folder).glob("*.json"):
        seen |= {tuple(pair) for pair in json.loads(path.read_text(encoding="utf-8"))}
    return seen


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="where support/client.py left its notes")
    parser.add_argument("--junit", help="report to write")
    args = parser.parse_args()

    seen = seen_pairs(args.folder)
    cases = []
    for operation in Contract().operations:
        asked = sorted(set(operation.responses) - NOT_ASKED)
        missing = [key for key in asked if (operation.id, key) not in seen]
        text = None
        if not any(pair[0] == operation.id for pair in seen):
            text = f"{operation} was never called"
        elif missing:
            text = f"{operation} never answered {', '.join(missing)}"
        cases.append((operation.id, text))
        if text:
            print(f"FAIL {text}")
    if args.junit:
        junit.write(args.junit, "contract coverage", cases)
    failed = sum(1 for _, text in cases if text)
    print(f"{len(cases) - failed} of {len(cases)} operations were called with every documented status seen")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
