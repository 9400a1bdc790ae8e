"""Two people change access at the same moment: nobody sees an error, and nothing is out of place afterwards."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from accounts import access, services
from accounts.clock import database_now
from accounts.enums import Purpose, RoleCode
from learners.models import Learner
from tests.factories import AgencyFactory, AgencyLinkFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], None]) -> None:
    """Run each act in a connection of its own; the first error is raised here."""

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result(timeout=30)


@pytest.fixture
def learner(world):
    return world.learner()


def test_the_same_young_person_is_linked_twice_and_restricted_at_once(world, learner):
    agencies = [AgencyFactory(), world.other_college]
    start = Barrier(3)

    def link(agency):
        def act():
            with transaction.atomic():
                AgencyLinkFactory(learner=learner, agency=agency, purpose=Purpose.PANEL_PARTNER)
                start.wait(10)
                access.project(Learner, [learner.pk])

        return act

    def restrict():
        with transaction.atomic():
            start.wait(10)
            Learner.objects.filter(pk=learner.pk).update(is_restricted=True)
            access.project(Learner, [learner.pk])

    at_once(link(agencies[0]), link(agencies[1]), restrict)
    assert access.rebuild(check=True) == access.Drift(0, 0)


def test_a_first_officer_begins_while_records_are_being_changed(world, learner):
    others = [world.learner() for _ in range(3)]
    start = Barrier(len(others) + 2)

    def change(changed):
        def act():
            with transaction.atomic():
                Learner.objects.select_for_update(no_key=True).get(pk=changed.pk)
                AgencyLinkFactory(
                    learner=changed, agency=world.host_virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL
                )
                start.wait(10)
                access.project(Learner, [changed.pk])

        return act

    def begin(agency, role):
        def act():
            now = database_now()
            user = UserFactory()
            start.wait(10)
            services.begin_membership(user=user, agency=agency, role=role, starts_at=now, by=None, now=now)

        return act

    at_once(
        *(change(other) for other in others),
        begin(world.host_virtual_school, RoleCode.VIEWER),
        begin(world.social_care, RoleCode.VIEWER),
    )
    assert access.rebuild(check=True) == access.Drift(0, 0)


def test_a_rebuild_runs_while_people_work(world, learner):
    start = Barrier(2)

    def work():
        start.wait(10)
        for _ in range(5):
            now = database_now()
            membership = services.begin_membership(
                user=UserFactory(), agency=world.college, role=RoleCode.MENTOR, starts_at=now, by=None, now=now
            )
            services.end_membership(membership=membership, by=None, now=database_now())
            world.learner()

    def rebuild():
        start.wait(10)
        for _ in range(5):
            access.rebuild()

    at_once(work, rebuild)
    assert access.rebuild(check=True) == access.Drift(0, 0)
