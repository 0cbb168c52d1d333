"""What changed since a return, and since last year: figures cell by cell, words in whole pieces."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.editions import EDITIONS
from parsing.report import Address, Figure, Report, Section, State
from submissions.display.revisions import changes_of, figure_changes, section_changes
from submissions.display.wording import SAME, Span, differences, folded, new_side, old_side
from submissions.display.years import compared
from submissions.models import Scope, Submission, User
from submissions.services import findings, readings, review
from tests import documents
from tests.conftest import Send
from tests.views.scenes import faulty_and_submitted

NEW = Address("requests", "new", "total")
FORM = EDITIONS["2021"]


def shown(spans: tuple[Span, ...]) -> str:
    marks = {"ins": "+[{}]", "del": "-[{}]", "same": "{}"}
    return "".join(marks[span.kind].format(span.text) for span in spans)


# --- words


def test_a_number_is_never_cut() -> None:
    assert shown(differences("新收申请1,102件。", "新收申请1,103件。")) == "新收申请-[1,102]+[1,103]件。"
    assert shown(differences("占33.5%。", "占33.9%。")) == "占-[33.5%]+[33.9%]。"


def test_a_sentence_that_came_stands_alone() -> None:
    told = shown(differences("一是宣传不够。二是人员少。", "一是宣传不够。三是平台旧。二是人员少。"))
    assert told == "一是宣传不够。+[三是平台旧。]二是人员少。"


def test_passages_with_nothing_in_common_are_shown_whole() -> None:
    told = shown(differences("召开培训会议三次。", "修订目录并公布。"))
    assert told == "-[召开培训会议三次。]+[修订目录并公布。]"


def test_single_characters_that_stayed_between_changes_are_not_left_as_confetti() -> None:
    told = shown(differences("我局共收到申请甲的乙件办结。", "我局共收到申请丙的丁件办结。"))
    assert told == "我局共收到申请-[甲的乙]+[丙的丁]件办结。"


words = st.text(alphabet="政府信息公开，。；0123年\n", max_size=60)


@given(words, words)
@settings(max_examples=150, deadline=None)
def test_each_side_is_the_whole_text(old: str, new: str) -> None:
    spans = differences(old, new)
    assert "".join(span.text for span in old_side(spans)) == old
    assert "".join(span.text for span in new_side(spans)) == new


def test_long_words_that_stayed_are_counted_not_shown() -> None:
    spans = folded(differences("甲" * 500 + "。旧的。", "甲" * 500 + "。新的。"))
    assert (spans[0].skipped, spans[1].kind) == (471, SAME)
    assert sum(len(span.text) for span in spans) < 50


def test_very_long_texts_that_share_nothing_end_soon() -> None:
    spans = differences("甲乙丙丁" * 30_000, "戊己庚辛" * 30_000)
    assert [span.kind for span in spans] == ["del", "ins"]


# --- figures


def figures(**values: Figure) -> Report:
    return Report(edition="2021", figures={Address("requests", row, "total"): f for row, f in values.items()})


def number(value: int) -> Figure:
    return Figure(Decimal(value), str(value))


def test_blank_zero_and_absent_are_changes_of_each_other() -> None:
    old = figures(new=Figure(None, "", state=State.BLANK), carried_in=number(0), total=number(3))
    new = figures(new=number(0), total=number(5))
    told = [(c.label, c.old, c.new, c.change) for c in figure_changes(old, new, FORM)]
    assert told == [
        ("表三 · 一、本年新收政府信息公开申请数量 · 总计", "空白", "0", ""),
        ("表三 · 二、上年结转政府信息公开申请数量 · 总计", "0", "未读到", ""),
        ("表三 · 三、本年度办理结果 · （七）总计 · 总计", "3", "5", "+2"),
    ]


def test_a_figure_printed_otherwise_has_not_changed() -> None:
    old, new = figures(new=Figure(Decimal(10067), "10,067")), figures(new=Figure(Decimal(10067), "10067"))
    assert list(figure_changes(old, new, FORM)) == []


def test_sections_are_told_with_their_headings() -> None:
    old = Report(sections=(Section(5, "存在的主要问题", "五", "一是少。"), Section(6, "其他", "六", "无。")))
    new = replace(old, sections=(Section(5, "存在的主要问题", "五", "一是多。"), Section(6, "其他", "六", "无。")))
    (change,) = section_changes(old, new)
    assert change.title == "第五部分 存在的主要问题"
    assert shown(change.spans) == "存在的主要问题\n一是-[少]+[多]。"


def test_a_year_is_compared_in_figures_and_per_cent() -> None:
    cell = compared("requests.new.total", "新收", number(2957), number(3070))
    assert (cell.now, cell.then, cell.change, cell.share, cell.way) == ("2957", "3070", "−113", "−3.7%", "down")
    assert compared("x", "x", number(1), number(0)).share == ""
    assert compared("x", "x", number(1), number(0)).change == "+1"
    blank = compared("x", "x", number(1), Figure(None, "", state=State.BLANK))
    assert (blank.then, blank.change, blank.way) == ("空白", "", "")


# --- since the return


@pytest.mark.django_db
def test_a_new_file_is_held_against_the_returned_one(
    submission: Submission, clerk: User, reviewer: User, send: Send
) -> None:
    faulty_and_submitted(submission, clerk)
    review.send_back(reviewer, submission, [], "请核对。")
    send(clerk, submission, documents.report(), "改好.txt")
    changes = changes_of(submission)
    assert changes is not None
    assert not changes.is_same_file
    assert {(c.address, c.old, c.new, c.change) for c in changes.figures} == {
        ("requests.other.other.other", "1", "4", "+3"),
        ("requests.other.other.total", "578", "581", "+3"),
    }
    assert [section.title for section in changes.sections] == ["第一部分 总体情况"]


@pytest.mark.django_db
def test_a_figure_typed_after_the_return_is_a_change_and_one_typed_before_is_not(
    submission: Submission, clerk: User, reviewer: User, send: Send
) -> None:
    send(clerk, submission, documents.report(faulty=True))
    readings.correct(clerk, submission, "requests.new.company", "5", "读错")
    assert submission.current_reading is not None
    for finding in findings.unexplained(submission, submission.current_reading):
        review.explain(clerk, submission, finding.fingerprint, "台账如此。")
    review.submit(clerk, submission, "李填报", Scope.OWN)
    review.send_back(reviewer, submission, [], "请核对。")
    readings.correct(clerk, submission, "requests.other.other.other", "4", "读错")
    submission.refresh_from_db()
    changes = changes_of(submission)
    assert changes is not None
    assert changes.is_same_file
    assert [(c.address, c.old, c.new, c.is_typed) for c in changes.figures] == [
        ("requests.other.other.other", "1", "4", True)
    ]


@pytest.mark.django_db
def test_without_a_return_there_is_nothing_to_compare(submitted: Submission) -> None:
    assert changes_of(submitted) is None
