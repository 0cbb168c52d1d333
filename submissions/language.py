"""The language of the record, whatever language its writer reads the portal in. Imports nothing of ours."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

Words = str | Promise


def of_record() -> translation.override:
    """Around whatever is kept or handed on: events, notices, mail, workbooks. Also a decorator of functions."""
    return translation.override(settings.LANGUAGE_CODE)


def recorded(words: Words) -> str:
    """These words in the language of the record: what lists to import are compared with."""
    with of_record():
        return str(words)
