"""Agencies and accounts of a grown province, as the other rows refer to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from django.contrib.auth.hashers import make_password

from submissions.demo.grown.rows import Rows
from submissions.demo.grown.tree import ROOT, Unit
from submissions.demo.province import CONTACT, PASSWORD
from submissions.models import Agency, Kind, Membership, User, VerticalSystem
from submissions.states import Role

SUFFIX: Final = "（演示）"


class People:
    """Writes agencies, accounts and roles; ``clerks`` and ``reviewers`` are keys of users by number of the agency,
    ``office`` that of the province's office.

    Every area has one clerk for itself and those right below it, and one reviewer; with ``each`` every agency has
    a clerk of its own. The password is the demonstration's for all.
    """

    def __init__(self, units: Sequence[Unit], *, each: bool = False) -> None:
        self.units = units
        self.agencies: dict[int, int] = {}
        self.clerks: dict[int, int] = {}
        self.reviewers: dict[int, int] = {}
        self.names: dict[int, str] = {}
        self.office = 0
        self._password = make_password(PASSWORD)
        self._users = Rows(User, "id", "username", "full_name", "password", "is_active")
        self._roles = Rows(Membership, "id", "user_id", "agency_id", "role")
        self._write_agencies()
        for unit in units:
            if unit.is_area:
                self._appoint(unit)
        for unit in units:
            self._employ(unit, each=each)
        self._users.flush()
        self._roles.flush()

    def _write_agencies(self) -> None:
        rows = Rows(
            Agency, "id", "code", "name", "aliases", "kind", "parent_id", "path", "path_depth", "position",
            "contact_name", "contact_phone", "system_id",
        )  # fmt: skip
        names = {unit.system for unit in self.units if unit.system}
        systems = {name: VerticalSystem.objects.get_or_create(name=name)[0].pk for name in sorted(names)}
        paths: dict[int, str] = {}
        for unit in self.units:
            key = self.agencies[unit.number] = rows.key()
            above = unit.above[-1] if unit.above else None
            paths[unit.number] = f"{paths[above] if above is not None else '/'}{key}/"
            aliases = json.dumps([f"{unit.name.removesuffix('行政公署')}行署"] if unit.name.endswith("公署") else [])
            parent = None if above is None else self.agencies[above]
            phone = f"000-{unit.number:08d}{SUFFIX}"
            rows.add(
                key, unit.code, unit.name, aliases, unit.kind.value, parent, paths[unit.number], len(unit.above) + 1,
                unit.number + 1, CONTACT, phone, systems.get(unit.system),
            )  # fmt: skip
        rows.flush()

    def _appoint(self, area: Unit) -> None:
        """The clerk and the reviewer of an area; those of the province have the names the manual knows."""
        end = "" if area.code == ROOT else f"-{area.code}"
        place = area.name.removesuffix("人民政府")
        self.clerks[area.number] = self._user(f"clerk{end}", f"{place}填报员{SUFFIX}")
        self.reviewers[area.number] = self._user(f"reviewer{end}", f"{place}审核人{SUFFIX}")
        self._give(self.reviewers[area.number], area, Role.REVIEWER)
        if area.kind is not Kind.COUNTY:
            office = self._user(f"office{end}", f"{place}管理员{SUFFIX}")
            self._give(office, area, Role.OFFICE)
            self.office = self.office or office

    def _employ(self, unit: Unit, *, each: bool) -> None:
        if each and not unit.is_area:
            self.clerks[unit.number] = self._user(f"clerk-{unit.code}", f"{unit.name}填报员{SUFFIX}")
        elif not unit.is_area:
            self.clerks[unit.number] = self.clerks[unit.above[-1]]
        self._give(self.clerks[unit.number], unit, Role.CLERK)

    def reviewer_of(self, unit: Unit) -> int:
        """Who decides on an agency's report: the reviewer of the area above, the province's of its own."""
        return self.reviewers[unit.above[-1] if unit.above else unit.number]

    def depth_of_reviewer(self, unit: Unit) -> int:
        return max(len(unit.above), 1)

    def _user(self, username: str, full_name: str) -> int:
        key = self._users.key()
        self._users.add(key, username, full_name, self._password, True)
        self.names[key] = full_name
        return key

    def _give(self, user: int, unit: Unit, role: Role) -> None:
        self._roles.add(self._roles.key(), user, self.agencies[unit.number], role.value)
