from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('trust', '0002_words')]

    operations = [
        migrations.RemoveConstraint(model_name='undertaking', name='undertaking_word_on_a_day'),
        migrations.RemoveField(model_name='undertaking', name='word'),
        migrations.RemoveField(model_name='undertaking', name='word_text'),
        migrations.RemoveField(model_name='undertaking', name='word_who'),
        migrations.RemoveField(model_name='undertaking', name='word_on'),
    ]
