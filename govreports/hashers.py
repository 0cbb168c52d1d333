"""How passwords are kept: slow for whoever tries millions, quick enough for two hundred clerks at one door."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id at the strength OWASP's Password Storage Cheat Sheet asks for at least.

    Django's own settings take 100 MB and eight threads a sign-in, more than a web process may take for all of them.
    """

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
