"""Filling in a report by hand: every field is kept as it is typed, and the whole becomes a file like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from parsing.editions import Edition, explain_address
from parsing.report import Address, State
from submissions.exports.drafting import drafted
from submissions.exports.report_docx import Written, official_title, report_docx
from submissions.models import Manuscript, Submission, Upload, User
from submissions.services import holds, typed, uploads
from submissions.services.corrections import fits
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.judging import typed_number
from submissions.services.typed import SECTIONS, TITLE, Problem, Saved, text_field, texts_of


def figure_field(address: Address) -> str:
    return f"figure.{address}"


def fields_of(submission: Submission) -> tuple[str, ...]:
    """Every field of the form of this year."""
    texts = map(text_field, SECTIONS)
    return (TITLE, *texts, *map(figure_field, submission.edition.addresses()))


def started(submission: Submission) -> dict[str, str]:
    """What stands in every field now; before the first save only the official title."""
    manuscript = Manuscript.objects.filter(submission=submission).first()
    kept = manuscript.fields if manuscript else {}
    blank = dict.fromkeys(fields_of(submission), "") | {TITLE: title_of(submission)}
    return blank | {name: value for name, value in kept.items() if name in blank}


def title_of(submission: Submission) -> str:
    return official_title(submission.agency.name, submission.cycle.year)


def save(actor: User, submission: Submission, changes: Mapping[str, str], version: int, *, ip: str = "") -> Saved:
    """Keeps ``changes`` made on top of ``version``.

    A field somebody else changed since then to something else is not written over: it comes back as
    a conflict. Raises Refused for a field the form does not have or one that is too long.
    """
    wanted = typed.checked(changes, fields_of(submission))
    with transaction.atomic():
        held = holds.hold(actor, "fill", submission)
        manuscript, created = Manuscript.objects.get_or_create(submission=held, defaults={"saved_by": actor})
        saved = typed.keep(manuscript, started(held), wanted, version, actor)
        if created:
            note("fill", actor, submission=held, ip=ip)
    return saved


def drafts(submission: Submission) -> dict[str, str]:
    """Opening sentences by field, drafted from the figures as they stand."""
    edition, year = submission.edition, submission.cycle.year
    values = _values(edition, started(submission))
    texts = drafted(edition, year, values, is_government=submission.agency.is_government)
    return {text_field(section): text for section, text in texts.items()}


def problems(submission: Submission, fields: Mapping[str, str]) -> list[Problem]:
    """Everything that keeps the report from being made. Empty cells do not: they are printed empty."""
    return [*_bad_figures(submission.edition, fields), *typed.left_open(fields)]


def _bad_figures(edition: Edition, fields: Mapping[str, str]) -> Iterator[Problem]:
    for address in edition.addresses():
        typed = fields[figure_field(address)]
        number = typed_number(edition, address, typed)
        is_plain = number.value is not None and not (number.note or number.doubt) and fits(number.value)
        if not is_plain and number.state is not State.BLANK:
            words = _("%(cell)s：“%(typed)s”不是数字，请填写阿拉伯数字，没有的填 0。")
            known = {"cell": explain_address(address, edition), "typed": typed}
            yield Problem(figure_field(address), words % known)


def _values(edition: Edition, fields: Mapping[str, str]) -> dict[Address, Decimal | None]:
    """The figures that were typed; None where nothing was, or nothing that is a number."""
    return {a: typed_number(edition, a, fields[figure_field(a)]).value for a in edition.addresses()}


def document(submission: Submission) -> bytes:
    """The report as it stands, as the official Word document.

    Refused while a cell holds what is no number; a gap in a text is printed as the gap it is.
    """
    fields, edition = started(submission), submission.edition
    if bad := list(_bad_figures(edition, fields)):
        raise Refused(_("还有 %(n)d 格不能用。%(first)s") % {"n": len(bad), "first": bad[0].message})
    agency, year = submission.agency.name, submission.cycle.year
    return report_docx(Written(edition, agency, year, _values(edition, fields), texts_of(fields), fields[TITLE]))


def hand_in(actor: User, submission: Submission, *, ip: str = "") -> Upload:
    """Makes the document and receives it like any other file: it is read, judged and kept as an upload.

    Raises Refused while something is left to fill in, and as ``uploads.receive``.
    """
    holds.permit(actor, "fill", submission)
    if left := problems(submission, started(submission)):
        raise Refused(_("还有 %(n)d 处不能用，没有生成报告。%(first)s") % {"n": len(left), "first": left[0].message})
    with transaction.atomic():
        held = holds.hold(actor, "fill", submission)
        manuscript = Manuscript.objects.filter(submission=held).first()
        if manuscript is None:
            raise Refused(_("还没有填写任何内容。"))
        name = f"{title_of(submission)}.docx"
        upload = uploads.receive(actor, submission, SimpleUploadedFile(name, document(submission)), ip=ip)
        Manuscript.objects.filter(pk=manuscript.pk).update(handed_in=upload, handed_in_version=manuscript.version)
    return upload
