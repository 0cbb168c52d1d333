"""Wide tables in a real browser: what each row is about can be read."""

from __future__ import annotations

import pytest

from submissions.models import Agency, Submission, User
from tests.browser.conftest import Sit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

NAMES = """() => [...document.querySelectorAll("tbody th[scope=row]")].map((name) => name.clientWidth)"""


@pytest.mark.parametrize("page", ["cycle", "ledger"])
def test_the_name_of_an_agency_has_room_however_many_columns_there_are(
    sit: Sit, office: User, submission: Submission, page: str
) -> None:
    Agency.objects.filter(pk=submission.agency_id).update(
        contact_name="联系人张某某", contact_phone="0451-82620000-8001"
    )
    opened = sit(office).open(page, submission.cycle.year)
    assert min(opened.evaluate(NAMES)) >= 150
