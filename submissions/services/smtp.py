"""A mail server over SMTP, of which it is known whether it may have taken a mail.

Once a mail has been handed over and the connection breaks before the server said that it took it, nobody knows. Sending
it again could tell a person twice, so that moment has an error of its own.
"""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends import smtp


class MailUncertain(Exception):
    """The server had the mail and did not say what became of it."""


class _Telling(smtplib.SMTP):
    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            return super().data(msg)
        except smtplib.SMTPResponseException:
            raise  # the server said no
        except OSError as gone:
            raise MailUncertain from gone


class _TellingOverTls(_Telling, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's, with connections that tell."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TellingOverTls if self.use_ssl else _Telling
