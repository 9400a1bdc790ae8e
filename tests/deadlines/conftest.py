"""A small table of duties for the tests of the engine, with audiences that are real people in real roles."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

import pytest

from accounts.enums import RoleCode
from accounts.models import Agency, User
from accounts.selectors import holders_of
from deadlines import registry
from deadlines.enums import Party, Unit
from deadlines.models import Deadline
from deadlines.registry import Subject
from deadlines.rules import AtLocalTime, Days, Duty, Hours, Limit, Step
from deadlines.services import Opening, open_deadline
from tests.factories import AgencyFactory, LearnerFactory, MembershipFactory

WORKER, MANAGER, NOBODY = "test_key_worker", "test_manager", "test_nobody"


def duty(code: str, limit: Limit, *steps: Step, **fields: Any) -> Duty:
    return Duty(
        code=code,
        clauses=("A99",),
        title=f"Do the {code.replace('_', ' ')}",
        owed_by=Party.KEY_WORKER,
        starts="it starts",
        limit=limit,
        met_by="it is done",
        steps=steps,
        **fields,
    )


PLAN = duty(
    "test_plan",
    Limit(30, Unit.DAYS),
    Step("7 days before", Days(-7), (WORKER,)),
    Step("on the day", Days(0), (WORKER,)),
    Step("the day after", Days(1), (WORKER, MANAGER)),
)
NOTICE = duty(
    "test_notice",
    Limit(0, Unit.END_OF_DAY),
    Step("in the morning", Days(0), (WORKER,)),
    Step("in the evening", AtLocalTime(time(18)), (WORKER,)),
    safeguarding=True,
)
EMERGENCY = duty(
    "test_emergency",
    Limit(24, Unit.HOURS),
    Step("halfway", Hours(-12), (MANAGER,)),
    Step("at the end", Hours(0), (MANAGER, NOBODY)),
    safeguarding=True,
)
WORKING = duty("test_working", Limit(1, Unit.WORKING_DAYS), Step("on the day", Days(0), (WORKER,)))
FIXED = duty("test_fixed", Limit(0, Unit.FIXED_DAY))
TABLE = (PLAN, NOTICE, EMERGENCY, WORKING, FIXED)


def _people_in(role: RoleCode) -> Callable[[Sequence[Deadline], datetime], Mapping[int, Sequence[User]]]:
    def resolve(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
        held = holders_of([role], {deadline.owner_id for deadline in deadlines})
        return {deadline.pk: held[deadline.owner_id] for deadline in deadlines}

    return resolve


def register_table() -> None:
    registry.register_duties(TABLE)
    registry.register_audience(WORKER, _people_in(RoleCode.SOCIAL_WORKER))
    registry.register_audience(MANAGER, _people_in(RoleCode.TEAM_MANAGER))
    registry.register_audience(NOBODY, lambda deadlines, now: {})
    registry.register_subject(Subject("test_subject", "a test", lambda uuid: f"/tests/{uuid}/"))


@pytest.fixture(autouse=True)
def table() -> Iterator[None]:
    """The test duties beside the real ones, and no recomputers: young people here are rows without clocks of their own.

    Afterwards the registry is as it was.
    """
    kept = [dict(part) for part in _parts()]
    registry._recomputers.clear()
    register_table()
    yield
    for part, before in zip(_parts(), kept, strict=True):
        part.clear()
        part.update(before)


def _parts() -> tuple[dict[Any, Any], ...]:
    return (registry._duties, registry._audiences, registry._subjects, registry._recomputers, registry._parties)


@pytest.fixture
def owner(db: None) -> Agency:
    """A social care agency with one key worker and one manager, tracked since long ago."""
    agency: Agency = AgencyFactory(social_care=True)
    MembershipFactory(agency=agency, role=RoleCode.SOCIAL_WORKER)
    MembershipFactory(agency=agency, role=RoleCode.TEAM_MANAGER)
    return agency


@pytest.fixture
def someone(owner: Agency) -> User:
    """The manager, who changes deadlines."""
    return holders_of([RoleCode.TEAM_MANAGER], [owner.pk])[owner.pk][0]


Opener = Callable[..., Deadline]


@pytest.fixture
def opened(owner: Agency) -> Opener:
    """Open a deadline: `opened(PLAN, starts_on=…, now=…)`. Terms are those of the duty, the young person a new one."""

    def open_one(of: Duty = PLAN, **fields: Any) -> Deadline:
        if not {"starts_at", "starts_on"} & set(fields):
            fields["starts_on"] = date(2026, 9, 1)
        given = {
            "limit": of.limit,
            "terms_source": "no agreement: default terms",
            "morning_hour": 8,
            "owner": owner,
            "subject_kind": "test_subject",
            "subject_uuid": uuid4(),
            "now": datetime(2026, 9, 1, 9, tzinfo=UTC),
            **fields,
        }
        if "learner" not in given:
            given["learner"] = LearnerFactory()
        acts = {name: given.pop(name) for name in ("by", "now") if name in given}
        return open_deadline(Opening(duty=of, **given), **acts)

    return open_one
