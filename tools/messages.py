"""Keep the catalogues in step with the code.

    python tools/messages.py [AREA...]           write kam_core/i18n/locales/<language>/<area>.po
    python tools/messages.py --check [AREA...]   change nothing; list what is missing, stale or fuzzy, and exit 1

Texts are the literals given to ``msg`` and ``nmsg``. An area is a package under kam_core, ``pages`` (app.py and pages/)
or ``core`` (kam_core/*.py, i18n and settings). Translations are kept; a text that another area has translated is filled in
from there; English is the text itself. The files hold no dates, paths or line numbers, so they change only when a text
does.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "kam_core" / "i18n" / "locales"
LANGUAGES = ("ru", "en")
KEYWORDS = {"msg": None, "nmsg": (1, 2)}

Text = str | tuple[str, ...]


def areas() -> dict[str, list[Path]]:
    """The Python files of every area."""
    core = ROOT / "kam_core"
    found = {
        "core": [*core.glob("*.py"), *(core / "i18n").rglob("*.py"), *(core / "settings").rglob("*.py")],
        "pages": [ROOT / "app.py", *(ROOT / "pages").rglob("*.py")],
    }
    for package in core.iterdir():
        if (package / "__init__.py").exists() and package.name not in ("i18n", "settings"):
            found[package.name] = list(package.rglob("*.py"))
    return {name: sorted(path for path in files if path.exists()) for name, files in sorted(found.items())}


def extract(files: list[Path]) -> list[Text]:
    """The texts of some files, each once, in the order of the catalogue."""
    texts: set[Text] = set()
    for path in files:
        for _, text, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            texts.add(text if isinstance(text, str) else tuple(text))
    return sorted(texts, key=lambda text: text if isinstance(text, str) else text[0])


def po_path(language: str, area: str) -> Path:
    """Where the catalogue of an area stands."""
    return LOCALES / language / f"{area}.po"


def read(language: str, area: str) -> dict[Text, Text]:
    """The entries of a catalogue, fuzzy ones left out."""
    path = po_path(language, area)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {entry.id: entry.string for entry in catalogue if entry.id and not entry.fuzzy}


def translated(string: Text | None) -> bool:
    """Whether every form of an entry is filled."""
    return bool(string) and all(string if isinstance(string, tuple | list) else (string,))


def english(text: Text) -> Text:
    """What the English catalogue says: the text itself."""
    return text


def update(language: str, area: str, texts: list[Text]) -> str:
    """The new content of a catalogue."""
    kept = read(language, area)
    elsewhere = {
        text: string
        for other in areas()
        for text, string in read(language, other).items()
        if translated(string)
    }
    catalogue = Catalog(locale=language, fuzzy=False)
    for text in texts:
        string = english(text) if language == "en" else kept.get(text)
        if not translated(string):
            string = elsewhere.get(text)
        catalogue.add(text, string if string else ("" if isinstance(text, str) else ("",) * catalogue.num_plurals))
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, omit_header=True, sort_output=False)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return header + buffer.getvalue().decode("utf-8").strip() + "\n"


def problems(language: str, area: str, texts: list[Text]) -> Iterator[str]:
    """What is wrong with a catalogue, a line each."""
    path = po_path(language, area)
    name = path.relative_to(ROOT)
    if not path.exists():
        if texts:
            yield f"{name}: is missing"
        return
    with path.open("rb") as file:
        entries = {entry.id: entry for entry in read_po(file, locale=language) if entry.id}
    for text in texts:
        if text not in entries:
            yield f"{name}: not extracted: {text!r}"
        elif entries[text].fuzzy:
            yield f"{name}: fuzzy: {text!r}"
        elif not translated(entries[text].string):
            yield f"{name}: not translated: {text!r}"
    for text in entries.keys() - set(texts):
        yield f"{name}: stale: {text!r}"


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    known = areas()
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"one of {', '.join(known)}; all by default")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is to be done")
    options = parser.parse_args(arguments)
    unknown = set(options.areas) - set(known)
    if unknown:
        parser.error(f"unknown area: {', '.join(sorted(unknown))}; take one of {', '.join(known)}")
    found: list[str] = []
    for area in options.areas or known:
        texts = extract(known[area])
        for language in LANGUAGES:
            path = po_path(language, area)
            if not options.check and texts:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(update(language, area, texts), "utf-8")
            elif not options.check:
                path.unlink(missing_ok=True)
            found += problems(language, area, texts)
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if options.check and found else 0


if __name__ == "__main__":
    raise SystemExit(main())
