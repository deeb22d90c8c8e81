import django.db.models.deletion
from django.db import migrations, models


def held(apps, schema_editor):
    """A merge holds each post that stands for another, and to which it lets one report."""
    brought = apps.get_model("people", "Brought").objects
    posts = apps.get_model("people", "Position").objects
    for merge in apps.get_model("people", "ContactMerge").objects.filter(parted_at=None):
        said = brought.filter(merge=merge).values_list("said", flat=True)
        above = {facts.get("reports_to_id") for facts in said} - {None}
        stand = {*merge.moved.get("posts", {}).values(), *above}
        for post in posts.filter(pk__in=stand):
            brought.get_or_create(merge=merge, position=post)


class Migration(migrations.Migration):

    dependencies = [("people", "0008_contact_formerly")]

    operations = [
        migrations.RemoveConstraint("brought", "brought_by_one_thing"),
        migrations.AlterField(
            model_name="brought",
            name="merge",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="brought", to="people.contactmerge"),
        ),
        migrations.AddConstraint(
            model_name="brought",
            constraint=models.CheckConstraint(condition=models.Q(("batch__isnull", True), ("merge__isnull", True), _connector="OR"), name="brought_by_one_thing"),
        ),
        migrations.RunPython(held, migrations.RunPython.noop),
    ]
