"""The repairs of a report, one entry each: why it cannot be, what it changes, how it is done and taken back."""

from __future__ import annotations

from typing import Final

from submissions.services.repair_deeds import approvals, choosing, hand_ins, publishing, refiling, retrying
from submissions.services.repairs import Deed

REPAIRS: Final[dict[str, Deed]] = {
    deed.code: deed
    for deed in (
        approvals.REVOKE,
        hand_ins.RECALL,
        refiling.REFILE,
        choosing.CHOOSE,
        retrying.STOP,
        retrying.RETRY,
        publishing.UNRELEASE,
    )
}
