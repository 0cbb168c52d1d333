"""What is remembered, one table a noun."""

from __future__ import annotations

from submissions.models.annotated import AnnotatedCopy
from submissions.models.audit import EventSeal
from submissions.models.chases import Chase, ChaseCall, Chased
from submissions.models.choices import (
    GOVERNMENTS,
    AnswerKind,
    CycleState,
    ExportKind,
    KeptKind,
    Kind,
    LineageKind,
    Match,
    MemberRole,
    PastWork,
    Result,
    RuleState,
    RulingKind,
    RunState,
    Scope,
    Screened,
    UpkeepKind,
    Verdict,
)
from submissions.models.duties import LocalDeadline
from submissions.models.erasures import Erasure
from submissions.models.facsimiles import Facsimile
from submissions.models.factsheets import FactSheet
from submissions.models.findings import Explanation, Finding, Issue, Ruling
from submissions.models.inbox import Look, SavedFilter
from submissions.models.intakes import Intake
from submissions.models.kept import ITSELF, CountedVersion, KeptSum
from submissions.models.likenesses import Comparison, Likeness
from submissions.models.lineage import AgencyLineage
from submissions.models.manuscripts import AreaReport, Manuscript
from submissions.models.notices import Mailing, Notice, NoticeChoice
from submissions.models.past import PastArchive, PastBatch
from submissions.models.people import Agency, Membership, User, VerticalSystem
from submissions.models.privacy import PrivacyLook
from submissions.models.readings import Correction, Reading
from submissions.models.receipts import Receipt, SealedScan
from submissions.models.records import EVENT_WORDS, Decision, Event, Figure
from submissions.models.releases import Release, ReleaseOrder
from submissions.models.renderings import Rendering
from submissions.models.repairs import Repair
from submissions.models.reports import Cycle, CycleDeadline, Submission, Upload, default_due
from submissions.models.rollups import Rollup
from submissions.models.rules import BackTest, RulePolicy
from submissions.models.screenings import Screening
from submissions.models.signins import SignIn
from submissions.models.snapshots import Export, Snapshot, SnapshotMember
from submissions.models.tokens import ApiToken
from submissions.models.upkeep import Pulse, Upkeep

__all__ = [
    "EVENT_WORDS",
    "GOVERNMENTS",
    "ITSELF",
    "Agency",
    "AgencyLineage",
    "AnnotatedCopy",
    "AnswerKind",
    "ApiToken",
    "AreaReport",
    "BackTest",
    "Chase",
    "ChaseCall",
    "Chased",
    "Comparison",
    "Correction",
    "CountedVersion",
    "Cycle",
    "CycleDeadline",
    "CycleState",
    "Decision",
    "Erasure",
    "Event",
    "EventSeal",
    "Explanation",
    "Export",
    "ExportKind",
    "Facsimile",
    "FactSheet",
    "Figure",
    "Finding",
    "Intake",
    "Issue",
    "KeptKind",
    "KeptSum",
    "Kind",
    "Likeness",
    "LineageKind",
    "LocalDeadline",
    "Look",
    "Mailing",
    "Manuscript",
    "Match",
    "MemberRole",
    "Membership",
    "Notice",
    "NoticeChoice",
    "PastArchive",
    "PastBatch",
    "PastWork",
    "PrivacyLook",
    "Pulse",
    "Reading",
    "Receipt",
    "Release",
    "ReleaseOrder",
    "Rendering",
    "Repair",
    "Result",
    "Rollup",
    "RulePolicy",
    "RuleState",
    "Ruling",
    "RulingKind",
    "RunState",
    "SavedFilter",
    "Scope",
    "Screened",
    "Screening",
    "SealedScan",
    "SignIn",
    "Snapshot",
    "SnapshotMember",
    "Submission",
    "Upkeep",
    "UpkeepKind",
    "Upload",
    "User",
    "Verdict",
    "VerticalSystem",
    "default_due",
]
