"""Every page of the portal can be used without sight, on a phone, and without any other host."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from pytest_django import Settings

from submissions import tasks, urls
from submissions.models import (
    Agency,
    Cycle,
    Export,
    ExportKind,
    Membership,
    PastBatch,
    Reading,
    Repair,
    Scope,
    Submission,
    User,
    VerticalSystem,
)
from submissions.services import (
    backtests,
    bell,
    bulk_rereads,
    chase_text,
    chases,
    exporting,
    likenesses,
    lineage,
    obligations,
    past_batches,
    releases,
    repairs,
    review,
    snapshots,
)
from submissions.services.repair_deeds import REPAIRS
from submissions.services.repairs import Call
from submissions.states import Processing, Role, State
from tests import documents
from tests.browser.conftest import LookerFor
from tests.conftest import Send, as_file, person, put
from tests.submissions.test_area_reports import filed
from tests.submissions.test_likenesses import with_clone
from tests.submissions.test_releases import release_now, with_text
from tests.submissions.test_report_docx import ordinary
from tests.views.scenes import faulty_and_submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

Arguments = tuple[object, ...]

LOOKED_AT = {
    "": ["login", "help", "help_part", "invite_accept", "receipt_check", "public", "public_report"],
    "clerk": [
        "owed",
        "intakes",
        "manuscript",
        "report",
        "kept_files",
        "submit",
        "nil",
        "cell",
        "annotated",
        "notices",
        "password_change",
        "account",
        "second_factor_setup",
        "rulebook",
    ],
    "reviewer": ["queue", "bulk", "review", "alike", "changes", "years", "texts", "past", "neighbours", "letter"],
    "office": [
        *(
            "office",
            "cycles",
            "cycle_open",
            "cycle",
            "deadlines",
            "seal_policy",
            "cycle_switch",
            "exempt",
            "unexempt",
            "extend",
            "unextend",
            "confirm_nil",
            "revoke_nil",
        ),
        "area_report",
        *("ledger", "ledger_files", "chase", "chase_write", "chases", "chase_sent", "chase_history"),
        *("area_report", "charts"),
        *("cycle_rules", "copy_rules", "cycle_rule", "agencies", "agency_add", "agency_edit"),
        *("duties", "local_deadlines", "systems", "system_edit"),
        *("past_batches", "past_batch", "past_file", "past_cell", "releases", "tokens", "interface"),
        *("lineage", "users", "user_invite", "user_edit", "import"),
        *("summary", "sum_cell", "sum_members", "sum_years"),
        *("operations", "repairs", "repair", "repair_deed", "repair_undo", "bulk_reread"),
        *("export_cancel", "user_unlock"),
        *("snapshots", "snapshot", "snapshot_cell", "snapshot_members", "snapshot_changes", "dictionary"),
    ],
}
PASSED_OVER = {
    "second_factor": "only for whoever has a second factor; looked at in test_second_factor.py",
    "home": "only sends people to their own part",
    "open_notice": "only sends people to the page the notice is about",
    "upload": "answers a GET with the report's page",
    "progress": "a part of the report's page, looked at there while a file is read",
    "back_test_progress": "a part of the rule's page, looked at there while the test runs",
    "intake_progress": "a part of the page of files waiting, looked at there",
    "document": "a part of the report's page, looked at there",
    "set_language": "only keeps the choice and sends people back",
    "page_picture": "a picture",
    "original": "a file",
    "annotated_file": "a file",
    "attachment": "a file",
    "blank_form": "a workbook",
    "findings_list": "a workbook",
    "snapshot_changed": "a line of the snapshot's page, looked at there",
    "exports": "a part of the snapshot's page, looked at there",
    "export_file": "a file",
    "ledger_workbook": "a workbook",
    "ledger_print": "a PDF",
    "import_blank": "a workbook",
    "agency_list": "a workbook",
    "past_progress": "a part of the page of a batch, looked at there",
    "past_results": "a table",
    "past_original": "a file",
    "past_document": "a part of the page of a past file, looked at there",
    "past_picture": "a picture",
    "manuscript_document": "a Word file",
    "manuscript_drafts": "sentences for the page that asks",
    "area_report_document": "a Word file",
    "chart_table": "a CSV file",
    "area_report_drafts": "sentences for the page that asks",
    "receipt_file": "a PDF",
    "seal_file": "a file",
    "trail": "a part of the reviewer's page, looked at there",
    "healthz": "for machines",
    "metrics": "for machines",
    "operations_json": "for machines",
    "robots": "for machines",
    "public_pdf": "a PDF",
    "public_figures": "a table",
    "public_original": "a file",
}


def samples(pattern: URLPattern) -> Arguments:
    return tuple(1 if kind.regex == "[0-9]+" else "x" for kind in pattern.pattern.converters.values())


def takes_get(client: Client, pattern: URLPattern) -> bool:
    """Whether an address is a page at all: deeds only take POST."""
    return client.get(reverse(str(pattern.name), args=samples(pattern))).status_code != 405


def test_every_page_of_the_portal_is_looked_at_or_passed_over_for_a_reason(office: User) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(office)
    pages = {str(pattern.name) for pattern in urls.urlpatterns if takes_get(client, pattern)}
    listed = {name for names in LOOKED_AT.values() for name in names}
    assert pages - listed - set(PASSED_OVER) == set()
    assert (listed | set(PASSED_OVER)) <= {str(pattern.name) for pattern in urls.urlpatterns}
    assert all(PASSED_OVER.values())


@dataclass
class Scene:
    """Reports in every state, and what each named page is opened with."""

    where: dict[str, list[Arguments]]
    queries: dict[str, str]


def past_years(office: User, province: Agency) -> PastBatch:
    """A batch with a file of every kind of trouble, and one that is filed."""
    bell.register(lambda pk: None, bell.PAST)
    batch = past_batches.open_batch(office, province, "2022年旧报告")

    def add(name: str, data: bytes) -> None:
        past_batches.add(office, batch, as_file(data, name), name)
        tasks.work_past(batch.pk)

    add("filed.txt", documents.report(year=2022))
    past_batches.file_all(office, batch)
    tasks.work_past(batch.pk)
    batch.refresh_from_db()
    add("short.txt", documents.report("省教育厅", 2022))
    add("unknown.txt", documents.report("没有的厅", 2022))
    add("again.txt", documents.report(year=2022, faulty=True, without=("carried_in",)))
    add("letter.txt", documents.LETTER)
    return batch


def released(office: User, cycle: Cycle, province: Agency, settings: Settings) -> None:
    """What is approved is public, with something private taken out."""
    settings.PUBLIC_RELEASE = True
    bell.register(lambda pk: None, bell.RELEASE)
    releases.set_publishing(office, cycle, on=True)
    with_text(Submission.objects.get(cycle=cycle, state=State.APPROVED), "申请人身份证号11010519491231002X，已答复。")
    release_now(office, cycle, province)


def put_right(office: User, submission: Submission) -> list[Arguments]:
    """A repair that was taken back, and one that can be; the report stands where it stood."""
    undone = repairs.make(REPAIRS["recall"], Call(office, "交错了报告"), submission)
    repairs.undo(REPAIRS["recall"], Call(office, "没有交错"), undone)
    waits = Reading.objects.create(upload=submission.uploads.get(), parser_version="0", in_bulk=True)
    behind = Repair.objects.create(
        kind=bulk_rereads.KIND, agency=submission.agency, cycle=submission.cycle, by=office, reason="新版本",
        words="1 份报告重新读取", before={"readings": [waits.pk]},
    )  # fmt: skip
    return [(undone.pk,), (behind.pk,)]


@pytest.fixture
def scene(
    cycle: Cycle, province: Agency, industry: Agency, education: Agency, harbin: Agency, harbin_schools: Agency,
    daoli: Agency, clerk: User, reviewer: User, office: User, rings: list[int], send: Send, settings: Settings,
) -> Scene:  # fmt: skip
    def owed(agency: Agency) -> Submission:
        return Submission.objects.get(cycle=cycle, agency=agency)

    waiting, draft, approved = owed(industry), owed(education), owed(daoli)
    faulty_and_submitted(waiting, clerk)
    Membership.objects.create(user=clerk, agency=education, role=Role.CLERK.value)
    send(clerk, draft, documents.report(education.name, faulty=True, without=("carried_in",)))
    send(person("daoli", "吴道里", (daoli, Role.CLERK)), approved, documents.report(daoli.name))
    filed(daoli, cycle, dict(ordinary()), Scope.AREA)
    released(office, cycle, province, settings)
    pair = (owed(province), owed(harbin_schools))
    schools = person("schools", "周学校", (harbin_schools, Role.CLERK), (province, Role.CLERK))
    for one in pair:
        send(schools, one, with_clone(one.agency))
    likenesses.compare(cycle)
    returned = pair[1]
    review.send_back(reviewer, put(returned, State.IN_REVIEW), [], "请核对两份报告相同的文字。")
    letter = returned.decisions.get()
    obligations.exempt(office, owed(harbin), "机构改革")
    lineage.add(office, education, industry, "merged", 2024, "机构改革")
    backtests.start(office, cycle, "A-02")
    frozen = snapshots.take(office, cycle, province)
    exporting.ask_ledger(office, cycle, province, ExportKind.LEDGER, [draft.pk], "报送情况：未报")
    exporting.ask(office, frozen, "csv")
    exporting.ask(office, frozen, "xlsx")
    Export.objects.filter(kind="xlsx").update(processing=Processing.FAILED.value, why_not="导出时程序出错。")
    put(owed(province), State.APPROVED)
    total = "requests.total.total"
    owing = [draft.pk, returned.pk, owed(industry).pk]
    chase = chases.send(office, province, cycle, owing, chase_text.DRAFT, uuid4())
    chases.note_call(office, draft, "张三", "周五前报。")
    states: list[Arguments] = [(s.pk,) for s in (draft, waiting, approved, returned, owed(harbin))]
    uid = urlsafe_base64_encode(force_bytes(schools.pk))
    old = past_years(office, province)
    again = old.files.get(path="again.txt")
    where: dict[str, list[Arguments]] = {
        "help_part": [("clerk",), ("reviewer",), ("office",)],
        "invite_accept": [(uid, default_token_generator.make_token(schools)), ("x", "y")],
        "manuscript": [(draft.pk,)],
        "report": [(draft.pk,)],
        "kept_files": [(draft.pk,)],
        "submit": [(draft.pk,)],
        "nil": [(draft.pk,)],
        **{name: [(draft.pk,)] for name in ("confirm_nil", "revoke_nil", "unextend")},
        "cell": [(draft.pk, "requests.other.other.other")],
        "annotated": [(draft.pk,)],
        "review": states,
        "changes": [(returned.pk,)],
        "letter": [(returned.pk, letter.pk)],
        **{name: [(waiting.pk,)] for name in ("years", "texts", "past", "neighbours")},
        "alike": [(pair[0].pk, pair[1].pk)],
        "exempt": [(draft.pk,)],
        "repair": [(one.pk,) for one in (approved, draft, waiting)],
        "repair_deed": [(draft.pk, "refile"), (draft.pk, "choose"), (approved.pk, "revoke"), (approved.pk, "stop")],
        "repair_undo": put_right(office, waiting),
        "export_cancel": [(Export.objects.get(kind="csv").pk,)],
        "user_unlock": [(clerk.pk,)],
        "unexempt": [(owed(harbin).pk,)],
        "extend": [(draft.pk,)],
        "chase_sent": [(chase.pk,)],
        "chase_history": [(draft.pk,)],
        "agency_edit": [(industry.pk,)],
        "system_edit": [(VerticalSystem.objects.get_or_create(name="税务")[0].pk,)],
        "user_edit": [(clerk.pk,)],
        "import": [("agencies",), ("users",)],
        "public_report": [(2024, daoli.pk)],
        "releases": [(2024,)],
        "past_batch": [(old.pk,), (past_batches.open_batch(office, province).pk,)],
        "past_file": [(again.pk,)],
        "past_cell": [(again.pk, total)],
        "cycle_rule": [(2024, "A-02")],
        "summary": [(2024,)],
        "sum_cell": [(2024, total)],
        "sum_members": [(2024, "missing"), (2024, "exempt")],
        "sum_years": [(2024,)],
        **{name: [(frozen.pk,)] for name in ("snapshot", "snapshot_changes")},
        "snapshot_cell": [(frozen.pk, total)],
        "snapshot_members": [(frozen.pk, "added")],
        "dictionary": [("2021",)],
        **{
            name: [(2024,)]
            for name in (
                "cycle",
                "duties",
                "local_deadlines",
                "ledger",
                "ledger_files",
                "chase",
                "chase_write",
                "chases",
                "deadlines",
                "seal_policy",
                "cycle_switch",
                "cycle_rules",
                "copy_rules",
            )
        },
        "area_report": [(2024,)],
        "charts": [(2024,)],
    }
    queries = {
        "repairs": "?q=厅&year=2024",
        "bulk_reread": "?year=2024",
        "bulk": f"?ids={waiting.pk}&ids={draft.pk}",
        "area_report": "?check=1",
        "chase_write": f"?ids={draft.pk}&ids={owed(industry).pk}",
    }
    return Scene(where, queries)


@pytest.mark.parametrize("who", LOOKED_AT)
def test_every_page_reads_well_fits_a_phone_and_asks_no_other_host(who: str, looker: LookerFor, scene: Scene) -> None:
    at = looker(User.objects.get(username=who) if who else None)
    for name in LOOKED_AT[who]:
        for parts in scene.where.get(name, [()]):
            at.open(name, *parts, query=scene.queries.get(name, ""))
    assert at.desk.hosts == {at.desk.site.split("//")[1]}
    at.forgive("410")
