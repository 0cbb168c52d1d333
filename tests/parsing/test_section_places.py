"""Every sentence knows its place: sections keep where their lines were read, findings say it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from parsing.contract import finding_json
from parsing.grid import Paragraph, Place
from parsing.report import Report, Section
from parsing.rules.model import Finding, Outcome, Quote, Severity
from parsing.sections import find_sections

LINES = [
    ("一、总体情况。2024年，我局公开信息。", Place(page=1, box=(50.0, 100.0, 500.0, 115.0))),
    ("本年新收政府信息公开申请", Place(page=1, box=(50.0, 120.0, 500.0, 135.0))),
    ("12件。", Place(page=2, box=(50.0, 60.0, 90.0, 75.0))),
    ("二、主动公开政府信息情况", Place(page=2, box=(50.0, 80.0, 300.0, 95.0))),
]


def read() -> Section:
    return find_sections([Paragraph(text, place) for text, place in LINES])[0]


def finding(quote: Quote) -> dict[str, Any]:
    made = Finding("N-01", Severity.VERIFY, Outcome.FAILED, "requests.new.total", "…", quotes=(quote,))
    return finding_json(made, Report(sections=(read(),)))


def test_each_offset_of_a_section_has_the_place_of_its_line() -> None:
    section = read()
    assert section.text == "2024年，我局公开信息。\n本年新收政府信息公开申请\n12件。"
    assert [section.place_of(section.text.index(words)).page for words in ("我局", "新收", "12件")] == [1, 1, 2]
    assert section.place_of(section.text.index("12件")).box == (50.0, 60.0, 90.0, 75.0)
    assert section.place_of(0).box == (50.0, 100.0, 500.0, 115.0)


def test_places_survive_being_stored() -> None:
    section = read()
    assert Section.from_json(json.loads(json.dumps(section.to_json()))) == section


def test_a_reading_stored_before_lines_had_places_is_still_read() -> None:
    stored = {"number": 1, "heading": "总体情况", "printed": "一", "text": "无。", "place": {"page": 3}}
    section = Section.from_json(stored)
    assert section.lines == ()
    assert section.place_of(1) == Place(page=3)


def test_a_quote_opens_at_the_line_of_its_claim() -> None:
    text = read().text
    start, end = text.index("本年"), len(text)
    quote = Quote(1, start, end, text[start:end], text.index("12件"), text.index("12件") + 3)
    assert finding(quote)["quotes"][0]["place"] == {"page": 2, "box": (50.0, 60.0, 90.0, 75.0)}
    assert finding(quote)["quotes"][0]["text"] == "本年新收政府信息公开申请\n12件。"


def test_a_quote_of_another_report_has_no_place_in_this_one() -> None:
    assert finding(Quote(1, 0, 4, "2024", source="上年报告"))["quotes"][0]["place"] == {}
    assert finding(Quote(5, 0, 4, "2024"))["quotes"][0]["place"] == {}


def test_a_finding_without_quotes_says_so() -> None:
    made = Finding("A-01", Severity.MANDATORY, Outcome.FAILED, "requests.new.total", "…", actual=Decimal(1))
    assert finding_json(made, Report())["quotes"] == []
