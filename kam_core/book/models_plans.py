"""The tables of account plans that were submitted, decided on and carried out, and of calendars that are handed out."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, UniqueConstraint

from kam_core.book.models import METADATA, Moment

PLAN_VERSIONS = Table(
    "plan_versions", METADATA,
    Column("client_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("why", Text, nullable=False),
    Column("content", Text, nullable=False),
    CheckConstraint("state in ('draft', 'submitted', 'approved', 'returned', 'running', 'reviewed')", name="state"),
)
"""One row per step of a plan, only ever added to. state: what it brought the plan to; why: remarks, may be empty

content: the plan as it stood: JSON {kind: {record id: {field: value}}}
"""

FEEDS = Table(
    "feeds", METADATA,
    Column("member_id", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("since", Moment, nullable=False),
    UniqueConstraint("digest"),
)
"""One row per member (0: the local owner) whose calendar can be fetched. digest: SHA-256 of the secret part of its address"""
