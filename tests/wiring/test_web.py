"""The web site is restarted while a file is on its way: it arrives whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from submissions.models import Submission, Upload
from tests.wiring.installation import Installation
from tests.wiring.web import Web

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(150)]


def test_a_file_on_its_way_during_a_deployment_arrives_whole(web: Web, owed: Submission, document: Path) -> None:
    flight = web.begin_upload(f"/reports/{owed.pk}/", document)
    web.reload()
    assert flight.finish().status == 302
    upload = Upload.objects.get()
    assert Path(web.portal.folder / "media" / str(upload.file.name)).read_bytes() == document.read_bytes()
    assert web.page(f"/reports/{owed.pk}/").status == 200


def test_a_file_whose_site_was_killed_is_not_there_and_is_taken_when_it_comes_again(
    portal: Installation, web: Web, owed: Submission, document: Path
) -> None:
    flight = web.begin_upload(f"/reports/{owed.pk}/", document)
    web.kill()
    assert not Upload.objects.exists()
    assert not list((portal.folder / "media").rglob("*.docx"))
    assert flight.was_cut_off()
    web.start()
    assert web.begin_upload(f"/reports/{owed.pk}/", document).finish().status == 302
    assert Upload.objects.count() == 1
