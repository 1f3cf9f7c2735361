"""A person is taken out of the ledger: texts of facts in a new version, older versions, kept originals, what lies beside them.

A version is never changed: one that names the person is removed, and a new current one is written into an empty file, where
no byte of the old texts can be left. Originals are rewritten where their format lets us (text, .xlsx, .ods), else removed.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from kam_core.book.naming import ALONE, FULL, Spelling, walked
from kam_core.ledger import originals_erased, pointer
from kam_core.ledger.contract import TABLES
from kam_core.ledger.door import connect
from kam_core.ledger.draft import Draft, sweep
from kam_core.ledger.pointer import Pointer, VersionInfo
from kam_core.ledger.store import Store
from kam_core.ledger.tables import literal, name
from kam_core.ledger.work import Workplace

REWRITTEN: dict[str, tuple[str, ...]] = {
    "nps": ("respondent", "role", "comment"), "invitations": ("respondent",), "quarantine": ("raw",),
    "files": ("path", "warnings"), "imports": ("note",),
}
"""Columns in which a person is replaced. Others hold names of legal entities and of our own people, which stay."""


@dataclass
class Erased:
    """What was done. found, left: counts by where, as an act tells them; lost: shown names of removed originals"""

    found: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Person:
    """spelling: by what they are found; near: clients in whose rows a surname alone is theirs; by: what stands instead"""

    spelling: Spelling
    near: frozenset[str]
    by: str


def erase(store: Store, person: Person, wait: float = 60) -> Erased:
    """Take the person out of every version, original and folder of a data folder. Nothing is written where nothing is found."""
    done = Erased()
    known = store.pointer()
    demo = known.current is not None and known.info(known.current).demo
    with store.draft("erase", fresh=True, demo=demo, wait=wait) as building, Workplace(store.data, "erase") as work:
        known = store.pointer()
        named = {info.version: _named(store, info, person) for info in known.versions}
        accounts = named[known.current].accounts if known.current else frozenset()
        manifests = {info.version: store.manifest(info.version) for info in known.versions}
        renamed, old = _originals(store, person, accounts, manifests, work, done)
        new = {version: _manifest(made, renamed, person) for version, made in manifests.items()}
        if known.current and named[known.current].texts:
            done.found["facts"] += named[known.current].rows
            _copy(building.draft, store.path(known.current), named[known.current])
            building.parent, building.manifest = known.current, new[known.current]
            building.publish("")
            known = store.pointer()
        gone = {version for version, found in named.items() if found.texts}
        done.found["versions"] += len(gone)
        current = known.current
        done.left["ledger"] += named[current].left if current in named else sum(named[version].left for version in gone)
        _point(store, known, gone, new, person)
        for path in old:  # now that nothing names them any more
            path.unlink(missing_ok=True)
        _beside(store, person, done)
    return done


@dataclass(frozen=True)
class _Named:
    """Where one version names the person.

    texts: (table, column) → [(account, text, what it shall say)]; accounts: ways in which their clients are written
    """

    texts: dict[tuple[str, str], list[tuple[str | None, str, str]]]
    rows: int
    left: int
    accounts: frozenset[str]


def _named(store: Store, info: VersionInfo, person: Person) -> _Named:
    if not store.path(info.version).exists():
        return _Named({}, 0, 0, frozenset())
    connection = connect(store.path(info.version), store.settings)
    try:
        return _look(connection, person)
    finally:
        connection.close()


def _look(connection: duckdb.DuckDBPyConnection, person: Person) -> _Named:
    accounts = _accounts(connection, person.near)
    texts: dict[tuple[str, str], list[tuple[str | None, str, str]]] = {}
    rows = left = 0
    columns = connection.execute(
        "select table_name, column_name from duckdb_columns() where data_type in ('VARCHAR', 'JSON') and table_name in "
        f"({', '.join(literal(each) for each in (*TABLES, 'quarantine', 'files', 'imports'))})").fetchall()
    for table, column in columns:
        by_account = table in TABLES and "account" in {each.name for each in TABLES[table].columns}
        account = name("account") if by_account else "null"
        text = f"{name(column)}::VARCHAR"
        query = (f"select {account}, {text}, count(*) from {name(table)} where {_hinted(text, person.spelling)} group by all")
        for where, said, count in connection.execute(query).fetchall():
            new = person.spelling.replaced(said, ALONE if where in accounts else FULL, person.by)
            if new == said:
                continue
            if column in REWRITTEN.get(table, ()):
                texts.setdefault((table, column), []).append((where, said, new))
                rows += count
            else:
                left += 1
    return _Named(texts, rows, left, accounts)


def _accounts(connection: duckdb.DuckDBPyConnection, clients: Iterable[str]) -> frozenset[str]:
    """The ways in which these clients are written in the facts."""
    wanted = ", ".join(literal(each) for each in clients)
    if not wanted:
        return frozenset()
    try:
        found = connection.execute("select a.account from account_alias a join account_dim d using (account_id) "
                                   f"where d.group_id in ({wanted}) or d.account_id in ({wanted})").fetchall()
    except duckdb.Error:  # summed by another edition: then full names alone count
        return frozenset()
    return frozenset(row[0] for row in found)


def _hinted(text: str, spelling: Spelling) -> str:
    """SQL that lets every text pass in which the person may be named."""
    plain = f"translate(lower({text}), 'ё', 'е')"
    tests = [f"contains({plain}, {literal(hint)})" for hint in spelling.hints]
    if len(digits := "".join(filter(str.isdigit, spelling.phone))) >= 7:
        tests.append(f"contains(regexp_replace({text}, '[^0-9]', '', 'g'), {literal(digits[-7:])})")
    return f"({' or '.join(tests) or 'false'})"


def _copy(draft: Draft, path: Path, named: _Named) -> None:
    """Fill an empty draft with what a version holds, texts replaced on the way."""
    draft.run(f"attach {literal(str(path))} as old (read_only)")
    there = {row[0] for row in draft.run("select table_name from duckdb_tables() where database_name = 'old'")}
    mine = [row[0] for row in draft.run("select table_name from duckdb_tables() where database_name = current_database()")]
    draft.run("delete from about")
    for table in mine:
        if table not in there:
            continue
        joins, says = [], []
        for place, (column, changed) in enumerate((column, rows) for (of, column), rows in named.texts.items() if of == table):
            draft.run(f"create temp table kam_new_{table}_{place} (account VARCHAR, was VARCHAR, says VARCHAR)")
            for row in changed:
                draft.run(f"insert into kam_new_{table}_{place} values (?, ?, ?)", list(row))
            account = "o.account" if changed[0][0] is not None or table in ("nps", "invitations") else "null"
            joins.append(f"left join kam_new_{table}_{place} n{place} on n{place}.was = o.{name(column)}::VARCHAR "
                         f"and n{place}.account is not distinct from {account}")
            says.append(f"coalesce(n{place}.says, o.{name(column)}::VARCHAR) as {name(column)}")
        chosen = f"o.* replace ({', '.join(says)})" if says else "o.*"
        draft.run(f"insert into {name(table)} by name select {chosen} from old.{name(table)} o {' '.join(joins)}")
    draft.run("detach old")


def _manifest(made: list[dict[str, Any]], renamed: dict[str, str | None], person: Person) -> list[dict[str, Any]]:
    """How a version was made, without the person, pointing at the rewritten originals."""
    new: list[dict[str, Any]] = walked(made, lambda text: person.spelling.replaced(text, FULL, person.by))
    for one in new:
        for file in one["files"]:
            sha = file["sha256"]
            if sha not in renamed:
                continue
            if renamed[sha] is None:
                file["erased"] = True
            else:
                file["was"] = [*file.get("was", []), sha]
                file["sha256"] = renamed[sha]
    return new


def _originals(
    store: Store, person: Person, accounts: frozenset[str], manifests: dict[str, list[dict[str, Any]]], work: Path, done: Erased
) -> tuple[dict[str, str | None], list[Path]]:
    """Rewrite the originals that name the person: the new fingerprint by the old one (None: it cannot be rewritten), and the
    files that are to go."""
    files = {file["sha256"]: file for made in manifests.values() for one in made for file in one["files"]}
    renamed: dict[str, str | None] = {}
    old: list[Path] = []
    for path in sorted(store.originals.glob("*.zst")) if store.originals.exists() else []:
        sha = path.name.removesuffix(".zst")
        known = files.get(sha, {})
        new = originals_erased.rewrite(path, person.spelling, person.by, accounts, known.get("plan", {}).get("encoding"), work)
        if new == sha:
            continue
        renamed[sha] = new
        old.append(path)
        done.found["originals" if new else "removed"] += 1
        if new is None and known:
            done.lost.append(person.spelling.replaced(str(known["name"]), FULL, person.by))
    return renamed, old


def _point(
    store: Store, known: Pointer, gone: set[str], manifests: dict[str, list[dict[str, Any]]], person: Person
) -> None:
    """The pointer without the versions that name the person, and the manifests of those that stay."""
    def told(text: str) -> str:
        return person.spelling.replaced(text, FULL, person.by)

    kept = tuple(replace(info, parent=None if info.parent in gone else info.parent, note=told(info.note))
                 for info in known.versions if info.version not in gone)
    for info in kept:
        if info.version in manifests:
            path = store.folder / f"{info.version}.json"
            draft = path.with_suffix(".new")
            draft.write_text(json.dumps(manifests[info.version], ensure_ascii=False), "utf-8")
            draft.replace(path)
    if kept != known.versions:
        pointer.write(store.folder, Pointer(known.current, kept, known.next))
    for version in gone:
        sweep(store.path(version))


def _beside(store: Store, person: Person, done: Erased) -> None:
    """What else lies in the data folder: sources, fingerprints of files seen, folders kept before a restore."""
    def told(text: str) -> str:
        return person.spelling.replaced(text, FULL, person.by)

    for path in sorted((store.data / "sources").glob("*.json")):
        _rewrite(path, told, done)
    seen = store.originals / "seen.json"
    if seen.exists() and told(text := seen.read_text("utf-8", "replace")) != text:
        seen.unlink()  # only a convenience: files are read again to know them
        done.found["files"] += 1
    for path in store.data.glob("before-restore-*"):
        if originals_erased.named_in(path, person.spelling, store.settings):
            shutil.rmtree(path)
            done.found["before"] += 1
    for path in (store.data / "settings.log", store.data / "settings.json"):
        if path.exists() and told(text := path.read_text("utf-8", "replace")) != text:
            done.left["files"] += 1


def _rewrite(path: Path, told: Any, done: Erased) -> None:
    try:
        old = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return
    if (new := walked(old, told)) != old:
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(new, ensure_ascii=False, indent=1), "utf-8")
        draft.replace(path)
        done.found["files"] += 1
