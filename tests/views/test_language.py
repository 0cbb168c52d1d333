"""Chinese for everybody; English for who asks for it; the record in Chinese whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pytest_django import Settings

from parsing.errors import ParsingError
from submissions import access
from submissions.display.failures import KINDS, WAITS
from submissions.exports.findings import build
from submissions.models import Event, Notice, Reading, Submission, User
from submissions.services import corrections, review
from submissions.services.errors import Away, ExportFailed, ExportLost, NoFile, RenderingLost, StorageAway
from submissions.states import State
from tests import documents
from tests.conftest import Send, put
from tests.views.pages import signed_in, text_of


def in_english(client: Client) -> Client:
    response = client.post(reverse("set_language"), {"language": "en", "next": "/mine/"})
    assert response.status_code == 302
    return client


def test_the_portal_speaks_chinese_even_to_an_english_browser(submission: Submission, clerk: User) -> None:
    response = signed_in(clerk).get(reverse("owed"), headers={"Accept-Language": "en"})
    assert '<html lang="zh-Hans">' in response.content.decode()
    assert "我的报送" in text_of(response)


def test_who_asks_for_english_keeps_it_on_every_page_until_they_ask_for_chinese(
    submission: Submission, clerk: User
) -> None:
    client = in_english(signed_in(clerk))
    response = client.get(reverse("owed"))
    assert '<html lang="en">' in response.content.decode()
    assert response.headers["Content-Language"] == "en"
    words = text_of(response)
    assert "My reports" in words
    assert "我的报送" not in words
    assert client.cookies["django_language"]["max-age"] == 365 * 24 * 3600
    client.post(reverse("set_language"), {"language": "zh-hans"})
    assert "我的报送" in text_of(client.get(reverse("owed")))


def test_a_language_nobody_translated_is_chinese(db: None) -> None:
    client = Client()
    client.cookies["django_language"] = "xx"
    assert '<html lang="zh-Hans">' in client.get(reverse("login")).content.decode()


def test_an_english_page_names_years_and_states_in_english(
    draft: Submission, clerk: User, reviewer: User, office: User, send: Send
) -> None:
    send(clerk, draft, documents.LETTER, "letter.txt")
    words = text_of(in_english(signed_in(clerk)).get(reverse("owed")))
    assert "Being filled in: The file uploaded last could not be read" in words
    words = text_of(in_english(signed_in(office)).get(reverse("deadlines", args=[draft.cycle.year])))
    assert "2024年度" not in words
    words = text_of(in_english(signed_in(office)).get(reverse("repair", args=[draft.pk])))
    assert "Refile to another agency or year" in words
    assert "改归别的机关" not in words
    assert "2024年度" not in words
    words = text_of(in_english(signed_in(reviewer)).get(reverse("queue")))
    assert "All years 2024" in words


def test_why_something_cannot_be_done_is_said_in_english(draft: Submission, reviewer: User) -> None:
    with translation.override("en"):
        assert access.may(reviewer, "seal", draft).why == "Only a Clerk may do this: Upload sealed scan."


def test_what_the_law_names_stays_chinese_on_an_english_page(faulty_draft: Submission, clerk: User) -> None:
    words = text_of(in_english(signed_in(clerk)).get(reverse("report", args=[faulty_draft.pk])))
    assert "Go to submit" in words or "Findings" in words
    assert "收到和处理政府信息公开申请情况" in words
    assert "本年新收政府信息公开申请数量" in words


def test_a_failure_is_told_by_its_kind_in_english_above_the_words_of_the_record(
    submission: Submission, clerk: User, send: Send
) -> None:
    send(clerk, submission, documents.report(year=2023))
    desk = signed_in(clerk)
    page = reverse("report", args=[submission.pk])
    recorded = "文件标题是2023年的报告，这里应报送2024年度报告。"
    assert "这是另一个年度的报告" not in text_of(desk.get(page))
    words = text_of(in_english(desk).get(page))
    assert words.index("This is another year’s report.") < words.index(recorded)


def kinds(of: type[ParsingError]) -> Iterator[type[ParsingError]]:
    yield of
    for each in of.__subclasses__():
        yield from kinds(each)


def test_every_failure_a_file_may_meet_has_its_kind() -> None:
    """What only says why to wait, that no file came, or that something else was lost is no failure of a report's file;
    those of archives stand in a module of their own."""
    others = Away | NoFile | ExportLost | ExportFailed | RenderingLost
    homes = (ParsingError.__module__, Away.__module__)
    met = (one for one in kinds(ParsingError) if one.__module__ in homes)
    assert {one.code for one in met if not issubclass(one, others)} <= set(KINDS)


def test_what_a_file_waits_for_is_said_in_english_and_in_the_words_kept(draft: Submission, clerk: User) -> None:
    """The catalogue has the very sentences that are kept."""
    waiting = [one for one in kinds(Away) if issubclass(one, Away) and one.waits]
    assert {one.code: one.waits for one in waiting} == {code: str(words) for code, words in WAITS.items()}
    told = {"error_code": StorageAway.code, "error_message": StorageAway.waits}
    Reading.objects.update(processing="queued", **told)
    page, desk = reverse("report", args=[draft.pk]), signed_in(clerk)
    assert StorageAway.waits in text_of(desk.get(page))
    words = text_of(in_english(desk).get(page))
    assert "goes on by itself" in words
    assert StorageAway.waits not in words


def test_a_message_about_a_whole_file_has_its_kind_in_english_and_the_history_keeps_chinese(
    submission: Submission, clerk: User, settings: Settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    desk = in_english(signed_in(clerk))
    file = SimpleUploadedFile("年报.txt", documents.report())
    words = text_of(desk.post(reverse("upload", args=[submission.pk]), {"file": file}, follow=True))
    assert "The file is too large." in words
    assert "的上限，没有保存。" in Event.objects.get(kind="upload_refused").note
    assert "No file came." in text_of(desk.post(reverse("upload", args=[submission.pk]), follow=True))


def test_the_record_is_kept_in_chinese_whoever_writes_it(draft: Submission, clerk: User, reviewer: User) -> None:
    with translation.override("en"):
        corrections.correct(clerk, draft, "requests.other.other.other", "4", "")
        note = Event.objects.filter(kind="correct").get().note
        assert "更正为“4”" in note
        review.reopen(reviewer, put(draft, State.APPROVED), "数据有误")
    assert "审核通过已撤销" in Notice.objects.filter(user=clerk).latest("pk").title


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_workbooks_are_chinese_whoever_takes_them_home(faulty_draft: Submission, language: str) -> None:
    assert faulty_draft.current_reading is not None
    with translation.override(language):
        name, data = build(faulty_draft, faulty_draft.current_reading)
    assert name.endswith("问题清单.xlsx")
    assert load_workbook(BytesIO(data)).sheetnames[0] == "问题"


def test_the_manual_is_open_to_everybody_and_the_footer_leads_there(db: None) -> None:
    client = Client()
    assert f'href="{reverse("help")}"' in client.get(reverse("login")).content.decode()
    for part in ("start", "clerk", "reviewer", "office"):
        assert client.get(reverse("help_part", args=[part])).status_code == 200
    assert client.get("/help/nothing/").status_code == 404
