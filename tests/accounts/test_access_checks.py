import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from accounts import access
from accounts.enums import Permission
from accounts.middleware import MembershipMiddleware
from accounts.models import User
from accounts.selectors import current_memberships
from learners.models import Learner

pytestmark = pytest.mark.django_db


def test_the_one_door_gives_404_to_strangers(world):
    learner = world.learner()
    assert access.visible_or_404(Learner, world.officer.user, uuid=learner.uuid) == learner
    assert (
        access.visible_or_404(Learner.objects.select_related("home_authority"), world.officer.user, pk=learner.pk)
        == learner
    )
    assert access.visible_or_404(Learner.objects, world.officer.user, pk=learner.pk) == learner
    for user in (world.stranger.user, world.mentor.user, world.administrator.user, AnonymousUser()):
        with pytest.raises(Http404):
            access.visible_or_404(Learner, user, uuid=learner.uuid)


def test_a_role_that_is_too_weak_is_refused_in_words(world):
    learner = world.learner()
    access.require(world.designated_person.user, Permission.LOG_INCIDENT, learner)
    with pytest.raises(PermissionDenied, match="Your role does not let you log incidents here"):
        access.require(world.viewer.user, Permission.LOG_INCIDENT, learner)


def test_nobody_is_allowed_anything(world):
    learner = world.learner()
    assert not access.allows(AnonymousUser(), Permission.VIEW_LEARNER, learner)
    closed = world.officer.user
    closed.is_active = False
    assert not access.allows(closed, Permission.VIEW_LEARNER, learner)


def test_permissions_about_an_agency(world):
    head, person = world.head.user, world.designated_person.user
    access.require_anywhere(head, Permission.MANAGE_AGREEMENT)
    access.require_at(head, Permission.MANAGE_AGREEMENT, world.virtual_school)
    with pytest.raises(PermissionDenied, match="send agreements out for signature"):
        access.require_at(head, Permission.MANAGE_AGREEMENT, world.host_virtual_school)
    with pytest.raises(PermissionDenied):
        access.require_anywhere(person, Permission.MANAGE_AGREEMENT)
    with pytest.raises(PermissionDenied):
        access.require_anywhere(AnonymousUser(), Permission.VIEW_AGREEMENT)


def test_within_a_request_hats_and_grants_are_read_once(world, client_of, django_assert_num_queries):
    learner = world.learner()
    request = RequestFactory().get("/")
    request.session = client_of(world.officer.user).session
    MembershipMiddleware(lambda request: None)(request)
    with django_assert_num_queries(2):  # the session and the person
        assert request.user == world.officer.user
    with django_assert_num_queries(1):
        assert current_memberships(request.user) == [world.officer]
    access.allows(request.user, Permission.VIEW_LEARNER, learner)
    with django_assert_num_queries(1):  # for whom they stand in, asked when their own role does not do
        assert not access.allows(request.user, Permission.DECIDE_EXCLUSION, learner)
    with django_assert_num_queries(0):
        assert access.allows(request.user, Permission.LOG_INCIDENT, learner)
        assert not access.allows(request.user, Permission.DECIDE_EXCLUSION, learner)


def test_outside_a_request_they_are_read_afresh(world, real_now):
    user = User.objects.get(pk=world.officer.user_id)
    assert current_memberships(user) == [world.officer]
    type(world.officer).objects.filter(pk=world.officer.pk).update(ends_at=real_now)
    assert current_memberships(user) == []


def test_a_request_of_nobody_reads_nothing(django_assert_num_queries):
    request = RequestFactory().get("/")
    request.session = {}
    with django_assert_num_queries(0):
        MembershipMiddleware(lambda request: None)(request)
        assert current_memberships(request.user) == []
