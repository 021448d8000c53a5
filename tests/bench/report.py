# SPDX-License-Identifier: Apache-2.0
"""The result as a table, and as docs/benchmarks.md with its method."""
import pathlib
import statistics

import cpu
import exchange_report

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
TEMPLATE = pathlib.Path(__file__).resolve().parent / "benchmarks.md.in"
HEAD = ("measured", "c", "per second", "ratio", "p50 ms", "p99 ms", "CPU µs server", "PostgreSQL", "load", "WAL B",
        "failed", "foreign")
MISSED = "below the floor"
TITLES = {
    "pgbench read": "pgbench, point read",
    "http read": "GET /v1/contacts/{id}",
    "pgbench add": "pgbench, add one",
    "pgbench add bare": "pgbench, bare inserts of the same rows",
    "http add": "POST /v1/campaigns/{id}/contacts",
    "pgbench add spread": "pgbench, add one, 10 campaigns",
    "http add spread": "POST ..., 10 campaigns",
    "claims": "claims, batch of",
}


def spread(values, digits=0):
    """Median, and the range where there is one."""
    middle = f"{statistics.median(values):,.{digits}f}"
    if len(values) < 2:
        return middle
    return f"{middle} ({min(values):,.{digits}f}..{max(values):,.{digits}f})"


def median_of(results, name, digits):
    values = [r[name] for r in results if name in r]
    return f"{statistics.median(values):,.{digits}f}" if values else ""


def cpu_us(results, who):
    """Microseconds of an operation; nothing where nobody of that kind ran."""
    values = [r["cpu_s"][who] * 1e6 / r["operations"] for r in results]
    middle = statistics.median(values)
    return f"{middle:,.1f}" if middle >= 0.05 else ""


def cells(row):
    results = row["results"]
    foreign = statistics.median(r["foreign_cores"] for r in results)
    disturbed = sum(r["foreign_cores"] > cpu.DISTURBED_CORES for r in results)
    p50 = median_of(results, "p50_ms", 2) or median_of(results, "mean_ms", 2) + " (mean)"
    return (TITLES[row["label"]], str(row["connections"]), spread([r["rate"] for r in results]),
            spread(row["ratios"], 2) if row["ratios"] else "", p50, median_of(results, "p99_ms", 2),
            cpu_us(results, "server"), cpu_us(results, "postgres"), cpu_us(results, "load"),
            f"{statistics.median(r['wal_bytes'] / r['operations'] for r in results):,.0f}",
            str(sum(r["failed"] for r in results)),
            f"{foreign:.2f}" + (f" ({disturbed} disturbed)" if disturbed else ""))


def sorted_rows(result):
    order = list(TITLES)
    return sorted(result["rows"], key=lambda row: (order.index(row["label"]), row["connections"]))


def table(result):
    """For the terminal."""
    lines = [HEAD] + [cells(row) for row in sorted_rows(result)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines)


def markdown_table(head, lines):
    out = ["| " + " | ".join(head) + " |", "|" + "|".join("---" if i == 0 else "---:" for i in range(len(head))) + "|"]
    return "\n".join(out + ["| " + " | ".join(line) + " |" for line in lines])


def verdict(gate):
    if gate["floor"] is None:
        return "for information"
    if gate["ratio"] < gate["floor"]:
        return MISSED
    return "aim reached" if gate["ratio"] >= gate["aim"] else "held"


def gates_table(result):
    lines = [(gate["text"], spread(gate["ratios"], 2), *(f"{v:g}" if v else "" for v in (gate["floor"], gate["aim"])),
              verdict(gate)) for gate in result["gates"]]
    return markdown_table(("what", "ratio", "floor", "aim", ""), lines)


def disturbed_sentence(result):
    all_results = [r for row in result["rows"] for r in row["results"]]
    disturbed = sum(r["foreign_cores"] > cpu.DISTURBED_CORES for r in all_results)
    if not disturbed:
        return "No measurement was disturbed by other programs."
    mean = statistics.mean(r["foreign_cores"] for r in all_results)
    return (f"Other programs used {mean:.1f} of the {result['world']['cores']} cores on average, and {disturbed} of "
            f"{len(all_results)} measurements count as disturbed: the machine alone does more than these figures.")


def document(result):
    """docs/benchmarks.md."""
    world, checked = result["world"], result["checked"]
    values = {
        "date": result["date"],
        "rounds": result["rounds"],
        "seconds": result["seconds"],
        "cores": world["cores"],
        "cpu": world["cpu"],
        "memory": world["memory_gb"],
        "postgresql": world["postgresql"],
        "contacts": f"{world['contacts']:,}",
        "claim_contacts": f"{world['claim_contacts']:,}",
        "settings": ", ".join(f"`{k}={v}`" for k, v in world["settings"].items()),
        "gates": gates_table(result),
        "table": markdown_table(HEAD, [cells(row) for row in sorted_rows(result)]),
        "reads_checked": f"{checked.get('reads', 0):,}",
        "adds_checked": f"{checked.get('adds', 0):,}",
        "pairs_checked": f"{checked.get('pairs', 0):,}",
        "contacts_checked": f"{checked.get('contacts', 0):,}",
        "claims_checked": f"{checked.get('claims', 0):,}",
        "exchange": exchange_report.section_of(DOCUMENT),
        "disturbed": disturbed_sentence(result),
        "disturbed_cores": f"{cpu.DISTURBED_CORES:g}",
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    return text
