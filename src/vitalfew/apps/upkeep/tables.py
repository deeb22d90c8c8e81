"""The tables of an installation: made at once, later brought up to date."""

from __future__ import annotations

from typing import cast

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model


def tables_prepare() -> None:
    """Safe to repeat: where nothing is to be done, it only looks."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return
    if connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)
        return
    recorder = executor.recorder
    models: list[type[Model]] = executor.loader.project_state().apps.get_models()
    done = [
        recorder.Migration(app=step.app_label, name=step.name) for step, _ in missing
    ]
    # What all migrations come to: one after the other they take ten times as long, as
    # Django makes most models anew for each. All of it happens, or nothing.
    with connection.schema_editor() as tables:
        for model in [*models, cast("type[Model]", recorder.Migration)]:
            if model._meta.can_migrate(connection):
                tables.create_model(model)
        recorder.migration_qs.bulk_create(done)
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
