"""Rule C-11: links that lead somewhere else than they seem to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from parsing.report import Report, squeeze
from parsing.rules.model import Context, Finding, Outcome, Quote, Rule, Severity
from parsing.rules.prose import quote

_URL = re.compile(r"(?:https?|ftp|file)://[^\s\u3000-\u9fff，。；、）)》>”\"'<\]】]+", re.I)
_REDIRECTS = {
    "baidu.com": ("/link", "/from"),
    "m.baidu.com": ("/from", "/link"),
    "google.com": ("/url",),
    "google.com.hk": ("/url",),
    "so.com": ("/link",),
    "sogou.com": ("/link",),
    "bing.com": ("/ck", "/alink"),
    "sm.cn": ("/api",),
    "link.zhihu.com": ("/",),
    "c.pc.qq.com": ("/",),
    "mail.qq.com": ("/",),
}
_SHORT = {
    *("t.cn", "dwz.cn", "url.cn", "suo.im", "suo.nz", "bit.ly", "goo.gl", "tinyurl.com", "sina.lt", "985.so", "u.nu"),
    *("dwz.win", "mrw.so", "w.url.cn", "t.co", "rrd.me", "sourl.cn"),
}
_FOREIGN = {
    *("google.com", "youtube.com", "facebook.com", "twitter.com", "x.com", "instagram.com", "wikipedia.org"),
    *("telegram.org", "t.me", "blogspot.com", "wordpress.com", "dropbox.com"),
}
_LOCAL = re.compile(r"^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)")


def plain_links(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """One finding a kind of trouble, with every link that has it."""
    found: dict[str, dict[str, Quote | None]] = {}
    links = list(_links(report))
    for target, where in links:
        trouble = _trouble(target)
        if trouble:
            found.setdefault(trouble, {}).setdefault(target, where)
    for trouble, targets in found.items():
        named = "、".join(_short(target) for target in targets)
        times = sum(target in targets for target, _ in links)
        yield Finding(
            rule.id,
            rule.severity,
            Outcome.FAILED,
            next((f"section.{where.section}" for where in targets.values() if where), "file"),
            f"有 {times} 处链接{trouble}：{named}。",
            values=tuple(targets),
            fix=rule.fix,
            basis=rule.basis,
            quotes=tuple(where for where in targets.values() if where),
        )
    if links and not found:
        yield Finding(rule.id, rule.severity, Outcome.PASSED, "file", "链接都直接指向所称的网页。", basis=rule.basis)


def _links(report: Report) -> Iterator[tuple[str, Quote | None]]:
    """Addresses printed in the sections, and those behind words; a page's own navigation is no matter."""
    printed = set()
    for section, text in report.texts():
        for match in _URL.finditer(text) if section >= 0 else ():
            printed.add(match.group())
            yield match.group(), quote(section, text, match.start(), match.end())
    whole = squeeze("".join(text for section, text in report.texts() if section >= 0))
    for link in report.facts.links:
        words = squeeze(link.text)
        if link.target not in printed and (report.format != "html" or (len(words) > 3 and words in whole)):
            yield link.target, None


def _trouble(target: str) -> str:
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme.lower() == "file" or _LOCAL.match(host):
        return "指向本机或内部网络，别人打不开"
    if host in _SHORT:
        return "是短链接，看不出指向哪里"
    if any(parts.path.startswith(path) for path in _REDIRECTS.get(host, ())):
        return "是搜索引擎等的跳转链接，不是网页本身的地址"
    if any(host == foreign or host.endswith(f".{foreign}") for foreign in _FOREIGN):
        return "指向境外网站"
    return ""


def _short(target: str) -> str:
    return target if len(target) <= 60 else f"{target[:57]}…"


RULES = (
    Rule(
        id="C-11",
        name="链接直接可靠",
        severity=Severity.NOTICE,
        words="正文中的链接应是网页本身的地址；搜索引擎跳转链接、短链接、指向本机或内部网络的链接和境外网站的链接，予以提示。",
        formula="跳转、短、内部、境外链接 ＝ 0",
        basis="《政府网站发展指引》（国办发〔2017〕47号）关于链接管理的要求",
        fix="改为网页本身的地址，或删去链接。",
        check=plain_links,
        passes="http://gxt.hlj.gov.cn/",
        fails="http://www.baidu.com/link?url=…",
    ),
)
