"""Write the parts of docs/ that the code knows best: measures, settings, tables, pages, the command line.

    python tools/docs.py           write them
    python tools/docs.py --check   change nothing; list the files that differ from the code, and exit 1
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kam_core.cli.arguments import parser  # noqa: E402
from kam_core.i18n import use_language  # noqa: E402
from kam_core.ledger.contract import TABLES  # noqa: E402
from kam_core.metrics import MEASURES  # noqa: E402
from kam_core.settings import CATALOGUE  # noqa: E402
from kam_core.ui.registry import PAGES, SECTIONS  # noqa: E402

DOCS = ROOT / "docs"
MARK = "<!-- Written by tools/docs.py from the code: change the code, then run `make docs`. -->"


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; bars in the cells are escaped."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def page(title: str, intro: str, *parts: str) -> str:
    """A whole file."""
    return "\n\n".join([MARK, f"# {title}", intro, *parts]) + "\n"


def measures() -> str:
    """docs/measures.md: the card of every measure, its summary and its columns."""
    parts = []
    for key, each in MEASURES.items():
        settings = ", ".join(f"[`{name}`](settings.md)" for name in each.settings) or "none"
        parts.append("\n\n".join([
            f"## {each.label}: `{key}`",
            f"**Formula.** {each.formula}",
            f"**Period.** {each.period}",
            f"**Population.** {each.population}",
            f"**Source.** {each.source}",
            f"**Settings.** {settings}. **Queries.** {', '.join(f'`{name}.sql`' for name in each.query)}.",
            *([table(["option", "what it is"], ((f"`{name}`", text) for name, text in each.options.items()))]
              if each.options else []),
            table(["summary", "what it is", "unit"], ((f"`{k}`", n.label, n.unit) for k, n in each.summary.items())),
            table(["column", "what it is", "unit"], ((f"`{k}`", n.label, n.unit) for k, n in each.columns.items())),
        ]))
    return page(
        "Measures",
        "Every measure of the registry. Ask one with `python -m kam_core ask MEASURE`, or read it on a page. Units: share is "
        "0-1, ratio a relative change (0.1 is 10 % more), points a difference of shares, index a plain number, money in the "
        "ledger's currency. A figure that is not known is absent (`null`). How they are meant: [methods.md](methods.md).",
        *parts,
    )


def settings() -> str:
    """docs/settings.md: every setting with its unit, default, range and help."""
    rows = (
        (f"`{key}`", each.help, each.unit, f"`{each.default}`" if each.default != "" else "empty",
         "any text" if each.unit == "text" else " or ".join(each.choices) if each.choices else f"{each.low:g} to {each.high:g}")
        for key, each in CATALOGUE.items()
    )
    return page(
        "Settings",
        "Thresholds and limits are settings, kept in `settings.json` of the data folder; every change is written to "
        "`settings.log` with who and when. One question may be asked under another setting: `--set SETTING=VALUE`.",
        table(["setting", "what it does", "unit", "default", "range"], rows),
    )


def tables() -> str:
    """docs/tables.md: every table that can be brought in, with its columns."""
    parts = []
    for key, each in TABLES.items():
        rows = ((f"**`{c.name}`**" if c.required else f"`{c.name}`", c.label, c.kind) for c in each.columns)
        about = f"## {each.label}: `{key}`\n\nOne row is {each.grain}.\n\n"
        parts.append(about + table(["column", "what it is", "kind"], rows))
    return page(
        "Tables",
        "What can be brought in. Columns in bold are required; the others fill in what they can. Money and quantities are "
        "kept as exact decimals with four places.",
        *parts,
    )


def pages() -> str:
    """docs/pages.md: every page of the registry."""
    parts = []
    for section, label in SECTIONS.items():
        rows = [
            (each.title, f"`/{each.url_path}`", each.help, "yes" if each.scoped else "no")
            for each in PAGES if each.section == section
        ]
        if rows:
            parts.append(f"## {label}\n\n" + table(["page", "address", "what it shows", "under the scope bar"], rows))
    return page("Pages", "Every page of the app, by section.", *parts)


def commands() -> str:
    """docs/commands.md: every command with its arguments."""
    top = parser()
    found = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    parts = []
    for name, each in found.choices.items():
        rows = []
        for action in each._actions:
            if {"-h", "--json", "--data"} & set(action.option_strings):
                continue
            value = "" if action.nargs == 0 else f" {action.metavar or '|'.join(map(str, action.choices or ()))}"
            shown = (", ".join(action.option_strings) + value) if action.option_strings else str(action.metavar)
            rows.append((f"`{shown}`", action.help))
        about = f"## `{name}`\n\n{str(each.description)[:1].upper()}{str(each.description)[1:]}."
        parts.append(about + ("\n\n" + table(["argument", "what it is"], rows) if rows else ""))
    return page(
        "Command line",
        "`python -m kam_core COMMAND`. Every command takes `--data DIR` (the data folder; default: `KAM_DATA`, or `data/`) "
        "and `--json` (one JSON object on standard output and nothing else). Errors go to standard error: what happened, "
        "what it means, what to do next. Exit code 0: done; 1: failed and nothing changed; 2: wrong usage.",
        *parts,
    )


FILES: dict[str, Callable[[], str]] = {
    "measures.md": measures, "settings.md": settings, "tables.md": tables, "pages.md": pages, "commands.md": commands,
}


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with --check say which differ. Returns the exit code."""
    options = argparse.ArgumentParser(description="Write the generated parts of docs/.")
    options.add_argument("--check", action="store_true", help="change nothing; exit 1 where a file differs from the code")
    check = options.parse_args(arguments).check
    DOCS.mkdir(exist_ok=True)
    stale = 0
    with use_language("en"):
        for name, make in FILES.items():
            path, text = DOCS / name, make()
            if path.exists() and path.read_text("utf-8") == text:
                continue
            stale += 1
            if check:
                sys.stdout.write(f"docs/{name} differs from the code: run make docs\n")
            else:
                path.write_text(text, "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
