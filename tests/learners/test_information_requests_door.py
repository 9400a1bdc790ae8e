"""Who may learn that somebody asked: on the list, from a clock, on the disclosure log (P19b to P19d)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts import access
from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission, RoleCode
from accounts.models import User
from deadlines.models import Deadline
from learners.models import InformationRequest, Learner
from learners.services import break_glass, restrict
from learners.services.broken_glass import WhoItIs
from learners.services.delegation import delegate
from tests.crawling import text_of
from tests.factories import MembershipFactory
from tests.learners.asked_outside import asked, rung, told
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
LIST = "/information-requests/"


def knows(user: User, request: InformationRequest) -> bool:
    """Whether the user may know, which the list, its clock and the role say alike."""
    found = InformationRequest.objects.visible_to(user).filter(pk=request.pk).exists()
    assert Deadline.objects.visible_to(user).filter(subject_uuid=request.uuid).exists() is found
    assert not found or allows(user, Permission.LOG_INFORMATION_REQUEST, request.learner)
    return found


def test_a_role_that_may_not_log_requests_learns_of_none(world: World, real_now: datetime, client_of: ClientOf):
    """Not from the disclosure log, and not from a clock."""
    learner = world.learner()
    by = world.social_worker.user
    request = asked(world, learner, real_now)
    rung(request, real_now, by)
    told(request, real_now, by, given_to="Sergeant Hale")
    viewer = MembershipFactory(agency=world.virtual_school, role=RoleCode.VIEWER)
    access.project_membership(viewer)
    fostered = world.learner(key_worker=world.carer)
    of_fostered = asked(world, fostered, real_now, by=world.team_manager.user)
    rung(of_fostered, real_now, world.team_manager.user)
    told(of_fostered, real_now, world.team_manager.user, given_to="Sergeant Hale")
    for member, young, one in ((viewer, learner, request), (world.carer, fostered, of_fostered)):
        log = text_of(client_of(member.user).get(f"/learners/{young.uuid}/sharing/"))
        assert "PC Ann Ward" not in log
        assert "Sergeant Hale" not in log
        assert not knows(member.user, one)
        assert client_of(member.user).get(f"{LIST}{one.uuid}/").status_code == 403
    for member in (world.social_worker, world.team_manager, world.officer):
        assert "PC Ann Ward" in text_of(client_of(member.user).get(f"/learners/{learner.uuid}/sharing/")), member
        assert knows(member.user, request)


def test_another_hat_of_the_same_agency_shows_no_request(world: World, real_now: datetime, client_of: ClientOf):
    """Who may log requests about their own young people reads the others as a viewer, and learns of none about them."""
    own = asked(world, world.learner(), real_now)
    colleagues = world.learner(given_name="Rowan", key_worker=world.personal_adviser)
    others = asked(world, colleagues, real_now, by=world.personal_adviser.user)
    access.project_membership(
        MembershipFactory(user=world.social_worker.user, agency=world.social_care, role=RoleCode.VIEWER)
    )
    client = client_of(world.social_worker.user)
    assert [request for request, _ in client.get(LIST).context["rows"]] == [own]
    assert client.get(f"/learners/{colleagues.uuid}/").status_code == 200
    assert client.get(f"{LIST}{others.uuid}/").status_code == 403
    assert knows(world.social_worker.user, own)
    assert not knows(world.social_worker.user, others)


def test_broken_glass_shows_no_request(world: World, real_now: datetime, client_of: ClientOf):
    learner = world.learner(uln="9276308686")
    request = asked(world, learner, real_now)
    restrict(learner=learner, reason="Danger", people=[world.head.user], by=world.head.user, now=real_now)
    break_glass(
        who=WhoItIs(uln="9276308686"), reason="Rang from a station at night, says they will not be alive tomorrow",
        by=world.key_contact.user, now=real_now, address="192.0.2.7",
    )  # fmt: skip
    client = client_of(world.key_contact.user)
    assert Learner.objects.visible_to(world.key_contact.user).filter(pk=learner.pk).exists()
    assert client.get(LIST).context["rows"] == []
    assert client.get(f"{LIST}{request.uuid}/").status_code == 403
    assert not knows(world.key_contact.user, request)
    assert knows(world.head.user, request)  # named
    assert knows(world.social_worker.user, request)


def test_whoever_stands_in_for_the_designated_person_learns_what_came_in_there(world: World, real_now: datetime):
    learner = world.learner()
    came_in = asked(world, learner, real_now, by=world.designated_person.user)
    elsewhere = asked(world, learner, real_now)
    assert not knows(world.mentor.user, came_in)
    delegate(
        learners=[learner], giver=world.designated_person, deputy=world.mentor, first_on=local_date(real_now),
        last_on=local_date(real_now), note="", by=world.designated_person.user, now=real_now,
    )  # fmt: skip
    for user in (world.mentor.user, world.designated_person.user):
        assert knows(user, came_in)
        assert not knows(user, elsewhere)
    assert not knows(world.viewer.user, came_in)
