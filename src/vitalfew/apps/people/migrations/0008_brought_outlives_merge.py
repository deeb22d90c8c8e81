import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0007_brought_settled")]

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
    ]
