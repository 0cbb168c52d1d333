"""Lists of agencies and people: an empty list to fill in, a preview with every fault, the import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from submissions.exports.agency_list import agency_list as list_workbook
from submissions.exports.agency_list import change_list
from submissions.exports.blanks import blank_list
from submissions.forms.office import ListForm
from submissions.language import recorded
from submissions.models import Kind
from submissions.services import agency_lists, users
from submissions.services.agency_lists import ListPlan
from submissions.services.errors import Refused
from submissions.services.open_year import in_open_year
from submissions.services.screening import refuse_infected
from submissions.services.sheets import MAX_BYTES, ImportRefused, Preview, RowError
from submissions.states import ROLE_WORDS, Words
from submissions.views.office.support import XLSX, download, for_office, packed, posted, site_of, unpacked
from submissions.views.support import Request, ip_of

MOST_CHANGES: Final = 1000
"""Agencies shown on the page; the workbook of the preview has them all."""


@dataclass(frozen=True, slots=True)
class Kit:
    """All that differs between the lists. ``shown`` is the template of the preview."""

    section: str
    title: Words
    headings: Mapping[str, str]
    required: tuple[str, ...]
    choices: Mapping[str, Sequence[str]]
    notes: Sequence[Words]
    preview: Callable[..., Preview[Any] | ListPlan]
    shown: str

    @property
    def columns(self) -> list[str]:
        return list(self.headings)


KITS: Final = {
    "agencies": Kit(
        "agencies",
        gettext_lazy("导入机关"),
        agency_lists.HEADINGS,
        agency_lists.REQUIRED,
        {"类别": [recorded(kind.label) for kind in Kind], "启用": ["是", "否"], "先行初审": ["是", "否"]},
        (
            gettext_lazy("一行一个机关，第一行是列名，不要改动。带下划线的列必填。"),
            gettext_lazy("“代码”在全部机关中唯一：已有的代码表示修改该机关，新的代码表示新增。"),
            gettext_lazy("“上级代码”填上级机关的代码，上级可以在同一张表中；最上级的机关已经存在，不必填写。"),
            gettext_lazy("“其他名称”填简称、曾用名，多个用顿号隔开，报告标题用这些名称也算正确。"),
            gettext_lazy("“垂直管理系统”填系统名称，不属于任何系统的留空；“启用”“先行初审”填“是”或“否”。"),
            gettext_lazy(
                "“沿革”一行一条：生效年度、更名（或合并、分设）、原机关代码、生效日期、说明，用空格隔开，后两项可不填。"
            ),
            gettext_lazy("停用、重新启用机关或者改动沿革的，导入前要写明理由。"),
            gettext_lazy("表中没有的列、没有列出的机关都不改动。可以先导出现有名单，改好再导入：没有改的不会变。"),
            gettext_lazy("有任何一行不对，整张表都不会导入，系统会逐行说明原因。"),
        ),
        agency_lists.preview,
        "office/import_changes.html",
    ),
    "users": Kit(
        "users",
        gettext_lazy("导入用户"),
        users.HEADINGS,
        users.REQUIRED,
        {"角色": [recorded(words) for words in ROLE_WORDS.values()]},
        (
            gettext_lazy("一行一个人的一个角色，第一行是列名，不要改动。带下划线的列必填。"),
            gettext_lazy("一个人有几个角色就写几行，姓名、邮箱、电话要相同。"),
            gettext_lazy("填报人只办理该机关的报告；审核人、管理员的范围包括该机关的全部下级。"),
            gettext_lazy("导入后每个人得到一个一次性链接，用来设置密码；填了邮箱的会同时收到邮件。"),
            gettext_lazy("有任何一行不对，整张表都不会导入，系统会逐行说明原因。"),
        ),
        users.preview,
        "office/import_people.html",
    ),
}


@for_office
@require_safe
def blank(request: Request, what: str) -> FileResponse:
    """An empty list as XLSX."""
    kit = kit_of(what)
    must = [heading for heading, key in kit.headings.items() if key in kit.required]
    content = blank_list(kit.headings, must, kit.choices, [str(note) for note in kit.notes])
    return download(content, _("%(title)s模板.xlsx") % {"title": kit.title}, XLSX)


@for_office
@require_http_methods(["GET", "POST"])
def import_list(request: Request, what: str) -> HttpResponseBase:
    """A file gives a preview; the preview, confirmed, gives the import."""
    kit = kit_of(what)
    if request.method == "POST" and "list" in request.POST:
        return confirm(request, kit)
    form = ListForm(posted(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, kit, form, status=400 if form.errors else 200)
    file = form.cleaned_data["file"]
    data = file.read(MAX_BYTES + 1)
    try:
        refuse_infected(data)
    except Refused as no:
        return refused(request, kit, no)
    plan, text = kit.preview(request.user, data), packed(data)
    if plan.ok and not text:
        plan = Preview([], [RowError(0, _("名单太大，请分成几个文件导入。"))])
    return page(request, kit, ListForm(), plan=plan, text=text, name=file.name, status=200 if plan.ok else 400)


@for_office
@require_safe
def agency_list(request: Request) -> FileResponse:
    """All agencies this person administers, as the import takes them."""
    rows = agency_lists.listed(request.user)
    agency_lists.note_export(request.user, len(rows), ip=ip_of(request))
    content = list_workbook(rows, [str(note) for note in KITS["agencies"].notes])
    return download(content, _("机关名单.xlsx"), XLSX)


def confirm(request: Request, kit: Kit) -> HttpResponseBase:
    """Writes the previewed list, judged once more: the tree may have changed meanwhile."""
    data = unpacked(request.POST["list"], MAX_BYTES)
    try:
        refuse_infected(data)  # what comes back with the page need not be what was looked at
    except Refused as no:
        return refused(request, kit, no)
    try:
        if kit.section == "users":
            made = users.import_rows(request.user, data, site=site_of(request), ip=ip_of(request))
            return render(request, "office/invited.html", {"section": "users", "invitations": made})
        if "sheet" in request.POST:
            plan = agency_lists.preview(request.user, data)
            return download(change_list(plan), _("机关名单改动.xlsx"), XLSX)
        seen = request.POST.get("seen", "")
        reason = request.POST.get("reason", "")
        plan = agency_lists.import_rows(request.user, data, reason, seen=seen, ip=ip_of(request))
    except ImportRefused as no:
        return page(request, kit, ListForm(), plan=Preview([], no.errors), status=409)
    except (agency_lists.Outdated, agency_lists.NoReason) as no:
        messages.warning(request, no.why)
        return page(request, kit, ListForm(), plan=no.plan, text=request.POST["list"], status=409)
    messages.success(request, _("已导入 %(n)d 个机关。") % {"n": len(plan.rows)})
    return redirect("agencies")


def refused(request: Request, kit: Kit, no: Refused) -> HttpResponse:
    return page(request, kit, ListForm(), plan=Preview([], [RowError(0, no.why)]), status=400)


def page(
    request: Request, kit: Kit, form: ListForm, *, plan: Preview[Any] | ListPlan | None = None, text: str = "",
    name: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "section": kit.section,
        "kit": kit,
        "form": form,
        "plan": plan,
        "list": text,
        "name": name,
        "open_year": in_open_year(plan) if isinstance(plan, ListPlan) and plan.ok else None,
        "most": MOST_CHANGES,
        "trail": [(_("机关") if kit.section == "agencies" else _("用户"), reverse(kit.section)), (str(kit.title), "")],
    }
    return render(request, "office/import.html", context, status=status)


def kit_of(what: str) -> Kit:
    if what not in KITS:
        raise Http404(_("没有这种名单。"))
    return KITS[what]
