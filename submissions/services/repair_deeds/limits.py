"""What the repairs share: where a report must stand, what may happen after one, how much there is to choose from."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from submissions.models import Submission
from submissions.states import STATE_WORDS, State

MOST_CHOICES: Final = 200
OF_REMOVALS: Final = ("removal_asked", "removal_declined", "removed", "removal_replaced")
"""Events of files with personal data: they take away what a report must not say, and leave where it stands."""
OF_REPAIRS: Final = (
    *OF_REMOVALS,
    *("choose_reading", "retry_reading", "stop_reading", "released", "release_ended", "release_resumed"),
    *("recall", "restore_submitted", "refile", "refile_back", "revoke", "reapprove", "read", "read_failed"),
)
"""Events of repairs, which cancel out where the report stands where it stood, and of the worker."""


def not_in(submission: Submission, *states: State) -> str:
    """Why not, where the report is in none of these states; "" where it is."""
    if submission.status in states:
        return ""
    wanted = "、".join(str(STATE_WORDS[state]) for state in states)
    return _("当前状态为“%(now)s”，只有“%(wanted)s”的报告可以这样修复。") % {
        "now": STATE_WORDS[submission.status],
        "wanted": wanted,
    }
