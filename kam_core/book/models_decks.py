"""The table of the decks that were made."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from kam_core.book.models import METADATA, Moment

DECKS = Table(
    "decks", METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("made", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("client_id", Text),
    Column("whole", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("ledger", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("internal", Boolean, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("frozen", Text, nullable=False),
    Index(None, "client_id"),
)
"""One row per deck, never changed but where a person is erased from it.

client_id: NULL for the portfolio; whole: whether its maker saw every client; scope: JSON list of words
frozen: the deck as JSON (kam_core.reports.slides); sha256: of it
"""
