"""What the pages of a scan may cost, told to whoever limits this process."""

from __future__ import annotations

import resource

PAGE_SECONDS = 6
"""Seconds of CPU a page may take: three times what a dirty one takes on a slow machine."""


def earn(seconds: int = PAGE_SECONDS) -> None:
    """Puts off the process's CPU limit, where it has one, by a page's worth.

    Never up to its hard limit, which ends a process by the signal that a system short of memory sends: the other's is
    its own, so that who waits for the process can tell.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        top = soft + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (top if hard == resource.RLIM_INFINITY else min(top, hard - 1), hard))
