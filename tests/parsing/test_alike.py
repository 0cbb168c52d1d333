"""Reports of one cycle that say the same are found among many, and only those."""

from __future__ import annotations

import random
from decimal import Decimal

from parsing.alike import Entry, Pair, alike, entry_of, figures_mark, side_by_side
from parsing.report import Address, Report, Section
from tests.parsing.made_reports import filled, province_2024, put

SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 900)]


def text(seed: int, count: int = 30) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(SIGNS, k=30)) + "。" for _ in range(count)]


def entry(key: int, sentences: list[str], figures: str = "") -> Entry:
    report = Report(sections=(Section(1, "", "", "".join(sentences)),))
    return Entry(key, entry_of(key, report).signs, figures)


def test_a_copy_with_its_own_sentences_is_found_in_both_directions_with_its_share() -> None:
    own, copy = text(1), text(1)[:27] + text(2, 3)
    pairs = alike([entry(1, own), *(entry(n, text(n)) for n in range(3, 60)), entry(2, copy)])
    assert {(p.one, p.other) for p in pairs} == {(1, 2), (2, 1)}
    assert {round(p.ratio, 2) for p in pairs} == {0.9}


def test_what_all_reports_say_makes_none_alike() -> None:
    common = text(99, 12)
    assert alike(entry(n, text(n, 20) + common) for n in range(1, 40)) == []


def test_a_short_text_says_nothing() -> None:
    assert alike([entry(1, text(1, 5)), entry(2, text(1, 5))]) == []


def test_a_text_contained_in_a_longer_one_is_its_copy_and_not_the_other_way() -> None:
    pairs = alike([entry(1, text(1, 30)), entry(2, text(1, 30) + text(2, 26))])
    assert [(p.one, p.other, p.ratio > 0.95) for p in pairs] == [(1, 2, True)]


def test_of_a_template_many_use_only_the_nearest_are_kept() -> None:
    pairs = alike(entry(n, text(1)) for n in range(1, 31))
    by_report = [[p for p in pairs if p.one == n] for n in range(1, 31)]
    assert all(1 <= len(mine) <= 5 for mine in by_report)


def test_equal_figures_are_told_where_they_are_too_many_for_chance() -> None:
    mark = entry_of(1, province_2024()).figures
    assert mark
    assert mark != entry_of(1, put(province_2024(), {"requests.new.company": 204})).figures
    assert alike([entry(1, text(1), mark), entry(2, text(2), mark)]) == [Pair(1, 2, 0.0, True), Pair(2, 1, 0.0, True)]
    assert entry_of(1, filled("2021")).figures == ""
    assert (
        figures_mark(
            {Address("requests", "new", "company"): Decimal(12), Address("requests", "new", "total"): Decimal(12)}
        )
        == ""
    )


def test_a_number_written_with_decimals_is_the_same_number() -> None:
    cells = {
        Address("disclosure", "fees", "amount"): Decimal("96171.60"),
        Address("disclosure", "licensing", "decisions"): Decimal(447228),
    }
    other = {**cells, Address("disclosure", "fees", "amount"): Decimal("96171.6")}
    assert figures_mark(cells) == figures_mark(other)


def test_passages_stand_side_by_side() -> None:
    one = Report(sections=(Section(5, "", "", "".join(text(1, 4))),))
    other = Report(sections=(Section(1, "", "", "".join(text(2, 2) + text(1, 4)[:2])),))
    ((own, theirs),) = side_by_side(one, other, "某局")
    assert own.text.rstrip("。") == theirs.text.rstrip("。") == "".join(text(1, 2)).rstrip("。")
    assert (own.section, theirs.section, theirs.source) == (5, 1, "某局")
