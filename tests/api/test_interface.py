"""What programs read: figures, findings, completeness and sums of their subtree, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from submissions.models import Agency, ApiToken, Cycle, Event, Figure, Submission, User
from submissions.services import snapshots, tokens
from submissions.services.errors import NotAllowed, Refused
from tests.api.conftest import Program, program

pytestmark = pytest.mark.django_db


def test_a_key_is_kept_only_as_a_digest_and_its_making_is_remembered(office: User) -> None:
    token, key = tokens.issue(office, "平台", 90)
    assert key.startswith("govr_")
    assert len(key) > 40
    assert key not in str(ApiToken.objects.values_list().get())
    assert Event.objects.get(kind="token_issued").note == f"平台（{token.shown}…）"
    assert tokens.find(key) == token
    assert tokens.find(key + "x") is None


def test_only_the_office_has_keys(clerk: User, reviewer: User) -> None:
    for somebody in (clerk, reviewer):
        with pytest.raises(NotAllowed):
            tokens.issue(somebody, "平台", 90)


@pytest.mark.parametrize(("name", "days"), [(" ", 90), ("平台", 0), ("平台", 400)])
def test_a_key_has_a_purpose_and_an_end(office: User, name: str, days: int) -> None:
    with pytest.raises(Refused):
        tokens.issue(office, name, days)


def test_a_key_that_is_revoked_expired_or_of_nobody_opens_nothing(province_program: Program, office: User) -> None:
    assert province_program.get("cycles").status_code == 200
    other = program(office)
    tokens.revoke(office, other.token)
    late = program(office)
    ApiToken.objects.filter(pk=late.token.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    for dead in (other, late, Program("govr_nothing", other.token)):
        answer = dead.get("cycles")
        assert answer.status_code == 401
        assert answer.json() == {"error": {"code": "no_key", "message": "没有密钥，或密钥无效、已停用、已过期。"}}
        assert answer["WWW-Authenticate"] == "Bearer"
    assert Client().get("/api/v1/cycles").status_code == 401


def test_a_key_ends_with_its_account_and_with_its_role(province_program: Program, office: User) -> None:
    User.objects.filter(pk=office.pk).update(is_active=False)
    assert province_program.get("cycles").status_code == 401
    User.objects.filter(pk=office.pk).update(is_active=True)
    assert province_program.get("cycles").status_code == 200
    office.memberships.all().delete()
    assert province_program.get("cycles").status_code == 401


def test_a_session_in_the_browser_opens_nothing(office: User) -> None:
    browser = Client()
    browser.force_login(office)
    assert browser.get("/api/v1/cycles").status_code == 401


def test_a_key_asks_so_often_in_a_minute_and_no_more(
    province_program: Program, city_program: Program, settings: Settings
) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    codes = [province_program.get("cycles").status_code for _time in range(3)]
    if 429 not in codes:  # the minute turned over between two of them
        codes = [province_program.get("cycles").status_code for _time in range(3)]
    assert codes[-1] == 429
    refused = province_program.get("cycles")
    assert refused.json()["error"]["message"] == "请求太频繁，请一分钟后再试。"
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert city_program.get("cycles").status_code == 200
    ApiToken.objects.update(minute=0)
    assert province_program.get("cycles").status_code == 200


def test_last_use_is_kept(province_program: Program) -> None:
    assert province_program.token.last_used_at is None
    province_program.ask("cycles")
    assert ApiToken.objects.get(pk=province_program.token.pk).last_used_at is not None


def test_agencies_are_those_of_the_subtree(
    province_program: Program, city_program: Program, agencies: list[Agency], harbin: Agency
) -> None:
    assert len(province_program.ask("agencies")["items"]) == 6
    mine = city_program.ask("agencies")["items"]
    assert {one["code"] for one in mine} == {"230100", "230102", "230100-1"}
    assert next(one for one in mine if one["code"] == "230100")["parent"] is None
    assert [one["name"] for one in province_program.ask("agencies", q="教育", kind="department")["items"]] == [
        "黑龙江省教育厅",
        "哈尔滨市教育局",
    ]
    assert len(province_program.ask("agencies", under=harbin.pk)["items"]) == 3


def test_pages_follow_one_another_without_a_gap(province_program: Program, agencies: list[Agency]) -> None:
    seen, cursor = [], 0
    while cursor is not None:
        page = province_program.ask("agencies", limit=4, cursor=cursor)
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert seen == sorted(one.pk for one in agencies)


def test_figures_are_told_exactly_and_only_while_approved(
    province_program: Program, approved: Submission, industry: Agency
) -> None:
    found = province_program.ask("figures", year=2024, table="requests", row="total", column="total")
    assert found == {
        "items": [
            {
                "report": approved.pk, "agency_code": "2301", "year": 2024, "table": "requests", "row": "total",
                "column": "total", "value": "10474", "state": "number",
            }
        ],
        "next": None,
    }  # fmt: skip
    Figure.objects.filter(table="requests", row="total", column="total").update(value="10.500000")
    again = province_program.ask("figures", table="requests", row="total", column="total")
    assert again["items"][0]["value"] == "10.5"
    Submission.objects.update(state="in_review")
    assert province_program.ask("figures")["items"] == []


def test_findings_are_told_without_values(
    province_program: Program, faulty_draft: Submission, city_program: Program
) -> None:
    found = province_program.ask("findings", rule="A-02")["items"]
    assert len(found) == 2
    assert found[0]["severity"] == "mandatory"
    assert "148" in found[0]["message"] + found[1]["message"]
    assert "values" not in found[0]
    assert city_program.ask("findings")["items"] == []


def test_completeness_counts_the_subtree(
    province_program: Program, city_program: Program, approved: Submission
) -> None:
    whole = province_program.ask("completeness", year=2024)
    assert (whole["total"]["owed"], whole["total"]["approved"], whole["total"]["missing"]) == (6, 1, 5)
    assert (whole["total"]["on_time"], whole["total"]["late"], whole["total"]["past"]) == (0, 1, 0)
    mine = city_program.ask("completeness", year=2024)
    assert (mine["total"]["owed"], mine["total"]["approved"]) == (3, 0)


def test_reports_tell_states_and_nobodys_name(province_program: Program, approved: Submission) -> None:
    answer = province_program.get("reports", year=2024, state="approved")
    (one,) = answer.json()["items"]
    assert (one["id"], one["agency_code"], one["past"]) == (approved.pk, "2301", False)
    for name in ("李填报", "赵审核", "张三"):
        assert name not in answer.content.decode()


def test_sums_and_snapshots(
    province_program: Program, city_program: Program, approved: Submission, office: User, province: Agency
) -> None:
    now = province_program.ask("summary", year=2024)
    assert now["counts"]["added"] == 1
    cells = {(c["table"], c["row"], c["column"]): c for c in now["cells"]}
    assert cells["requests", "total", "total"]["value"] == "10474"
    frozen = snapshots.take(office, approved.cycle, province)
    Submission.objects.filter(pk=approved.pk).update(state="in_review")
    (listed,) = province_program.ask("snapshots")["items"]
    assert (listed["number"], listed["sha256"]) == (frozen.number, frozen.sha256)
    kept = province_program.ask(f"snapshots/{frozen.pk}")
    assert kept["cells"] == now["cells"]
    assert city_program.ask("snapshots")["items"] == []
    assert city_program.get(f"snapshots/{frozen.pk}").status_code == 404


def test_what_is_anothers_does_not_exist(
    city_program: Program, approved: Submission, province: Agency, industry: Agency, cycle: Cycle
) -> None:
    assert city_program.ask("figures")["items"] == []
    assert city_program.ask("reports", state="approved")["items"] == []
    asked: list[tuple[str, dict[str, Any]]] = [
        (f"agencies/{province.pk}", {}),
        ("agencies", {"under": industry.pk}),
        ("figures", {"under": province.pk}),
        ("findings", {"under": industry.pk}),
        ("reports", {"under": province.pk}),
        ("completeness", {"year": 2024, "under": province.pk}),
        ("summary", {"year": 2024, "under": industry.pk}),
    ]
    for path, query in asked:
        answer = city_program.get(path, **query)
        assert answer.status_code == 404, path
        assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("figures?limit=1001", 422, "invalid_parameter"),
        ("figures?year=abc", 422, "invalid_parameter"),
        ("figures?yaer=2024", 422, "unknown_parameter"),
        ("cycles?year=2024", 422, "unknown_parameter"),
        ("completeness", 422, "invalid_parameter"),
        ("completeness?year=2023", 404, "not_found"),
        ("nothing", 404, "not_found"),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_a_sentence(
    province_program: Program, cycle: Cycle, path: str, status: int, code: str
) -> None:
    answer = province_program.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"].endswith("。")


def test_nothing_can_be_written(province_program: Program) -> None:
    answer = Client().post("/api/v1/cycles", headers={"authorization": f"Bearer {province_program.key}"})
    assert (answer.status_code, answer.json()["error"]["message"]) == (405, "接口只读，只接受 GET。")


def test_a_page_of_figures_costs_as_many_queries_as_a_short_one(
    province_program: Program, approved: Submission
) -> None:
    with CaptureQueriesContext(connection) as few:
        province_program.ask("figures", limit=1)
    with CaptureQueriesContext(connection) as many:
        province_program.ask("figures", limit=200)
    assert len(many) == len(few) <= 12
