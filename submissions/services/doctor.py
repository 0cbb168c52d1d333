"""Looks at every part the portal rests on, and says what is wrong and how to mend it."""

from __future__ import annotations

import importlib.util
import secrets
import shutil
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from submissions.models import Event, Notice, Reading
from submissions.states import Processing

PATIENCE: Final = 3
"""Seconds a part may take to answer."""
LEAST_FREE: Final = 2 * 1024**3
LONG: Final = timedelta(minutes=15)
OLD: Final = timedelta(days=2)


class Health(StrEnum):
    WELL = "well"
    WEAK = "weak"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Finding:
    """``words`` say what was found; ``mend`` what to do, empty where nothing is wrong."""

    part: str
    health: Health
    words: str
    mend: str = ""


def examine() -> Iterator[Finding]:
    """Every part, the ground first. A part that throws is ill, never the end of the examination."""
    for name, look in PARTS.items():
        part = translation.gettext(name)
        try:
            yield look(part)
        except Exception as error:  # whatever a part throws is what is wrong with it
            yield Finding(part, Health.ILL, _("检查时出错：%(why)s") % {"why": error}, _("按这句话查找原因。"))


def database(part: str) -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Finding(part, Health.ILL, _("连不上：%(why)s") % {"why": error}, _("检查 DATABASE_URL 和数据库服务。"))
    executor = MigrationExecutor(connection)
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return Finding(part, Health.ILL, _("表结构差 %(n)s 步。") % {"n": len(missing)}, "manage.py migrate")
    return Finding(part, Health.WELL, connection.vendor)


def broker(part: str) -> Finding:
    with current_app.connection_for_write() as link:
        try:
            link.ensure_connection(max_retries=1, timeout=PATIENCE)
        except Exception as error:
            return Finding(
                part, Health.ILL, _("连不上：%(why)s") % {"why": error}, _("检查 CELERY_BROKER_URL 和 Redis。")
            )
    return Finding(part, Health.WELL, settings.CELERY_BROKER_URL.partition("://")[0])


def workers(part: str) -> Finding:
    mend = _("启动 celery worker。")
    answers = current_app.control.inspect(timeout=PATIENCE).ping() or {}
    if not answers:
        return Finding(part, Health.ILL, _("没有一个应答。"), mend)
    return Finding(part, Health.WELL, _("%(n)s 个应答。") % {"n": len(answers)})


def clockwork(part: str) -> Finding:
    """The scheduled tasks: events are sealed every minute, so old ones without a seal tell that nobody does."""
    if Event.objects.filter(seal=None, at__lt=timezone.now() - LONG).exists():
        return Finding(part, Health.ILL, _("操作记录一刻钟以上没有封存。"), _("启动 celery beat。"))
    return Finding(part, Health.WELL, _("按时运行。"))


def queue(part: str) -> Finding:
    waiting = Reading.objects.filter(processing=Processing.QUEUED.value).order_by("queued_at")
    oldest = waiting.values_list("queued_at", flat=True).first()
    if oldest and timezone.now() - oldest > LONG:
        minutes = int((timezone.now() - oldest).total_seconds() // 60)
        words = _("%(n)s 份，最早的等了 %(minutes)s 分钟。") % {"n": waiting.count(), "minutes": minutes}
        return Finding(part, Health.WEAK, words, _("增加读取程序（WORKER_PROCESSES），或查看其日志。"))
    return Finding(part, Health.WELL, _("%(n)s 份。") % {"n": waiting.count()})


def storage(part: str) -> Finding:
    """Writes a file, reads it and takes it away."""
    mend = _("检查 STORAGE_URL 或 MEDIA_ROOT 的权限和空间。")
    said = secrets.token_bytes(16)
    name = default_storage.save(f"doctor/{secrets.token_hex(8)}", ContentFile(said))
    with default_storage.open(name, "rb") as file:
        same = file.read() == said
    default_storage.delete(name)
    return (
        Finding(part, Health.WELL, _("可读可写。")) if same else Finding(part, Health.ILL, _("读回的内容不同。"), mend)
    )


def disk(part: str) -> Finding:
    free = shutil.disk_usage(settings.VAR_DIR if settings.VAR_DIR.exists() else settings.BASE_DIR).free
    words = _("剩余 %(n).1f GB。") % {"n": free / 1024**3}
    if free < LEAST_FREE:
        return Finding(part, Health.WEAK, words, _("清理磁盘或扩容；存满后上传会被拒绝。"))
    return Finding(part, Health.WELL, words)


def mail(part: str) -> Finding:
    if "smtp" not in settings.EMAIL_BACKEND:
        return Finding(part, Health.WEAK, _("没有设置邮件服务器，通知只在平台内显示。"), _("设置 EMAIL_URL。"))
    try:
        link = get_connection()
        link.open()
        link.close()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(part, Health.ILL, _("连不上：%(why)s") % {"why": error}, _("检查 EMAIL_URL。"))
    waiting = Notice.objects.filter(mailing="queued").count()
    return Finding(part, Health.WELL, _("%(n)s 封待发。") % {"n": waiting})


def tools(part: str) -> Finding:
    lacking = [] if shutil.which("soffice") else ["LibreOffice（.doc、.wps、.rtf）"]
    lacking += [] if importlib.util.find_spec("rapidocr") else ["OCR（扫描件）"]
    if lacking:
        words = _("没有安装：%(names)s。") % {"names": "、".join(lacking)}
        return Finding(part, Health.WEAK, words, _("见 README；没有时会请填报人换一种格式上传。"))
    return Finding(part, Health.WELL, _("齐全。"))


def backups(part: str) -> Finding:
    mend = _("定时运行 manage.py backup。")
    last = Event.objects.filter(kind="backup").order_by("-at").values_list("at", flat=True).first()
    if last is None:
        return Finding(part, Health.WEAK, _("从来没有备份。"), mend)
    words = _("最近一次 %(at)s。") % {"at": f"{timezone.localtime(last):%Y-%m-%d %H:%M}"}
    return Finding(part, Health.WEAK, words, mend) if timezone.now() - last > OLD else Finding(part, Health.WELL, words)


PARTS: Final[dict[str, Callable[[str], Finding]]] = {
    gettext_noop("数据库"): database,
    gettext_noop("队列"): broker,
    gettext_noop("读取程序"): workers,
    gettext_noop("定时任务"): clockwork,
    gettext_noop("等待读取"): queue,
    gettext_noop("文件存储"): storage,
    gettext_noop("磁盘"): disk,
    gettext_noop("邮件"): mail,
    gettext_noop("读取工具"): tools,
    gettext_noop("备份"): backups,
}
