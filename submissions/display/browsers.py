"""What a browser calls itself, in words its owner knows it by."""

from __future__ import annotations

from typing import Final

# Most call themselves by the names of others too: the first that is found is meant.
BROWSERS: Final = {
    "MicroMessenger": "WeChat",
    "QQBrowser": "QQBrowser",
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
    "MSIE": "Internet Explorer",
    "Trident/": "Internet Explorer",
}
SYSTEMS: Final = {
    "Windows": "Windows",
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_words(agent: str) -> str:
    """Chrome · Windows; the beginning of what it says of itself where it is none of these."""
    known = (next((name for mark, name in names.items() if mark in agent), "") for names in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, known)) or agent[:80]
