"""The list of files handed in together: what was found in each, and where each went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import access
from submissions.display.failures import waiting_words
from submissions.models import Intake, Reading, User
from submissions.services.intake_plan import Plan, plans_of

SHOWN_FOR = timedelta(days=7)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Gone:
    """A file that was filed, and how far its reading is."""

    intake: Intake
    words: str
    problem: str = ""
    is_running: bool = False


@dataclass(frozen=True, slots=True)
class IntakeList:
    plans: tuple[Plan, ...]
    filed: tuple[Gone, ...]
    dropped: tuple[Intake, ...]

    @property
    def ready(self) -> list[Plan]:
        return [plan for plan in self.plans if plan.is_ready]

    @property
    def running(self) -> list[Plan]:
        return [plan for plan in self.plans if plan.intake.is_running]

    @property
    def stuck(self) -> list[Plan]:
        return [plan for plan in self.plans if not plan.is_ready and not plan.intake.is_running]

    @property
    def is_moving(self) -> bool:
        return bool(self.running) or any(gone.is_running for gone in self.filed)

    @property
    def sentence(self) -> str:
        """How the list stands, for the eye and for a screen reader."""
        counts = (
            (len(self.running), _("正在识别 {n} 个")),
            (len(self.ready), _("可以归入 {n} 个")),
            (len(self.stuck), _("需要处理 {n} 个")),
        )
        return "，".join(words.format(n=n) for n, words in counts if n)


def intake_list(user: User) -> IntakeList:
    return IntakeList(tuple(plans_of(user)), _filed(user), _dropped(user))


def _filed(user: User) -> tuple[Gone, ...]:
    light = Prefetch("upload__readings", Reading.objects.defer("report"))
    related = "upload__submission__agency", "upload__submission__cycle"
    recent = access.intakes_of(user).filter(filed_at__gt=timezone.now() - SHOWN_FOR).defer("report")
    return tuple(
        map(_gone, recent.select_related(*related).prefetch_related(light).order_by("-filed_at", "-pk")[:SHOWN])
    )


def _gone(intake: Intake) -> Gone:
    readings = intake.upload.readings.all() if intake.upload else ()
    reading = max(readings, key=lambda reading: reading.pk, default=None)
    if reading is None:
        return Gone(intake, "")
    if reading.is_running:
        problem = str(waiting_words(reading.error_code, reading.error_message))
    else:
        problem = f"{reading.error_message}{reading.error_advice}"
    return Gone(intake, reading.processing_words, problem, reading.is_running)


def _dropped(user: User) -> tuple[Intake, ...]:
    recent = access.intakes_of(user).filter(filed_at=None, dropped_at__gt=timezone.now() - SHOWN_FOR)
    return tuple(recent.defer("report").order_by("-dropped_at")[:SHOWN])


def waiting_intakes(user: User) -> int:
    """How many files wait to be filed."""
    return access.intakes_of(user).filter(filed_at=None, dropped_at=None).count()
