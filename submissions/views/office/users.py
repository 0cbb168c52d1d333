"""People: who may come in, in which roles, their invitations and their end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions import access
from submissions.filters import query_without_page
from submissions.forms.office import InviteForm, RoleForms, agency_words, people_named
from submissions.models import Agency, User
from submissions.services import accounts as service
from submissions.services import second_factor
from submissions.services.errors import Refused
from submissions.states import Role
from submissions.views.office.support import asked, for_office, posted, root_context, site_of
from submissions.views.support import Request, ip_of, told

PAGE_SIZE = 50
AT_ONCE = 200
"""People invited anew in one go: each gets an e-mail while the page waits."""


@for_office
@require_safe
def users(request: Request) -> HttpResponse:
    """Everyone with a role in the subtree, the active ones first."""
    text, found = people_asked(request)
    waiting = service.waiting(found)
    only = request.GET.get("only") == "waiting"
    shown = waiting if only else found
    ordered = shown.order_by("-is_active", "full_name", "username").prefetch_related("memberships__agency")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    context = root_context(request) | {
        "section": "users",
        "page_obj": page,
        "q": text,
        "only_waiting": only,
        "waiting": waiting.count(),
        "at_once": AT_ONCE,
        "query": query_without_page(request.GET),
    }
    return render(request, "office/users.html", context)


@for_office
@never_cache
@require_http_methods(["GET", "POST"])
def user_invite(request: Request) -> HttpResponse:
    """Makes an account and shows its one-time link, once."""
    form = InviteForm(posted(request))
    roles = role_forms(request, initial=asked_for(request))
    if request.method == "POST" and form.is_valid() & roles.is_valid():
        try:
            person = form.cleaned_data
            made = service.invite(
                request.user, person["username"], person["full_name"], person["email"], roles.grants,
                phone=person["phone"], site=site_of(request), ip=ip_of(request),
            )  # fmt: skip
            return render(request, "office/invited.html", {"section": "users", "invitations": [made]})
        except Refused as no:
            form.add_error("username", no.why)
    return person_page(request, _("邀请用户"), roles, form=form)


@for_office
@require_http_methods(["GET", "POST"])
def user_edit(request: Request, pk: int) -> HttpResponse:
    """The roles of one person, and what else can be done with the account."""
    person = managed(request, pk)
    held = person.memberships.select_related("agency")
    roles = role_forms(request, initial=[{"agency": agency_words(m.agency), "role": m.role} for m in held])
    if request.method == "POST" and roles.is_valid():
        with told(request):
            service.set_memberships(request.user, person, roles.grants, ip=ip_of(request))
            messages.success(request, _("%(person)s的角色已保存。") % {"person": person})
            return redirect("users")
    return person_page(request, str(person), roles, person=person)


@for_office
@never_cache
@require_POST
def user_renew(request: Request, pk: int) -> HttpResponse:
    """A new one-time link, for somebody who lost theirs or forgot the password."""
    made = service.renew(request.user, managed(request, pk), site=site_of(request), ip=ip_of(request))
    return render(request, "office/invited.html", {"section": "users", "invitations": [made]})


@for_office
@never_cache
@require_POST
def users_renew(request: Request) -> HttpResponse:
    """New one-time links for all who were invited and never came in: the page that showed theirs is gone."""
    _text, found = people_asked(request)
    people = service.waiting(found).order_by("full_name", "username")[:AT_ONCE]
    made = service.renew_all(request.user, people, site=site_of(request), ip=ip_of(request))
    if not made:
        messages.info(request, _("没有已邀请而未启用的用户。"))
        return redirect("users")
    return render(request, "office/invited.html", {"section": "users", "invitations": made})


@for_office
@require_POST
def user_switch(request: Request, pk: int) -> HttpResponse:
    """Shuts an account, or opens it again: what was shown when the button was pressed."""
    person = managed(request, pk)
    shuts = request.GET.get("to", "off" if person.is_active else "on") == "off"
    act = service.deactivate if shuts else service.reactivate
    with told(request):
        act(request.user, person, request.POST.get("reason", ""), ip=ip_of(request))
        words = _("%(person)s已启用。") if person.is_active else _("%(person)s已停用，不能再登录。")
        messages.success(request, words % {"person": person})
        return redirect("users")
    return redirect("user_edit", pk)


def people_asked(request: Request) -> tuple[str, QuerySet[User]]:
    """What was looked for, and everybody it finds."""
    text, people = asked(request, "q"), access.users_of(request.user)
    return text, people_named(people, text) if text else people


def managed(request: Request, pk: int) -> User:
    """The person if they have a role in the subtree; a stranger is told there is no such person."""
    return get_object_or_404(access.users_of(request.user), pk=pk)


def agencies_of(request: Request) -> Any:
    return access.agencies_of(request.user, Role.OFFICE)


def role_forms(request: Request, initial: list[dict[str, Any]]) -> Any:
    return RoleForms(posted(request), initial=initial, prefix="roles", form_kwargs={"agencies": agencies_of(request)})


def asked_for(request: Request) -> list[dict[str, Any]]:
    """The agency somebody came from to invite a person for it."""
    wanted = request.GET.get("agency", "")
    agency: Agency | None = agencies_of(request).filter(pk=wanted).first() if wanted.isdecimal() else None
    return [{"agency": agency_words(agency), "role": Role.CLERK.value}] if agency else []


def person_page(
    request: Request, title: str, roles: Any, *, form: InviteForm | None = None, person: User | None = None
) -> HttpResponse:
    wrong = bool(roles.is_bound and not roles.is_valid()) or bool(form and form.errors)
    context = {
        "section": "users",
        "heading": title,
        "trail": [(_("用户"), reverse("users")), (title, "")],
        "form": form,
        "roles": roles,
        "person": person,
        "has_factor": bool(person and second_factor.is_set_up(person)),
        "may_manage": access.may_manage(request.user, person) if person else access.YES,
        "choices": agencies_of(request),
    }
    return render(request, "office/person.html", context, status=400 if wrong else 200)


@for_office
@require_POST
def second_factor_reset(request: Request, pk: int) -> HttpResponse:
    """For somebody who lost the phone and the codes on paper: the next sign-in sets it up anew."""
    person = managed(request, pk)
    with told(request):
        second_factor.reset(request.user, person, request.POST.get("reason", ""), ip=ip_of(request))
        messages.success(request, _("%(person)s的两步验证已重置，下次登录时重新设置。") % {"person": person})
    return redirect("user_edit", pk)
