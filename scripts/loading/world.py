"""A province for a load run: ``world.py FOLDER --visits 400 --reviewers 8 --offices 2`` fills the empty database of the
settings, writes the files clerks will send, and ``FOLDER/cast.json`` with who signs in and what each has in hand.

Each visit is a clerk of an agency whose report of the open year is missing. A quarter of the files is right; the
others have a figure printed apart, which is doubted, something to be explained, or a sum that does not agree, for
which the clerk has a second file ready.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govreports.settings")

import django

django.setup()

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from parsing.editions import edition_of_year
from parsing.report import Address
from scripts.loading.documents import Wanted, deal, write
from submissions.demo.draft import Draft, number_text
from submissions.demo.grown.build import Wish, build
from submissions.demo.grown.figures import Province
from submissions.demo.grown.paper import draft_of
from submissions.demo.grown.season import Filing, Season, parse_mix
from submissions.demo.grown.slips import SLIPS, Slip
from submissions.demo.grown.tree import FEWEST, grow
from submissions.demo.grown.tree import ROOT as TOP
from submissions.demo.province import PASSWORD
from submissions.models import Agency, Membership, Submission, User
from submissions.states import WITHOUT_REPORT, Role, State

MIX: Final = parse_mix("missing=75,submitted=15,approved=10")
MISSING_SHARE: Final = 0.5
"""The least share of all agencies that is missing and no area; governments wait for their members."""
FAULTS: Final = 0.05
SEED: Final = 7
EXPLAINED: Final = frozenset({"Y-01", "Y-02", "N-01"})
"""Rules whose findings a clerk explains, as a rule; of the others the file is mended."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a clerk has in hand: drafts in the order they are sent, and a figure whose reading is doubted."""

    filing: Filing
    drafts: tuple[Draft, ...]
    doubted: Address | None = None


def cases(season: Season, filings: dict[tuple[int, int], Filing], province: Province) -> Iterator[Case]:
    """One for each agency whose report of the open year is missing, in the order of the tree."""
    year = season.open_year
    turn = 0
    for counted in province.counted():
        filing = filings[counted.unit.number, year]
        if counted.unit.is_area or filing.state is not State.MISSING:
            continue
        right = draft_of(counted.unit, year, edition_of_year(year).code, counted.series[year], season.seed)
        yield _case(turn, filing, right)
        turn += 1


def _case(turn: int, filing: Filing, right: Draft) -> Case:
    if turn % 4 == 1 and (cell := _apart(right)):
        text = number_text(right.values[cell])
        apart = replace(right, printed={**right.printed, cell: f"{text[:-1]} {text[-1]}"})
        return Case(filing, (apart,), cell)
    if turn % 4 == 2:
        return Case(filing, (_slip(turn, filing, explained=True).make(right),))
    if turn % 4 == 3:
        return Case(filing, (_slip(turn, filing, explained=False).make(right), right))
    return Case(filing, (right,))


def _apart(draft: Draft) -> Address | None:
    """A figure of two digits or more of table 二, where no sum says whether its digits belong together."""
    found = (a for a, value in draft.values.items() if a.table == "disclosure" and value and value >= 10)
    return next(found, None)


def _slip(turn: int, filing: Filing, *, explained: bool) -> Slip:
    possible = [
        slip for slip in SLIPS if (slip.rule in EXPLAINED) is explained and slip.may(filing.unit, filing.year, False)
    ]
    return possible[turn // 4 % len(possible)]


def staff(role: Role, count: int) -> list[dict[str, str]]:
    """Accounts of the whole province beside those it has, with a second factor, which the office must have."""
    top = Agency.objects.get(code=TOP)
    hashed, made = make_password(PASSWORD), []
    for number in range(1, count + 1):
        user = User.objects.create(username=f"{role.value}-{number}", full_name=f"省{number}号", password=hashed)
        Membership.objects.create(user=user, agency=top, role=role.value)
        device = TOTPDevice.objects.create(user=user, name="totp") if role is Role.OFFICE else None
        made.append({"username": user.username, "secret": device.key if device else ""})
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--visits", type=int, required=True)
    parser.add_argument("--reviewers", type=int, required=True)
    parser.add_argument("--offices", type=int, required=True)
    options = parser.parse_args()
    files = options.folder / "files"
    files.mkdir(parents=True)

    today = timezone.localdate()
    units = grow(max(FEWEST, round(options.visits / MISSING_SHARE)))
    season = Season((today.year - 2, today.year - 1), today, MIX, FAULTS, SEED)
    build(Wish(units, season, "open", a_clerk_each=True), lambda said: None)
    filings = season.filings(units)
    without = {number for (number, _), filing in filings.items() if filing.state in WITHOUT_REPORT}
    in_hand = list(cases(season, filings, Province(units, season.years, season.seed, without)))
    if len(in_hand) < options.visits:
        sys.exit(f"Of {len(units)} agencies only {len(in_hand)} have no report yet; {options.visits} were wanted.")
    # Spread over the whole tree: neighbours in it would keep one county busy.
    in_hand = in_hand[:: len(in_hand) // options.visits][: options.visits]
    cast = {
        "password": PASSWORD,
        "year": season.open_year,
        "clerks": _clerks(in_hand, season.open_year, files),
        "reviewers": staff(Role.REVIEWER, options.reviewers),
        "offices": staff(Role.OFFICE, options.offices),
    }
    (options.folder / "cast.json").write_text(json.dumps(cast, ensure_ascii=False), encoding="utf-8")


def _clerks(in_hand: list[Case], year: int, files: Path) -> list[dict[str, Any]]:
    """Each visit: who, which report, its files with what is printed in them, and the figure in doubt."""
    reports = dict(Submission.objects.filter(cycle__year=year).values_list("agency__code", "pk"))
    clerks = [
        {
            "username": f"clerk-{case.filing.unit.code}",
            "report": reports[case.filing.unit.code],
            "files": [],
            "doubted": None
            if case.doubted is None
            else {"cell": str(case.doubted), "value": number_text(case.drafts[0].values[case.doubted])},
        }
        for case in in_hand
    ]
    kinds = deal(len(clerks), SEED)
    wanted = [
        Wanted(files / f"{number:05d}-{turn}", draft, kinds[number])
        for number, case in enumerate(in_hand)
        for turn, draft in enumerate(case.drafts)
    ]
    for one, path in write(wanted):
        content = path.read_bytes()
        number = int(one.stem.name.partition("-")[0])
        clerks[number]["files"].append(
            {
                "path": str(path),
                "name": f"{one.draft.title}{path.suffix}",
                "kind": one.kind,
                "sha256": sha256(content).hexdigest(),
                "figures": {str(address): _plain(value) for address, value in one.draft.values.items()},
            }
        )
    return clerks


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else number_text(value)


if __name__ == "__main__":
    main()
