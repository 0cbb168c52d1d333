"""The clock of what is done again and again, for a machine whose own clock is put right."""

from __future__ import annotations

from typing import Any

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """Celery's, which after the clock was put back by an hour would do nothing for that hour: no sweeper, no mail.

    An entry that was last done at a time still to come counts as done now.
    """

    def tick(self, *arguments: Any, **options: Any) -> float:
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at and entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # made anew, by the clock as it is
        seconds: float = super().tick(*arguments, **options)
        return seconds
