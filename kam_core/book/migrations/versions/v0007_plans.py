"""Versions of account plans, and calendars that are handed out by a secret address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "plan_versions",
        sa.Column("client_id", sa.Text),
        sa.Column("number", sa.Integer, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("client_id", "number", name="plan_versions_pk"),
        sa.CheckConstraint("state in ('draft', 'submitted', 'approved', 'returned', 'running', 'reviewed')", name="state"),
    )
    op.create_table(
        "feeds",
        sa.Column("member_id", sa.Integer, autoincrement=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="feeds_pk"),
        sa.UniqueConstraint("digest", name="feeds_digest_uq"),
    )


def downgrade() -> None:
    """There is no way back: an earlier Kamerton would lose what people wrote."""
    raise NotImplementedError
