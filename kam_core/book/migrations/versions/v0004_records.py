"""Records, drafts, and the hash chain of the log."""

from __future__ import annotations

import datetime

import sqlalchemy as sa
from alembic import op

from kam_core.book import chain

revision = "0004"
down_revision = "0003"

FIXED = ("id", "at", "who", "area", "subject", "item", "action", "digest", "hash")
"""What no change of a row of the log may touch: erasing a person rewrites its texts, and says which change did so."""


def upgrade() -> None:
    """Link what the log holds, then refuse changes other than the erasing of texts."""
    moment = sa.DateTime(timezone=True)
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        op.execute("drop trigger changes_no_update")
    else:
        op.execute("drop trigger changes_no_change on changes")
    for column in ("salt", "digest", "hash"):
        op.add_column("changes", sa.Column(column, sa.Text, nullable=column == "salt", server_default=None if column == "salt"
                                           else ""))
    op.add_column("changes", sa.Column("redacted_by", sa.Integer))
    op.create_index("changes_item_ix", "changes", ["item"])
    _link()
    _guard(sqlite)
    op.create_table(
        "records",
        sa.Column("id", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text),
        sa.Column("account_id", sa.Text),
        sa.Column("parent", sa.Text),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("stamps", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("deleted_at", moment),
        sa.Column("deleted_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="records_pk"),
    )
    op.create_index("records_client_id_kind_ix", "records", ["client_id", "kind"])
    op.create_index("records_parent_ix", "records", ["parent"])
    op.create_index("records_kind_ix", "records", ["kind"])
    op.create_table(
        "drafts",
        sa.Column("who", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("field", sa.Text),
        sa.Column("client_id", sa.Text),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("who", "place", "field", name="drafts_pk"),
    )


def downgrade() -> None:
    """There is no way back: an earlier Kamerton would lose what people wrote."""
    raise NotImplementedError


def _link() -> None:
    """Give every row that is there its salt, digest and hash."""
    changes = sa.table("changes", *(sa.column(name) for name in (
        "id", "who", "area", "subject", "item", "action", "why", "before", "after", "salt", "digest", "hash")),
        sa.column("at", sa.DateTime(timezone=True)))
    connection, previous = op.get_bind(), chain.NOTHING
    for row in connection.execute(sa.select(changes).order_by(changes.c.id)).all():
        salt = chain.salt()
        said = chain.digest(salt, row.why, row.before, row.after)
        at = row.at if row.at.tzinfo else row.at.replace(tzinfo=datetime.UTC)
        previous = chain.linked(previous, row.id, at, row.who, row.area, row.subject, row.item, row.action, said)
        connection.execute(sa.update(changes).where(changes.c.id == row.id).values(salt=salt, digest=said, hash=previous))


def _guard(sqlite: bool) -> None:
    differs = " or ".join(f"new.{name} is distinct from old.{name}" for name in FIXED)
    kept = f"{differs} or new.salt is not null or new.redacted_by is null"
    if sqlite:
        op.execute("create trigger changes_no_update before update on changes "
                   f"when {kept.replace('is distinct from', 'is not')} "
                   "begin select raise(abort, 'changes is only added to'); end")
        return
    op.execute("create function book_only_erased() returns trigger language plpgsql as "
               f"$$ begin if {kept} then raise exception 'changes is only added to'; end if; return new; end $$")
    op.execute("create trigger changes_no_update before update on changes "
               "for each row execute function book_only_erased()")
    op.execute("create trigger changes_no_removal before delete or truncate on changes "
               "for each statement execute function book_only_added_to()")
