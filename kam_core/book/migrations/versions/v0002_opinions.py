"""What managers think of the health of their clients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "opinions",
        sa.Column("client_id", sa.Text),
        sa.Column("band", sa.Text),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("client_id", name="opinions_pk"),
        sa.CheckConstraint("band in ('red', 'amber', 'green')", name="band"),
    )


def downgrade() -> None:
    """There is no way back: an earlier Kamerton would lose what people wrote."""
    raise NotImplementedError
