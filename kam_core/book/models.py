"""The tables of the book. A change here needs a migration (kam_core/book/migrations); a test compares the two."""

from __future__ import annotations

import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

METADATA = MetaData(naming_convention={
    "pk": "%(table_name)s_pk", "fk": "%(table_name)s_%(column_0_name)s_fk", "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    "uq": "%(table_name)s_%(column_0_N_name)s_uq", "ck": "%(table_name)s_%(constraint_name)s_ck",
})
VERSION_TABLE = "book_version"
"""Where the book says which migration it stands at."""


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC; SQLite keeps no zones, so it is given back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:  # noqa: ARG002
        """To the database, in UTC."""
        return None if value is None else value.astimezone(datetime.UTC)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:  # noqa: ARG002
        """From the database, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)


CHANGES = Table(
    "changes", METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("salt", Text),
    Column("digest", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("redacted_by", Integer),
    Index(None, "area", "subject"),
    Index(None, "item"),
)
"""One row per change of anything, never changed or removed (triggers refuse it), numbered without gaps from 1.

area: what was changed; subject: id of the client; item: what of it (a factor, a record), or empty
before, after: JSON with sorted keys
hash: over the row before it, this row and digest; digest: of salt, item, why, before and after. Erasing a person rewrites
these texts of a row, takes its salt away and names the change that did so: digest and hash stay, and so does the chain
"""

KEY_DECISIONS = Table(
    "key_decisions", METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("change_id", Integer, ForeignKey(CHANGES.c.id), nullable=False),
    Column("client_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undoes", Integer),
    Column("since", Moment),
    Column("entered_by", Text),
    Column("reason", Text),
    Column("consent", Boolean),
    Column("kind", Text),
    CheckConstraint("action in ('enter', 'leave', 'edit')", "action"),
    CheckConstraint("(since is null) = (action = 'leave')", "entry"),
    Index(None, "client_id", "version"),
)
"""One row per decision; it makes the version of the list that it is numbered by. since … kind: the client's entry after it."""

SCORES = Table(
    "scores", METADATA,
    Column("client_id", Text, primary_key=True),
    Column("factor", Text, primary_key=True),
    Column("value", SmallInteger),
    Column("why", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("value between 1 and 10", "value"),
)
"""One row per client and factor: the score in force (NULL: taken back), and how often it was changed."""

OPINIONS = Table(
    "opinions", METADATA,
    Column("client_id", Text, primary_key=True),
    Column("band", Text),
    Column("why", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("band in ('red', 'amber', 'green')", "band"),
)
"""One row per client: what its manager thinks of its health (NULL: taken back), and how often that was changed."""

MARKS = Table(
    "attention_marks", METADATA,
    Column("key", Text, primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text),
    Column("until", Date),
    Column("why", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("state in ('done', 'later', 'not_relevant')", "state"),
    CheckConstraint("(until is not null) = (coalesce(state, '') = 'later')", "until"),
)
"""One row per item of the attention list that somebody marked (NULL: taken back). key: of one episode at one client"""

RECORDS = Table(
    "records", METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("client_id", Text),
    Column("account_id", Text),
    Column("parent", Text),
    Column("data", Text, nullable=False),
    Column("stamps", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("deleted_at", Moment),
    Column("deleted_by", Text),
    Index(None, "client_id", "kind"),
    Index(None, "parent"),
    Index(None, "kind"),
)
"""One row per thing that is written about a client or a person (kam_core.book.kinds).

client_id: NULL for persons and for what belongs to no client; account_id: the legal entity; parent: id of another record
data: JSON {field: value}; stamps: JSON {field: [at, who, version of the record that changed it]}
"""

DRAFTS = Table(
    "drafts", METADATA,
    Column("who", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("client_id", Text),
    Column("value", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What somebody has typed and not saved yet. place: id of a record, or what a new one would be; value: JSON. Not in the log"""
