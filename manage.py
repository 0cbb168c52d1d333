#!/usr/bin/env python3
"""Django's command line."""

from __future__ import annotations

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from environs import EnvError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")
    try:
        bool(settings.DEBUG)
    except (ImproperlyConfigured, EnvError) as error:
        sys.exit(f"The portal cannot start. {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
