"""Their word on what we took on becomes a history: the one that is known is its first."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def words_move(apps, schema_editor):
    Undertaking = apps.get_model("trust", "Undertaking")
    Word = apps.get_model("trust", "Word")
    Entry = apps.get_model("audit", "Entry")
    told = Undertaking.objects.exclude(word="")
    entries = Entry.objects.filter(action="undertaking.word", actor__isnull=False)
    recorded = {
        subject: (actor, at)
        for subject, actor, at in entries.order_by("at", "pk").values_list(
            "subject_id", "actor", "at"
        )
    }
    for each in told.order_by("word_on", "pk").iterator():
        actor, at = recorded.get(str(each.pk), (each.by_id, each.at))
        Word.objects.create(
            undertaking=each,
            said=each.word,
            text=each.word_text,
            who=each.word_who or "–",
            on=each.word_on,
            by_id=actor,
            at=at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
        ('people', '0005_contact_merges'),
        ('trust', '0001_undertaking'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.CharField(choices=[('satisfied', 'Satisfied'), ('dissatisfied', 'Not satisfied')], max_length=12)),
                ('text', models.TextField(blank=True)),
                ('who', models.CharField(blank=True, max_length=200)),
                ('on', models.DateField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sayings', to='people.contact')),
                ('undertaking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='trust.undertaking')),
            ],
            options={'ordering': ['-on', '-pk']},
        ),
        migrations.AddConstraint(
            model_name='word',
            constraint=models.CheckConstraint(condition=models.Q(('contact__isnull', True), ('who', ''), _connector='XOR'), name='word_is_of_somebody'),
        ),
        migrations.RunPython(words_move, migrations.RunPython.noop, elidable=True),
    ]
