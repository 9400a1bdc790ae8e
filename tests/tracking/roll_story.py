"""Young people of Home, lines of a list, and a list that is sent and matched."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile

from accounts.names import sort_name, trigrams
from accounts.tables import csv_bytes
from accounts.uploads import check_table
from learners.models import Learner
from tests.people import World
from tracking.enums import FileHolds, FileState
from tracking.models import ImportFile, RollLine
from tracking.reading.roll import LIMITS, ROLL
from tracking.services import roll_matching
from tracking.services.roll import (
    take_roll,
)

HEADER = [column.title for column in ROLL.columns]
BORN = date(2008, 3, 5)
ULN, OTHER_ULN = "9276308686", "1000000019"


def listed(given: str, family: str, born: date | None = BORN, uln: str = "", **more: object) -> list[object]:
    values = {"uln": uln, "given_name": given, "family_name": family, "date_of_birth": born, **more}
    return [values.get(column.key, "") for column in ROLL.columns]


@pytest.fixture
def person(world: World, now: datetime) -> Callable[..., Learner]:
    """A young person of Home at Brindley College."""

    def make(given: str, family: str, born: date = BORN, **fields: object) -> Learner:
        called = str(fields.get("preferred_name") or given)
        return world.learner(
            given_name=given, family_name=family, date_of_birth=born, sort_name=sort_name(family, called),
            trigrams=trigrams(f"{family} {called}"), **{"preferred_name": "", "uln": "", **fields},
        )  # fmt: skip

    return make


@pytest.fixture
def send(world: World, now: datetime) -> Callable[..., ImportFile]:
    def send_lines(*lines: list[object], holds: FileHolds = FileHolds.DECLARED, **more: object) -> ImportFile:
        upload = ContentFile(csv_bytes([HEADER, *lines]), name="on roll.csv")
        details = {"provider": world.college, "virtual_school": world.virtual_school, **more}
        file, _ = take_roll(
            **details, holds=holds, checked=check_table(upload, megabytes=LIMITS.megabytes),
            by=world.designated_person.user, now=now,
        )  # fmt: skip
        return file

    return send_lines


@pytest.fixture
def match(send: Callable[..., ImportFile], now: datetime) -> Callable[..., list[RollLine]]:
    """Send lines and let the worker match them."""

    def match_lines(*lines: list[object], **more: object) -> list[RollLine]:
        file = send(*lines, **more)
        roll_matching.match_waiting_lists(now_source=lambda: now)
        file.refresh_from_db()
        assert file.state == FileState.DONE, file.problem
        assert (file.lines, file.lines_done) == (len(lines), len(lines))
        return list(file.roll_lines.order_by("number"))

    return match_lines


def told(line: RollLine) -> tuple[str, str]:
    return line.state, line.reason
