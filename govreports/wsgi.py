"""The WSGI door that gunicorn opens."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

application = get_wsgi_application()
