"""Reading a page in a test as a person would."""

from __future__ import annotations

import html
import re
from typing import Protocol

from django.test import Client

from submissions.models import User


class Answered(Protocol):
    """What came back to a test's request."""

    @property
    def content(self) -> bytes: ...


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Answered) -> str:
    """The words of a page without its tags, blanks squeezed."""
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare))
