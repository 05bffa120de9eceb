"""Steps of the history from one version's tables to the next, for Alembic."""
