"""A file comes in: kept whatever it is, and the submission moves only for a report of its own."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from parsing.errors import EmptyFile, TooLarge
from submissions import tasks
from submissions.models import Agency, Cycle, Event, Reading, Submission, Upload, User
from submissions.services import bell, cycles
from submissions.services.errors import MoveRefused, NoFile, NotAllowed
from submissions.services.uploads import receive
from submissions.states import EDITABLE, Role, State
from tests import documents
from tests.conftest import Send, as_file, person, put

pytestmark = pytest.mark.django_db


def unmoved(submission: Submission) -> bool:
    submission.refresh_from_db()
    return (submission.state, submission.current_upload, submission.current_reading) == (State.MISSING, None, None)


def test_a_report_is_kept_under_its_hash_and_queued(submission: Submission, clerk: User) -> None:
    upload = receive(clerk, submission, as_file(documents.report(), "2024年报.txt"), ip="10.0.0.8")
    assert upload.file.name == f"uploads/{upload.sha256[:2]}/{upload.sha256}.text"
    assert Path(upload.file.path).read_bytes() == documents.report()
    assert (upload.original_name, upload.format, upload.size) == ("2024年报.txt", "text", len(documents.report()))
    assert (upload.uploaded_by, upload.twin) == (clerk, None)
    assert upload.readings.get().processing == "queued"
    event = Event.objects.get(submission=submission)
    assert (event.kind, event.actor, event.note, event.ip) == ("upload", clerk, "2024年报.txt", "10.0.0.8")
    assert unmoved(submission)


def test_the_bell_rings_when_all_is_written(
    submission: Submission,
    clerk: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(bell, "_ringers", {bell.READ: rung.append})
    with django_capture_on_commit_callbacks(execute=True):
        upload = receive(clerk, submission, as_file(documents.report()))
        assert rung == []
    assert rung == [upload.readings.get().pk]


def test_a_broker_that_is_down_costs_no_upload(
    submission: Submission,
    clerk: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def refuse(_: int) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(bell, "_ringers", {bell.READ: refuse})
    with django_capture_on_commit_callbacks(execute=True):
        upload = receive(clerk, submission, as_file(documents.report()))
    reading = upload.readings.get()
    assert reading.processing == "queued"
    rung: list[int] = []
    monkeypatch.setattr(bell, "_ringers", {bell.READ: rung.append})
    assert tasks.sweep() == 0, "half a minute is left to the first bell"
    Reading.objects.update(queued_at=reading.queued_at.replace(year=2025))
    assert tasks.sweep() == 1
    assert rung == [reading.pk]


@pytest.mark.parametrize(
    ("data", "name", "code", "sentence"),
    [
        (documents.PICTURE, "报告.gif", "unsupported_format", "图片格式"),
        (b"\x7fELF\x02\x01\x01" + bytes(200), "报告.docx", "unknown_format", "无法识别文件类型"),
        (b"", "空.docx", "empty_file", "文件是空的"),
    ],
)
def test_a_file_of_the_wrong_kind_is_explained_and_kept(
    submission: Submission, clerk: User, data: bytes, name: str, code: str, sentence: str
) -> None:
    upload = receive(clerk, submission, as_file(data, name))
    assert upload.format == ""
    assert Path(upload.file.path).read_bytes() == data
    reading = upload.readings.get()
    assert (reading.processing, reading.error_code) == ("failed", code)
    assert sentence in reading.error_message
    assert reading.error_advice
    assert list(Event.objects.filter(submission=submission).values_list("kind", flat=True)) == ["read_failed", "upload"]
    assert unmoved(submission)
    assert submission.words == "未报送，上传的文件读取失败"


def test_a_file_over_the_limit_is_refused_with_both_sizes_and_not_stored(
    submission: Submission, clerk: User, settings: Settings
) -> None:
    assert settings.UPLOAD_MAX_BYTES == 50 * 1024 * 1024
    file = SimpleUploadedFile("大文件.docx", b"PK")
    file.size = settings.UPLOAD_MAX_BYTES + 1024 * 1024
    with pytest.raises(TooLarge, match=r"文件有 51\.0 MB，超过了 50 MB 的上限，没有保存。"):
        receive(clerk, submission, file)
    assert not Upload.objects.exists()
    assert "大文件.docx" in Event.objects.get(kind="upload_refused").note
    assert unmoved(submission)


def test_a_file_at_the_limit_is_taken(submission: Submission, clerk: User, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = len(documents.report())
    assert receive(clerk, submission, as_file(documents.report())).pk


def test_no_file_at_all_is_said(submission: Submission, clerk: User) -> None:
    with pytest.raises(NoFile, match="没有收到文件"):
        receive(clerk, submission, None)
    assert unmoved(submission)


@pytest.mark.parametrize(
    ("data", "name", "code", "sentence"),
    [
        (documents.encrypted_pdf(), "报告.pdf", "encrypted", "密码"),
        (documents.broken_docx(), "报告.docx", "broken_file", "损坏"),
        (documents.pdf_without_text(), "扫描.pdf", "no_text_layer", "没有文字"),
        (documents.LETTER, "通知.txt", "not_a_report", "没有找到政府信息公开工作年度报告"),
        (documents.report(year=2023), "去年.txt", "wrong_year", "2023年的报告，这里应报送2024年度报告"),
        (
            documents.report("黑龙江省教育厅"),
            "别人.txt",
            "wrong_agency",
            "“黑龙江省教育厅”的报告，这里应报送“黑龙江省工业和信息化厅”",
        ),
        (documents.report("辽宁省水利厅"), "外省.txt", "wrong_agency", "“辽宁省水利厅”的报告"),
    ],
    ids=["encrypted", "broken", "no-text", "no-report", "other-year", "other-agency", "unknown-agency"],
)
def test_a_document_that_cannot_be_filed_is_explained_and_kept(
    submission: Submission, clerk: User, send: Send, data: bytes, name: str, code: str, sentence: str
) -> None:
    upload = send(clerk, submission, data, name)
    reading = upload.readings.get()
    assert (reading.processing, reading.error_code) == ("failed", code)
    assert sentence in reading.error_message
    assert reading.error_advice.endswith("。")
    assert Path(upload.file.path).read_bytes() == data
    assert not reading.findings.exists()
    assert unmoved(submission)
    event = Event.objects.filter(submission=submission).first()
    assert event is not None
    assert (event.kind, event.note) == ("read_failed", reading.error_message + reading.error_advice)


@pytest.mark.parametrize("agency", ["黑龙江省工业和信息化厅", "黑龙江省工信厅", "省工业和信息化厅"])
def test_a_right_or_shortened_name_is_no_other_agency(
    submission: Submission, clerk: User, send: Send, agency: str
) -> None:
    reading = send(clerk, submission, documents.report(agency)).readings.get()
    assert (reading.processing, reading.error_code) == ("done", "")


@pytest.mark.parametrize("title", ["黑龙江省气象局", "黑龙江省哈尔滨市道外区人民政府"])
def test_a_government_is_not_handed_the_report_of_an_agency_that_only_begins_with_its_name(
    cycle: Cycle, province: Agency, send: Send, title: str
) -> None:
    owed = Submission.objects.get(cycle=cycle, agency=province)
    clerk = person("tian", "田填报", (province, Role.CLERK))
    reading = send(clerk, owed, documents.report(title)).readings.get()
    assert (reading.processing, reading.error_code) == ("failed", "wrong_agency")


def test_a_bad_file_leaves_the_good_one_before_it_current(draft: Submission, clerk: User, send: Send) -> None:
    before = draft.current_upload
    send(clerk, draft, documents.encrypted_pdf(), "报告.pdf")
    assert (draft.state, draft.current_upload) == (State.DRAFT, before)
    assert draft.words == "填报中，新上传的文件读取失败"


def test_the_same_file_again_is_linked_and_stored_once(submission: Submission, clerk: User) -> None:
    first = receive(clerk, submission, as_file(documents.report()))
    stored = Path(first.file.path).stat()
    second = receive(clerk, submission, as_file(documents.report(), "又一次.txt"))
    assert second.twin == first
    assert second.file.name == first.file.name
    assert Path(second.file.path).stat().st_mtime_ns == stored.st_mtime_ns
    assert len(list(Path(first.file.path).parent.iterdir())) == 1


def test_a_twin_of_another_agency_is_linked_too(
    submission: Submission, clerk: User, stranger: User, cycle: Cycle
) -> None:
    theirs = Submission.objects.get(cycle=cycle, agency__name="黑龙江省教育厅")
    first = receive(stranger, theirs, as_file(documents.report()))
    assert receive(clerk, submission, as_file(documents.report())).twin == first


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 400 + ".txt", "报告.txt/../../a", "无后缀"])
def test_a_strange_name_never_reaches_the_storage(submission: Submission, clerk: User, name: str) -> None:
    upload = receive(clerk, submission, as_file(documents.report(), name))
    assert upload.file.name == f"uploads/{upload.sha256[:2]}/{upload.sha256}.text"
    assert len(upload.original_name) <= 255


@pytest.mark.parametrize("state", State)
def test_a_file_is_taken_only_while_the_agency_holds_the_report(
    submission: Submission, clerk: User, state: State
) -> None:
    put(submission, state)
    if state in EDITABLE:
        assert receive(clerk, submission, as_file(documents.report())).pk
    else:
        with pytest.raises(MoveRefused, match="不能上传文件"):
            receive(clerk, submission, as_file(documents.report()))
        assert not Upload.objects.exists()


def test_only_the_clerk_of_the_agency_uploads(
    submission: Submission, stranger: User, reviewer: User, office: User
) -> None:
    for user in (stranger, reviewer, office):
        with pytest.raises(NotAllowed, match="只有填报人可以上传文件。"):
            receive(user, submission, as_file(documents.report()))
    assert not Upload.objects.exists()


def test_nothing_is_taken_when_the_cycle_is_closed(submission: Submission, clerk: User, office: User) -> None:
    cycles.close_cycle(office, submission.cycle)
    with pytest.raises(MoveRefused, match="2024年度报送已结束。"):
        receive(clerk, Submission.objects.get(pk=submission.pk), as_file(documents.report()))


def test_an_empty_file_is_its_own_kind(submission: Submission, clerk: User) -> None:
    assert receive(clerk, submission, as_file(b"")).readings.get().error_code == EmptyFile.code


def test_a_clerk_of_two_agencies_uploads_for_both(cycle: Cycle) -> None:
    mine = list(Submission.objects.filter(cycle=cycle, agency__kind="department").order_by("pk"))
    both = person("both", "吴两处", *[(s.agency, Role.CLERK) for s in mine])
    for submission in mine:
        assert receive(both, submission, as_file(documents.report(submission.agency.name))).submission == submission


def test_two_who_send_the_same_bytes_at_once_share_one_name(
    submission: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one's file comes between the look whether it is there and the writing."""
    first = receive(clerk, submission, as_file(documents.report()))
    real = default_storage.exists
    asked: list[str] = []

    def exists(name: str) -> bool:
        asked.append(name)
        return len(asked) > 1 and real(name)

    monkeypatch.setattr(default_storage, "exists", exists)
    second = receive(clerk, submission, as_file(documents.report()))
    assert second.file.name == first.file.name
    folder = str(PurePosixPath(str(first.file.name)).parent)
    assert default_storage.listdir(folder)[1] == [PurePosixPath(str(first.file.name)).name]
