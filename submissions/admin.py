"""Django's admin site, for the first set-up and for looking: what people decided is never edited here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from submissions.models import Agency, AgencyLineage, Cycle, Event, Membership, Submission, User


class MembershipInline(admin.TabularInline[Membership, User]):
    model = Membership
    extra = 1
    autocomplete_fields = ["agency"]


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    inlines = [MembershipInline]
    list_display = ["username", "full_name", "email", "is_active"]
    search_fields = ["username", "full_name", "email"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("个人信息"), {"fields": ["full_name", "email", "phone"]}),
        (_("权限"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("时间"), {"fields": ["last_login", "date_joined"]}),
    ]
    list_filter = ["is_active", "memberships__role"]
    filter_horizontal = []


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin[Agency]):
    list_display = ["code", "name", "kind", "parent", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]


class ReadOnly(admin.ModelAdmin[Any]):
    """For looking only: the services write these, with an event for each change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Cycle)
class CycleAdmin(ReadOnly):
    list_display = ["year", "state", "opened_at"]


@admin.register(AgencyLineage)
class AgencyLineageAdmin(ReadOnly):
    list_display = ["year", "predecessor", "successor", "kind", "remark"]
    list_filter = ["kind", "year"]
    search_fields = ["predecessor__name", "successor__name"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnly):
    list_display = ["agency", "cycle", "state", "due_on", "submitted_at"]
    list_filter = ["cycle", "state"]
    search_fields = ["agency__name", "agency__code"]


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ["at", "label", "agency", "actor", "from_state", "to_state", "note"]
    list_filter = ["kind"]
    search_fields = ["agency__name", "note"]
    date_hierarchy = "at"
