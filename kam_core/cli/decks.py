"""The command ``deck``: a deck for the board or of one client, made, kept, written; or one that was made before, again."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

from kam_core.errors import FileError, UsageError
from kam_core.i18n import Joined, Message, current_language, msg, use_language
from kam_core.ledger import Store
from kam_core.scope import Scope


def run(store: Store, options: argparse.Namespace, scope: Scope | None) -> tuple[dict[str, Any], str]:
    """Write the file; gives what was made, as JSON and in words. scope: None for a deck that was kept"""
    from kam_core.reports.making_of import Form, keep, kept, make, written

    target = Path(options.output)
    form: Any = options.format or target.suffix.removeprefix(".").lower() or "pptx"
    if form not in get_args(Form):
        raise UsageError(msg("A deck is not written as “{form}”.", form=form),
                         next=msg("Take one of: {allowed}.", allowed=Joined(get_args(Form))))
    template = None if options.template is None else _read(Path(options.template))
    book = store.book()
    if scope is None:
        deck = kept(book, options.kept)
        if deck is None:
            raise UsageError(msg("There is no deck {number}.", number=str(options.kept)),
                             next=msg("The page of decks lists those that were made."))
        number = int(options.kept)
    else:
        language = options.language or current_language()
        with use_language(language):
            deck = make(store.open(), scope, store.settings, book, options.who, client=options.account,
                        internal=not options.external)
            number = keep(book, deck).id
    data = written(deck, form, template)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as error:
        raise FileError(msg("{file} cannot be written: {error}", file=str(target), error=error.strerror or str(error)),
                        next=msg("Choose another place.")) from error
    said: Message = msg("Deck {number}, “{title}”: {file}", number=str(number), title=deck.title, file=str(target))
    told = {"deck": number, "file": str(target), "format": form, "bytes": len(data), "title": deck.title,
            "version": deck.version, "language": deck.language, "internal": deck.internal, "client": deck.about,
            "slides": [asdict(replace(slide, graph=None, grid=None)) for slide in deck.slides]}
    return told, str(said)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(msg("{file} cannot be read: {error}", file=str(path), error=error.strerror or str(error)),
                        next=msg("Check the name.")) from error
