"""A person corrects a figure that was misread; what was read stays beside it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.labels import Number
from parsing.report import Address, Figure, Report, State
from submissions.language import of_record
from submissions.models import Correction, Reading, Submission, User
from submissions.services import holds
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.judging import (
    Read,
    cell_words,
    edition_of,
    rejudge,
    standing_corrections,
    typed_number,
)

LARGEST: Final = Decimal(10) ** 14
DECIMALS: Final = 6


class Change(NamedTuple):
    """What was typed over a cell, and the record's sentence of it."""

    correction: Correction
    words: str


def correct(
    actor: User,
    submission: Submission,
    address: str,
    value_text: str,
    reason: str = "",
    *,
    seen: int | None = None,
    ip: str = "",
) -> Correction:
    """Puts ``value_text`` over one cell of the current reading and judges the report again.

    ``address`` is "table.row.column"; the text is read like a cell, empty means the cell is blank.
    ``seen`` is the reading that was looked at. Raises NotAllowed, MoveRefused, or Refused when it is no cell of the
    form or no number.
    """
    with transaction.atomic():
        held = holds.hold(actor, "correct", submission)
        reading = holds.current_reading(held, seen)
        change = put(actor, reading, address, value_text, reason)
        rejudge(reading)
        note("correct", actor, submission=held, text=change.words, ip=ip)
    return change.correction


def confirm(actor: User, submission: Submission, address: str, *, seen: int | None = None, ip: str = "") -> Correction:
    """Says that a doubtful figure was read right: its value counts from now on, and the report is judged again.

    Raises as ``correct``, and Refused when the cell was read without doubt or cannot be read at all.
    """
    with transaction.atomic():
        held = holds.hold(actor, "correct", submission)
        reading = holds.current_reading(held, seen)
        change = put_as_read(actor, reading, address)
        rejudge(reading)
        note("confirm", actor, submission=held, text=change.words, ip=ip)
    return change.correction


def put(actor: User, read: Read, address: str, value_text: str, reason: str = "") -> Change:
    """Lays a typed value over one cell of what was read; call it with the row held. Raises Refused."""
    report = Report.from_json(read.report or {})
    cell, number = _cell(read, report, address, value_text)
    correction = _put(actor, read, report, cell, value_text.strip(), number, reason.strip())
    with of_record():
        text = _("%(cell)s：读取为“%(read)s”，更正为“%(typed)s”。") % {
            "cell": cell_words(edition_of(read, report), cell),
            "read": correction.read_value,
            "typed": correction.typed,
        }
    return Change(correction, text + reason.strip())


def put_as_read(actor: User, read: Read, address: str) -> Change:
    """Lays over a doubtful cell what was read in it; call it with the row held. Raises Refused."""
    report = Report.from_json(read.report or {})
    found = next((f for a, f in report.figures.items() if str(a) == address), None)
    if found is None or found.is_sure or found.state is State.ILLEGIBLE:
        raise Refused(_("这个单元格没有需要确认的读数；读不出的数请直接填写。"))
    cell, number = _cell(read, report, address, figure_words(found))
    correction = _put(actor, read, report, cell, figure_words(found), number, "")
    with of_record():
        text = _("%(cell)s：确认读取的“%(read)s”无误。") % {
            "cell": cell_words(edition_of(read, report), cell),
            "read": correction.read_value,
        }
    return Change(correction, text)


def take_off(read: Read, address: str) -> str:
    """Takes what was typed off a cell, and names the cell; call it with the row held. Raises Refused."""
    if not _withdraw(read, address, timezone.now()):
        raise Refused(_("这个单元格没有更正过。"))
    with of_record():
        return cell_words(edition_of(read, Report.from_json(read.report or {})), Address.parse(address))


def figure_words(figure: Figure) -> str:
    """What a person would type to say the same as this figure."""
    if figure.state is State.NUMBER and figure.value is not None:
        return format(figure.value, "f")
    return "" if figure.state is State.BLANK else figure.raw.strip()


def _put(actor: User, read: Read, report: Report, cell: Address, typed: str, number: Number, reason: str) -> Correction:
    found, now = report.figures.get(cell), timezone.now()
    _withdraw(read, str(cell), now)
    return read.corrections.create(
        at=now,
        address=str(cell),
        read_value=found.raw[:200] if found else "",
        typed=typed,
        value=number.value,
        by=actor,
        reason=reason,
    )


def carry(source: Read, reading: Reading, report: Report) -> None:
    """Lays what was typed over one reading of a file over another one, which read ``report``."""
    for correction in standing_corrections(source):
        figure = report.figures.get(Address.parse(correction.address))
        reading.corrections.create(
            address=correction.address,
            read_value=figure.raw[:200] if figure else "",
            typed=correction.typed,
            value=correction.value,
            by=correction.by,
            at=correction.at,
            reason=correction.reason,
        )


def _cell(read: Read, report: Report, address: str, text: str) -> tuple[Address, Number]:
    edition = edition_of(read, report)
    try:
        cell = Address.parse(address)
    except ValueError:
        cell = Address("", "", "")
    if cell not in set(edition.addresses()) | set(report.figures):
        raise Refused(_("表中没有这个单元格，请刷新页面后重试。"))
    number = typed_number(edition, cell, text)
    if number.state is State.ILLEGIBLE or len(text.strip()) > 60:
        raise Refused(_("“%(text)s”不是数字，请填写阿拉伯数字；没有数据的请填 0。") % {"text": text.strip()[:60]})
    if number.value is not None and not fits(number.value):
        raise Refused(_("“%(text)s”超出了可以记录的范围，请核对。") % {"text": text.strip()})
    return cell, number


def fits(value: Decimal) -> bool:
    """Whether the database keeps this number exactly: below 10^14, at most six decimals."""
    return abs(value) < LARGEST and value == round(value, DECIMALS)


def _withdraw(read: Read, address: str, now: datetime) -> int:
    return read.corrections.filter(address=address, withdrawn_at=None).update(withdrawn_at=now)


def replaced_of(correction: Correction) -> Correction | None:
    """What somebody else had typed over the cell until this correction took its place."""
    read = correction.reading or correction.intake
    same = read.corrections.filter(address=correction.address, withdrawn_at=correction.at) if read else None
    return same.exclude(by=correction.by_id).select_related("by").first() if same else None


def restore(actor: User, submission: Submission, address: str, *, seen: int | None = None, ip: str = "") -> None:
    """Takes a correction back: the figure as read counts again."""
    with transaction.atomic():
        held = holds.hold(actor, "correct", submission)
        reading = holds.current_reading(held, seen)
        words = take_off(reading, address)
        rejudge(reading)
        note("restore", actor, submission=held, text=words, ip=ip)


def confirm_rejudge(actor: User, submission: Submission, *, ip: str = "") -> Reading:
    """Judges the current reading again with the rules and names of today."""
    with transaction.atomic():
        held = holds.hold(actor, "correct", submission)
        reading = holds.current_reading(held)
        rejudge(reading)
        note("rejudge", actor, submission=held, ip=ip)
    return reading
