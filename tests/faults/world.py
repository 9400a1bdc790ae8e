"""Many due deadlines, written by the database itself, and what everybody must then be told.

What is expected follows from the ladder of each duty and from who the people of the world are: nothing of it comes from
what a sweep wrote, nor from how it looks people up.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from accounts.clock import local_date
from accounts.enums import RoleCode
from agreements.duties import audiences
from agreements.enums import TermKey
from deadlines import registry
from deadlines.calendar import Due, end_of_local_day, step_at
from deadlines.enums import StepState
from learners.models import Learner
from tests.factories import MembershipFactory, UserFactory
from tests.people import World, build_world

#: Young people, each with a key worker of their own, among whom the deadlines are shared out.
LEARNERS = 6
NOT_YET = "not yet due"


@dataclass(frozen=True)
class Case:
    """One way in which a deadline can be due. `steps`: key, moment, audiences, state of each before the sweep; `fires`: those
    whose moment has come, with their audiences.
    """

    name: str
    duty: str
    subject: str
    clock: Due
    steps: tuple[tuple[str, datetime, tuple[str, ...], StepState], ...]
    fires: tuple[tuple[str, tuple[str, ...]], ...]
    is_breached: bool
    next_moment: datetime | None


def cases(now: datetime) -> tuple[Case, ...]:
    """A reminder, an overdue plan, one whose due day and the day after were both missed, an emergency that nobody answered
    until five minutes ago; and one that is due in five minutes, of which nobody must hear yet.
    """
    today = local_date(now)
    plan = TermKey.EDUCATION_PLAN.value

    def in_days(number: int) -> Due:
        day = today + timedelta(days=number)
        return Due(now - timedelta(days=25), end_of_local_day(day), day)

    def in_minutes(number: int) -> Due:
        end = now + timedelta(minutes=number)
        return Due(end - timedelta(hours=24), end, None)

    emergency = TermKey.EMERGENCY_RESPONSE.value
    return (
        _case("reminder", plan, "enrolment", in_days(6), now, fired=1),
        _case("overdue", plan, "enrolment", in_days(-2), now, fired=3),
        _case("two steps missed", plan, "enrolment", in_days(-3), now, fired=2),
        _case("emergency", emergency, "emergency", in_minutes(-5), now, fired=2),
        _case(NOT_YET, emergency, "emergency", in_minutes(5), now, fired=2),
    )


def _case(name: str, duty: str, subject: str, clock: Due, now: datetime, *, fired: int) -> Case:
    """`fired`: how many steps of the ladder were fired before."""
    ladder = sorted(
        (step_at(step.when, clock, morning_hour=8), step.key, step.audiences) for step in registry.duty(duty).steps
    )
    before, pending = ladder[:fired], ladder[fired:]
    later = [at for at, _, _ in pending if at > now]
    is_breached = clock.due_at <= now
    return Case(
        name=name,
        duty=duty,
        subject=subject,
        clock=clock,
        steps=(
            *((key, at, told, StepState.FIRED) for at, key, told in before),
            *((key, at, told, StepState.PENDING) for at, key, told in pending),
        ),
        fires=tuple((key, told) for at, key, told in pending if at <= now),
        is_breached=is_breached,
        next_moment=min(later if is_breached else [*later, clock.due_at], default=None),
    )


@dataclass
class DueWorld:
    """`now` is the moment of the sweep; `rows` how many deadlines are due then."""

    world: World
    now: datetime
    learners: list[Learner]
    cases: tuple[Case, ...]
    rows: int = 0

    def expected(self) -> list[tuple[str, int, str, int]]:
        """(case, young person, step, person to be told): each deadline of that case and young person once."""
        key_workers = {one.pk: self.world.key_worker_of(one).membership.user for one in self.learners}
        always = {
            audiences.DESIGNATED_PERSON: self.world.designated_person.user.pk,
            audiences.TEAM_MANAGER: self.world.team_manager.user.pk,
            audiences.KEY_CONTACT: self.world.key_contact.user.pk,
            audiences.VIRTUAL_SCHOOL_HEAD: self.world.head.user.pk,
        }
        return [
            (case.name, learner.pk, step, person)
            for case in self.cases
            for learner in self.learners
            for step, told in case.fires
            for person in sorted({(always | {audiences.KEY_WORKER: key_workers[learner.pk].pk})[name] for name in told})
        ]


def due_world(rows: int, *, now: datetime) -> DueWorld:
    """A world with `rows` deadlines to which something is to happen by `now`, and a tenth as many whose moment is to come."""
    world = build_world()
    workers = [
        MembershipFactory(user=UserFactory(name=f"Worker {n}"), agency=world.social_care, role=RoleCode.SOCIAL_WORKER)
        for n in range(LEARNERS)
    ]
    due = DueWorld(world, now, [world.learner(key_worker=worker) for worker in workers], cases(now))
    *fallen_due, not_yet = due.cases
    for number, case in enumerate(fallen_due):
        _fill(due, case, len(range(number, rows, len(fallen_due))))
    due.rows = rows
    _fill(due, not_yet, rows // 10)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE deadlines_deadline; ANALYZE deadlines_deadlinestep")
    return due


FILL = """
WITH made AS (
    INSERT INTO deadlines_deadline (
        uuid, duty_code, learner_id, agreement_id, owner_id, partner_id, subject_kind, subject_uuid, starts_at, limit_amount,
        limit_unit, terms_source, morning_hour, opened_at, original_due_at, due_at, due_on, state, breach_recorded, was_moved,
        was_paused, is_tracked, revision, next_step_at
    )
    SELECT gen_random_uuid(), %(duty)s, (%(learners)s::bigint[])[n %% cardinality(%(learners)s) + 1], %(agreement)s,
        %(owner)s, %(partner)s, %(subject)s, gen_random_uuid(), %(starts)s, %(amount)s, %(unit)s, %(case)s, 8, %(starts)s,
        %(due)s, %(due)s, %(due_on)s, 'open', false, false, false, true, 1, %(first)s
    FROM generate_series(1, %(count)s) AS n
    RETURNING id
)
INSERT INTO deadlines_deadlinestep (deadline_id, revision, key, at, audiences, state, settled_at)
SELECT made.id, 1, step.key, step.at, step.told::jsonb, step.state, CASE WHEN step.state = 'fired' THEN step.at END
FROM made, unnest(%(keys)s::text[], %(moments)s::timestamptz[], %(told)s::text[], %(states)s::text[])
    AS step (key, at, told, state)
"""


def _fill(due: DueWorld, case: Case, count: int) -> None:
    """`terms_source`, which nothing reads here, keeps the name of the case."""
    limit = registry.duty(case.duty).limit
    pending = [at for _, at, _, state in case.steps if state == StepState.PENDING]
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            {
                "duty": case.duty,
                "learners": [one.pk for one in due.learners],
                "agreement": due.world.agreement.pk,
                "owner": due.world.social_care.pk,
                "partner": due.world.college.pk if case.subject == "enrolment" else None,
                "subject": case.subject,
                "starts": case.clock.starts_at,
                "amount": limit.amount,
                "unit": limit.unit.value,
                "case": case.name,
                "due": case.clock.due_at,
                "due_on": case.clock.due_on,
                "first": min(pending + ([case.clock.due_at] if case.is_breached else [])),
                "count": count,
                "keys": [key for key, _, _, _ in case.steps],
                "moments": [at for _, at, _, _ in case.steps],
                "told": [json.dumps(told) for _, _, told, _ in case.steps],
                "states": [state.value for _, _, _, state in case.steps],
            },
        )
