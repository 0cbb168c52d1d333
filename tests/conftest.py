"""The cast: who is in the tests, whose names the sentences use.

Agencies: 黑龙江省人民政府 over 省工信厅 and 省教育厅, 哈尔滨市人民政府 over 市教育局 and 道里区人民政府.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from pytest_django import Settings

from govreports.celery import app
from parsing.cage import read_caged
from submissions import tasks
from submissions.models import Agency, Cycle, Kind, Membership, Scope, Submission, Upload, User, VerticalSystem
from submissions.services import bell, cycles, review, uploads
from submissions.states import MOVES, Role, State
from tests import documents, remembered

pytest_plugins = ["tests.economy"]

PASSWORD = "correct horse battery 9"

# Every test process has a queue of its own. Celery believes this variable before any setting.
os.environ["CELERY_BROKER_URL"] = "memory://"
app.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None) -> None:
    """SQLite keeps it in a file: threads of one test share a database in memory only by fighting for it."""
    default = connections["default"]
    if default.vendor == "sqlite":
        default.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _own_storage(settings: Settings, tmp_path: Path) -> None:
    """Files of a test go to its own folder, passwords are hashed fast, nobody is locked out or asked for a code.

    Static files are looked for when they are asked for: each client is a site that would go through all of them first.
    """
    settings.AXES_ENABLED = False
    settings.TWO_FACTOR_ROLES = []
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _own_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bells a test hangs are taken down after it."""
    monkeypatch.setattr(bell, "_ringers", dict(bell._ringers))


@pytest.fixture(autouse=True)
def _read_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of what becomes of a report share the readings of their documents."""
    if request.path.parent.name in remembered.PLACES:
        monkeypatch.setattr(tasks, "read_caged", remembered.remembering(read_caged))


def agency(code: str, name: str, kind: str, parent: Agency | None = None, **more: str) -> Agency:
    return Agency.objects.create(code=code, name=name, kind=kind, parent=parent, **more)


def person(username: str, full_name: str, *roles: tuple[Agency, Role]) -> User:
    user = User.objects.create_user(username, password=PASSWORD, full_name=full_name)
    for place, role in roles:
        Membership.objects.create(user=user, agency=place, role=role.value)
    return user


@pytest.fixture
def province(db: None) -> Agency:
    return agency("23", "黑龙江省人民政府", Kind.PROVINCE)


@pytest.fixture
def systems(db: None) -> None:
    """The vertical systems the portal comes with: a test that empties the database takes them from those after it."""
    for name in ("税务", "海关", "气象", "出入境边防检查"):
        VerticalSystem.objects.get_or_create(name=name)


@pytest.fixture
def industry(province: Agency) -> Agency:
    return agency("2301", documents.INDUSTRY, Kind.DEPARTMENT, province, contact_name="张三", contact_phone="0451-1")


@pytest.fixture
def education(province: Agency) -> Agency:
    return agency("2302", "黑龙江省教育厅", Kind.DEPARTMENT, province)


@pytest.fixture
def harbin(province: Agency) -> Agency:
    return agency("230100", "哈尔滨市人民政府", Kind.PREFECTURE, province)


@pytest.fixture
def daoli(harbin: Agency) -> Agency:
    return agency("230102", "哈尔滨市道里区人民政府", Kind.COUNTY, harbin)


@pytest.fixture
def harbin_schools(harbin: Agency) -> Agency:
    return agency("230100-1", "哈尔滨市教育局", Kind.DEPARTMENT, harbin)


@pytest.fixture
def agencies(
    province: Agency, industry: Agency, education: Agency, harbin: Agency, daoli: Agency, harbin_schools: Agency
) -> list[Agency]:
    return [province, industry, education, harbin, daoli, harbin_schools]


@pytest.fixture
def clerk(industry: Agency) -> User:
    """Fills in the report of 省工信厅."""
    return person("clerk", "李填报", (industry, Role.CLERK))


@pytest.fixture
def stranger(education: Agency) -> User:
    """A clerk of another agency, 省教育厅."""
    return person("stranger", "王旁人", (education, Role.CLERK))


@pytest.fixture
def reviewer(province: Agency) -> User:
    """Reviews the whole province."""
    return person("reviewer", "赵审核", (province, Role.REVIEWER))


@pytest.fixture
def harbin_reviewer(harbin: Agency) -> User:
    """Reviews 哈尔滨市 and what is below it, and nothing else."""
    return person("harbin_reviewer", "钱市审", (harbin, Role.REVIEWER))


@pytest.fixture
def office(province: Agency) -> User:
    """Administers the whole province."""
    return person("office", "孙管理", (province, Role.OFFICE))


@pytest.fixture
def cycle(office: User, agencies: list[Agency]) -> Cycle:
    """2024, open: every agency of the cast owes a report."""
    return cycles.open_cycle(office, 2024, {Kind.DEPARTMENT: date(2025, 1, 31)})


@pytest.fixture
def submission(cycle: Cycle, industry: Agency) -> Submission:
    """What 省工信厅 owes for 2024; nothing has been uploaded."""
    return Submission.objects.get(cycle=cycle, agency=industry)


Send = Callable[..., Upload]


def as_file(data: bytes, name: str = "report.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def send() -> Send:
    """send(user, submission, data) uploads a document and lets the worker read it."""

    def send(user: User, submission: Submission, data: bytes, name: str = "report.txt") -> Upload:
        upload = uploads.receive(user, submission, as_file(data, name))
        tasks.read_upload(upload.readings.get().pk)
        submission.refresh_from_db()
        return upload

    return send


@pytest.fixture
def draft(submission: Submission, clerk: User, send: Send) -> Submission:
    """A report that agrees with itself has been uploaded and read."""
    send(clerk, submission, documents.report())
    return submission


@pytest.fixture
def faulty_draft(submission: Submission, clerk: User, send: Send) -> Submission:
    """A report with the two A-02 faults has been uploaded and read."""
    send(clerk, submission, documents.report(faulty=True))
    return submission


@pytest.fixture
def submitted(draft: Submission, clerk: User) -> Submission:
    """The report that agrees has been submitted."""
    review.submit(clerk, draft, "李填报", Scope.OWN)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def approved(submitted: Submission, reviewer: User) -> Submission:
    """The report that agrees has been approved; its figures are facts."""
    review.approve(reviewer, submitted)
    submitted.refresh_from_db()
    return submitted


def put(submission: Submission, state: State) -> Submission:
    """Sets the scene: the submission stands in ``state``, however it came there."""
    Submission.objects.filter(pk=submission.pk).update(state=state.value)
    submission.refresh_from_db()
    return submission


def verbs() -> list[str]:
    return sorted(MOVES)
