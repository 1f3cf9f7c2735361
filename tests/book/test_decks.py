"""Decks are kept as they were made, and seen by whom they may be seen."""

from __future__ import annotations

import hashlib

import pytest

from kam_core.access.reach import Reach
from kam_core.errors import AccessError

ABOUT = {"title": "Board", "scope": ("2026",), "ledger": "000001", "language": "ru", "internal": True}


def test_a_deck_comes_back_to_the_letter(book):
    kept = book.decks.keep('{"a":"Ёлка"}', "ann", client_id=None, **ABOUT)
    assert book.decks.frozen(kept.id) == '{"a":"Ёлка"}'
    assert kept.sha256 == hashlib.sha256('{"a":"Ёлка"}'.encode()).hexdigest()
    assert book.decks.list() == [kept]
    assert [(change.area, change.action, change.item) for change in book.changes()] == [("deck", "make", "1")]


def test_decks_are_seen_as_far_as_their_clients(book):
    whole = book.decks.keep("{}", "boss", client_id=None, **ABOUT)
    ours = book.decks.keep("{}", "boss", client_id="G1", **ABOUT)
    theirs = book.decks.keep("{}", "boss", client_id="G2", **ABOUT)
    ann = book.seen_by(Reach("ann", frozenset({"G1"}), frozenset({"G1"}), dossiers=True)).decks
    own = ann.keep("{}", "ann", client_id=None, **ABOUT)
    assert [deck.id for deck in ann.list()] == [own.id, ours.id]
    assert ann.frozen(whole.id) is None
    assert ann.frozen(theirs.id) is None
    with pytest.raises(AccessError):
        ann.keep("{}", "ann", client_id="G2", **ABOUT)
    assert [deck.id for deck in book.seen_by(Reach("eve", frozenset())).decks.list()] == []
    assert len(book.decks.list()) == 4
