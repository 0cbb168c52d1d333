"""Agencies led from above are marked, offices set days for their own areas, and a year says scope and form by kind."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
import submissions.models.choices
from django.conf import settings
from django.db import migrations, models


SYSTEMS = ("税务", "海关", "气象", "出入境边防检查")
GOVERNMENTS = ("province_government", "prefecture_government", "county_government")


def say_what_was_meant(apps: Any, schema_editor: Any) -> None:
    """The systems most provinces have, to begin with; and the scope agencies of a kind were given until now."""
    systems, deadlines = (
        apps.get_model("submissions", name)._base_manager for name in ("VerticalSystem", "CycleDeadline")
    )
    systems.bulk_create(systems.model(name=name) for name in SYSTEMS)
    deadlines.filter(kind__in=GOVERNMENTS).update(scope="area")


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0014_sums_and_their_snapshots'),
    ]

    operations = [
        migrations.CreateModel(
            name='VerticalSystem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, unique=True, verbose_name='系统名称')),
                ('reports_here', models.BooleanField(default=True, help_text='不勾选的，开始年度报送时不给该系统的机关建立报送任务。', verbose_name='在本平台报送')),
                ('remark', models.CharField(blank=True, max_length=200, verbose_name='说明')),
            ],
            options={
                'verbose_name': '垂直管理系统',
                'verbose_name_plural': '垂直管理系统',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='agencylineage',
            name='on',
            field=models.DateField(blank=True, null=True, verbose_name='生效日期'),
        ),
        migrations.AddField(
            model_name='cycledeadline',
            name='edition',
            field=models.CharField(blank=True, max_length=8, verbose_name='报告格式'),
        ),
        migrations.AddField(
            model_name='cycledeadline',
            name='scope',
            field=models.CharField(choices=submissions.models.choices.scopes, default='own', max_length=8, verbose_name='默认数据范围'),
        ),
        migrations.AddField(
            model_name='submission',
            name='edition_code',
            field=models.CharField(blank=True, max_length=8, verbose_name='报告格式'),
        ),
        migrations.AddField(
            model_name='agency',
            name='system',
            field=models.ForeignKey(blank=True, help_text='由上级系统领导、不归所在地政府管理的机关才选。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agencies', to='submissions.verticalsystem', verbose_name='垂直管理系统'),
        ),
        migrations.CreateModel(
            name='LocalDeadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=submissions.models.choices.kinds, max_length=24, verbose_name='类别')),
                ('due_on', models.DateField(verbose_name='截止日期')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='设定时间')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='submissions.agency', verbose_name='适用范围')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设定人')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='local_deadlines', to='submissions.cycle')),
                ('system', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='submissions.verticalsystem', verbose_name='垂直管理系统')),
            ],
            options={
                'verbose_name': '本地截止日期',
                'verbose_name_plural': '本地截止日期',
                'ordering': ['agency__path_depth', 'agency__position', 'agency__code', 'kind', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('cycle', 'agency', 'kind', 'system'), name='one_local_deadline_a_system'), models.UniqueConstraint(condition=models.Q(('system', None)), fields=('cycle', 'agency', 'kind'), name='one_local_deadline_a_kind')],
            },
        ),
        migrations.RunPython(say_what_was_meant, migrations.RunPython.noop),
    ]
