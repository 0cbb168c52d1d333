"""What a site that was there before finds after an upgrade.

The tests stand in the order of their migrations: the database goes back once and comes up once, not once a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = ("submissions", "0002_policies_and_the_life_of_findings")
AFTER = ("submissions", "0003_existing_cycles_keep_their_rules")


def moved_to(*targets: tuple[str, str]) -> Any:
    """The models as they were at these migrations, with the database brought there."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


@pytest.fixture(scope="module", autouse=True)
def _restored(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Whatever happens, the database ends where the program expects it."""
    yield
    with django_db_blocker.unblock():
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


def test_cycles_from_before_keep_the_rules_they_had_and_no_others() -> None:
    old = moved_to(BEFORE)
    old.get_model("submissions", "Cycle").objects.create(year=2024)
    new = moved_to(AFTER)
    rows = new.get_model("submissions", "RulePolicy").objects.filter(cycle__year=2024)
    states = dict(rows.values_list("rule", "state"))
    assert (states["A-01"], states["A-07"], states["S-08"]) == ("mandatory", "verify", "notice")
    assert not [rule for rule in states if rule[0] not in "AS"], "rules that came later start silent"
    gone = moved_to(BEFORE)
    assert not gone.get_model("submissions", "RulePolicy").objects.exists()


def test_reports_from_before_are_counted_as_lists_show_them() -> None:
    old = moved_to(("submissions", "0008_leases_levels_and_the_inbox"))
    made = {
        name: old.get_model("submissions", name).objects.create
        for name in ("User", "Agency", "Cycle", "Submission", "Upload", "Reading", "Finding", "Ruling", "Decision")
    }
    user = made["User"](username="u")
    submission = made["Submission"](
        agency=made["Agency"](code="1", name="机关", kind="department"),
        cycle=made["Cycle"](year=2024),
        due_on="2025-01-31",
    )
    upload = made["Upload"](submission=submission, uploaded_by=user, original_name="a", sha256="0", size=1, file="x")
    reading = made["Reading"](upload=upload, parser_version="1", rules_version="1", processing="done")
    for fingerprint, severity in (("a", "mandatory"), ("b", "mandatory"), ("c", "verify"), ("d", "notice")):
        made["Finding"](
            reading=reading, fingerprint=fingerprint, rule="A-01", severity=severity, outcome="failed", message="m"
        )
    made["Ruling"](submission=submission, fingerprint="a", rule="A-01", kind="waive", reason="r", by=user)
    made["Decision"](submission=submission, move="return", by=user)
    type(submission).objects.filter(pk=submission.pk).update(current_upload=upload, current_reading=reading)
    new = moved_to(("submissions", "0009_count_what_lists_show"))
    assert new.get_model("submissions", "Submission").objects.get().returns == 1
    assert new.get_model("submissions", "Reading").objects.get().blocking == 2


def test_extensions_from_before_are_seen_as_extensions() -> None:
    old = moved_to(("submissions", "0012_filled_by_hand_receipts_and_seals"))
    made = {
        name: old.get_model("submissions", name).objects.create
        for name in ("Agency", "Cycle", "CycleDeadline", "Submission", "Event")
    }
    cycle = made["Cycle"](year=2024)
    made["CycleDeadline"](cycle=cycle, kind="department", due_on="2025-01-31")
    days = {"moved": "2025-02-20", "back": "2025-01-31", "never": "2025-02-01"}
    for code, day in days.items():
        agency = made["Agency"](code=code, name=code, kind="department")
        submission = made["Submission"](agency=agency, cycle=cycle, due_on=day)
        if code != "never":
            made["Event"](submission=submission, kind="deadline", note=f"2025-01-31 → {day}：系统迁移")
    new = moved_to(("submissions", "0013_exemptions_nil_and_extensions"))
    rows = new.get_model("submissions", "Submission").objects.order_by("agency__code")
    assert list(rows.values_list("agency__code", "extended_from", "extended_reason")) == [
        ("back", None, ""),
        ("moved", date(2025, 1, 31), "系统迁移"),
        ("never", None, ""),
    ]


def test_years_from_before_say_the_scope_their_agencies_were_given() -> None:
    old = moved_to(("submissions", "0014_sums_and_their_snapshots"))
    cycle = old.get_model("submissions", "Cycle").objects.create(year=2024)
    for kind in ("county_government", "department"):
        old.get_model("submissions", "CycleDeadline").objects.create(cycle=cycle, kind=kind, due_on="2025-01-31")
    new = moved_to(("submissions", "0015_vertical_systems_and_local_deadlines"))
    rows = new.get_model("submissions", "CycleDeadline").objects.order_by("kind")
    assert list(rows.values_list("kind", "scope", "edition")) == [
        ("county_government", "area", ""),
        ("department", "own", ""),
    ]
    systems = new.get_model("submissions", "VerticalSystem").objects.values_list("name", "reports_here")
    assert set(systems) == {("税务", True), ("海关", True), ("气象", True), ("出入境边防检查", True)}


def test_reports_from_before_are_told_when_they_came_and_by_which_deadline() -> None:
    old = moved_to(("submissions", "0020_chases_and_when_reports_came"))
    made = {
        name: old.get_model("submissions", name).objects.create for name in ("Agency", "Cycle", "Submission", "Event")
    }
    cycle = made["Cycle"](year=2024)

    def owed(code: str, due_on: str, *events: tuple[str, str, str]) -> None:
        agency = made["Agency"](code=code, name=code, kind="department")
        submission = made["Submission"](agency=agency, cycle=cycle, due_on=due_on)
        for kind, day, note in events:
            made["Event"](submission=submission, kind=kind, at=f"{day}T04:00Z", note=note)

    longer = ("deadline", "2025-02-05", "2025-01-31 → 2025-02-20：改革")
    owed("in time", "2025-01-31", ("upload", "2025-01-20", ""), ("submit", "2025-01-30", ""))
    owed("extended after", "2025-02-20", ("submit", "2025-02-03", ""), longer)
    owed("extended before", "2025-02-20", longer, ("submit", "2025-02-10", ""))
    owed("moved with its like", "2025-02-28", ("submit", "2025-02-03", ""))
    owed("taken back", "2025-01-31", ("submit", "2025-01-30", ""), ("withdraw", "2025-01-30", ""))
    repeated = ("submit", "2025-02-09", "")
    owed("returned", "2025-01-31", ("submit", "2025-01-30", ""), ("return", "2025-02-07", ""), repeated)
    owed("untouched", "2025-01-31")
    made["Event"](kind="deadline", at="2025-02-06T04:00Z", note="2024年度 部门：2025-01-31 → 2025-02-28")
    new = moved_to(("submissions", "0021_tell_when_reports_came"))
    rows = new.get_model("submissions", "Submission").objects.values_list(
        "agency__code", "filed_at", "filed_due", "filed_late"
    )
    assert {code: (at and f"{at:%m-%d}", due and f"{due:%m-%d}", late) for code, at, due, late in rows} == {
        "in time": ("01-30", "01-31", False),
        "extended after": ("02-03", "01-31", True),
        "extended before": ("02-10", "02-20", False),
        "moved with its like": ("02-03", "01-31", True),
        "taken back": (None, None, False),
        "returned": ("01-30", "01-31", False),
        "untouched": (None, None, False),
    }
    opened = new.get_model("submissions", "Submission").objects.get(agency__code="in time").opened_at
    assert f"{opened:%m-%d}" == "01-20"
    gone = moved_to(("submissions", "0020_chases_and_when_reports_came"))
    assert not gone.get_model("submissions", "Submission").objects.exclude(filed_at=None).exists()


def test_files_kept_before_wait_to_be_looked_at_for_personal_data_but_for_those_that_were_removed() -> None:
    old = moved_to(("submissions", "0031_repairs_and_readings_in_bulk"))
    made = {
        name: old.get_model("submissions", name).objects.create
        for name in ("User", "Agency", "Cycle", "Submission", "Explanation", "SealedScan", "Erasure")
    }
    user = made["User"](username="v")
    agency = made["Agency"](code="9", name="机关", kind="department")
    report = made["Submission"](agency=agency, cycle=made["Cycle"](year=2024), due_on="2025-01-31")
    for key, digest in (("1", "aa"), ("2", "aa"), ("3", "")):
        file = f"attachments/aa/{digest}.txt" if digest else ""
        made["Explanation"](submission=report, fingerprint=key, text="见附件", attachment=file, by=user)
    for digest in ("bb", "cc"):
        file = f"sealed/{digest}/{digest}.pdf"
        made["SealedScan"](submission=report, file=file, name="盖章.pdf", size=1, sha256=digest, by=user)
    gone = {"submission": report, "what": "seal", "sha256": "cc", "name": "盖章.pdf", "size": 1}
    made["Erasure"](**gone, erased_at="2025-01-01T00:00Z", replacement="uploads/dd/dd.pdf", replacement_name="新.pdf")
    new = moved_to(("submissions", "0032_looks_for_personal_data"))
    looks = new.get_model("submissions", "PrivacyLook").objects.order_by("sha256")
    assert list(looks.values_list("sha256", "file", "processing")) == [
        ("aa", "attachments/aa/aa.txt", "queued"),
        ("bb", "sealed/bb/bb.pdf", "queued"),
        ("dd", "uploads/dd/dd.pdf", "queued"),
    ]
    moved_to(("submissions", "0031_repairs_and_readings_in_bulk"))


def test_receipts_from_before_say_the_name_their_agency_had_that_day_as_far_as_its_history_tells() -> None:
    old = moved_to(("submissions", "0034_snapshots_know_when_reports_came"))
    names = "User", "Agency", "Cycle", "Submission", "Receipt", "Event"
    made = {name: old.get_model("submissions", name).objects.create for name in names}
    user, cycle = made["User"](username="w"), made["Cycle"](year=2024)
    histories = {
        "by hand": [("01-02", "by-hand 市旧局（开始先行初审）"), ("03-01", "by-hand 市新局")],
        "by list": [("03-01", "名单导入：联系人 甲 → 乙；名称 市旧局 → 市新局；电话 — → 1（理由：机构改革）")],
        "added": [("01-02", "名单导入：新增 added 市旧局"), ("03-01", "added 市新局（停用：撤并）")],
        "later still": [("02-02", "later 市新局"), ("03-01", "名单导入：联系人 甲 → 乙")],
        "nothing told": [],
    }
    for code, events in histories.items():
        agency = made["Agency"](code=code, name="市新局", kind="department")
        submission = made["Submission"](agency=agency, cycle=cycle, due_on="2025-01-31")
        for day, text in events:
            made["Event"](agency=agency, kind="agency_saved", at=f"2025-{day}T04:00Z", note=text)
        for day in ("01-30", "03-30"):
            issued = {"number": f"{code} {day}", "issued_at": f"2025-{day}T04:00Z", "certified_name": "李"}
            made["Receipt"](submission=submission, by=user, **issued)
    new = moved_to(("submissions", "0035_receipts_keep_the_agencys_name"))
    kept = dict(new.get_model("submissions", "Receipt").objects.values_list("number", "agency_name"))
    assert {code: [kept[f"{code} {day}"] for day in ("01-30", "03-30")] for code in histories} == {
        "by hand": ["市旧局", "市新局"],
        "by list": ["市旧局", "市新局"],
        "added": ["市旧局", "市新局"],
        "later still": ["市新局", "市新局"],
        "nothing told": ["市新局", "市新局"],
    }
    moved_to(("submissions", "0034_snapshots_know_when_reports_came"))
