"""What happened to one report, step by step, as rows: as if people had used the portal."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any, Final

from parsing import PARSER_VERSION, RULES_VERSION
from parsing.rules.model import Finding as Judged
from parsing.rules.model import Outcome
from submissions.demo.draft import Draft, number_text
from submissions.demo.grown.cells import Row, layout_in
from submissions.demo.grown.ledger import Ledger
from submissions.demo.grown.paper import json_of
from submissions.demo.grown.people import People
from submissions.demo.grown.season import Filing, Season
from submissions.exports.compact import SEPARATOR
from submissions.models import Cycle, Scope
from submissions.services import timeliness
from submissions.services.factsheets import digest_of
from submissions.services.findings import MUST_ANSWER
from submissions.services.receipts import CHECK_SIGNS, SIGNS
from submissions.states import EDITABLE, Processing, State

WORKER: Final = timedelta(seconds=20)
TO_SUBMIT: Final = timedelta(minutes=35)
TO_DECIDE: Final = timedelta(minutes=50)
CERTIFIED: Final = "演示确认人"
EXEMPT_REASON: Final = "机关职能已经划转，本年度不单独编制年度报告。（演示）"
NIL_REASON: Final = "本机关本年度新组建，没有制作信息，也没有收到申请。（演示）"
EXTENSION_REASON: Final = "机构改革，人员尚在交接，准予延期。（演示）"
EXTENDED: Final = 0.04
"""The share of those who still hold their report that were given more time."""
ANSWER: Final = "已与业务科室核对，情况见附注，请予采纳。（演示说明）"
RETURNED: Final = "请对照勾选的问题逐项核对，改正后重新提交。（演示意见）"
JUDGED_WITH: Final = f"{RULES_VERSION}/0"

Judgement = tuple[Judged, ...]


@dataclass(slots=True)
class File:
    """One document handed in for a report, and what the judge said; None: it has not been asked."""

    draft: Draft
    judged: Judgement | None
    name: str = ""
    size: int = 0
    digest: str = ""
    upload: int = 0
    reading: int = 0

    def failed(self, *severities: str) -> list[Judged]:
        found = [f for f in self.judged or () if f.outcome is Outcome.FAILED]
        return [f for f in found if not severities or f.severity.value in severities]


@dataclass(slots=True)
class _Now:
    """The submission's row as it comes to be, and the hand of the clock."""

    at: datetime
    state: State = State.MISSING
    columns: dict[str, Any] = field(default_factory=dict)


class Storyteller:
    """Writes the rows of one report after another into the ledger."""

    def __init__(self, ledger: Ledger, people: People, season: Season, cycles: dict[int, Cycle]) -> None:
        self.ledger, self.people, self.season, self.cycles = ledger, people, season, cycles

    def tell(self, filing: Filing, files: list[File], row: Row | None) -> None:
        """``files`` in the order they were handed in, the last one counts; ``row`` are the figures once approved."""
        _Telling(self, filing, files).tell(row)


class _Telling:
    def __init__(self, teller: Storyteller, filing: Filing, files: list[File]) -> None:
        self.ledger, self.people, self.season = teller.ledger, teller.people, teller.season
        self.filing, self.files = filing, files
        self.unit, self.year = filing.unit, filing.year
        self.cycle = teller.cycles[filing.year]
        self.is_open = filing.year == self.season.open_year
        self.rng = Random(f"{self.season.seed}/{self.unit.code}/{self.year}/story")  # noqa: S311 — can be repeated
        self.clerk, self.reviewer = self.people.clerks[self.unit.number], self.people.reviewer_of(self.unit)
        self.agency, self.pk = self.people.agencies[self.unit.number], self.ledger.submissions.key()
        self.due = self.season.due(self.unit.kind, self.year)
        self.waits = [timedelta(days=self.rng.randint(1, 3), hours=self.rng.uniform(-3, 3)) for _ in range(4)]
        self.now = _Now(self.season.opened_at(self.year))

    def tell(self, row: Row | None) -> None:
        if self.filing.state is State.EXEMPT:
            self.event("exempt", State.EXEMPT, note=EXEMPT_REASON, actor=self.people.office)
        elif self.filing.state is State.NIL:
            self.now.at += timedelta(days=self.rng.uniform(2, 20))
            self.event("declare_nil", State.NIL, note=NIL_REASON, actor=self.clerk)
            self.now.columns |= {"nil_reason": NIL_REASON, "nil_at": self.now.at, "nil_by_id": self.clerk}
        elif self.filing.state is not State.MISSING:
            took = sum(self.waits, timedelta()) + TO_SUBMIT
            self.now.at = self.season.handed_in(self.filing, self.rng, took)
            self.walk()
        if row is not None and self.filing.state is State.APPROVED:
            self.write_figures(row)
        if self.is_open and self.filing.state in EDITABLE and self.rng.random() < EXTENDED:
            self.extend()
        self.write_submission()

    def extend(self) -> None:
        """The office gave this agency more time."""
        self.now.columns |= {"extended_from": self.due, "extended_reason": EXTENSION_REASON}
        before, self.due = self.due, self.due + timedelta(days=14)
        self.event("deadline", note=f"{before} → {self.due}：{EXTENSION_REASON}", actor=self.people.office)

    def walk(self) -> None:
        """From the first file to where the filing ends."""
        last = self.filing.state
        for turn, file in enumerate(self.files):
            self.upload(file, first=turn == 0)
            if last is State.DRAFT:
                break
            is_last = file is self.files[-1]
            ending = last if is_last else State.RETURNED
            self.hand_in(file, ending)
            if ending is not State.SUBMITTED:
                self.review(file, ending)
        for file in self.files:
            self.write_reading(file, current=file is self.files[-1])

    # --- the steps

    def upload(self, file: File, *, first: bool) -> None:
        file.upload, file.reading = self.ledger.uploads.key(), self.ledger.readings.key()
        name = f"{self.unit.name}{self.year}年政府信息公开工作年度报告{'' if first else '（修改）'}.html"
        digest = file.digest or sha256(f"{self.season.seed}/{name}".encode()).hexdigest()
        stored = file.name or f"uploads/demonstration/{digest}.html"
        self.ledger.uploads.add(
            file.upload, self.pk, self.clerk, self.now.at, name, digest, file.size or 11_000, "html", stored
        )
        self.event("upload", note=name, actor=self.clerk, told="received")
        self.now.columns.setdefault("opened_at", self.now.at)
        self.now.at += WORKER
        self.event("read", note=name, told="read")
        if first:
            self.event("start", State.DRAFT)
        for finding in file.failed():
            self.issue(finding)

    def hand_in(self, file: File, ending: State) -> None:
        """The clerk answers what asks for it and hands in."""
        self.now.at += TO_SUBMIT
        for finding in file.failed(*MUST_ANSWER):
            self.explain(finding, ending)
        self.event("submit", State.SUBMITTED, actor=self.clerk)
        self.now.columns.setdefault("filing", timeliness.Filing(self.now.at, self.due))
        self.receipt(file)
        self.now.columns |= {"submitted_at": self.now.at, "submitted_by_id": self.clerk, "waiting_since": self.now.at}
        if ending is State.SUBMITTED and self.rng.random() < 0.3:
            self.look(file)

    def review(self, file: File, ending: State) -> None:
        self.now.at += self.waits.pop()
        depth = self.people.depth_of_reviewer(self.unit)
        self.event("claim", State.IN_REVIEW, actor=self.reviewer)
        self.now.columns |= {"reviewer_id": self.reviewer, "held_depth": depth}
        if ending is State.IN_REVIEW:
            self.look(file)
            return
        self.now.at += TO_DECIDE
        self.now.columns |= {"waiting_since": None, "decided_at": self.now.at}
        if ending is State.RETURNED:
            self.decide(file, "return", RETURNED, file.failed(*MUST_ANSWER))
            self.now.columns["returns"] = self.now.columns.get("returns", 0) + 1
            self.event("return", State.RETURNED, note=RETURNED, actor=self.reviewer, told="returned")
            self.now.at += self.waits.pop()
        else:
            self.decide(file, "approve", "", [])
            self.event("approve", State.APPROVED, actor=self.reviewer, told="approved")

    # --- the rows

    def event(
        self, kind: str, to: State | None = None, *, note: str = "", actor: int | None = None, told: str = ""
    ) -> None:
        key, before = self.ledger.events.key(), self.now.state
        states = (before.value, to.value) if to else ("", "")
        self.ledger.events.add(key, self.pk, self.agency, actor, self.now.at, kind, *states, note)
        self.now.state = to or before
        if told:
            self.notice(told, f"event-{key}", note)

    def notice(self, kind: str, key: str, note: str) -> None:
        """To the clerk, who has read what is old or routine."""
        words = {
            "received": "已收到{}{}年度报告的文件",
            "read": "{}{}年度报告已读取，请核对",
            "returned": "{}{}年度报告被退回修改",
            "approved": "{}{}年度报告审核通过",
        }[kind].format(self.unit.name, self.year)
        is_new = self.is_open and kind in ("returned", "approved") and self.rng.random() < 0.5
        seen = None if is_new else self.now.at + timedelta(hours=2)
        self.ledger.notices.add(
            self.ledger.notices.key(), self.clerk, self.pk, kind, key, words, note, f"/reports/{self.pk}/",
            self.now.at, seen,
        )  # fmt: skip

    def issue(self, finding: Judged) -> None:
        mended = self.filing.mended
        asked = finding.severity.value in MUST_ANSWER
        returned = (
            self.now.at + timedelta(days=1) if asked and (mended or self.filing.state is State.RETURNED) else None
        )
        resolved = self.now.at + timedelta(days=3) if mended else None
        self.ledger.issues.add(
            self.ledger.issues.key(), self.pk, finding.fingerprint, finding.rule, finding.severity.value,
            finding.subject, finding.message, self.now.at, returned, resolved,
        )  # fmt: skip

    def explain(self, finding: Judged, ending: State) -> None:
        verdict = {State.APPROVED: "accepted", State.RETURNED: "refused"}.get(ending, "open")
        judge, at = (None, None) if verdict == "open" else (self.reviewer, self.now.at + timedelta(days=1))
        self.ledger.explanations.add(
            self.ledger.explanations.key(), self.pk, finding.fingerprint, finding.rule, "explain", ANSWER, self.clerk,
            self.now.at, verdict, judge, at,
        )  # fmt: skip
        self.event("explain", note=ANSWER, actor=self.clerk)

    def receipt(self, file: File) -> None:
        number = self.now.columns.get("returns", 0) + 1
        check = "".join(self.rng.choices(SIGNS, k=CHECK_SIGNS))
        is_void = self.filing.mended and number == 1
        self.ledger.receipts.add(
            self.ledger.receipts.key(), self.pk, f"{self.year}-{self.unit.code}-{number:02d}-{check}".upper(),
            file.upload, self.now.at, self.clerk, CERTIFIED, self.unit.name, "replaced" if is_void else "",
        )  # fmt: skip

    def decide(self, file: File, move: str, reason: str, asked: list[Judged]) -> None:
        items = [{"fingerprint": f.fingerprint, "rule": f.rule, "message": f.message} for f in asked]
        kept = json.dumps(items, ensure_ascii=False)
        key = self.ledger.decisions.key()
        self.ledger.decisions.add(key, self.pk, move, file.reading, self.reviewer, self.now.at, reason, kept)

    def look(self, file: File) -> None:
        cells = {str(address): number_text(value) for address, value in file.draft.values.items()}
        self.ledger.looks.add(
            self.ledger.looks.key(), self.reviewer, self.pk, file.reading, self.now.at, json.dumps(cells), 0
        )

    def write_reading(self, file: File, *, current: bool) -> None:
        failed, asked = file.failed(), len(file.failed(*MUST_ANSWER))
        worst = max((f.severity for f in failed), key=lambda s: s.rank, default=None)
        accepted = current and self.filing.state is State.APPROVED
        answered = accepted or self.now.state in (State.SUBMITTED, State.IN_REVIEW)
        judged_with = JUDGED_WITH if file.judged is not None or self.filing.state is State.APPROVED else ""
        at = self.now.columns.get("submitted_at", self.now.at)
        self.ledger.readings.add(
            file.reading, file.upload, PARSER_VERSION, RULES_VERSION, Processing.DONE.value, "done", 1, at, at, at, at,
            json_of(file.draft), worst.value if worst else "", 0 if answered else asked, 0 if accepted else asked,
            judged_with,
        )  # fmt: skip
        for finding in file.judged or ():
            self.ledger.findings.add(
                self.ledger.findings.key(), file.reading, finding.fingerprint, finding.rule, finding.severity.value,
                finding.outcome.value, finding.subject, finding.table, finding.message,
                json.dumps(finding.to_json(), ensure_ascii=False), False,
            )  # fmt: skip

    def write_figures(self, row: Row) -> None:
        layout, key, pk = layout_in(self.year), self.ledger.figures.key, self.pk
        texts = [layout.text(place, number) for place, number in enumerate(row)]
        self.ledger.figures.extend(
            (key(), pk, *address, text, "number") for address, text in zip(layout.addresses, texts, strict=True)
        )
        file, cells = self.files[-1], SEPARATOR.join(texts)
        self.ledger.sheets.add(
            self.ledger.sheets.key(), pk, file.upload, file.reading, layout.edition, cells,
            digest_of(layout.edition, cells, {}), self.now.at,
        )  # fmt: skip

    def write_submission(self) -> None:
        known, current = self.now.columns, self.files[-1] if self.files else None
        is_exempt, in_review = self.filing.state is State.EXEMPT, self.filing.state is State.IN_REVIEW
        self.ledger.submissions.add(
            self.pk, self.agency, self.cycle.pk, self.filing.state.value, self.due,
            (Scope.AREA if self.unit.is_area else Scope.OWN).value, current.upload if current else None,
            current.reading if current else None, known.get("submitted_at"), known.get("submitted_by_id"),
            *timeliness.kept(known.get("filing")), known.get("opened_at"),
            CERTIFIED if "submitted_at" in known else "", known.get("reviewer_id"),
            self.now.at + timedelta(minutes=30) if in_review else None, known.get("held_depth"),
            known.get("returns", 0), known.get("waiting_since"), known.get("decided_at"),
            layout_in(self.year).edition, EXEMPT_REASON if is_exempt else "", known.get("nil_reason", ""),
            known.get("nil_at"), known.get("nil_by_id"), known.get("extended_from"), known.get("extended_reason", ""),
            self.season.opened_at(self.year), self.now.at,
        )  # fmt: skip
