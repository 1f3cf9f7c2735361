"""Members, who owns which client, and with whom clients are shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "members",
        sa.Column("id", sa.Integer, autoincrement=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("managers", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("sessions_from", moment),
        sa.Column("since", moment, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="members_pk"),
        sa.UniqueConstraint("email", name="members_email_uq"),
        sa.UniqueConstraint("issuer", "subject", name="members_issuer_subject_uq"),
        sa.CheckConstraint("(issuer is null) = (subject is null)", name="bound"),
    )
    op.create_table(
        "owners",
        sa.Column("client_id", sa.Text),
        sa.Column("account_id", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("member_id", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("client_id", "account_id", name="owners_pk"),
    )
    op.create_table(
        "shares",
        sa.Column("client_id", sa.Text),
        sa.Column("member_id", sa.Integer, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("client_id", "member_id", name="shares_pk"),
    )


def downgrade() -> None:
    """There is no way back: an earlier Kamerton would lose what people wrote."""
    raise NotImplementedError
