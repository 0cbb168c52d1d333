"""Where each handed-in file would go, and what speaks against it. However many files: seven queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from submissions import access
from submissions.models import Intake, Submission, Upload, User
from submissions.services.fits import Desk, Fit, Found, desk
from submissions.services.refused_intakes import may_read_again
from submissions.states import Processing, Role

CHOOSABLE = frozenset({"several_reports"})
"""Failures that end when it is known which report is meant."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One file: where it would go, or ``why`` not and what to do; ``remarks`` do not stop it."""

    intake: Intake
    target: Submission | None = None
    why: str = ""
    advice: str = ""
    remarks: tuple[str, ...] = ()
    candidates: tuple[Submission, ...] = ()

    @property
    def is_ready(self) -> bool:
        return not self.intake.is_running and self.target is not None and not self.why

    @property
    def is_usable(self) -> bool:
        """It could be read, or holds several reports: something can be done about what stands in its way."""
        return self.intake.processing == Processing.DONE or self.intake.error_code in CHOOSABLE

    @property
    def may_read_again(self) -> bool:
        return may_read_again(self.intake)

    @property
    def may_choose(self) -> bool:
        """Whether there is another report its title leaves room for."""
        return self.is_usable and any(submission != self.target for submission in self.candidates)


def desk_of(user: User) -> Desk:
    """What this clerk owes, for finding where a file belongs."""
    owed = access.submissions_of(user, Role.CLERK).select_related("current_upload")
    return desk(owed.defer("current_reading__report"))


def plans_of(user: User) -> list[Plan]:
    """Every file of this clerk that waits to be filed, in the order they came."""
    waiting = access.intakes_of(user).filter(filed_at=None, dropped_at=None)
    recognised = set(waiting.filter(report__facts__has_key="recognised").values_list("pk", flat=True))
    mine = desk_of(user)
    plans = [_plan(intake, found_in(intake, intake.pk in recognised), mine) for intake in waiting.defer("report")]
    return _kept_apart(_with_twins(user, plans))


def found_in(intake: Intake, recognised: bool) -> Found:
    return Found(intake.found_agency, intake.found_year, recognised)


def _plan(intake: Intake, found: Found, mine: Desk) -> Plan:
    if intake.is_running:
        return Plan(intake)
    candidates = tuple(mine.candidates(found))
    chosen = next((submission for submission in mine.owed if submission.pk == intake.chosen_id), None)
    if intake.processing == Processing.FAILED and not (chosen and intake.error_code in CHOOSABLE):
        ask = _("请在“归入”一栏选择要报送其中的哪一份。")
        advice = ask if intake.error_code in CHOOSABLE else intake.error_advice
        return Plan(intake, None, intake.error_message, advice, candidates=candidates)
    fit: Fit = mine.refused(found, chosen) if chosen else mine.fit(found)
    return Plan(intake, fit.submission, fit.why, fit.advice, candidates=candidates)


def _with_twins(user: User, plans: Sequence[Plan]) -> list[Plan]:
    """Says where the same bytes have been uploaded before, as far as this person may know."""
    hashes = {plan.intake.sha256 for plan in plans}
    twins: dict[str, list[Upload]] = defaultdict(list)
    related = "submission__agency", "submission__cycle"
    for upload in access.uploads_of(user).filter(sha256__in=hashes).select_related(*related).order_by("pk"):
        twins[upload.sha256].append(upload)
    return [_with_twin(plan, twins[plan.intake.sha256]) for plan in plans]


def _with_twin(plan: Plan, twins: Sequence[Upload]) -> Plan:
    if not twins:
        return plan
    target = plan.target
    if plan.is_ready and target and target.current_upload and target.current_upload.sha256 == plan.intake.sha256:
        why = _("这份报告现在用的就是内容完全相同的文件“%(name)s”。") % {"name": target.current_upload.original_name}
        return replace(plan, why=why, advice=_("不必再次归入，请移除。"))
    return replace(plan, remarks=(*plan.remarks, access.same_words(twins[0])))


def _kept_apart(plans: Sequence[Plan]) -> list[Plan]:
    """A report takes one file: of several different ones for the same report none is filed by itself."""
    rivals: dict[int, list[Plan]] = defaultdict(list)
    for plan in plans:
        if plan.is_ready and plan.target:
            rivals[plan.target.pk].append(plan)
    return [_beside(plan, rivals[plan.target.pk]) if plan.is_ready and plan.target else plan for plan in plans]


def _beside(plan: Plan, rivals: Sequence[Plan]) -> Plan:
    first = rivals[0]
    if len({rival.intake.sha256 for rival in rivals}) > 1:
        others = "、".join(f"“{rival.intake.original_name}”" for rival in rivals if rival is not plan)
        why = _("%(others)s也要归入这份报告，一份报告只收一个文件。") % {"others": others}
        return replace(plan, why=why, advice=_("请移除多余的文件，或为它另选报告。"))
    if plan is first:
        return plan
    why = _("与本次上传的“%(name)s”内容完全相同。") % {"name": first.intake.original_name}
    return replace(plan, why=why, advice=_("请移除其中一个。"))
