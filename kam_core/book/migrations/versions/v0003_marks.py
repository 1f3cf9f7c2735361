"""What became of the items of the attention list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "attention_marks",
        sa.Column("key", sa.Text),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text),
        sa.Column("until", sa.Date),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", name="attention_marks_pk"),
        sa.CheckConstraint("state in ('done', 'later', 'not_relevant')", name="state"),
        sa.CheckConstraint("(until is not null) = (coalesce(state, '') = 'later')", name="until"),
    )


def downgrade() -> None:
    """There is no way back: an earlier Kamerton would lose what people wrote."""
    raise NotImplementedError
