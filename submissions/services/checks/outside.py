"""What lies outside the database: the broker, the store of files, the mail server, the disk, tools, HTTPS."""

from __future__ import annotations

import importlib.util
import secrets
import shutil
import smtplib
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.services import clamd
from submissions.services.checks.finding import PATIENCE, Verdict, ill, weak, well

LEAST_FREE: Final = 2 * 1024**3
RENEW_BEFORE: Final = timedelta(days=21)
SIGNATURES_OLD: Final = timedelta(days=7)


def broker() -> Verdict:
    with current_app.connection_for_write() as link:
        try:
            link.ensure_connection(max_retries=1, timeout=PATIENCE)
        except Exception as error:
            return ill(_("连不上：%(why)s") % {"why": error}, _("检查 CELERY_BROKER_URL 和 Redis。"))
    return well(settings.CELERY_BROKER_URL.partition("://")[0])


def storage() -> Verdict:
    """Writes a file, reads it and takes it away."""
    mend = _("检查 STORAGE_URL 或 MEDIA_ROOT 的权限和空间。")
    said = secrets.token_bytes(16)
    try:
        name = default_storage.save(f"doctor/{secrets.token_hex(8)}", ContentFile(said))
        with default_storage.open(name, "rb") as file:
            same = file.read() == said
        default_storage.delete(name)
    except Exception as error:  # every store raises its own kind
        return ill(_("不能写入：%(why)s") % {"why": error}, mend)
    return well(_("可写、可读、可删。")) if same else ill(_("读回的内容不同。"), mend)


def scanner() -> Verdict:
    """clamd says its release, its signatures and their day: "ClamAV 1.4.3/27500/Sat Jan 24 09:26:03 2026"."""
    if settings.CLAMD is None:
        return well(_("没有设置，不作恶意代码检查。"))
    try:
        said = clamd.version(PATIENCE)
    except clamd.NoAnswer as no:
        mend = _("启动 clamd，检查 CLAMD_URL；在此之前文件照收，等检查过再读取。")
        return ill(_("连不上：%(why)s") % {"why": no.why}, mend)
    try:
        made = datetime.strptime(said.rpartition("/")[2], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return weak(said, _("没有病毒库，运行 freshclam。"))
    stale = timezone.now() - made > SIGNATURES_OLD
    return weak(said, _("病毒库超过一周没有更新，检查 freshclam 和它的镜像地址。")) if stale else well(said)


def disk() -> Verdict:
    """The folders files are written to; the fullest counts."""
    folders = [settings.VAR_DIR] + ([] if settings.STORAGE_URL else [Path(settings.MEDIA_ROOT)])
    there = [folder for folder in folders if folder.exists()] or [settings.BASE_DIR]
    free = min(shutil.disk_usage(folder).free for folder in there)
    words = _("剩余 %(n).1f GB。") % {"n": free / 1024**3}
    return weak(words, _("清理磁盘或扩容；存满后上传会被拒绝。")) if free < LEAST_FREE else well(words)


def mail_server() -> Verdict:
    if "smtp" not in settings.EMAIL_BACKEND:
        return weak(_("没有设置邮件服务器，通知只在平台内显示。"), _("设置 EMAIL_URL。"))
    try:
        link = get_connection(timeout=PATIENCE)
        link.open()
        link.close()
    except (OSError, smtplib.SMTPException) as error:
        return ill(_("连不上：%(why)s") % {"why": error}, _("检查 EMAIL_URL 和邮件服务器；邮件会保留，恢复后补发。"))
    return well(_("可以连接。"))


def tools() -> Verdict:
    lacking = [] if shutil.which("soffice") else ["LibreOffice（.doc、.wps、.rtf、.xls、.et、.ods）"]
    lacking += [] if importlib.util.find_spec("rapidocr") else [_("OCR（扫描件）")]
    if lacking:
        words = _("没有安装：%(names)s。") % {"names": "、".join(lacking)}
        return weak(words, _("见 README；没有时会请填报人换一种格式上传。"))
    return well(_("齐全。"))


def https() -> Verdict:
    """The settings, and the certificate people meet at SITE_URL."""
    if settings.EMBEDDED and not settings.HTTPS:
        return well(_("试用安装，不要求 HTTPS。"))
    if not settings.HTTPS:
        return weak(_("没有启用 HTTPS，密码在网络上是明文。"), _("在代理上配置证书，设置 HTTPS=true。"))
    if not settings.TRUST_PROXY:
        mend = _("代理设置 X-Forwarded-Proto 后，设置 TRUST_PROXY=true。")
        return weak(_("没有采信代理的说明，登录可能循环跳转，记录的 IP 是代理的。"), mend)
    if not settings.SITE_URL.startswith("https://"):
        mend = _("设置 SITE_URL=https://…，邮件中才有链接，也才能检查证书。")
        return weak(_("没有设置 SITE_URL，没有检查证书。"), mend)
    return _certificate(settings.SITE_URL)


def _certificate(address: str) -> Verdict:
    try:
        until = expiry(address)
    except ssl.SSLError as error:
        return weak(_("证书不能验证：%(why)s") % {"why": error}, _("换用浏览器信任的证书，补全证书链。"))
    except OSError as error:
        words = _("从这里打不开 %(url)s：%(why)s") % {"url": address, "why": error}
        return weak(words, _("检查代理；只有外部能打开的，请在外部监测证书有效期。"))
    words = _("证书有效至 %(on)s。") % {"on": f"{timezone.localtime(until):%Y-%m-%d}"}
    return weak(words, _("尽快更换证书。")) if until - timezone.now() < RENEW_BEFORE else well(words)


def expiry(address: str) -> datetime:
    """Until when the certificate of an https address is good. Raises SSLError when it is not, OSError unreachable."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    with (
        socket.create_connection((host, parts.port or 443), timeout=PATIENCE) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as link,
    ):
        certificate = link.getpeercert() or {}
    return parsedate_to_datetime(str(certificate["notAfter"]))
