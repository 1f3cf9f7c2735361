"""What the command line understands."""

from __future__ import annotations

import argparse
from typing import Any

from kam_core.access import ROLES
from kam_core.cli.words import Parser, speak
from kam_core.i18n import Message, msg
from kam_core.ingest.book.tables import KNOWN
from kam_core.scope import BASES, LEVELS


def parser() -> argparse.ArgumentParser:
    """The parser of all commands, its help in the current language."""
    speak()
    top = Parser(
        prog="python -m kam_core",
        description=str(msg("Kamerton: key account management on your own machine.")),
    )
    common = Parser(add_help=False)
    _add(common, "--data", msg("the data folder (default: KAM_DATA, or data/)"), metavar="DIR")
    _add(common, "--json", msg("print one JSON object and nothing else"), action="store_true")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, help: Message) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=str(help), description=str(help), parents=[common])

    demo = command("demo", msg("build the made-up company"))
    _add(demo, "--accounts", msg("number of legal entities"), type=int, default=240, metavar="N")
    _add(demo, "--lines", msg("number of sales lines"), type=int, default=150_000, metavar="N")
    _add(demo, "--months", msg("number of full months up to the last one"), type=int, default=36, metavar="N")
    _add(demo, "--seed", msg("the same seed gives the same company"), type=int, default=None, metavar="S")
    _add(demo, "--language", msg("language of its names"), choices=("ru", "en"), default=None)
    _add(demo, "--force", msg("build it even where other data was brought in"), action="store_true")
    _import(command("import", msg("bring files in")))
    _ask(command("ask", msg("ask for one measure")))
    command("measures", msg("list the measures"))
    settings = command("settings", msg("list the settings, or change some"))
    _add(settings, "change", msg("a setting and its new value; without a value it goes back to its default"),
         metavar="KEY=VALUE", nargs="*")
    _add(settings, "--who", msg("who changes them, for the log"), metavar="NAME", default="")
    _keys(command("keys", msg("the list of key clients: show it, its log, decide")))
    _members(command("members", msg("who may use this installation: show them, let somebody in, change it")))
    _person(command("person", msg("what is held of a person: list, find, export, erase")))
    _log(command("log", msg("who changed what and when")))
    _deck(command("deck", msg("a deck for the board, or of one client")))
    command("versions", msg("list the versions of the ledger"))
    back = command("rollback", msg("make another version the current one"))
    _add(back, "version", msg("name of the version"), metavar="VERSION")
    command("rebuild", msg("build the ledger again from the kept originals"))
    check = command("check", msg("verify checksums, control totals and the contract"))
    _add(check, "version", msg("one version (default: all)"), metavar="VERSION", nargs="?")
    keep = command("backup", msg("write everything to one archive"))
    _add(keep, "file", msg("the archive"), metavar="FILE")
    put = command("restore", msg("put back what an archive holds"))
    _add(put, "file", msg("the archive"), metavar="FILE")
    return top


def _add(parser: argparse.ArgumentParser, name: str, help: Message, **options: Any) -> None:
    """An argument with its help."""
    names = ("-o", name) if name == "--output" else (name,)
    parser.add_argument(*names, help=str(help), **options)


def _deck(deck: argparse.ArgumentParser) -> None:
    _add(deck, "--account", msg("one client, by its id; without it the whole portfolio"), metavar="ID")
    _add(deck, "--format", msg("what is written (default: by the name of the file, else pptx)"),
         choices=("pptx", "pdf", "xlsx"), default=None)
    _add(deck, "--language", msg("language of the deck"), choices=("ru", "en"), default=None)
    _add(deck, "--external", msg("for the client: nothing that is to stay inside"), action="store_true")
    _add(deck, "--template", msg("the company's own .pptx or .potx"), metavar="FILE")
    _add(deck, "--kept", msg("a deck that was made before, again: its number"), type=int, metavar="N")
    _add(deck, "--who", msg("who makes it, for its footer and the log"), metavar="NAME", default="")
    _add(deck, "--output", msg("the file"), metavar="FILE", required=True)
    _period(deck)
    deck.set_defaults(viewer=None)


def _import(bring: argparse.ArgumentParser) -> None:
    _add(bring, "paths", msg("files or folders"), metavar="PATH", nargs="+")
    _add(bring, "--table", msg("what the files hold"), choices=tuple(KNOWN), metavar="T")
    _add(bring, "--source", msg("name of the source; its mapping is used and kept"), metavar="NAME")
    _add(
        bring,
        "--map",
        msg("a column, an expression, =constant or @row for a field"),
        action="append",
        default=[],
        metavar="FIELD=HEADER",
    )
    _add(
        bring,
        "--set",
        msg("encoding, delimiter, sheet, header_row, layout, decimal, period, events, conflicts (file or book), a field's "
            "format, or what a word means (stage:Quoted=offer)"),
        action="append",
        default=[],
        metavar="KEY=VALUE",
    )
    _add(
        bring,
        "--mode",
        msg("what a repeated period does: replace-period, add, replace-all"),
        choices=("replace-period", "add", "replace-all"),
    )
    _add(bring, "--dry-run", msg("say what would change, and change nothing"), action="store_true")
    _add(bring, "--wait", msg("seconds to wait for another import"), type=float, default=60.0, metavar="SECONDS")


def _keys(keys: argparse.ArgumentParser) -> None:
    _add(keys, "action", msg("list, log, enter, leave, edit or undo (default: list)"), metavar="ACTION", nargs="?",
         choices=("list", "log", "enter", "leave", "edit", "undo"), default="list")
    _add(keys, "client", msg("id or name of the client"), metavar="CLIENT", nargs="?")
    _add(keys, "--why", msg("the reason; a decision needs one"), metavar="TEXT", default="")
    _add(keys, "--who", msg("who decides (default: the user of this machine)"), metavar="NAME", default="")
    _add(keys, "--consent", msg("whether the client agrees to be called a key client"), choices=("yes", "no", "unknown"))
    _add(keys, "--kind", msg("what kind of key client it is"), metavar="KEY")
    _add(keys, "--version", msg("the list as this version had it"), type=int, metavar="N")


def _members(members: argparse.ArgumentParser) -> None:
    _add(members, "action", msg("list, add, edit, remove, sign-out or release (default: list)"), metavar="ACTION", nargs="?",
         choices=("list", "add", "edit", "remove", "sign-out", "release"), default="list")
    _add(members, "email", msg("e-mail of the member"), metavar="EMAIL", nargs="?")
    _add(members, "--role", msg("a role; may be given several times"), metavar="ROLE", action="append", choices=tuple(ROLES))
    _add(members, "--manager", msg("a manager of the account list whose clients are theirs; may be given several times"),
         metavar="NAME", action="append")
    _add(members, "--name", msg("the member's name"), metavar="NAME")
    _add(members, "--who", msg("who changes it, for the log (default: the user of this machine)"), metavar="NAME", default="")


def _person(person: argparse.ArgumentParser) -> None:
    _add(person, "action", msg("list, find, export, erase, acts or scrub (default: list)"), metavar="ACTION", nargs="?",
         choices=("list", "find", "export", "erase", "acts", "scrub"), default="list")
    _add(person, "id", msg("id of the person, as the list shows it"), metavar="ID", nargs="?")
    _add(person, "--why", msg("the request: its day, its number; an erasure needs one"), metavar="TEXT", default="")
    _add(person, "--also", msg("a further word to find as it is: a maiden name, another alphabet"), metavar="TEXT",
         action="append", default=[])
    _add(person, "--full-names", msg("a surname alone does not count, not even at the person's clients"), action="store_true")
    _add(person, "--output", msg("write the export to this file: .json, or .txt to be read"), metavar="FILE", default=None)
    _add(person, "--who", msg("who does it, for the log (default: the user of this machine)"), metavar="NAME", default="")


def _log(log: argparse.ArgumentParser) -> None:
    _add(log, "--from", msg("first day"), metavar="D", dest="start")
    _add(log, "--to", msg("last day"), metavar="D", dest="end")
    _add(log, "--who", msg("changes by this author"), metavar="NAME", action="append")
    _add(log, "--area", msg("changes of this kind: record, keys, scores, members, export, erased…"), metavar="AREA",
         action="append")
    _add(log, "--output", msg("write a CSV instead"), metavar="FILE", default=None)


def _ask(ask: argparse.ArgumentParser) -> None:
    _add(ask, "measure", msg("key of the measure"), metavar="MEASURE")
    _period(ask)
    _add(ask, "--viewer", msg("e-mail of whoever asks"), metavar="EMAIL")
    _add(ask, "--client", msg("id of a client, for questions about one"), metavar="ID")
    _add(ask, "--since", msg("a day, for what has changed since"), metavar="D")
    _add(ask, "--set", msg("a setting for this question"), action="append", default=[], metavar="SETTING=VALUE")


def _period(ask: argparse.ArgumentParser) -> None:
    """What is looked at."""
    _add(ask, "--as-of", msg("last month of the period (default: the last complete one)"), metavar="YYYY-MM")
    _add(ask, "--months", msg("number of months (default 12)"), type=int, metavar="N")
    _add(ask, "--from", msg("first month, as its first day"), metavar="D", dest="start")
    _add(ask, "--to", msg("first day of the month after the last"), metavar="D", dest="end")
    _add(ask, "--all", msg("all time, partial months too"), action="store_true")
    _add(ask, "--base", msg("what shares are taken of"), choices=BASES, default="revenue")
    _add(ask, "--level", msg("corporate groups, or legal entities"), choices=LEVELS, default="group")
    _add(
        ask,
        "--where",
        msg("a filter: unit, region, segment, industry, manager"),
        action="append",
        default=[],
        metavar="FIELD=VALUE",
    )
