"""Run by Alembic: migrate on the connection that kam_core.book.schema hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from kam_core.book.models import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
