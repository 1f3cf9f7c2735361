"""The tables of who may use this installation, and of who owns which client."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Table, Text, UniqueConstraint

from kam_core.book.models import METADATA, Moment

MEMBERS = Table(
    "members", METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("issuer", Text),
    Column("subject", Text),
    Column("roles", Text, nullable=False),
    Column("managers", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("sessions_from", Moment),
    Column("since", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("email"),
    UniqueConstraint("issuer", "subject"),
    CheckConstraint("(issuer is null) = (subject is null)", "bound"),
)
"""One row per member, never removed: the log names them. email: of the invitation, in small letters

issuer, subject: who they are at the provider, from the first sign-in on; roles, managers: JSON lists in order
sessions_from: tokens issued earlier are refused
"""

OWNERS = Table(
    "owners", METADATA,
    Column("client_id", Text, primary_key=True),
    Column("account_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("member_id", Integer),
    Column("version", Integer, nullable=False),
)
"""One row per client (account_id empty) or legal entity that was given to a member; NULL: back to the account list.

Members stand in one's own book, owners in that of the ledger they speak of, so the number refers across: no foreign key.
"""

SHARES = Table(
    "shares", METADATA,
    Column("client_id", Text, primary_key=True),
    Column("member_id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
"""One row per client and member who may, or could once, read about it without owning it."""
