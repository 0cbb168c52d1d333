"""Measures what is open to others, the public pages and the interface, in a database that bench_year.py has filled.

    PUBLIC_RELEASE=true API_REQUESTS_A_MINUTE=1000000 DATABASE_URL=postgres://…/bench_year_10000x6 … \
        .venv/bin/python scripts/measure_open.py [--release SECONDS]

One JSON object a line, as measure_year.py prints them and says what they mean. With --release reports of the last
closed year are released first, for so many seconds; without it the pages show what an earlier run has released.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from measure_year import Deed, measured

from submissions.models import Agency, Cycle, Release, ReleaseOrder, User
from submissions.services import releases, tokens


def release(cycle: Cycle, seconds: float) -> dict[str, object]:
    """Releases what the last closed year has, for so long; how long one report takes."""
    office, root = User.objects.get(username="office"), Agency.objects.get(parent=None)
    if not cycle.publishes:
        releases.set_publishing(office, cycle, on=True)
    order = ReleaseOrder.objects.filter(cycle=cycle, done_at=None, cancelled_at=None).first()
    order = order or releases.order(office, cycle, root, timezone.localdate())
    before, began, own = Release.objects.count(), time.monotonic(), time.process_time()
    releases.carry_out(order.pk, seconds)
    made = Release.objects.count() - before or 1
    clock, mine = time.monotonic() - began, time.process_time() - own
    return {
        "name": "releasing one report",
        "ms": round(1000 * mine / made, 1),
        "wall": round(1000 * clock / made, 1),
        "reports": made,
    }


def public(cycle: Cycle) -> Iterator[Deed]:
    """Without an account, without a cookie."""
    shown = releases.public().filter(submission__cycle=cycle).order_by("pk")
    one = shown[shown.count() // 2]
    args = [cycle.year, one.submission.agency_id]
    lists = reverse("public")
    yield got("public: the list", lists, year=cycle.year)
    yield got("public: the list, page 50", lists, year=cycle.year, page=50)
    yield got("public: the list, searched", lists, year=cycle.year, q="教育")
    yield got("public: a report", reverse("public_report", args=args))
    yield got("public: its figures as CSV", reverse("public_figures", args=args))
    yield got("public: its PDF", reverse("public_pdf", args=args))
    yield got("public: a report again, unchanged", reverse("public_report", args=args), again=True)


def got(name: str, url: str, *, again: bool = False, key: str = "", **query: object) -> Deed:
    client = Client(SERVER_NAME="localhost", **({"HTTP_AUTHORIZATION": f"Bearer {key}"} if key else {}))
    known = {"HTTP_IF_NONE_MATCH": client.get(url, query)["ETag"]} if again else {}

    def act() -> None:
        answer = client.get(url, query, **known)
        assert answer.status_code == (304 if again else 200), (url, answer.status_code)
        for _ in answer if answer.streaming else ():
            pass

    return Deed(name, act)


def interface(cycle: Cycle) -> Iterator[Deed]:
    """With a key of the topmost office: what it can see at most."""
    _row, key = tokens.issue(User.objects.get(username="office"), "bench", 1)
    base, most = "/api/v1", settings.API_PAGE_MOST
    county = Agency.objects.filter(kind="county_government").order_by("path").first()
    yield got("API: years", f"{base}/cycles", key=key)
    yield got("API: 100 agencies", f"{base}/agencies", key=key)
    yield got("API: 100 reports of a year", f"{base}/reports", key=key, year=cycle.year)
    yield got("API: how far a year is", f"{base}/completeness", key=key, year=cycle.year)
    yield got("API: 100 figures of a year", f"{base}/figures", key=key, year=cycle.year)
    yield got(f"API: {most} figures of a year", f"{base}/figures", key=key, year=cycle.year, limit=most)
    if county:
        yield got(
            f"API: {most} figures of a county", f"{base}/figures", key=key, year=cycle.year, under=county.pk, limit=most
        )
    yield Deed(f"API: 20 pages of {most} figures", lambda: walk(key, f"{base}/figures", cycle.year, most, 20), 1)
    yield got("API: 100 findings of a year", f"{base}/findings", key=key, year=cycle.year)


def walk(key: str, url: str, year: int, most: int, pages: int) -> None:
    """Page after page of the long form, as a program takes it."""
    client, cursor = Client(SERVER_NAME="localhost", HTTP_AUTHORIZATION=f"Bearer {key}"), 0
    for _page in range(pages):
        answer = client.get(url, {"year": year, "limit": most, "cursor": cursor})
        assert answer.status_code == 200, answer.status_code
        cursor = json.loads(answer.content)["next"] or 0
        if not cursor:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=float, default=0.0, help="for so many seconds reports are released first")
    parser.add_argument("--only", default="", help="those whose name has this word")
    options = parser.parse_args()
    cycle = Cycle.objects.filter(state="closed").order_by("-year")[0]
    if options.release:
        print(json.dumps(release(cycle, options.release), ensure_ascii=False), flush=True)
    for part in (public, interface):
        for deed in part(cycle):
            if options.only in deed.name:
                told = measured(deed)
                told.pop("slow", None)
                print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
