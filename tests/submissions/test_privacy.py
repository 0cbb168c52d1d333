"""Files beside a report are looked at for personal data, and what was found, or could not be looked at, is shown."""

from __future__ import annotations

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from pytest_django import Settings

from parsing import personal
from parsing.personal import Found, Look
from submissions import tasks
from submissions.models import Agency, Cycle, Explanation, Finding, PrivacyLook, Submission, User
from submissions.services import bell, erasing, explanations, privacy, releases, seals
from submissions.states import Processing
from tests import documents
from tests.conftest import as_file
from tests.submissions.test_releases import release_now
from tests.views.pages import signed_in, text_of

pytestmark = pytest.mark.django_db
IDENTITY, MASKED = "11010519491231002X", "110105********002X"
LETTER = f"张某某，身份证号{IDENTITY}，对数字作如下说明。".encode()


def look() -> PrivacyLook:
    return PrivacyLook.objects.get()


def explained(submission: Submission, clerk: User, data: bytes = LETTER, name: str = "说明.txt") -> Explanation:
    """A finding is explained with a file, and a worker has looked into that."""
    finding = Finding.objects.filter(reading=submission.current_reading, outcome="failed").first()
    assert finding is not None
    said = explanations.explain(clerk, submission, finding.fingerprint, "见附件", as_file(data, name))
    tasks.look_for_private(look().pk)
    return said


def test_whoever_sees_the_report_is_told_what_stands_in_an_attachment(
    faulty_draft: Submission, clerk: User, reviewer: User
) -> None:
    explained(faulty_draft, clerk)
    assert look().spots == [{"what": "身份证号码", "shown": MASKED, "words": IDENTITY, "page": None}]
    for person, page in ((clerk, "report"), (reviewer, "review"), (clerk, "kept_files")):
        answer = signed_in(person).get(reverse(page, args=[faulty_draft.pk]))
        assert (
            f"其中有个人信息 1 处，请换不含个人信息的文件，原来的在“保存的文件”中申请移除： 身份证号码 {MASKED}"
            in text_of(answer)
        )
        assert IDENTITY not in answer.content.decode()


def test_a_sealed_scan_is_looked_at_page_by_page(
    submission: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Look((Found("个人手机号码", "139****5678", "13912345678", 2),), recognised=True, unread=(3, 5), pictures=1)
    monkeypatch.setattr(personal, "look_caged", lambda path, name, limits: found.to_json())
    seals.attach(clerk, submission, as_file(b"%PDF-1.7\nscan", "盖章.pdf"))
    page = reverse("report", args=[submission.pk])
    assert "正在检查其中有无个人信息" in text_of(signed_in(clerk).get(page))
    assert tasks.look_for_private(look().pk)
    told = text_of(signed_in(clerk).get(page))
    assert "第 2 页：个人手机号码 139****5678" in told
    assert "第 3、5 页没有读出文字，没有检查" in told
    assert "文中有 1 幅图片没有检查" in told


def test_what_cannot_be_read_is_said_not_to_have_been_looked_at(faulty_draft: Submission, clerk: User) -> None:
    explained(faulty_draft, clerk, documents.encrypted_pdf(), "密.pdf")
    assert look().is_failed
    told = text_of(signed_in(clerk).get(reverse("report", args=[faulty_draft.pk])))
    assert "没有检查其中有无个人信息，请人工查看：" in told
    assert "密码" in told


def test_a_clean_file_is_said_to_be_clean_and_is_looked_at_once(faulty_draft: Submission, clerk: User) -> None:
    said = explained(faulty_draft, clerk, "数字无误。".encode())
    assert look().is_clean
    assert not tasks.look_for_private(look().pk), "a second bell finds nothing to do"
    with TestCase.captureOnCommitCallbacks() as rung:
        privacy.look_at(str(said.attachment.name), "又一次.txt")
    assert (PrivacyLook.objects.count(), rung) == (1, [])
    assert "没有发现个人信息" in text_of(signed_in(clerk).get(reverse("report", args=[faulty_draft.pk])))


def test_a_lost_bell_is_rung_again(faulty_draft: Submission, clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    explained(faulty_draft, clerk)
    rung: list[int] = []
    bell.register(rung.append, bell.LOOK)
    PrivacyLook.objects.update(processing=Processing.QUEUED.value, rung_at="2024-01-01T00:00Z")
    tasks.sweep()
    assert rung == [look().pk]


def test_a_removed_file_takes_along_what_was_found_in_it(faulty_draft: Submission, clerk: User, office: User) -> None:
    said = explained(faulty_draft, clerk)
    Explanation.objects.filter(pk=said.pk).update(text=f"本人证件{IDENTITY}")
    kept = next(one for one in erasing.files_of(faulty_draft) if one.what == "attachment")
    erasing.erase(office, faulty_draft, kept.key, "附件含身份证号码")
    said.refresh_from_db()
    assert said.text == "本人证件" + "＊" * 18
    assert not PrivacyLook.objects.exists()


@pytest.mark.parametrize(("data", "status"), [(documents.report(), 200), (LETTER, 410)], ids=["clean", "private"])
def test_a_replacement_is_published_only_when_nothing_was_found_in_it(
    approved: Submission, clerk: User, office: User, cycle: Cycle, province: Agency, settings: Settings,
    data: bytes, status: int,
) -> None:  # fmt: skip
    settings.PUBLIC_RELEASE = True
    bell.register(lambda pk: None, bell.RELEASE)
    releases.set_publishing(office, cycle, on=True)
    release_now(office, cycle, province, originals=True)
    address = reverse("public_original", args=[cycle.year, approved.agency_id])
    page = reverse("public_report", args=[cycle.year, approved.agency_id])
    kept = erasing.files_of(approved)[0]
    erasing.erase(office, approved, kept.key, "含个人信息")
    erasing.replace(clerk, approved, kept.key, as_file(data + b"\n", "替换.txt"))
    anybody = Client()
    assert anybody.get(address).status_code == 410, "nobody has looked at it yet"
    before = anybody.get(page)["ETag"]
    tasks.look_for_private(look().pk)
    assert anybody.get(address).status_code == status
    assert (anybody.get(page)["ETag"] == before) == (status == 410)
    assert ("下载原件" in text_of(anybody.get(page))) == (status == 200)
