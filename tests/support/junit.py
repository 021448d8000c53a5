# SPDX-License-Identifier: Apache-2.0
"""The report format that pytest and meson write too, for the parts that are neither."""
import xml.etree.ElementTree as ET


def write(path, suite, cases):
    """cases: (name, None or the text of the failure)."""
    failed = sum(1 for _, text in cases if text)
    root = ET.Element("testsuites")
    top = ET.SubElement(root, "testsuite", name=suite, tests=str(len(cases)), failures=str(failed), errors="0")
    for name, text in cases:
        case = ET.SubElement(top, "testcase", classname=suite, name=name)
        if text:
            ET.SubElement(case, "failure", message=text.splitlines()[0][:200]).text = text
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def read(path):
    """(passed, names of the failed, skipped) of a report; raises ParseError on a broken one."""
    passed = skipped = 0
    failed = []
    for case in ET.parse(path).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(f"{case.get('classname', '')}::{case.get('name', '')}".lstrip(":"))
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped
