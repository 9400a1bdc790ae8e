"""What measures count, as rows: as the services would have written them, and no more of each than the measure reads."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from accounts.clock import database_now, local_date
from deadlines.calendar import NOON, at_local, local_midnight
from deadlines.models import Deadline
from education_plans.enums import QualityOutcome
from education_plans.models import EducationPlan, GuidanceSession, QualityCheck
from education_plans.rules.months import first_of
from learners.models import Enrolment, Learner
from oversight.selectors.measure_values import scope_of
from tests.factories import AgencyFactory, KeyWorkerFactory
from tests.oversight.facts import attended, does, placed
from tests.people import World
from tests.tracking.conftest import Story
from tracking.enums import ActivityGroup, DayKind, ExclusionKind
from tracking.enums import ActivityGroup as G
from tracking.models import NeetDay, NeetEpisode, NeetRole, SchoolMove
from tracking.services import decide_exclusion


def clock(
    learner: Learner, world: World, duty: str, *, due: datetime, met: datetime | None = None, about: uuid.UUID | None = None,
    **fields: Any,
) -> Deadline:  # fmt: skip
    """A clock of social care that ended, or ends, at `due`."""
    return Deadline.objects.create(
        duty_code=duty, learner=learner, partner=fields.pop("partner", world.college), subject_kind="learner",
        owner=fields.pop("owner", world.social_care),
        subject_uuid=about or uuid.uuid4(), starts_at=due - timedelta(days=30), limit_amount=30, limit_unit="days",
        terms_source="default terms", opened_at=due - timedelta(days=30), original_due_at=due, due_at=due,
        **({"state": "met", "met_at": met, "closed_at": met} if met else {}) | fields,
    )  # fmt: skip


def episode(
    learner: Learner, world: World, since: date, now: datetime, *, plan_on: date | None = None,
    parties: tuple[str, ...] = (), taster_on: date | None = None, **fields: Any,
) -> NeetEpisode:  # fmt: skip
    """A time without a place, with its spell."""
    does(learner, ActivityGroup.NEET, since)
    found = NeetEpisode.objects.create(
        learner=learner, starts_on=since, plan="Together" if plan_on else "", plan_agreed_on=plan_on, recorded_at=now,
        recorded_by=world.social_worker.user, **fields,
    )  # fmt: skip
    for who in parties:
        NeetRole.objects.create(episode=found, who=who, does="helps")
    if taster_on is not None:
        NeetDay.objects.create(
            episode=found, kind=DayKind.TASTER, on=taster_on, where="A bakery", attended=True, settled_at=now,
            recorded_at=now, recorded_by=world.social_worker.user,
        )  # fmt: skip
    return found


def excluded(place: Enrolment, world: World, on: date, kind: ExclusionKind = ExclusionKind.PERMANENT_EXCLUSION) -> None:
    """The whole procedure on that day: told, met, decided."""
    story = Story(world, at_local(on, NOON), place.learner, place)
    decide_exclusion(
        incident=story.ready_to_exclude(), kind=kind, effective_on=on, reason="Violence", by=world.signatory.user,
        now=story.now,
    )  # fmt: skip


def moved_school(learner: Learner, world: World, on: date, now: datetime, **fields: Any) -> SchoolMove:
    return SchoolMove.objects.create(
        learner=learner, from_school="Old", to_school="New", moves_on=on, why="Moved home", recorded_at=now,
        recorded_by=world.social_worker.user,
        **({"is_planned": True, "time": "holiday", "in_exam_year": False} | fields),
    )  # fmt: skip


def at_home_college(world: World, learner: Learner, since: date) -> Enrolment:
    """A place in the home authority."""
    provider = AgencyFactory(provider=True, local_authority=world.virtual_school.local_authority)
    return placed(learner, provider, since)


def guided(learner: Learner, world: World, on: date, now: datetime) -> GuidanceSession:
    return GuidanceSession.objects.create(
        learner=learner, held_on=on, adviser="Ann", is_impartial=True, outcome="Looked at colleges", recorded_at=now,
        recorded_by=world.social_worker.user,
    )  # fmt: skip


def looked_at(place: Enrolment, world: World, at: datetime, outcome: QualityOutcome) -> QualityCheck:
    plan = EducationPlan.objects.filter(enrolment=place).first() or EducationPlan.objects.create(
        learner=place.learner, enrolment=place, begun_at=at, begun_by=world.social_worker.user
    )
    return QualityCheck.objects.create(
        plan=plan, version=1, outcome=outcome, rating="green", comments="Say more", checked_at=at,
        checked_by=world.officer.user,
    )  # fmt: skip


YEAR = timedelta(days=365)


def fill(world: World) -> None:
    """Of every measure somebody who is counted and somebody who is not, here and there, older and younger."""
    now = database_now()
    today, month = local_date(now), first_of(local_date(now))
    year_began = scope_of(world.head.user, now, own=False).year_began
    doing = ((16, G.EDUCATION), (20, G.EMPLOYMENT), (14, G.COMPULSORY), (16, G.NOT_KNOWN), (12, G.COMPULSORY))
    for number, (age, group) in enumerate([*doing, (14, G.COMPULSORY), (11, None), (12, G.COMPULSORY)]):
        learner = world.learner(
            date_of_birth=date(year_began.year - age - 1, 12, 1),  # of that age on the 31 August before
            care_status="former_relevant" if age > 18 else "looked_after",
            key_worker=world.social_worker if number % 2 else world.carer,
        )
        learner.enrolments.update(starts_on=year_began - timedelta(days=30))
        place = learner.enrolments.get()
        if group is not None:
            does(learner, group, today - YEAR)
        if number % 2:
            guided(learner, world, today, now)
            at_home_college(world, learner, today - timedelta(days=9))
            attended(place, world, now, (1, 10, 10 - number))
        elif number:
            attended(place, world, now, (1, 10, 10))
        moved_school(learner, world, year_began, now, is_planned=bool(number % 2))
        start = local_midnight(month) + timedelta(seconds=1)
        for duty in ("in_touch", "work_contact_weekly", "in_touch_day"):
            clock(learner, world, duty, due=start, met=start - timedelta(hours=2) if number % 2 else None)
        clock(
            learner,
            world,
            "education_plan",
            due=start,
            met=start - timedelta(hours=number == 1) if number % 3 else None,
            about=place.uuid,
        )
        if number % 2:
            looked_at(place, world, start, QualityOutcome.GOOD if number == 1 else QualityOutcome.RETURNED)
    student = world.learner(date_of_birth=today - 20 * YEAR, care_status="former_relevant")
    does(student, G.EDUCATION, today - YEAR, code="240")
    student.key_workers.update(starts_at=now - timedelta(days=90))
    KeyWorkerFactory(
        learner=student, membership=world.carer, starts_at=now - 2 * YEAR, ends_at=now - timedelta(days=90)
    )
    for long, parties in ((200, ("Jobcentre", "Adviser")), (150, ())):
        waiting = world.learner(enrolled=False, date_of_birth=today - 19 * YEAR, care_status="former_relevant")
        episode(
            waiting, world, today - timedelta(days=long), now, plan_on=today if parties else None, parties=parties,
            taster_on=today if parties else None, health_route="open" if parties else "needed",
        )  # fmt: skip
    for kind in ("permanent_exclusion", "termination"):
        gone = world.learner()
        gone.enrolments.update(starts_on=year_began)
        excluded(gone.enrolments.get(), world, max(year_began, today - timedelta(days=3)), kind)
    hidden = world.learner(is_restricted=True)
    attended(hidden.enrolments.get(), world, now, (1, 10, 10))
