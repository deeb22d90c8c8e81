from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0007_brought_settled")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="formerly",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
