from pathlib import PurePosixPath
from typing import Any

import django.utils.timezone
import submissions.models.choices
from django.db import migrations, models


def enter_what_is_kept(apps: Any, schema_editor: Any) -> None:
    """Attachments and sealed scans that are there already wait to be looked at; the sweeper rings for them."""
    names: dict[str, tuple[str, str]] = {}
    kept = (
        apps.get_model('submissions', 'Explanation').objects.exclude(attachment='').values_list('attachment', 'attachment_name'),
        apps.get_model('submissions', 'SealedScan').objects.values_list('file', 'name'),
        apps.get_model('submissions', 'Erasure').objects.exclude(replacement='').values_list('replacement', 'replacement_name'),
    )
    for rows in kept:
        for file, name in rows.iterator():
            names.setdefault(PurePosixPath(file).stem, (file, name))
    erased = apps.get_model('submissions', 'Erasure').objects.exclude(erased_at=None)
    for digest in erased.values_list('sha256', flat=True):
        names.pop(digest, None)
    look = apps.get_model('submissions', 'PrivacyLook')
    rows = (look(sha256=digest, file=file, name=name) for digest, (file, name) in names.items())
    look.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0031_repairs_and_readings_in_bulk'),
    ]

    operations = [
        migrations.CreateModel(
            name='PrivacyLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('file', models.CharField(max_length=200)),
                ('name', models.CharField(max_length=255)),
                ('processing', models.CharField(choices=submissions.models.choices.processings, default='queued', max_length=8)),
                ('rung_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('why_not', models.TextField(blank=True)),
                ('spots', models.JSONField(default=list)),
                ('recognised', models.BooleanField(default=False)),
                ('unread', models.JSONField(default=list)),
                ('pictures', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': '个人信息检查',
                'verbose_name_plural': '个人信息检查',
            },
        ),
        migrations.RunPython(enter_what_is_kept, migrations.RunPython.noop),
    ]
