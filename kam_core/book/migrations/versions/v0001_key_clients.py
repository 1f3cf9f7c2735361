"""The log of every change, the decisions on key clients, the scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEPT = ("changes", "key_decisions")
"""Only ever added to."""


def upgrade() -> None:
    """Make the tables, and refuse changes of what is kept."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, autoincrement=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.PrimaryKeyConstraint("id", name="changes_pk"),
    )
    op.create_index("changes_area_subject_ix", "changes", ["area", "subject"])
    op.create_table(
        "key_decisions",
        sa.Column("version", sa.Integer, autoincrement=False),
        sa.Column("change_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("since", moment),
        sa.Column("entered_by", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("consent", sa.Boolean),
        sa.Column("kind", sa.Text),
        sa.PrimaryKeyConstraint("version", name="key_decisions_pk"),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name="key_decisions_change_id_fk"),
        sa.CheckConstraint("action in ('enter', 'leave', 'edit')", name="action"),
        sa.CheckConstraint("(since is null) = (action = 'leave')", name="entry"),
    )
    op.create_index("key_decisions_client_id_version_ix", "key_decisions", ["client_id", "version"])
    op.create_table(
        "scores",
        sa.Column("client_id", sa.Text),
        sa.Column("factor", sa.Text),
        sa.Column("value", sa.SmallInteger),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("client_id", "factor", name="scores_pk"),
        sa.CheckConstraint("value between 1 and 10", name="value"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in KEPT:
            for what in ("update", "delete"):
                op.execute(f"create trigger {table}_no_{what} before {what} on {table} "
                           f"begin select raise(abort, '{table} is only added to'); end")
        return
    op.execute("create function book_only_added_to() returns trigger language plpgsql as "
               "$$ begin raise exception '% is only added to', tg_table_name; end $$")
    for table in KEPT:
        op.execute(f"create trigger {table}_no_change before update or delete or truncate on {table} "
                   "for each statement execute function book_only_added_to()")


def downgrade() -> None:
    """There is no way back: an earlier Kamerton would lose what people wrote."""
    raise NotImplementedError
