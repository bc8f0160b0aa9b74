"""Reference pages generated from the code, so that they cannot fall behind it."""

from pathlib import Path

from cdrp_analysis.assessment import coverage_table, feed_pages
from cdrp_analysis.assessment.scaffold import reference_page
from cdrp_analysis.disclosure.catalogue import TABLES
from cdrp_analysis.errors import EXIT_CODES


def write(folder: Path) -> list[Path]:
    """Write every reference page into ``folder``; return their paths."""
    written = []
    for name, text in pages().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written


def pages() -> dict[str, str]:
    """File name to text."""
    return {
        "assessment-file.md": reference_page(),
        "tables.md": _tables(),
        "exit-codes.md": _exit_codes(),
        "seed-coverage.md": coverage_table.page(),
        **feed_pages.pages(),
    }


def _tables() -> str:
    lines = [
        "# Tables of the assessment",
        "",
        "Every exhibit is drawn from one of these. `restricted/tables` holds all of them as "
        "Parquet; `public/data` holds the protected ones as CSV. Generated from the catalogue.",
    ]
    for spec in TABLES:
        lines += ["", f"## {spec.name}", "", f"{spec.title}. Made by `{spec.notebook}`; "
                  f"release rule `{spec.content}`.", ""]  # fmt: skip
        lines += ["| column | role | unit | meaning |", "|---|---|---|---|"]
        for column in spec.columns:
            public = column.audience == "public"
            role = column.role if public else f"{column.role}, {column.audience}"
            lines.append(f"| `{column.name}` | {role} | {column.unit} | {column.doc} |")
    return "\n".join([*lines, ""])


def _exit_codes() -> str:
    lines = ["# Exit codes", "", "| code | meaning |", "|---|---|", "| 0 | done |"]
    lines += ["| 1 | two runs compared differ |"]
    lines += ["| 2 | wrong arguments |"]
    lines += [f"| {code} | {kind.__doc__.strip()} |" for code, kind in EXIT_CODES.items()]
    return "\n".join([*lines, ""])
