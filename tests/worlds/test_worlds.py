"""List, single check and the slow, obvious reference agree in every world, for everybody, whichever hat they wear."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from accounts import access
from accounts.clock import database_now
from accounts.enums import LEARNER_PERMISSIONS, Permission, Purpose, RoleCode
from accounts.models import User
from accounts.selectors import current_memberships
from learners.models import Learner
from tests.worlds.reference import permitted
from tests.worlds.rows import Cast, build_cast, write
from tests.worlds.world import LEARNERS, USERS, Glass, Hat, Link, StandIn, When, Work, World, worlds

pytestmark = pytest.mark.django_db

#: Worlds in `make test`, and in `make test-all`.
SOME, MANY = 40, 500


@pytest.fixture
def cast() -> Cast:
    return build_cast()


@contextmanager
def for_a_moment() -> Iterator[None]:
    """What is written inside is gone afterwards."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def wearing(cast: Cast, user: int, agency: int | None) -> User:
    """The person afresh: as a web request with one agency's hats sees them, or as a worker does (None), whose answers are
    kept here too so that a world takes milliseconds.
    """
    person = User.objects.get(pk=cast.users[user].pk)
    everything = current_memberships(person)
    person.remembers_memberships = True
    if agency is None:
        person.memberships_of_request = everything
    else:
        person.agency_chosen = cast.agencies[agency].pk
    return person


def disagreements(world: World, cast: Cast) -> list[str]:
    found = []
    for user in range(USERS):
        agencies = {hat.agency for hat in world.hats if hat.user == user and hat.when.is_now}
        for agency in (None, *(sorted(agencies) if len(agencies) > 1 else [])):
            person = wearing(cast, user, agency)
            listed = list(Learner.objects.visible_to(person).values_list("pk", flat=True))
            if len(listed) != len(set(listed)):
                found.append(f"user {user} wearing {agency}: somebody is listed twice")
            reading = copy(person)
            reading.remembers_learners = True
            for door in ("visible_to", "known_whole_to", "of_own_agencies"):
                asked, by_id = (
                    set(getattr(Learner.objects, door)(one).values_list("pk", flat=True)) for one in (person, reading)
                )
                if asked != by_id:
                    found.append(f"user {user} wearing {agency}: {door} differs in a request that only reads")
            for learner in range(LEARNERS):
                expected = permitted(world, user, agency, learner)
                who = f"user {user} wearing {agency}, learner {learner}"
                if (cast.learners[learner].pk in listed) != (Permission.VIEW_LEARNER in expected):
                    found.append(f"{who}: the list says {cast.learners[learner].pk in listed}")
                wrong = {
                    str(permission)
                    for permission in LEARNER_PERMISSIONS
                    if access.allows(person, permission, cast.learners[learner]) != (permission in expected)
                }
                if wrong:
                    found.append(f"{who}: the single check differs on {sorted(wrong)}")
    return found


def agree(world: World, cast: Cast) -> None:
    with for_a_moment():
        write(world, cast, database_now())
        access.rebuild()
        assert not access.rebuild(check=True)
        assert disagreements(world, cast) == []


def worlds_of(number: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        return settings(max_examples=number, deadline=None, suppress_health_check=checks)(given(world=worlds())(test))

    return decorate


@worlds_of(SOME)
def test_some_worlds(cast: Cast, world: World) -> None:
    agree(world, cast)


@pytest.mark.exhaustive
@worlds_of(MANY)
def test_many_worlds(cast: Cast, world: World) -> None:
    agree(world, cast)


HOME, COLLEGE = 0, 4
_HEAD = Hat(0, HOME, RoleCode.VIRTUAL_SCHOOL_HEAD, When.OPEN)
_MENTOR = Hat(1, COLLEGE, RoleCode.MENTOR, When.OPEN)
_DESIGNATED = Hat(2, COLLEGE, RoleCode.DESIGNATED_PERSON, When.OPEN)
_AT_COLLEGE = Link(0, COLLEGE, Purpose.PROVIDER, When.OPEN)
_AT_HOME = Link(0, HOME, Purpose.HOME_VIRTUAL_SCHOOL, When.OPEN)


@pytest.mark.parametrize(
    "world",
    [
        pytest.param(
            World(hats=(_HEAD,), links=(_AT_HOME,), restricted=frozenset({0}), glass=(Glass(0, 0, When.ENDING),)),
            id="the glass opens a restricted record, for little",
        ),
        pytest.param(
            World(hats=(_HEAD,), restricted=frozenset({0}), glass=(Glass(0, 0, When.ENDING),)),
            id="the glass opens nothing that the agency is not linked to",
        ),
        pytest.param(
            World(
                hats=(_MENTOR, _DESIGNATED),
                links=(_AT_COLLEGE,),
                stand_ins=(StandIn(1, 0, frozenset({0}), When.ENDING),),
            ),
            id="a deputy does what the designated person may",
        ),
        pytest.param(
            World(
                hats=(
                    Hat(1, COLLEGE, RoleCode.MENTOR, When.OPEN),
                    Hat(1, HOME, RoleCode.VIRTUAL_SCHOOL_HEAD, When.OPEN),
                ),
                links=(_AT_HOME,),
                mentors=(Work(0, 0, When.OPEN),),
            ),
            id="a mentor's hat does not do what the same person's other hat may",
        ),
        pytest.param(
            World(hats=(_HEAD,), links=(Link(0, HOME, Purpose.HOST_VIRTUAL_SCHOOL, When.OPEN),)),
            id="a host school does less than the home school",
        ),
        pytest.param(
            World(hats=(_HEAD,), links=(_AT_HOME,), closed_accounts=frozenset({0})), id="a closed account sees nothing"
        ),
    ],
)
def test_worlds_worth_naming(cast: Cast, world: World) -> None:
    agree(world, cast)


def test_the_reference_is_not_simply_empty(cast: Cast) -> None:
    """Guards the guard: the worlds above do give and refuse something."""
    world = World(hats=(_HEAD, _MENTOR), links=(_AT_HOME,), mentors=(Work(0, 1, When.OPEN),))
    assert Permission.RESTRICT_RECORD in permitted(world, 0, None, 0)
    assert permitted(world, 1, None, 0) == {
        Permission.VIEW_LEARNER,
        Permission.LOG_INCIDENT,
        Permission.RAISE_EMERGENCY,
        Permission.EDIT_PLAN,
        Permission.RECORD_ATTENDANCE,
    }
    assert permitted(world, 1, None, 1) == set()
