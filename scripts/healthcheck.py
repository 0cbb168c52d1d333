"""Asks a portal whether it is well: ``healthcheck.py http://127.0.0.1:8000/healthz``. Ends with 0 if it says so."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request


def main(address: str) -> int:
    # The portal answers only to its own names, and this asks by number.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(address, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError) as error:
        sys.stderr.write(f"{address}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
