"""What of a page is not shown: by the element itself, and by the simplest rules of its style sheets."""

from __future__ import annotations

import re

from lxml import etree

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?<![\w-])(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:!important\s*)?(?:;|$)"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)"
    r"|text-decoration[\w-]*\s*:[^;]*line-through",
    re.I,
)
"""What is not shown, or shown as struck out; clip takes away all but what screen readers say."""
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})", re.S)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.I)
_SIMPLE = re.compile(r"^\s*(?:\w+)?([.#])([\w-]+)\s*$")
_MOST = 0.3
"""Share of a page's text above which a class that hides it is a tab of the page, not a leftover."""
LONGEST_SHEET = 200_000


class Hidden:
    """Tells which elements of a page are not shown."""

    def __init__(self, root: etree._Element) -> None:
        names = {name for sheet in root.iter("style") for name in _hiding(sheet.text or "")}
        whole = len(text_in(root)) if names else 0
        self.names = {name for name in names if _text_of(root, name) <= _MOST * whole}

    def __call__(self, element: etree._Element) -> bool:
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            return True
        if not self.names:
            return False
        classes = {f".{name}" for name in (element.get("class") or "").split()}
        return bool(self.names & (classes | {f"#{element.get('id')}"}))


def is_raised(element: etree._Element) -> bool:
    """Whether an element is set as a superscript."""
    return element.tag == "sup" or bool(_RAISED.search(element.get("style") or ""))


def text_in(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _hiding(sheet: str) -> set[str]:
    """The classes and ids that a style sheet hides, whatever the medium."""
    if len(sheet) > LONGEST_SHEET:
        return set()
    plain = _AT_RULE.sub("", _COMMENT.sub("", sheet))
    return {
        found[1] + found[2]
        for selectors, body in _RULE.findall(plain)
        if _HIDDEN.search(body)
        for selector in selectors.split(",")
        if (found := _SIMPLE.match(selector))
    }


def _text_of(root: etree._Element, name: str) -> int:
    attribute, value = ("class", name[1:]) if name[0] == "." else ("id", name[1:])
    return sum(
        len(text_in(element)) for element in root.iter(etree.Element) if value in (element.get(attribute) or "").split()
    )
