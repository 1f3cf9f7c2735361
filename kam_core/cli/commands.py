"""The commands: each takes the parsed arguments and gives what to print."""

from __future__ import annotations

import argparse
import datetime
import getpass
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kam_core.cli.importing import bring_in
from kam_core.cli.pairs import pair
from kam_core.errors import BookError, UsageError
from kam_core.i18n import Count, Joined, current_language, msg
from kam_core.ingest import rebuild
from kam_core.ledger import Ledger, Store
from kam_core.ledger.check import check
from kam_core.scope import FIELDS, OWNER, Scope, Viewer, in_years, last_months, parse_month
from kam_core.settings import CATALOGUE, change, load


@dataclass(frozen=True)
class Found:
    """What a command gives: for programs, for people, and the exit code."""

    data: Any
    text: str
    code: int = 0


def store_of(options: argparse.Namespace) -> Store:
    """The data folder that is meant."""
    return Store(Path(options.data or os.environ.get("KAM_DATA") or "data"))


def _demo(options: argparse.Namespace) -> Found:
    from kam_core.demo.build import SEED, build

    store = store_of(options)
    known = store.pointer()
    if known.current and not known.info(known.current).demo and not options.force:
        raise UsageError(
            msg("The data folder {folder} holds data of your own.", folder=store.data),
            next=msg("Name another folder with --data, or add --force."),
        )
    info = build(
        store,
        language=options.language or current_language(),
        seed=SEED if options.seed is None else options.seed,
        accounts=options.accounts,
        lines=options.lines,
        months=options.months,
    )
    return Found(asdict(info), str(msg("The demo company is ready: version {version}.", version=info.version)))


def _tell(data: Path, area: str, subject: str, action: str, who: str, what: dict[str, Any]) -> None:
    """Write into the log of the book what was done to ledger and settings."""
    from kam_core.book import tell
    from kam_core.cli.keys import user

    tell(data, area, subject, action, who or user(), what)


def _import(options: argparse.Namespace) -> Found:
    store = store_of(options)
    result, text = bring_in(store, options, sys.stderr)
    if not options.dry_run:
        from kam_core.book import brought

        _tell(store.data, "import", "ledger", "import", "", brought(result))
    return Found(result, text)


def _scope(options: argparse.Namespace, store: Store, ledger: Ledger) -> Scope:
    where = tuple(_where(options.where))
    rest: dict[str, Any] = {
        "base": options.base,
        "level": options.level,
        "where": where,
        "viewer": OWNER if options.viewer is None else _viewer(store, options.viewer),
    }
    _one_period(options)
    if options.all:
        return Scope(**rest)
    if options.start or options.end:
        return Scope(_day(options.start), _day(options.end), **rest)
    last = parse_month(options.as_of) if options.as_of else ledger.info.last_full_month
    if last is None:
        return Scope(**rest)
    months = 12 if options.months is None else options.months
    if months < 1:
        raise UsageError(msg("A period has at least one month."), next=msg("Take --months 12."))
    return Scope(*last_months(last, months), **rest)


def _viewer(store: Store, email: str) -> Viewer:
    from kam_core.cli.members import viewer_of_email

    return viewer_of_email(store, email)


def _one_period(options: argparse.Namespace) -> None:
    """Refuse options that name different periods."""
    ways = {
        "--all": options.all or None,
        "--from/--to": options.start or options.end,
        "--as-of/--months": options.as_of if options.months is None else options.months,
    }
    given = [way for way, value in ways.items() if value is not None]
    if len(given) > 1:
        raise UsageError(
            msg("{options} do not go together.", options=Joined(given)),
            msg("Each of them names a period of its own."),
            msg("Leave only one of them."),
        )


def _where(texts: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    found: dict[str, list[str]] = {}
    for text in texts:
        field, value = pair("--where", text)
        if field not in FIELDS:
            raise UsageError(
                msg("There is no field “{field}” to filter by.", field=field),
                next=msg("Take one of: {allowed}.", allowed=Joined(FIELDS)),
            )
        found.setdefault(field, []).append(value)
    return [(field, tuple(values)) for field, values in sorted(found.items())]


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return parse_month(text) if len(text) == 7 else in_years(datetime.date.fromisoformat(text))
    except ValueError as error:
        raise UsageError(
            msg("“{text}” is not a date.", text=text), next=msg("Write it as {example}.", example="2026-03-01")
        ) from error


def _ask(options: argparse.Namespace) -> Found:
    from kam_core.metrics import ask, to_json
    from kam_core.metrics.registry import measure

    measure(options.measure)
    store = store_of(options)
    settings = store.settings.with_(**dict(pair("--set", text) for text in options.set))
    ledger = store.open()
    given = {key: value for key, value in (("client", options.client), ("since", options.since)) if value is not None}
    scope = _scope(options, store, ledger)
    level = scope.level if options.measure == "health" else "group"
    lost = {"lost": _lost(store, level)} if "lost" in measure(options.measure).options else {}
    answer = ask(options.measure, ledger, scope, settings, **given, **lost)
    data = to_json(answer)
    lines = [str(answer.thesis)] if answer.thesis is not None else []
    lines += [f"{key}: {value if value is not None else '—'}" for key, value in data["summary"].items()]
    return Found(data, "\n".join(lines))


def _lost(store: Store, level: str) -> tuple[str, ...]:
    """Clients whose decision maker has left, as their dossiers say; none where the book cannot be read."""
    from kam_core.metrics.people import deciders_lost, seats

    try:
        records = store.book().records
        positions = records.of("position")
        found = seats(records.many({each.parent for each in positions if each.parent}), positions)
    except BookError:
        return ()
    return tuple(sorted(deciders_lost(found, datetime.datetime.now().astimezone().date(), level)))


def _measures(_: argparse.Namespace) -> Found:
    from kam_core.metrics import MEASURES

    data = [
        {
            "key": each.key,
            "label": str(each.label),
            "unit": each.unit,
            "formula": str(each.formula),
            "columns": {key: str(label) for key, label in each.columns.items()},
            "summary": {key: str(label) for key, label in each.summary_keys.items()},
        }
        for each in MEASURES.values()
    ]
    return Found({"measures": data}, "\n".join(f"{each['key']}: {each['label']}. {each['formula']}" for each in data))


def _settings(options: argparse.Namespace) -> Found:
    data = store_of(options).data
    if options.change:
        asked = dict(pair("settings", text) for text in options.change)
        change(data, options.who or getpass.getuser(), {key: value or None for key, value in asked.items()})
        _tell(data, "settings", "settings", "edit", options.who, dict(asked))
    now = load(data)
    rows = [
        {"key": each.key, "value": now[each.key], "default": each.default, "unit": each.unit, "help": str(each.help)}
        for each in CATALOGUE.values()
    ]
    lines = [
        f"{'*' if each['value'] != each['default'] else ' '} {each['key']}={each['value']}  {each['help']}" for each in rows
    ]
    return Found({"settings": rows}, "\n".join(lines))


def _keys(options: argparse.Namespace) -> Found:
    from kam_core.cli.keys import run

    return Found(*run(store_of(options), options))


def _members(options: argparse.Namespace) -> Found:
    from kam_core.cli.members import run

    return Found(*run(store_of(options), options))


def _person(options: argparse.Namespace) -> Found:
    from kam_core.cli.persons import run

    return Found(*run(store_of(options), options))


def _log(options: argparse.Namespace) -> Found:
    from kam_core.cli.log import run

    found = run(store_of(options), options)
    return Found(*found, code=1 if found[0]["broken"] else 0)


def _deck(options: argparse.Namespace) -> Found:
    from kam_core.cli.decks import run

    store = store_of(options)
    return Found(*run(store, options, None if options.kept is not None else _scope(options, store, store.open())))


def _versions(options: argparse.Namespace) -> Found:
    known = store_of(options).pointer()
    text = "\n".join(
        f"{'*' if each.version == known.current else ' '} {each.version}  {each.created}  {each.action}  {each.note}"
        for each in known.versions
    )
    data = {"current": known.current, "versions": [asdict(each) for each in known.versions]}
    return Found(data, text or str(msg("There are no versions yet.")))


def _rollback(options: argparse.Namespace) -> Found:
    store = store_of(options)
    info = store.rollback(options.version)
    _tell(store.data, "import", "ledger", "rollback", "", {"version": info.version})
    return Found(asdict(info), str(msg("Version {version} is current now.", version=info.version)))


def _rebuild(options: argparse.Namespace) -> Found:
    info = rebuild(store_of(options))
    return Found(asdict(info), str(msg("Rebuilt as version {version}.", version=info.version)))


def _check(options: argparse.Namespace) -> Found:
    findings = check(store_of(options), options.version)
    bad = [each for each in findings if not each.ok]
    rows = [
        {
            "version": each.version,
            "check": each.check,
            "ok": each.ok,
            "detail": str(each.detail) if each.detail else None,
        }
        for each in findings
    ]
    text = "\n".join(f"{each.version} {each.check}: {each.detail}" for each in bad)
    good = str(msg("{n} checks passed.", n=Count(len(findings))))
    return Found({"ok": not bad, "findings": rows}, text or good, 1 if bad else 0)


def _backup(options: argparse.Namespace) -> Found:
    from kam_core.book.keeping import elsewhere
    from kam_core.ledger.backup import backup

    store, target = store_of(options), Path(options.file)
    count, outside = backup(store, target), elsewhere(store.data)
    lines = [str(msg("{n} files are in {file}.", n=Count(count), file=target))]
    if outside:
        lines.append(str(msg("The book is not among them: it is in {place}, and is backed up with PostgreSQL's own tools.",
                             place=outside)))
    return Found({"file": str(target), "files": count, "book_elsewhere": outside}, "\n".join(lines))


def _restore(options: argparse.Namespace) -> Found:
    from kam_core.book.keeping import elsewhere
    from kam_core.cli.keys import user
    from kam_core.ledger.backup import restore
    from kam_core.ledger.rights import again

    store = store_of(options)
    info, outside = restore(store, Path(options.file)), elsewhere(store.data)
    acts, names = again(store, user())
    current = store.current() or "—"
    lines = [str(msg("Version {version} is current now.", version=current))]
    if acts or names:
        lines.append(str(msg("The backup is older than an erasure: {n} persons and {names} names in imported tables were "
                             "erased again.", n=Count(len(acts)), names=Count(names))))
    if outside:
        lines.append(str(msg("The book in {place} is as it was: PostgreSQL's own tools restore it.", place=outside)))
    data = {"version": store.current() if info else None, "book_elsewhere": outside, "erased_again": len(acts) + names}
    return Found(data, "\n".join(lines))


COMMANDS: dict[str, Callable[[argparse.Namespace], Found]] = {
    "demo": _demo,
    "import": _import,
    "ask": _ask,
    "measures": _measures,
    "settings": _settings,
    "keys": _keys,
    "members": _members,
    "person": _person,
    "log": _log,
    "deck": _deck,
    "versions": _versions,
    "rollback": _rollback,
    "rebuild": _rebuild,
    "check": _check,
    "backup": _backup,
    "restore": _restore,
}
