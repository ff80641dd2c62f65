"""Alembic's entry: migrations run on the connection that the program gives."""

from alembic import context

from eventdesk.store import family_tables, feedback_tables, plan_tables, sync_tables, tables, volunteer_tables

# Loaded for what it adds to the metadata.
assert all(room.metadata is tables.metadata for room in (family_tables, feedback_tables, plan_tables, sync_tables, volunteer_tables))
context.configure(connection=context.config.attributes["connection"], target_metadata=tables.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
