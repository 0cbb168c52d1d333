"""The page where several files are sorted out, the pasted text, the way on for a misplaced file, the ended session."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions import tasks
from submissions.models import Agency, Cycle, Intake, Submission, Upload, User
from submissions.services import intakes
from submissions.states import Role, State
from tests import documents
from tests.conftest import Send, as_file, person, put
from tests.views.pages import signed_in, text_of

INDUSTRY, EDUCATION = documents.INDUSTRY, "黑龙江省教育厅"


@pytest.fixture
def both(cycle: Cycle, industry: Agency, education: Agency) -> User:
    return person("both", "吴两处", (industry, Role.CLERK), (education, Role.CLERK))


@pytest.fixture
def desk(both: User) -> Client:
    return signed_in(both)


def handed_in(user: User, data: bytes, name: str = "年报.txt") -> Intake:
    intake = intakes.receive(user, as_file(data, name))
    tasks.read_intake(intake.pk)
    return intake


def owed(agency: str) -> Submission:
    return Submission.objects.get(agency__name=agency)


def page_of(client: Client) -> str:
    return text_of(client.get(reverse("intakes")))


# --- several files


def test_an_empty_page_says_what_to_do(desk: Client) -> None:
    assert "把各机关的年度报告一起拖到上面" in page_of(desk)


def test_several_files_post_at_once_without_scripts(desk: Client) -> None:
    files = [SimpleUploadedFile(f"{name}.txt", documents.report(name)) for name in (INDUSTRY, EDUCATION)]
    words = text_of(desk.post(reverse("take_in"), {"file": files}, follow=True))
    assert "已收到 2 个文件" in words
    assert "正在识别 2 个" in words
    assert not Upload.objects.exists()


def test_the_page_tells_what_was_found_and_where_each_goes(desk: Client, both: User) -> None:
    handed_in(both, documents.report(EDUCATION), "教育.txt")
    handed_in(both, documents.report("辽宁省水利厅"), "外省.txt")
    words = page_of(desk)
    assert "可以归入 1 个，需要处理 1 个" in words
    assert "将归入： 黑龙江省教育厅 2024 年度" in words
    assert "“辽宁省水利厅”的报告，不是您负责报送的机关" in words
    assert "请移除这个文件" in words


def test_what_stopped_a_file_is_told_by_its_kind_in_english(desk: Client, both: User) -> None:
    handed_in(both, documents.LETTER, "通知.txt")
    assert "There is no annual report in the file." not in page_of(desk)
    desk.post(reverse("set_language"), {"language": "en"})
    words = page_of(desk)
    assert "There is no annual report in the file. 没有找到政府信息公开工作年度报告的内容。" in words


def test_all_that_is_clear_is_filed_and_each_outcome_told(desk: Client, both: User) -> None:
    for agency in (INDUSTRY, EDUCATION):
        handed_in(both, documents.report(agency), f"{agency}.txt")
    words = text_of(desk.post(reverse("file_all"), follow=True))
    assert "已归入 2 个文件" in words
    assert words.count("已归入：") == 2
    assert "等待读取" in words
    assert "没有可以归入的文件" in text_of(desk.post(reverse("file_all"), follow=True))


def test_the_clerk_corrects_drops_and_takes_back(desk: Client, both: User) -> None:
    intake = handed_in(both, documents.report("黑龙江省厅"))
    assert "可能是" in page_of(desk)
    chosen = desk.post(reverse("choose_intake", args=[intake.pk]), {"to": owed(EDUCATION).pk}, follow=True)
    assert "将归入黑龙江省教育厅2024年度报告" in text_of(chosen)
    assert "已移除“年报.txt”" in text_of(desk.post(reverse("drop_intake", args=[intake.pk]), follow=True))
    assert "已恢复“年报.txt”" in text_of(desk.post(reverse("restore_intake", args=[intake.pk]), follow=True))
    refused = desk.post(reverse("choose_intake", args=[intake.pk]), {"to": "x"}, follow=True)
    assert "请先选择要归入的报告" in text_of(refused)


def test_the_poll_brings_the_rows_that_ended(desk: Client, both: User) -> None:
    intake = intakes.receive(both, as_file(documents.report()))
    address = reverse("intake_progress")
    waiting = desk.get(address, {"pk": intake.pk, "running": 1}).content.decode()
    assert "等待识别" in waiting
    assert "hx-get" in waiting
    tasks.read_intake(intake.pk)
    done = desk.get(address, {"pk": intake.pk, "running": 1}).content.decode()
    assert "可以归入" in done
    assert "hx-get" not in done
    assert 'id="intake-actions"' in done
    assert desk.get(address, {"pk": "x"}).status_code == 200


def test_a_stranger_finds_no_file_and_no_report_of_others(
    desk: Client, both: User, harbin: Agency, cycle: Cycle
) -> None:
    outsider = signed_in(person("out", "郑外人", (harbin, Role.CLERK)))
    intake = handed_in(both, documents.report())
    assert "年报.txt" not in page_of(outsider)
    for name in ("choose_intake", "drop_intake", "restore_intake"):
        assert outsider.post(reverse(name, args=[intake.pk]), {"to": owed(INDUSTRY).pk}).status_code == 404
    theirs = Submission.objects.get(agency=harbin)
    assert desk.post(reverse("choose_intake", args=[intake.pk]), {"to": theirs.pk}).status_code == 404
    assert "没有可以归入的文件" in text_of(outsider.post(reverse("file_all"), follow=True))


@pytest.mark.parametrize("name", ["intakes", "intake_progress"])
def test_the_page_is_the_clerks_alone(reviewer: User, cycle: Cycle, name: str) -> None:
    assert signed_in(reviewer).get(reverse(name)).status_code == 403
    assert signed_in(reviewer).post(reverse("file_all")).status_code == 403
    assert signed_in(reviewer).post(reverse("take_in"), {"text": "一"}).status_code == 403


def test_names_are_escaped(desk: Client, both: User) -> None:
    handed_in(both, documents.report(), "<img src=x onerror=alert(1)>.txt")
    page = desk.get(reverse("intakes")).content.decode()
    assert "<img src=x" not in page
    assert " style=" not in page


def test_the_page_costs_the_same_however_many_files(desk: Client, both: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page_of(desk)
        return len(seen)

    handed_in(both, documents.report())
    desk.post(reverse("file_all"))
    handed_in(both, documents.report(EDUCATION))
    few = queries()
    for number in range(3):
        handed_in(both, documents.report(EDUCATION, changes=(("requests.new.company", number),)), f"{number}.txt")
    assert queries() <= few


# --- pasted text


def test_pasted_text_is_kept_as_a_file_and_read(desk: Client) -> None:
    submission = owed(INDUSTRY)
    text = documents.report().decode()
    words = text_of(desk.post(reverse("upload", args=[submission.pk]), {"text": text}, follow=True))
    assert "已收到“粘贴的文字 20" in words
    upload = submission.uploads.get()
    assert upload.original_name.endswith(".txt")
    assert tasks.read_upload(upload.readings.get().pk)


def test_a_pasted_page_is_kept_with_its_tables(desk: Client) -> None:
    submission = owed(INDUSTRY)
    sent = {"text": "规章 0", "page": "<table><tr><td>规章</td><td></td><td>0</td></tr></table>"}
    words = text_of(desk.post(reverse("upload", args=[submission.pk]), sent, follow=True))
    assert "已收到“粘贴的内容 20" in words
    upload = submission.uploads.get()
    assert (upload.original_name[-5:], upload.format) == (".html", "html")


def test_pasted_text_finds_its_report_too(desk: Client, both: User) -> None:
    desk.post(reverse("take_in"), {"text": documents.report(EDUCATION).decode()})
    tasks.read_intake(Intake.objects.get().pk)
    assert "将归入： 黑龙江省教育厅 2024 年度" in page_of(desk)


def test_blank_text_is_no_file(desk: Client) -> None:
    words = text_of(desk.post(reverse("upload", args=[owed(INDUSTRY).pk]), {"text": " \n"}, follow=True))
    assert "没有收到文件" in words
    assert not Upload.objects.exists()


def test_a_twin_is_told_at_once(desk: Client, both: User, send: Send) -> None:
    submission = owed(INDUSTRY)
    send(both, submission, documents.report(), "一稿.txt")
    file = SimpleUploadedFile("又一次.txt", documents.report())
    words = text_of(desk.post(reverse("upload", args=[submission.pk]), {"file": file}, follow=True))
    assert "请注意 与“黑龙江省工业和信息化厅”2024年度已上传的文件“一稿.txt”内容完全相同。" in words


# --- a file in the wrong place


def test_a_misplaced_file_is_offered_the_report_it_is_of(desk: Client, both: User, send: Send) -> None:
    wrong, right = owed(INDUSTRY), owed(EDUCATION)
    upload = send(both, wrong, documents.report(EDUCATION))
    words = text_of(desk.get(reverse("report", args=[wrong.pk])))
    assert "这是您负责的“黑龙江省教育厅”2024 年度报告，可以直接归入那里" in words
    moved = desk.post(reverse("move_upload", args=[upload.pk]), {"to": right.pk}, follow=True)
    assert "已归入这份报告，读取完成后显示结果" in text_of(moved)
    assert right.uploads.get().sha256 == upload.sha256
    words = text_of(desk.get(reverse("report", args=[wrong.pk])))
    assert "这个文件已经归入： 黑龙江省教育厅 2024 年度" in words


@pytest.mark.parametrize("data", [documents.report("辽宁省水利厅"), documents.report(year=2019)])
def test_what_is_nobodys_report_stays_refused(desk: Client, both: User, send: Send, data: bytes) -> None:
    wrong = owed(INDUSTRY)
    send(both, wrong, data)
    words = text_of(desk.get(reverse("report", args=[wrong.pk])))
    assert "没有读取成功" in words
    assert "可以直接归入那里" not in words
    assert "改正" in words


def test_a_report_that_takes_no_file_is_not_offered(desk: Client, both: User, send: Send) -> None:
    wrong = owed(INDUSTRY)
    put(owed(EDUCATION), State.APPROVED)
    send(both, wrong, documents.report(EDUCATION))
    assert "可以直接归入那里" not in text_of(desk.get(reverse("report", args=[wrong.pk])))


def test_a_stranger_moves_no_file(desk: Client, both: User, stranger: User, harbin: Agency, send: Send) -> None:
    upload = send(both, owed(INDUSTRY), documents.report(EDUCATION))
    address = reverse("move_upload", args=[upload.pk])
    assert signed_in(stranger).post(address, {"to": owed(EDUCATION).pk}).status_code == 404
    assert desk.post(address, {"to": Submission.objects.get(agency=harbin).pk}).status_code == 404
    assert desk.post(address, {"to": "x"}).status_code == 404
    assert Upload.objects.count() == 1


# --- the list of what is owed


def test_the_most_urgent_stands_on_top(desk: Client, both: User) -> None:
    Submission.objects.filter(pk=owed(INDUSTRY).pk).update(due_on="2025-03-01")
    words = text_of(desk.get(reverse("owed")))
    assert "2 份待办理， 2 份已逾期" in words
    assert words.index(f"{EDUCATION} 2024 年度") < words.index(f"{INDUSTRY} 2024 年度")
    put(owed(EDUCATION), State.APPROVED)
    words = text_of(desk.get(reverse("owed")))
    assert words.index("现在要办理") < words.index("已办完")


def test_files_that_wait_are_told_on_the_list(desk: Client, both: User) -> None:
    handed_in(both, documents.report())
    assert "有 1 个文件还没有归入报告" in text_of(desk.get(reverse("owed")))


def test_the_list_costs_the_same_however_much_is_owed(both: User, desk: Client, office: User) -> None:
    def queries(client: Client) -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("owed"))
        return len(seen)

    one = signed_in(person("one", "冯一处", (owed(INDUSTRY).agency, Role.CLERK)))
    assert queries(desk) == queries(one)


# --- a session that has ended


def test_signing_in_again_leads_back_to_the_page_of_the_form(submission: Submission) -> None:
    page = f"http://testserver{reverse('report', args=[submission.pk])}"
    answer = Client().post(reverse("explain", args=[submission.pk]), {"text": "一"}, headers={"Referer": page})
    assert answer.status_code == 302
    assert answer["Location"] == f"/login/?next=%2Freports%2F{submission.pk}%2F&ended=1"
    assert "写过的文字、理由和更正的数字会恢复" in text_of(Client().get(answer["Location"]))


def test_signing_in_again_never_leads_to_another_site(submission: Submission) -> None:
    address = reverse("explain", args=[submission.pk])
    answer = Client().post(address, headers={"Referer": "https://evil.example/x"})
    assert answer["Location"] == "/login/?ended=1"


def test_scripts_are_told_that_the_session_ended(submission: Submission) -> None:
    polled = Client().get(
        reverse("progress", args=[submission.pk]),
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver/reports/{submission.pk}/"},
    )
    assert polled["HX-Redirect"] == f"/login/?next=%2Freports%2F{submission.pk}%2F&ended=1"
    sent = Client().post(reverse("take_in"), headers={"Accept": "application/json"})
    assert (sent.status_code, sent.json()) == (401, {"next": "/login/?ended=1"})
