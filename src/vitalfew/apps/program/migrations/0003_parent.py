from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def keep_parents(apps: Any, _editor: Any) -> None:
    """Running cycles begin with the parent of today: nothing changed by then."""
    cycles = apps.get_model("program", "Cycle").objects.filter(ends_on__isnull=True)
    accounts = apps.get_model("accounts", "Account").objects
    parents = accounts.filter(pk=OuterRef("account")).values("parent")[:1]
    cycles.update(parent=Subquery(parents))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("program", "0002_cycles_of_key_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="cycle",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.RunPython(keep_parents, migrations.RunPython.noop),
    ]
