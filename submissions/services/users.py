"""People brought in from a list: everyone on it gets an account and an invitation, or nobody does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from submissions.access import agencies_of, may_administer
from submissions.language import of_record, recorded
from submissions.models import Agency, User
from submissions.services import accounts
from submissions.services.errors import NotAllowed
from submissions.services.events import note
from submissions.services.sheets import ImportRefused, Preview, Row, RowError, SheetError, read_rows
from submissions.states import ROLE_WORDS, Role

HEADINGS: Final[Mapping[str, str]] = {
    "用户名": "username",
    "姓名": "full_name",
    "邮箱": "email",
    "电话": "phone",
    "机关代码": "agency",
    "角色": "role",
}
REQUIRED: Final = ("username", "full_name", "agency", "role")
LIMITS: Final = {"full_name": 60, "phone": 40, "email": 254}
ROLES: Final[Mapping[str, Role]] = {recorded(w): role for role, w in ROLE_WORDS.items()} | {r.value: r for r in Role}


@dataclass(frozen=True, slots=True)
class UserRow:
    """One person in one role. A person with several roles has several rows."""

    number: int
    username: str
    full_name: str
    email: str
    phone: str
    agency: Agency
    role: Role

    @property
    def key(self) -> tuple[str, int, Role]:
        return self.username, self.agency.pk, self.role

    @property
    def person(self) -> tuple[str, str, str]:
        return self.full_name, self.email, self.phone


def preview(actor: User, data: bytes) -> Preview[UserRow]:
    """What importing this CSV or XLSX would do, and everything that is wrong with it."""
    if not (answer := may_administer(actor)):
        raise NotAllowed(answer.why)
    try:
        rows = read_rows(data, HEADINGS, REQUIRED)
    except SheetError as error:
        return Preview([], [RowError(0, str(error))])
    mine = {agency.code: agency for agency in agencies_of(actor, Role.OFFICE)}
    errors: list[RowError] = []
    found: dict[tuple[str, int, Role], UserRow] = {}
    first: dict[str, UserRow] = {}
    for row in rows:
        wrong = _faults(row, mine)
        if not wrong:
            person = _row(row, mine)
            twin = found.setdefault(person.key, person)
            wrong = _conflicts(person, first.setdefault(person.username.lower(), person), twin)
        errors += [RowError(row.number, message) for message in wrong]
    return Preview(list(found.values()), errors)


def _faults(row: Row, mine: Mapping[str, Agency]) -> list[str]:
    """What one row has wrong by itself."""
    faults = [
        _("“%(column)s”不能为空。") % {"column": word}
        for word, key in HEADINGS.items()
        if key in REQUIRED and not row[key]
    ]
    if row["username"] and (why := accounts.username_error(row["username"])):
        faults.append(why)
    if row["agency"] and row["agency"] not in mine:
        faults.append(_("机关代码“%(code)s”不存在或不在您的管理范围内。") % {"code": row["agency"]})
    if row["role"] and row["role"] not in ROLES:
        known = "、".join(recorded(words) for words in ROLE_WORDS.values())
        faults.append(_("角色“%(role)s”不存在，可用：%(known)s。") % {"role": row["role"], "known": known})
    if row["email"] and not _is_email(row["email"]):
        faults.append(_("邮箱“%(email)s”格式不对。") % {"email": row["email"]})
    for word, key in HEADINGS.items():
        if key in LIMITS and len(row[key]) > LIMITS[key]:
            faults.append(_("“%(column)s”超过 %(n)s 个字。") % {"column": word, "n": LIMITS[key]})
    return faults


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _row(row: Row, mine: Mapping[str, Agency]) -> UserRow:
    return UserRow(
        number=row.number,
        username=row["username"],
        full_name=row["full_name"],
        email=row["email"],
        phone=row["phone"],
        agency=mine[row["agency"]],
        role=ROLES[row["role"]],
    )


def _conflicts(person: UserRow, first: UserRow, twin: UserRow) -> list[str]:
    """Two rows of one name must be one person in two different roles."""
    if person.username != first.username or person.person != first.person:
        words = {"name": person.username, "row": first.number}
        return [_("用户名“%(name)s”与第 %(row)s 行重复，但姓名、邮箱或电话不同。") % words]
    return [_("与第 %(row)s 行完全重复。") % {"row": twin.number}] if twin is not person else []


def import_rows(actor: User, data: bytes, *, site: str = "", ip: str = "") -> list[accounts.Invitation]:
    """Makes and invites everyone on the list, or raises ImportRefused and makes nobody."""
    with transaction.atomic():
        plan = preview(actor, data)
        if not plan.ok:
            raise ImportRefused(plan.errors or [RowError(0, _("表中没有可导入的行。"))])
        people: dict[str, list[UserRow]] = {}
        for row in plan.rows:
            people.setdefault(row.username, []).append(row)
        made = [_make(actor, rows, ip) for rows in people.values()]
        with of_record():
            note("users_imported", actor, text=_("%(n)s 个用户") % {"n": len(made)}, ip=ip)
    # Mail goes out only when all are written: a letter cannot be taken back.
    return accounts.mail_all(made, site)


def _make(actor: User, rows: list[UserRow], ip: str) -> accounts.Invitation:
    first = rows[0]
    grants = [(row.agency, row.role) for row in rows]
    return accounts.invite(actor, first.username, first.full_name, first.email, grants, phone=first.phone, ip=ip)
