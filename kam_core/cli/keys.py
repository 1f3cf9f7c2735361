"""The command ``keys``: the list of key clients, its log, and decisions."""

from __future__ import annotations

import argparse
import getpass
from dataclasses import asdict
from typing import Any

from kam_core.book import KEEP, KeyDecision, KeyList, Keys
from kam_core.errors import UsageError
from kam_core.i18n import msg, nmsg
from kam_core.ledger import Store
from kam_core.scope import OWNER, Scope

ACTIONS = ("list", "log", "enter", "leave", "edit", "undo")
SAID = {"enter": msg("on the list"), "leave": msg("off the list"), "edit": msg("entry changed")}
CONSENT = {"yes": True, "no": False, "unknown": None}


def run(store: Store, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do what is asked; gives it for programs and for people."""
    keys, action = store.book().keys, options.action
    if action in ("enter", "leave", "edit") and not options.client:
        raise UsageError(msg("It is not said which client is meant."), next=msg("Give its id or its name."))
    if action == "log":
        decisions = keys.log()
        lines = [_decision(each) for each in decisions]
        return {"decisions": [_plain(each) for each in decisions]}, "\n".join(lines) or str(msg("Nothing was decided yet."))
    if action == "list":
        known = keys.current() if options.version is None else keys.at(options.version)
        return _listed(known), "\n".join(_lines(known))
    before = keys.current()
    known = _decide(store, keys, options)
    if known.version == before.version:
        return _listed(known), "\n".join(_lines(known))
    made = keys.log()[known.version - 1]
    return {**_listed(known), "decision": _plain(made)}, "\n".join([_decision(made), *_lines(known)])


def _decide(store: Store, keys: Keys, options: argparse.Namespace) -> KeyList:
    who = options.who or user()
    cap = int(store.settings.number("key_list_cap"))
    if options.action == "undo":
        return keys.undo(who, why=options.why, cap=cap)
    if options.action == "enter":
        from kam_core.metrics.client_named import client_named

        client, name = client_named(store.open(), Scope(viewer=OWNER), options.client)
        return keys.enter(client, name, why=options.why, who=who, cap=cap, kind=options.kind,
                          consent=CONSENT[options.consent] if options.consent else None)
    client = _on_list(keys.current(), options.client)
    if options.action == "edit" and not options.consent and not options.kind:
        raise UsageError(msg("It is not said what is to change."), next=msg("Give --consent or --kind."))
    if options.action == "leave":
        return keys.leave(client, why=options.why, who=who)
    consent = CONSENT[options.consent] if options.consent else KEEP
    return keys.edit(client, why=options.why, who=who, consent=consent, kind=options.kind or KEEP)


def user() -> str:
    """The user of this machine; empty where it has no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _on_list(known: KeyList, wanted: str) -> str:
    """The id of a client that is on the list, by its id or its name: the ledger may not know it any more."""
    named = [each.client_id for each in known.entries if each.name.casefold() == wanted.strip().casefold()]
    return named[0] if len(named) == 1 and known.entry(wanted) is None else wanted


def _plain(made: KeyDecision) -> dict[str, Any]:
    return {**asdict(made), "at": made.at.isoformat()}


def _listed(known: KeyList) -> dict[str, Any]:
    clients = [{**asdict(each), "since": each.since.isoformat()} for each in known.entries]
    return {"version": known.version, "clients": clients}


def _lines(known: KeyList) -> list[str]:
    head = nmsg("{n} client is on the list, version {version}.", "{n} clients are on the list, version {version}.",
                len(known.entries), version=known.version)
    return [str(head), *(_line(each.name, each.client_id, each.since.astimezone().strftime("%Y-%m-%d"), each.who, each.why)
                         for each in known.entries)]


def _line(name: str, client_id: str, when: str, who: str, why: str) -> str:
    """One line, whatever was written in several."""
    said = f"{who}: {why}" if why else who
    return "  ".join(" ".join(part.split()) for part in (f"{name} ({client_id})", when, said))


def _decision(made: KeyDecision) -> str:
    what = SAID[made.action]
    if made.undoes is not None:
        what = msg("{what} (takes back decision {n})", what=what, n=made.undoes)
    when = made.at.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{made.version}  {what}  {_line(made.name, made.client_id, when, made.who, made.why)}"
