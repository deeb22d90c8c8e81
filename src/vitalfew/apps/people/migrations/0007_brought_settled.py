from django.db import migrations


def settled(apps, schema_editor):
    """What stayed for good when its import was withdrawn is nobody's to take back."""
    rows = apps.get_model("people", "Brought").objects.exclude(stayed__in=["", "merged"])
    rows.filter(said={}).update(created=False)


class Migration(migrations.Migration):

    dependencies = [("people", "0006_touch_minutes_touchtime")]

    operations = [migrations.RunPython(settled, migrations.RunPython.noop)]
