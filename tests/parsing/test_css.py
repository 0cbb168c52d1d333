"""Style sheets in one pass: what is followed of them, and that none costs more than its length."""

from __future__ import annotations

import itertools
import random
import time

import pytest
from lxml import etree, html

from parsing.readers.css import LONGEST_SHEET, Rule, made_up, rules_of

GONE = "{display:none}"


def said(sheet: str) -> list[tuple[str, dict[str, str]]]:
    """The last step of each rule, and its declarations."""
    return [(rule.key, dict(rule.says)) for rule in rules_of(sheet)]


@pytest.mark.parametrize(
    ("sheet", "keys"),
    [
        (f"a{GONE} b{GONE}", ["a", "b"]),
        (f"@charset 'utf-8'; a{GONE}", ["a"]),
        (f"@media print {{ a{GONE} }} b{GONE}", ["b"]),
        (f"@media screen {{ a{GONE} }} @media ALL{{b{GONE}}}", ["a", "b"]),
        (f"@media print {{ @media screen {{ a{GONE} }} }} b{GONE}", ["b"]),
        (f"@supports (x) {{ a{GONE} }} b{GONE}", ["b"]),
        (f"@font-face {{ display: none }} b{GONE}", ["b"]),
        (f"/* a{GONE} */ b{GONE} <!-- c{GONE} -->", ["b", "c"]),
        (f'a::before {{ content: "}} c{{" }} b{GONE}', ["b"]),
        (f"a {{ content: '\\'}} c{GONE}'; display: none }} b{GONE}", ["a", "b"]),
        ("a {display: none; b {display: none}}", []),
        ("a {display: none", ["a"]),
        (f"}} a{GONE}", ["a"]),
        (f"/* a{GONE}", []),
    ],
)
def test_rules_that_a_screen_follows_are_told_and_no_others(sheet: str, keys: list[str]) -> None:
    assert said(sheet) == [(key, {"display": "none"}) for key in keys]


HOSTILE = {
    "at": "@",
    "comment": "/*",
    "media": "@media screen{",
    "open": "{",
    "within": "@media screen {a{}",
    "plain": "a",
    "colon": "a{color:",
    "string": 'a{color:"',
    "lines": '"a\n',
    "escape": '"\\',
    "steps": "a ",
    "names": ".a",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_a_sheet_costs_no_more_than_its_length(piece: str) -> None:
    began = time.process_time()
    list(rules_of(piece * (LONGEST_SHEET // len(piece) - 8) + "{color:red}"))
    assert time.process_time() - began < 10, "what went over a sheet from each of its signs took minutes"


def naive(path: list[tuple[str, str]], element: etree._Element) -> bool:
    """Whether the last step is the element and those before, each with its sign, stand above it."""
    *before, (tag, _sign) = path
    if element.tag != tag:
        return False
    if not before:
        return True
    above = list(element.iterancestors())
    return any(naive(before, other) for other in (above[:1] if before[-1][1] == ">" else above))


def test_a_path_of_elements_is_found_wherever_it_stands() -> None:
    rng = random.Random(5)
    for _ in range(2000):
        tags = [rng.choice("ab") for _ in range(rng.randint(1, 7))]
        inner = etree.Element(tags[0])
        for tag in tags[1:]:
            inner = etree.SubElement(inner, tag)
        path = [(rng.choice("ab"), rng.choice(" >")) for _ in range(rng.randint(1, 4))]
        selector = "".join(itertools.chain.from_iterable(path))[:-1]
        (rule,) = rules_of(selector + GONE)
        assert rule.matches(inner) == naive(path, inner), (tags, selector)


def test_a_path_that_fits_in_countless_ways_is_looked_for_once() -> None:
    page = html.fromstring("<div>" * 200 + "<p>")
    inner = next(page.iter("p"))
    (rule,) = rules_of("span " + "div " * 12 + "p" + GONE)
    began = time.process_time()
    assert not rule.matches(inner)
    assert time.process_time() - began < 1


def test_what_an_element_says_itself_is_read_the_same() -> None:
    assert Rule.inline("color: red !important; COLOR: blue; x: y") == {"color": "red"}


@pytest.mark.parametrize(
    ("sheet", "made"),
    [
        ("td.n::before{content:attr(data-v)}", [(".n", "data-v")]),
        ("b:after{content: '(' attr(data-v) ')'} i::after{content:counter(row)}", [("b", "data-v"), ("i", "")]),
        ("a::before{content:'\\25cf'} b::after{content:\"\"; display:table} i{content:attr(x)}", []),
        ("a:hover::after{content:attr(title)}", []),
        ("@media print{a::after{content:attr(href)}}", []),
    ],
)
def test_what_a_sheet_writes_into_elements_from_their_attributes_or_by_counting(
    sheet: str, made: list[tuple[str, str]]
) -> None:
    assert [(rule.key, name) for rule, name in made_up(sheet)] == made
