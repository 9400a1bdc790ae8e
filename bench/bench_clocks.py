"""The dashboard of clocks over many deadlines, beside the same numbers by hand in SQL, in one run.

Two hundred thousand young people of a hundred Virtual Schools have five deadlines each at the full size. The Virtual School
Home is responsible for 2,000 of them; another supports every one, and so sees all. Sizes: BENCH_CLOCKS (deadlines).
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.clock import database_now
from accounts.enums import Purpose, RoleCode
from accounts.models import User
from bench.rows import asking, multiply, settle_tables
from bench.sizes import rounds, sizes
from bench.table import Goal, Table
from bench.timing import by_turns
from deadlines import adherence, registry
from deadlines.calendar import local_midnight
from deadlines.models import Deadline
from deadlines.selectors import Filters, listing
from learners.models import AgencyLink, KeyWorker, Learner
from oversight import selectors
from tests.factories import AgencyFactory, AgencyLinkFactory, MembershipFactory, UserFactory
from tests.people import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)  # dead rows must be able to go

SIZES = sizes("BENCH_CLOCKS", small="100000", full="200000 1000000")
SEEN, SCHOOLS, EACH = 2_000, 100, 5
ROUNDS = rounds(5, 5)
BASE = 10_000_000

_OURS = """
SELECT link.learner_id FROM learners_agencylink link JOIN learners_learner learner ON learner.id = link.learner_id
WHERE link.agency_id = %(school)s AND link.ends_at IS NULL AND NOT learner.is_restricted
"""
_NOW = f"""
SELECT count(*) FILTER (WHERE due_at <= %(now)s), count(*) FILTER (WHERE due_at > %(now)s AND due_at <= %(tonight)s)
FROM deadlines_deadline WHERE state = 'open' AND paused_at IS NULL AND is_tracked AND learner_id IN ({_OURS})
"""
#: Agency × duty × outcome, with what is counted beside the rate.
_ADHERENCE = f"""
SELECT owner_id, duty_code,
    count(*) FILTER (WHERE state = 'met' AND met_at < original_due_at),
    count(*) FILTER (WHERE state = 'met' AND met_at >= original_due_at),
    count(*) FILTER (WHERE state <> 'met' AND (closed_at IS NULL AND original_due_at <= %(now)s OR closed_at >= original_due_at)),
    count(*) FILTER (WHERE closed_at IS NULL AND original_due_at > %(now)s),
    count(*) FILTER (WHERE was_moved), count(*) FILTER (WHERE was_paused), count(*) FILTER (WHERE state = 'waived'),
    count(*) FILTER (WHERE state = 'cancelled'), count(*)
FROM deadlines_deadline WHERE is_tracked AND original_due_at >= %(since)s AND original_due_at < %(until)s
    AND learner_id IN ({_OURS}) GROUP BY owner_id, duty_code
"""


def test_dashboard_of_clocks(table: Table):
    world = build_world()
    everything = MembershipFactory(
        user=UserFactory(), agency=world.other_virtual_school, role=RoleCode.VIRTUAL_SCHOOL_HEAD
    )
    schools = [world.virtual_school, *(AgencyFactory(virtual_school=True) for _ in range(SCHOOLS - 1))]
    prototype = _prototype(world)
    present = 0
    for size in SIZES:
        _multiply(prototype, [school.pk for school in schools], present, size // EACH)
        present = size // EACH
        for who, user, goal in (
            ("one agency", world.head.user, Goal(10, of_ours=True)),
            ("all", everything.user, Goal(150, of_ours=True)),
        ):
            _measure(table, f"{size:,}", who, user, goal)


def _measure(table: Table, size: str, who: str, user: User, goal: Goal) -> None:
    now = database_now()
    due_from, due_to = selectors.default_period(now)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    overdue = Filters(state="overdue")
    period = Filters(due_from=due_from, due_to=due_to)
    school = selectors.owing_agencies(user, now=now)[0]
    values = {
        "school": user.memberships.get().agency_id, "now": now, "since": local_midnight(due_from), "until": local_midnight(due_to),
        "tonight": local_midnight(due_to),
    }  # fmt: skip
    times = by_turns(
        {
            "overdue": lambda: listing(asking(user), overdue, now).count(),
            "overdue by hand": lambda: _fetch(_NOW, values),
            "adherence": lambda: adherence.by_duty(listing(asking(user), period, now), now),
            "adherence by hand": lambda: _fetch(_ADHERENCE, values),
            "page": lambda: client.get("/oversight/"),
            "page of one": lambda: client.get("/oversight/", {"agency": str(school.uuid)}),
        },
        ROUNDS,
    )
    table.add("dashboard", f"overdue now, {who}", size, times["overdue"], limit=times["overdue by hand"], goal=goal)
    table.add(
        "dashboard",
        f"agency × duty × outcome, {who}",
        size,
        times["adherence"],
        limit=times["adherence by hand"],
        goal=goal,
    )
    whole = times["overdue by hand"] + times["adherence by hand"]
    table.add("dashboard", f"whole page, {who}", size, times["page"], limit=whole)
    table.add("dashboard", f"whole page cut down to one owner, {who}", size, times["page of one"], limit=whole)


def _fetch(sql: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.fetchall()


def _prototype(world: World) -> Learner:
    learner = world.learner()
    AgencyLinkFactory(learner=learner, agency=world.other_virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL)
    now = database_now()
    Deadline.objects.create(
        duty_code="education_plan", learner=learner, owner=world.virtual_school, subject_kind="enrolment",
        subject_uuid=learner.uuid, starts_at=now, limit_amount=30, limit_unit="days", terms_source="bench", opened_at=now,
        original_due_at=now, due_at=now,
    )  # fmt: skip
    return learner


def _multiply(prototype: Learner, schools: list[int], first: int, last: int) -> None:
    """Young people from `first` to `last`. Of five deadlines one is open, due within two months before or after now; the
    others were kept within the last fifteen months, one in ten of them late.
    """
    numbers = f"generate_series({first + 1}, {last}) n"
    person, new = f"{BASE} + n", "gen_random_uuid()"
    school = f"CASE WHEN n <= {SEEN} THEN {schools[0]} ELSE (ARRAY{schools[1:]})[1 + n % {SCHOOLS - 1}] END"
    multiply(prototype, numbers, {"id": person, "uuid": new, "uln": "''", "family_name": "'Name' || n"})
    for link in AgencyLink.objects.filter(learner=prototype):
        home = {"agency_id": school} if link.purpose == Purpose.HOME_VIRTUAL_SCHOOL else {}
        multiply(link, numbers, {"uuid": new, "learner_id": person, **home})
    multiply(KeyWorker.objects.get(learner=prototype), numbers, {"uuid": new, "learner_id": person})
    codes = f"(ARRAY{[duty.code for duty in registry.duties()][:EACH]})[1 + (n + w) % {EACH}]"
    due = "CASE w WHEN 1 THEN now() + (n % 120 - 60) * interval '1 day' ELSE now() - ((n * 7 + w * 91) % 450) * interval '1 day' END"
    kept = f"CASE WHEN w > 1 THEN {due} + CASE WHEN n % 10 = w THEN 1 ELSE -1 END * interval '1 day' END"
    multiply(
        Deadline.objects.get(learner=prototype), f"{numbers} CROSS JOIN generate_series(1, {EACH}) w",
        {"uuid": new, "subject_uuid": new, "learner_id": person, "owner_id": school, "duty_code": codes, "due_at": due,
         "original_due_at": due, "state": "CASE w WHEN 1 THEN 'open' ELSE 'met' END", "met_at": kept, "closed_at": kept},
    )  # fmt: skip
    settle_tables(Learner, AgencyLink, KeyWorker, Deadline)
