# SPDX-License-Identifier: Apache-2.0
"""The exchange's part of docs/benchmarks.md: measured by another run than the rest, so it is put in between two marks."""
import pathlib

import cpu

TEMPLATE = pathlib.Path(__file__).resolve().parent / "exchange.md.in"
BEGIN, END = "<!-- exchange: ./dev bench --only exchange --markdown -->", "<!-- exchange: end -->"
NOT_MEASURED = "## Calls over a real exchange\n\nNot measured on this machine: `./dev bench --only exchange --markdown` does."
HEAD = ("who", "asked /s", "done /s", "calls", "lost", "most live", "to answer p50 ms", "p99", "answer to joined p50 ms", "p99",
        "cores: Asterisk", "navolatd", "PostgreSQL", "foreign")


def number(value, digits=0):
    return "" if value is None else f"{value:,.{digits}f}"


def cells(row):
    cores = row["cores"]
    talk = f", talk {row['talk']} s" if row["talk"] else ""
    return (row["what"] + talk, str(row["asked"]), number(row["rate"], 1), number(row["calls"]), str(row["lost"]), str(row["most_live"]),
            number(row["answer_p50_ms"]), number(row["answer_p99_ms"]), number(row["join_p50_ms"]), number(row["join_p99_ms"]),
            number(cores["asterisk"], 2), number(cores["server"] or None, 2), number(cores["postgres"] or None, 2),
            number(row["foreign_cores"], 2))


def table(result):
    """For the terminal."""
    lines = [HEAD] + [cells(row) for row in result["rows"]]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines)


def best(result, prefix):
    """The highest rate that was reached with nothing lost."""
    reached = [row["asked"] for row in result["rows"] if row["what"].startswith(prefix) and row["reached"]]
    return f"{max(reached)}/s" if reached else "none of the rates"


def section(result):
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "|".join("---" if i == 0 else "---:" for i in range(len(HEAD))) + "|"]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in result["rows"]]
    disturbed = sum(row["foreign_cores"] > cpu.DISTURBED_CORES for row in result["rows"])
    foreign = sum(row["foreign_cores"] for row in result["rows"]) / len(result["rows"])
    values = {"date": result["date"], "asterisk": result["asterisk"], "phones": result["phones"], "cores": result["cores"],
              "table": "\n".join(lines), "bare": best(result, "bare, hangs up"), "joins": best(result, "bare, joins"),
              "navolatd": best(result, "navolatd"), "disturbed": disturbed, "measurements": len(result["rows"]),
              "foreign": f"{foreign:.1f}", "disturbed_cores": f"{cpu.DISTURBED_CORES:g}"}
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    return text.strip()


def section_of(document):
    """With its marks, as it stands there."""
    text = document.read_text(encoding="utf-8") if document.exists() else ""
    inside = text.partition(BEGIN)[2].partition(END)[0].strip() or NOT_MEASURED
    return f"{BEGIN}\n{inside}\n{END}"


def put_into(document, result):
    """Replaces the section, or puts it before the method."""
    text = document.read_text(encoding="utf-8")
    new = f"{BEGIN}\n{section(result)}\n{END}"
    if BEGIN in text:
        head, _, rest = text.partition(BEGIN)
        text = head + new + rest.partition(END)[2]
    else:
        text = text.replace("## Method\n", f"{new}\n\n## Method\n", 1)
    document.write_text(text, encoding="utf-8")
