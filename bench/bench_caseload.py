"""The caseload page, the whole request, beside the same page with guardian's `get_objects_for_user` as its door, in one run.

A Virtual School sees 2,000 of all young people; a hundred others share the rest. Guardian's grants are those that the house
keeps. Sizes: BENCH_PEOPLE.
"""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from guardian.shortcuts import get_objects_for_user

from accounts.clock import database_now
from accounts.enums import Purpose
from accounts.models import User
from bench.rows import asking, multiply, settle_tables
from bench.sizes import rounds, sizes
from bench.table import Goal, Table
from bench.timing import by_turns
from learners.models import AgencyLink, Enrolment, KeyWorker, Learner, LearnerGroupObjectPermission
from learners.querysets import LearnerQuerySet
from learners.selectors.caseload import CaseloadFilters, caseload
from tests.factories import AgencyFactory
from tests.people import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = sizes("BENCH_PEOPLE", small="20000 60000", full="200000 1000000")
SEEN, SCHOOLS = 2_000, 100
ROUNDS = rounds(7, 9)
#: The ids of those who were multiplied begin here.
BASE = 10_000_000


def test_caseload(table: Table, monkeypatch: pytest.MonkeyPatch):
    world = build_world()
    prototype = world.learner()
    schools = [world.virtual_school, *(AgencyFactory(virtual_school=True) for _ in range(SCHOOLS - 1))]
    user = world.officer.user
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def by_guardian() -> None:
        with monkeypatch.context() as other:
            other.setattr(LearnerQuerySet, "visible_to", _granted)
            assert client.get("/learners/").status_code == 200

    ours: dict[int, float] = {}
    guardian: dict[int, float] = {}
    present = 0
    for size in SIZES:
        _multiply(world, prototype, [school.pk for school in schools], present, size)
        present = size
        assert _count_and_first(user) == _count_and_first(user, guardian=True), "both doors must answer alike"
        times = by_turns(
            {
                "page": lambda: client.get("/learners/"),
                "page by guardian": by_guardian,
                "list": lambda: _count_and_first(user),
                "list by guardian": lambda: _count_and_first(user, guardian=True),
            },
            ROUNDS,
        )
        ours[size], guardian[size] = times["page"], times["page by guardian"]
        table.add("caseload", "whole page, against guardian’s", size, ours[size], limit=guardian[size], goal=Goal(0.25))
        table.add(
            "caseload", "count and first 25, against guardian’s", size, times["list"], limit=times["list by guardian"]
        )
    table.growth("caseload", "whole page", ours, goal=Goal(1.5))
    table.growth("caseload", "whole page by guardian", guardian)


def _granted(learners: LearnerQuerySet, user: User) -> LearnerQuerySet:
    granted: LearnerQuerySet = get_objects_for_user(
        user, "learners.view_learner", klass=learners, accept_global_perms=False
    )
    return granted


def _count_and_first(user: User, *, guardian: bool = False) -> tuple[int, list[int]]:
    if guardian:
        rows = _granted(Learner.objects.open(), user).order_by("sort_name", "id")
    else:
        rows = caseload(asking(user), CaseloadFilters(), database_now())
    return rows.count(), [learner.pk for learner in rows[:25]]


def _multiply(world: World, prototype: Learner, schools: list[int], first: int, last: int) -> None:
    """Young people from `first` to `last`, with what guardian holds about them. Home has as many as always."""
    numbers = f"generate_series({first + 1}, {last}) n"
    person, new = f"{BASE} + n", "gen_random_uuid()"

    def shared(home: int, others: list[int]) -> str:
        return f"CASE WHEN n <= {SEEN} THEN {home} ELSE (ARRAY{others})[1 + n % {len(others)}] END"

    multiply(
        prototype, numbers,
        {"id": person, "uuid": new, "uln": "''", "family_name": "'Name' || n",
         "sort_name": "'name' || lpad((n::bigint * 7919 % 1000003)::text, 7, '0')"},
    )  # fmt: skip
    home = AgencyLink.objects.get(learner=prototype, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    multiply(home, numbers, {"uuid": new, "learner_id": person, "agency_id": shared(schools[0], schools[1:])})
    multiply(KeyWorker.objects.get(learner=prototype), numbers, {"uuid": new, "learner_id": person})
    multiply(Enrolment.objects.get(learner=prototype), numbers, {"uuid": new, "learner_id": person})
    others = [Group.objects.get_or_create(name=f"bench {number}")[0].pk for number in range(1, SCHOOLS)]
    held = LearnerGroupObjectPermission.objects.filter(
        content_object=prototype, group__in=world.officer.user.groups.all()
    )
    assert held, "guardian must hold what it is asked for"
    for grant in held:
        multiply(grant, numbers, {"content_object_id": person, "group_id": shared(grant.group_id, others)})
    settle_tables(Learner, AgencyLink, KeyWorker, Enrolment, LearnerGroupObjectPermission)
