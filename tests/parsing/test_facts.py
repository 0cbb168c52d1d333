"""Facts of a file travel with its report, and older readings without them still open."""

from __future__ import annotations

import json
from dataclasses import replace

from parsing.facts import FileFacts, Link
from parsing.report import FRONT, INTRODUCTION, Report
from tests.parsing.made_reports import filled

FACTS = FileFacts(
    recognised=(3, 4),
    unread=(7,),
    pictures=2,
    authors=("张三",),
    comments=("这里要改",),
    changes=5,
    links=(Link("局网站", "http://gxt.hlj.gov.cn/"),),
)


def test_facts_and_the_text_before_section_one_survive_storing() -> None:
    report = replace(filled("2021"), facts=FACTS, front="机密★", introduction="根据条例要求，现发布本报告。")
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_a_reading_stored_before_there_were_facts_opens() -> None:
    data = filled("2021").to_json()
    for key in ("facts", "front", "introduction"):
        del data[key]
    assert Report.from_json(data) == replace(filled("2021"), introduction="")


def test_texts_are_numbered_like_sections_and_empty_ones_left_out() -> None:
    report = replace(Report(), front="机密★", introduction="现发布本报告。")
    assert report.texts() == ((FRONT, "机密★"), (INTRODUCTION, "现发布本报告。"))
