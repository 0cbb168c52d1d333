"""What a reviewer writes down when deciding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.fields import Words
from submissions.models import RulingKind

LETTER_MAX = 20_000
"""A return drafted from many findings is a letter of its own."""


class ReturnForm(forms.Form):
    """Why a report goes back. ``items`` are fingerprints of the ticked findings."""

    reason = Words(_("退回理由"), missing=_("请写明退回理由。"), longest=LETTER_MAX, rows=6)
    items = forms.MultipleChoiceField(label=_("列入清单的问题"), required=False)

    def __init__(self, *args: Any, fingerprints: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(each, each) for each in fingerprints]  # type: ignore[attr-defined]
        self.fields["items"].error_messages["invalid_choice"] = _("勾选的问题已不在最新的核对结果中，请重新勾选。")


class ApproveForm(forms.Form):
    """Approval; with 强制 findings left, only with the reason they are let through."""

    waive_reason = Words(
        _("强制性问题放行理由"),
        help_text=_("仍有强制性问题的报告一般应退回。确需通过的，写明理由，理由随审核记录永久保存。"),
        required=False,
        missing=_("还有强制性问题没有解决。请写明放行理由，或者退回修改。"),
    )

    def __init__(self, *args: Any, must_waive: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if must_waive:
            self.fields["waive_reason"].required = True
        else:
            del self.fields["waive_reason"]


class RulingForm(forms.Form):
    """A decision on one finding by its own."""

    fingerprint = forms.CharField(max_length=32)
    kind = forms.ChoiceField(choices=lambda: RulingKind.choices)
    reason = Words(_("理由"), missing=_("请写明理由，理由随审核记录永久保存。"))


class ReopenForm(forms.Form):
    """Why an approval is taken back."""

    reason = Words(
        _("撤销理由"),
        help_text=_("撤销后报告回到审核中，其数字不再计入汇总。"),
        missing=_("请写明撤销通过的理由。"),
    )


class UndoForm(forms.Form):
    """Why a return or a first review is taken back."""

    reason = Words(_("撤销理由"), help_text=_("理由记入办理经过。"), missing=_("请写明撤销的理由。"))
