"""The checks find what is broken, say how to mend it, never die of it and are never hung by it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from submissions.models import Agency, Event, Mailing, Notice, Pulse, Reading, Submission, Upkeep, UpkeepKind, User
from submissions.services import audit, checks, clamd, mailing, upkeep, uploads
from submissions.services.checks import Check, Health, care, ground, outside, work
from submissions.services.checks.finding import Asks, Verdict, well
from submissions.states import Role
from tests import documents
from tests.conftest import as_file, person

pytestmark = pytest.mark.django_db

EVERY_QUEUE = ["bulk", "celery", "compare", "export"]


@pytest.fixture(autouse=True)
def _no_look_before() -> Iterator[None]:
    """What another test found is kept for some seconds."""
    cache.clear()
    yield
    cache.clear()


def test_the_ground_is_well() -> None:
    assert ground.database().health is Health.WELL
    assert ground.migrations().health is Health.WELL
    assert ground.clock().health is Health.WELL
    assert outside.storage().health is Health.WELL
    assert work.queue().words == "0 件在等。"


def test_without_workers_it_says_to_start_one() -> None:
    found = work.workers()
    assert (found.health, found.mend) == (Health.ILL, "启动 celery worker。")


def test_a_queue_that_stands_still_is_told(submission: Submission, clerk: User) -> None:
    uploads.receive(clerk, submission, as_file(documents.report()))
    Reading.objects.update(queued_at=timezone.now() - timedelta(minutes=40))
    assert work.queue().words == "1 件在等。报告读取：1 件，最早的等了 40 分钟。"


def test_workers_are_told_by_queue_by_version_and_by_silence() -> None:
    upkeep.beat("worker:celery@one", queues=["celery"], version=upkeep.version())
    assert work.workers().words == "没有程序处理：相互比较、往年报告、导出。"
    upkeep.beat("worker:comparer@one", queues=["bulk", "compare", "export"], version="an older one")
    assert work.workers().words == "版本与网站不同：comparer@one。"
    upkeep.beat("worker:comparer@one", queues=["bulk", "compare", "export"], version=upkeep.version())
    assert work.workers().health is Health.WELL
    upkeep.beat("worker:gone@two", queues=EVERY_QUEUE, version=upkeep.version())
    Pulse.objects.filter(name="worker:gone@two").update(at=timezone.now() - timedelta(minutes=5))
    assert work.workers().words == "2 个在运行；gone@two 没有消息。"
    Pulse.objects.filter(name="worker:gone@two").update(at=timezone.now() - timedelta(days=3))
    assert upkeep.forget_old() == 1
    upkeep.stopped("worker:celery@one")
    assert work.workers().health is Health.ILL


def test_scheduled_tasks_that_stand_still_are_told(submission: Submission) -> None:
    Event.objects.update(at=timezone.now() - timedelta(hours=1))
    assert "启动 celery beat" in work.clockwork().mend
    audit.seal()
    assert work.clockwork().health is Health.WELL
    upkeep.beat("task:submissions.tasks.sweep")
    upkeep.beat("task:submissions.tasks.compare_nightly")
    Pulse.objects.update(at=timezone.now() - timedelta(hours=5))
    assert work.clockwork().words == "没有按时运行：sweep。"
    assert {run.name for run in work.timetable() if run.at} == {"sweep", "compare"}
    assert all(run.words != run.name for run in work.timetable()), "each is said in words"


def test_a_store_that_refuses_is_ill_and_the_rest_is_still_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> str:
        raise PermissionError("Permission denied")

    monkeypatch.setattr(FileSystemStorage, "save", refuse)
    found = {finding.code: finding for finding in checks.examine()}
    assert found["storage"].words == "不能写入：Permission denied"
    assert found["storage"].mend == "检查 STORAGE_URL 或 MEDIA_ROOT 的权限和空间。"
    assert len(found) == len(checks.CHECKS)


def test_a_part_that_hangs_hangs_nothing_and_is_asked_by_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    asked: list[int] = []

    def hang() -> Verdict:
        asked.append(1)
        let_go.wait(20)
        return well("")

    put(monkeypatch, Check("slow", "慢", Asks.OUTSIDE, hang), Check("fast", "快", Asks.OUTSIDE, lambda: well("好")))
    monkeypatch.setattr(checks, "PATIENCE", 0.2)
    monkeypatch.setattr(checks, "GRACE", 0.1)
    began = time.monotonic()
    first, second = checks.examine()
    checks.examine()
    let_go.set()
    assert time.monotonic() - began < 5
    assert (first.health, first.mend) == (Health.ILL, "检查这一部分的服务和网络。")
    assert (second.health, second.words) == (Health.WELL, "好")
    assert len(asked) == 1


def test_two_who_ask_at_once_get_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly() -> Verdict:
        time.sleep(0.5)
        return well("好")

    put(monkeypatch, Check("slow", "慢", Asks.OUTSIDE, slowly))
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _n: checks.examine(), range(2)))
    assert [found[0].words for found in both] == ["好", "好"]


def test_a_question_the_database_does_not_answer_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no limit to ask for")

    def sleep() -> Verdict:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(30)")
        return well("")

    put(monkeypatch, Check("slow", "慢", Asks.DATABASE, sleep), Check("size", "大小", Asks.DATABASE, ground.database))
    monkeypatch.setattr(checks, "PATIENCE", 0.3)
    began = time.monotonic()
    slow, size = checks.examine()
    assert time.monotonic() - began < 10
    assert slow.words.startswith("数据库没有应答")
    assert size.health is Health.WELL, "the connection can be used again"


def test_without_its_database_the_rest_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def ask() -> Verdict:
        asked.append(1)
        return well("")

    gone = Check("database", "数据库", Asks.DATABASE, lambda: Verdict(Health.ILL, "连不上", "恢复"))
    put(monkeypatch, gone, Check("queue", "队列", Asks.DATABASE, ask))
    assert [finding.health for finding in checks.examine()] == [Health.ILL, Health.ILL]
    assert not asked


def test_one_look_serves_everybody_for_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def ask() -> Verdict:
        asked.append(1)
        return well("")

    put(monkeypatch, Check("one", "一", Asks.DATABASE, ask))
    assert checks.latest() == checks.latest()
    assert len(asked) == 1


def put(monkeypatch: pytest.MonkeyPatch, *every: Check) -> None:
    monkeypatch.setattr(checks, "CHECKS", every)


def test_a_mail_server_that_is_down_is_told(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert outside.mail_server().health is Health.ILL


def test_mail_that_fails_and_the_last_that_went_out_are_told(clerk: User) -> None:
    clerk.email = "clerk@example.org"
    clerk.save()
    Notice.objects.create(user=clerk, kind="returned", key="a", title="a", mailing=Mailing.QUEUED)
    assert "最近发出：没有记录；待发 1 封" in work.mail().words
    assert mailing.send_waiting() == 1
    assert f"最近发出：{timezone.localtime():%Y-%m-%d}" in work.mail().words
    Notice.objects.create(user=clerk, kind="returned", key="b", title="b", mailing=Mailing.QUEUED, tries=4)
    assert work.mail().health is Health.WEAK
    assert "1 封没有发成，最多试了 4 次" in work.mail().words


@pytest.mark.parametrize(("kind", "look"), [(UpkeepKind.BACKUP, care.backups), (UpkeepKind.DRILL, care.drills)])
def test_what_keeps_the_portal_whole_is_missed(
    settings: Settings, kind: UpkeepKind, look: Callable[[], Verdict]
) -> None:
    settings.BACKUP_MAX_AGE_DAYS = settings.DRILL_MAX_AGE_DAYS = 2
    assert look().words.startswith("从来没有")
    with upkeep.kept(kind, "/backups/1") as outcome:
        outcome.words = "3 行，2 个文件。"
    assert look().health is Health.WELL
    Upkeep.objects.update(began_at=timezone.now() - timedelta(days=3))
    assert look().words.endswith("超过 2 天。")
    with pytest.raises(OSError, match="full"), upkeep.kept(kind, "/backups/2"):
        raise OSError("full")
    assert look().health is Health.ILL
    assert "没有成功：full" in look().words


def test_a_scanner_that_is_away_or_knows_only_old_malware_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLAMD = None
    assert outside.scanner().health is Health.WELL
    settings.CLAMD = ("127.0.0.1", 9)
    assert outside.scanner().health is Health.ILL
    today = timezone.now().strftime("%a %b %d %H:%M:%S %Y")
    for said, health in (
        (f"ClamAV 1.4.3/27500/{today}", Health.WELL),
        ("ClamAV 1.4.3/27500/Sat Jan 24 09:26:03 2015", Health.WEAK),
        ("ClamAV 1.4.3", Health.WEAK),
    ):
        monkeypatch.setattr(clamd, "version", lambda _patience, said=said: said)
        assert outside.scanner().health is health, said


def test_https_that_is_off_or_not_told_of_is_said(settings: Settings) -> None:
    settings.EMBEDDED, settings.HTTPS = True, False
    assert outside.https().health is Health.WELL
    settings.EMBEDDED = False
    assert "设置 HTTPS=true" in outside.https().mend
    settings.HTTPS, settings.TRUST_PROXY, settings.SITE_URL = True, False, ""
    assert "TRUST_PROXY=true" in outside.https().mend
    settings.TRUST_PROXY = True
    assert "SITE_URL" in outside.https().mend
    settings.SITE_URL = "https://127.0.0.1:9"
    assert "打不开" in outside.https().words


def test_a_certificate_that_ends_soon_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HTTPS, settings.TRUST_PROXY, settings.SITE_URL = True, True, "https://portal.example"
    monkeypatch.setattr(outside, "expiry", lambda _address: timezone.now() + timedelta(days=60))
    assert outside.https().health is Health.WELL
    monkeypatch.setattr(outside, "expiry", lambda _address: timezone.now() + timedelta(days=6))
    assert outside.https().mend == "尽快更换证书。"


def test_the_command_ends_with_the_count_of_what_is_ill() -> None:
    said = StringIO()
    with pytest.raises(CommandError, match="处不能工作"):
        call_command("doctor", stdout=said)
    assert "✓ 数据库" in said.getvalue()
    assert "✗ 读取程序：没有读取程序在运行。 → 启动 celery worker。" in said.getvalue()


def test_operators_see_every_part_and_others_none(client: Client, office: User, reviewer: User, harbin: Agency) -> None:
    page = reverse("operations")
    for user in (reviewer, person("harbin_office", "周", (harbin, Role.OFFICE))):
        client.force_login(user)
        assert client.get(page).status_code == 403
    for user in (office, User.objects.create_superuser("root", password="x")):
        client.force_login(user)
        text = client.get(page).content.decode()
        assert all(str(check.part) in text for check in checks.CHECKS)
        assert "没有读取程序在运行。" in text


def test_machines_with_the_token_get_the_same(client: Client, settings: Settings) -> None:
    assert client.get("/operations.json").status_code == 404
    settings.METRICS_TOKEN = "word"
    assert client.get("/operations.json", headers={"Authorization": "Bearer other"}).status_code == 404
    answer = client.get("/operations.json", headers={"Authorization": "Bearer word", "Accept-Language": "en"})
    told = json.loads(answer.content)
    assert (answer.status_code, told["health"]) == (503, "ill")
    parts = {part["code"]: part for part in told["parts"]}
    assert list(parts) == [check.code for check in checks.CHECKS]
    assert parts["workers"]["mend"] == "启动 celery worker。"


def test_the_metrics_tell_lights_ages_and_workers(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "word"
    upkeep.beat("worker:celery@one", queues=EVERY_QUEUE, version=upkeep.version())
    with upkeep.kept(UpkeepKind.BACKUP, "/backups/1") as outcome:
        outcome.size = 12
    Upkeep.objects.update(began_at=timezone.now() - timedelta(hours=1))
    text = client.get("/metrics", headers={"Authorization": "Bearer word"}).content.decode()
    assert 'govreports_health{part="workers"} 0.0' in text
    assert 'govreports_health{part="drill"} 1.0' in text
    assert 'govreports_upkeep_bytes{kind="backup"} 12.0' in text
    assert 'govreports_upkeep_age_seconds{kind="backup"} 36' in text
    assert 'govreports_upkeep_age_seconds{kind="drill"}' not in text
    assert 'govreports_worker_silent_seconds{worker="celery@one"}' in text
