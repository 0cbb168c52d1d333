"""Fields that forms and filters share."""

from __future__ import annotations

from typing import Any

from django import forms

from submissions.models import Cycle

REASON_MAX = 2000


class Words(forms.CharField):
    """A few lines of a person's own words."""

    def __init__(
        self,
        label: Any,
        help_text: Any = "",
        required: bool = True,
        missing: Any = "",
        longest: int = REASON_MAX,
        rows: int = 3,
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            max_length=longest,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"required": missing} if missing else None,
        )


class YearChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A year in the language of who chooses."""

    def label_from_instance(self, obj: Cycle) -> str:
        return obj.title
