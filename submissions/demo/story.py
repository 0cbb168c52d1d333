"""Brings the demonstration into the site through the same services people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from parsing.report import Address
from submissions.demo.clock import backdate
from submissions.demo.documents import LAYOUTS
from submissions.demo.draft import Draft, number_text
from submissions.demo.plan import PLAN, Ending, Filing, draft_of
from submissions.demo.province import ACCOUNTS, CONTACT, ENTRIES, PASSWORD, ROOT, YEARS, Account, Entry, clerk_of
from submissions.models import Agency, Cycle, Membership, Submission, Upload, User
from submissions.services import cycles, findings, obligations, readings, review, uploads
from submissions.states import Role, State
from submissions.tasks import read_upload

Say = Callable[[str], object]

EXEMPT_REASON: Final = "用于演示免报状态，不代表该机关的实际情况。"
NIL_REASON: Final = "用于演示零报告，不代表该机关的实际情况。"
EXTENSION_REASON: Final = "用于演示单独调整截止日期。"
EXPLANATIONS: Final = {
    "A-12": "总计栏漏填，各栏相加即为系统提示的数值，已在底稿中补填。（演示说明）",
    "A": "已核对受理登记台账，登记与办结跨统计口径造成差异，原始记录备查。（演示说明）",
    "S": "导出文件时格式变化，内容与底稿一致。（演示说明）",
    "": "已核对，情况属实。（演示说明）",
}


def is_ours_or_empty() -> bool:
    """Demonstration accounts have a known password: they go into an empty database only."""
    return not Agency.objects.exists() or Agency.objects.filter(code=ROOT, contact_name=CONTACT).exists()


@transaction.atomic
def make_province() -> None:
    """Agencies, people and roles; what is there already stays as it is."""
    for entry in ENTRIES.values():
        _make_agency(entry)
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        _make_account(account, password)


def _make_agency(entry: Entry) -> None:
    parent = Agency.objects.get(code=entry.parent) if entry.parent else None
    Agency.objects.get_or_create(
        code=entry.code,
        defaults={
            "name": entry.name,
            "kind": entry.kind,
            "parent": parent,
            "aliases": list(entry.aliases),
            "position": entry.position,
            "contact_name": CONTACT,
            "contact_phone": entry.phone,
        },
    )


def _make_account(account: Account, password: str) -> None:
    user, created = User.objects.get_or_create(
        username=account.username, defaults={"full_name": account.full_name, "password": password}
    )
    if not created:
        return
    for role, code in account.memberships:
        Membership.objects.create(user=user, agency=Agency.objects.get(code=code), role=role)


def tell(say: Say, *, read_all: bool = False) -> int:
    """Opens the cycles and files every report of the plan that is not there yet; returns how many."""
    told = 0
    for year in YEARS:
        cycle = _open_cycle(year)
        filed = [filing for filing in PLAN if filing.year == year and _file(filing, say, read_all=read_all)]
        told += len(filed)
        if filed and year == YEARS[-1]:
            _extend(cycle)
        elif filed:
            cycles.close_cycle(_user("office"), cycle)
    return told


@transaction.atomic
def _open_cycle(year: int) -> Cycle:
    found = Cycle.objects.filter(year=year).first()
    if found:
        return found
    cycle = cycles.open_cycle(_user("office"), year)
    Cycle.objects.filter(pk=cycle.pk).update(opened_at=_afternoon(date(year + 1, 1, 4)))
    return cycle


def _extend(cycle: Cycle) -> None:
    """A few agencies with time left, so that the pages show both sides of a deadline."""
    office, soon = _user("office"), timezone.localdate() + timedelta(days=14)
    for code in (f"{ROOT}-12", "230800", "231200"):
        obligations.extend(office, _submission(code, cycle.year), soon, EXTENSION_REASON)


@transaction.atomic
def _file(filing: Filing, say: Say, *, read_all: bool) -> bool:
    """Files one report unless someone has begun it already.

    Wholly or not at all, so that loading goes on where it ended, and so that history is sealed by a running timetable
    only after it was dated. A transaction a report and no longer: it keeps others from a database in a file.
    """
    submission = _submission(filing.code, filing.year)
    if submission.state != State.MISSING or submission.uploads.exists():
        return False
    say(f"{filing.name}：{filing.ending.value}")
    if filing.ending is Ending.EXEMPT:
        obligations.exempt(_user("office"), submission, EXEMPT_REASON)
    elif filing.ending is Ending.NIL:
        obligations.confirm_nil(_user("office"), submission, NIL_REASON, by=Role.OFFICE)
    elif filing.ending is Ending.WAITING and not read_all:
        _receive(filing, _spoiled(filing))
        return True
    else:
        _advance(filing)
    backdate(submission, _happened(filing, submission))
    return True


def _advance(filing: Filing) -> None:
    """The file is read at once; then people do what the plan says."""
    _upload(filing, _spoiled(filing))
    if filing.retyped:
        _retype(filing, filing.retyped)
    if filing.mended:
        _walk(filing, Ending.RETURNED)
        _upload(filing, draft_of(filing))
    if filing.ending in (Ending.WAITING, Ending.FAILED):
        return
    _walk(filing, filing.ending)


def _walk(filing: Filing, ending: Ending) -> None:
    """From a draft that was read to ``ending``, step by step."""
    clerk, reviewer = _user(clerk_of(filing.code)), _user(_reviewer_of(filing.code))
    here = _submission(filing.code, filing.year)
    if ending is Ending.DRAFT:
        return
    _explain(clerk, here)
    here = review.submit(clerk, here, "演示确认人", here.scope)
    if ending is Ending.SUBMITTED:
        return
    here = review.claim(reviewer, here)
    if ending is Ending.RETURNED:
        review.send_back(reviewer, here, _to_answer(here), filing.reason)
    elif ending is Ending.APPROVED:
        _accept(reviewer, here)
        review.approve(reviewer, here)


def _retype(filing: Filing, address: Address) -> None:
    right = number_text(draft_of(filing).values[address])
    here = _submission(filing.code, filing.year)
    readings.correct(
        _user(clerk_of(filing.code)), here, str(address), right, "原件此处字迹不清，按底稿更正。（演示说明）"
    )


def _upload(filing: Filing, draft: Draft) -> None:
    """Receives a file and reads it in this process; the worker its bell calls in the end finds it read."""
    read_upload(_receive(filing, draft).readings.get().pk)


def _receive(filing: Filing, draft: Draft) -> Upload:
    layout = LAYOUTS[filing.layout]
    file = SimpleUploadedFile(filing.name + layout.suffix, layout.write(draft))
    return uploads.receive(_user(clerk_of(filing.code)), _submission(filing.code, filing.year), file)


def _spoiled(filing: Filing) -> Draft:
    draft = draft_of(filing)
    return filing.fault(draft) if filing.fault else draft


def _explain(clerk: User, submission: Submission) -> None:
    reading = submission.current_reading
    if reading is None:
        return
    for finding in list(findings.unexplained(submission, reading)):
        review.explain(clerk, submission, finding.fingerprint, _explanation(finding.rule))


def _explanation(rule: str) -> str:
    return EXPLANATIONS.get(rule) or EXPLANATIONS.get(rule[:1]) or EXPLANATIONS[""]


def _to_answer(submission: Submission) -> list[str]:
    """What the reviewer ticks: everything that must be corrected or explained."""
    reading = submission.current_reading
    asked = findings.failed(reading).filter(severity__in=findings.MUST_ANSWER) if reading else []
    return [finding.fingerprint for finding in asked]


def _accept(reviewer: User, submission: Submission) -> None:
    for explanation in review.explanations_of(submission):
        review.judge_explanation(reviewer, submission, explanation.fingerprint, accepted=True)


def _submission(code: str, year: int) -> Submission:
    return Submission.objects.select_related("agency", "cycle", "current_reading").get(
        agency__code=code, cycle__year=year
    )


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _reviewer_of(code: str) -> str:
    """哈尔滨's own reviewer decides what is below the city; the province's decides the rest."""
    return "reviewer.harbin" if ENTRIES[code].parent == "230100" else "reviewer"


def _happened(filing: Filing, submission: Submission) -> datetime:
    """When the last thing happened: before the deadline in a closed cycle, days ago in the open one."""
    if filing.year == YEARS[-1]:
        return _afternoon(timezone.localdate() - timedelta(days=filing.days))
    return _afternoon(submission.due_on - timedelta(days=3 + ENTRIES[filing.code].position % 9))


def _afternoon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(15, 30)))
