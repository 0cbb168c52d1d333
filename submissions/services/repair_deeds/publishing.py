"""What the public reads of a report."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from submissions.models import Release, Repair, Submission
from submissions.services import releases
from submissions.services.repair_deeds.limits import OF_REPAIRS
from submissions.services.repairs import Call, Deed, Done


def _why_not_unrelease(submission: Submission) -> str:
    return "" if submission.releases.filter(ended_at=None).exists() else _("这份报告没有对外公布。")


def _unreleased(submission: Submission) -> list[str]:
    return [_("公开网页、PDF 和数据立即撤下；审核通过不变，汇总不变。")]


def _unrelease(call: Call, held: Submission) -> Done:
    release = held.releases.select_related("submission__agency").get(ended_at=None)
    releases.end(call.actor, release, call.reason, ip=call.ip)
    return Done({"release": release.pk})


def _release_again(call: Call, held: Submission, repair: Repair) -> None:
    release = Release.objects.select_related("submission__agency").get(pk=repair.before["release"])
    releases.resume(call.actor, release, call.reason, ip=call.ip)


UNRELEASE: Final = Deed(
    "unrelease",
    _l("撤回对外公布"),
    _l("恢复公布"),
    _l("公开的报告要立即撤下。"),
    _why_not_unrelease,
    _unreleased,
    _unrelease,
    _release_again,
    allowed=OF_REPAIRS,
)
