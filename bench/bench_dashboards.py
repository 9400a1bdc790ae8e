"""Figures and lists over many young people, beside the same questions written by hand in SQL, in one run.

A Virtual School sees 2,000 of all young people; a hundred others share the rest. Each young person has a place, a key worker,
a spell, four weeks of attendance and an open deadline. Sizes: BENCH_PEOPLE. What an agency sees should take as long at the
second size as at the first.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from accounts.clock import database_now, local_date
from accounts.enums import Purpose
from accounts.models import Agency
from bench.rows import asking, multiply
from bench.sizes import sizes
from bench.table import Table
from bench.timing import by_turns
from deadlines.models import Deadline
from learners.models import AgencyLink, Enrolment, KeyWorker, Learner
from learners.services import enrol
from oversight.enums import Attending, Doing
from oversight.selectors import dashboard_figures as figures
from oversight.selectors import dashboard_trends as trends
from oversight.selectors.measures import PeopleFilters, first_week, people
from tests.factories import AgencyFactory
from tests.people import World, build_world
from tracking.enums import ActivityGroup, CodeList
from tracking.models import ActivityCode, ActivitySpell, AttendanceWeek
from tracking.rules.attendance_weeks import monday_of

pytestmark = pytest.mark.django_db

SIZES = sizes("BENCH_PEOPLE", small="20000 60000", full="200000 1000000")
SEEN = 2_000
SCHOOLS = 100
PROVIDERS = 50
ROUNDS = 5
#: The ids of those who were multiplied begin here.
BASE = 10_000_000

_OURS = """
SELECT link.learner_id FROM learners_agencylink link JOIN learners_learner learner ON learner.id = link.learner_id
WHERE link.agency_id = %(school)s AND link.ends_at IS NULL AND NOT learner.is_restricted AND learner.closed_on IS NULL
    AND learner.died_on IS NULL
"""
_BY_HAND = {
    "list": f"""
        SELECT learner.*, count(*) OVER () FROM learners_learner learner WHERE id IN ({_OURS}) ORDER BY sort_name, id LIMIT 25
    """,
    "NEET": f"""
        SELECT count(*) FROM tracking_activityspell spell JOIN tracking_activitycode code ON code.id = spell.code_id
        WHERE spell.ends_on IS NULL AND code."group" IN ('neet', 'neet_unable') AND spell.learner_id IN ({_OURS})
    """,
    "attendance at the limit": f"""
        SELECT count(*) FROM (
            SELECT place.learner_id FROM learners_enrolment place
            JOIN tracking_attendanceweek week ON week.enrolment_id = place.id
            WHERE place.learner_id IN ({_OURS}) AND week.week_on >= %(since)s
            GROUP BY place.learner_id HAVING sum(attended) * 100 <= sum(possible) * 90
        ) low
    """,
    "by provider": f"""
        WITH low AS (
            SELECT place.learner_id FROM learners_enrolment place
            JOIN tracking_attendanceweek week ON week.enrolment_id = place.id
            WHERE place.learner_id IN ({_OURS}) AND week.week_on >= %(since)s
            GROUP BY place.learner_id HAVING sum(attended) * 100 <= sum(possible) * 90
        )
        SELECT place.provider_id, count(DISTINCT place.learner_id),
            count(DISTINCT place.learner_id) FILTER (WHERE code."group" IN ('neet', 'neet_unable')),
            count(DISTINCT low.learner_id),
            count(DISTINCT place.learner_id) FILTER (WHERE due.due_at <= now()),
            count(DISTINCT place.learner_id) FILTER (WHERE due.due_at <= now() AND due.duty_code = 'education_plan')
        FROM learners_enrolment place LEFT JOIN low USING (learner_id)
        LEFT JOIN tracking_activityspell spell ON spell.learner_id = place.learner_id AND spell.ends_on IS NULL
        LEFT JOIN tracking_activitycode code ON code.id = spell.code_id
        LEFT JOIN deadlines_deadline due ON due.learner_id = place.learner_id AND due.state = 'open'
        WHERE place.ended_on IS NULL AND place.learner_id IN ({_OURS}) GROUP BY place.provider_id
    """,
    "attendance by week": f"""
        SELECT week.week_on, sum(possible), sum(attended), count(DISTINCT place.learner_id)
        FROM learners_enrolment place JOIN tracking_attendanceweek week ON week.enrolment_id = place.id
        WHERE place.learner_id IN ({_OURS}) AND week.week_on >= %(twelve)s GROUP BY week.week_on
    """,
    "activity by month": f"""
        SELECT day, code."group", count(*) FROM generate_series(%(today)s::date - 330, %(today)s, interval '30 days') day
        JOIN tracking_activityspell spell ON spell.starts_on <= day AND (spell.ends_on IS NULL OR spell.ends_on >= day)
        JOIN tracking_activitycode code ON code.id = spell.code_id
        WHERE spell.learner_id IN ({_OURS}) GROUP BY day, code."group"
    """,
}


def test_figures_and_lists(table: Table):
    world = build_world()
    prototype = _prototype(world)
    schools = [world.virtual_school, *(AgencyFactory(virtual_school=True) for _ in range(SCHOOLS - 1))]
    providers = [world.college, *(AgencyFactory(provider=True) for _ in range(PROVIDERS - 1))]
    taken: dict[str, dict[int, float]] = {}
    present = 0
    for size in SIZES:
        _multiply_everything(world, prototype, schools, providers, present, size)
        present = size
        for what, ours, hand in _measured(world):
            taken.setdefault(what, {})[size] = ours
            table.add("figures", what, size, ours, limit=hand)
    for what, times in taken.items():
        table.growth("figures", what, times)


def _measured(world: World) -> list[tuple[str, float, float | None]]:
    """Each question asked both ways by turns, so that a busy machine weighs on both alike: medians in milliseconds."""
    now, user = database_now(), world.officer.user
    today = local_date(now)
    everybody = PeopleFilters()
    parameters = {
        "school": world.virtual_school.pk, "since": first_week(today), "twelve": first_week(today, trends.WEEKS),
        "today": today,
    }  # fmt: skip
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    ours: dict[str, Callable[[], Any]] = {
        "list": lambda: _count_and_first(people(asking(user), everybody, now)),
        "NEET": lambda: people(asking(user), PeopleFilters(doing=Doing.NEET), now).count(),
        "attendance at the limit": lambda: people(
            asking(user), PeopleFilters(attending=Attending.AT_LIMIT), now
        ).count(),
        "by provider": lambda: figures.by_provider(figures.Asked(asking(user), everybody, now)),
        "attendance by week": lambda: trends.attendance_by_week(asking(user), everybody, now),
        "activity by month": lambda: trends.activity_by_month(asking(user), everybody, now),
        "page of the list": lambda: client.get("/lists/young_people/"),
        "page of figures": lambda: client.get("/figures/"),
    }
    asked = dict(ours)
    for what, sql in _BY_HAND.items():
        asked[f"{what} by hand"] = lambda sql=sql: _fetch(sql, parameters)
    medians = by_turns(asked, ROUNDS)
    return [(what, medians[what], medians.get(f"{what} by hand")) for what in ours]


def _count_and_first(rows: QuerySet[Learner]) -> tuple[int, list[Learner]]:
    return rows.count(), list(rows[:25])


def _fetch(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _prototype(world: World) -> Learner:
    """A young person with one of everything, made by the services where they open clocks."""
    now = database_now()
    learner = world.learner(enrolled=False)
    place = enrol(
        learner=learner, provider=world.college, course="Joinery", level="2", mentor=None,
        starts_on=local_date(now) - timedelta(days=60), by=world.designated_person.user, now=now - timedelta(days=60),
    )  # fmt: skip
    ActivitySpell.objects.create(
        learner=learner,
        code=_code(ActivityGroup.EDUCATION),
        starts_on=local_date(now) - timedelta(days=400),
        recorded_at=now,
    )
    AttendanceWeek.objects.create(
        enrolment=place, week_on=monday_of(local_date(now)), possible=10, attended=9, unauthorised=1, source="typed",
        entered_at=now, entered_by=world.designated_person.user,
    )  # fmt: skip
    return learner


def _code(group: ActivityGroup) -> ActivityCode:
    return ActivityCode.objects.filter(code_list=CodeList.NCCIS, group=group).earliest("code")


def _multiply_everything(
    world: World, prototype: Learner, schools: list[Agency], providers: list[Agency], first: int, last: int
) -> None:
    """Young people from `first` to `last`, and everything of each. Home has as many as always, whatever the size."""
    numbers = f"generate_series({first + 1}, {last}) n"
    person = f"{BASE} + n"
    school = f"CASE WHEN n <= {SEEN} THEN {schools[0].pk} ELSE (ARRAY{[one.pk for one in schools[1:]]})[1 + n % {SCHOOLS - 1}] END"
    provider = f"(ARRAY{[one.pk for one in providers]})[1 + n % {PROVIDERS}]"
    codes = [_code(group).pk for group in (ActivityGroup.EDUCATION, ActivityGroup.EMPLOYMENT, ActivityGroup.NEET)]
    new = "gen_random_uuid()"
    multiply(
        prototype, numbers,
        {"id": person, "uuid": new, "uln": "''", "family_name": "'Name' || n",
         "sort_name": "'name' || lpad((n::bigint * 7919 % 1000003)::text, 7, '0')"},
    )  # fmt: skip
    home = AgencyLink.objects.get(learner=prototype, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    multiply(home, numbers, {"uuid": new, "learner_id": person, "agency_id": school})
    multiply(KeyWorker.objects.get(learner=prototype), numbers, {"uuid": new, "learner_id": person})
    place = Enrolment.objects.get(learner=prototype)
    multiply(place, numbers, {"id": person, "uuid": new, "learner_id": person, "provider_id": provider})
    multiply(
        ActivitySpell.objects.get(learner=prototype), numbers,
        {"uuid": new, "learner_id": person, "code_id": f"(ARRAY{codes})[1 + (n % 10 > 6)::int + (n % 10 > 8)::int]"},
    )  # fmt: skip
    multiply(
        AttendanceWeek.objects.get(enrolment=place), f"{numbers} CROSS JOIN generate_series(0, 3) w",
        {"uuid": new, "enrolment_id": person, "week_on": "proto.week_on - 7 * w", "attended": "10 - (n + w) % 3",
         "unauthorised": "(n + w) % 3"},
    )  # fmt: skip
    clock = Deadline.objects.filter(learner=prototype).earliest("pk")
    multiply(
        clock, numbers,
        {"uuid": new, "subject_uuid": new, "learner_id": person, "partner_id": provider, "next_step_at": "NULL::timestamptz",
         "due_at": "proto.due_at + (n % 60 - 30) * interval '1 day'",
         "original_due_at": "proto.original_due_at + (n % 60 - 30) * interval '1 day'"},
    )  # fmt: skip
    with connection.cursor() as cursor:
        for model in (Learner, AgencyLink, KeyWorker, Enrolment, ActivitySpell, AttendanceWeek, Deadline):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
