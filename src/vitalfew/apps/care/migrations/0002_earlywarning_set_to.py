from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='earlywarning',
            name='set_to',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
