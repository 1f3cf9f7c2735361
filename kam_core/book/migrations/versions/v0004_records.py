"""Records, drafts, and the hash chain of the log."""

from __future__ import annotations

import datetime

import sqlalchemy as sa
from alembic import op

from kam_core.book import chain

revision = "0004"
down_revision = "0003"

FIXED = ("id", "at", "who", "area", "subject", "action", "digest", "hash")
"""What no change of a row of the log may touch: erasing a person rewrites its texts, and says which change did so."""
DECIDED = ("version", "change_id", "client_id", "action", "who", "at", "undoes", "since", "entered_by", "consent", "kind")
"""The same of a decision on key clients, whose texts may be rewritten only where those of its change were."""


def upgrade() -> None:
    """Link what the log holds, then refuse changes other than the erasing of texts."""
    moment = sa.DateTime(timezone=True)
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        op.execute("drop trigger changes_no_update")
        op.execute("drop trigger key_decisions_no_update")
    else:
        op.execute("drop trigger changes_no_change on changes")
        op.execute("drop trigger key_decisions_no_change on key_decisions")
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
        said = chain.digest(salt, row.item, row.why, row.before, row.after)
        at = row.at if row.at.tzinfo else row.at.replace(tzinfo=datetime.UTC)
        previous = chain.linked(previous, row.id, at, row.who, row.area, row.subject, row.action, said)
        connection.execute(sa.update(changes).where(changes.c.id == row.id).values(salt=salt, digest=said, hash=previous))


def _guard(sqlite: bool) -> None:
    erased = f"{_differ(FIXED)} or new.salt is not null or new.redacted_by is null"
    decided = (f"{_differ(DECIDED)} or not exists "
               "(select 1 from changes c where c.id = old.change_id and c.redacted_by is not null)")
    for table, kept in (("changes", erased), ("key_decisions", decided)):
        if sqlite:
            op.execute(f"create trigger {table}_no_update before update on {table} "
                       f"when {kept.replace('is distinct from', 'is not')} "
                       f"begin select raise(abort, '{table} is only added to'); end")
            continue
        op.execute(f"create function book_{table}_erased() returns trigger language plpgsql as "
                   f"$$ begin if {kept} then raise exception '{table} is only added to'; end if; return new; end $$")
        op.execute(f"create trigger {table}_no_update before update on {table} "
                   f"for each row execute function book_{table}_erased()")
        op.execute(f"create trigger {table}_no_removal before delete or truncate on {table} "
                   "for each statement execute function book_only_added_to()")


def _differ(columns: tuple[str, ...]) -> str:
    return " or ".join(f"new.{name} is distinct from old.{name}" for name in columns)
