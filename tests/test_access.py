"""Every address, walked as nobody, as a stranger of another agency, as somebody whose hat or link has ended, and as the weakest role that sees the record."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accounts import access
from accounts.clock import database_now, local_date
from accounts.enums import Permission, RoleCode
from accounts.models import User
from accounts.roles import ROLES
from accounts.services import deactivate_person, end_membership
from learners.enums import EndReason
from learners.models import Learner
from learners.services import end_enrolment
from tests.access_rules import MODELS, ROUTES, Rule, Who
from tests.people import World
from tests.things import Things, build_things, routes

METHODS = ("get", "post")


@pytest.fixture
def things(world: World) -> Things:
    return build_things(world)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def answers(client: Client, url: str) -> dict[str, int]:
    """The status of each method; 405 means that the address does not know the method."""
    return {method: getattr(client, method)(url).status_code for method in METHODS}


def assert_refused(client: Client, url: str, *statuses: int) -> None:
    for method, status in answers(client, url).items():
        assert status in (*statuses, 405), f"{method} {url} answered {status}"


def of(*who: Who) -> list[Any]:
    return [pytest.param(name, rule, id=name) for name, rule in sorted(ROUTES.items()) if rule.who in who]


def test_every_address_has_a_rule():
    embedded = {name for name, rule in ROUTES.items() if rule.who == Who.EMBEDDED}
    assert set(routes()) == set(ROUTES) - embedded


def test_every_model_has_a_door():
    ours = {
        model._meta.label
        for app in ("accounts", "notifications", "deadlines", "agreements", "learners", "tracking", "education_plans", "oversight")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    assert ours == set(MODELS)


@pytest.mark.parametrize(("name", "rule"), of(*set(Who) - {Who.ANYBODY, Who.EMBEDDED}))
def test_nobody_is_sent_to_sign_in(things: Things, name: str, rule: Rule):
    url = things.url(name)
    for method in METHODS:
        response = getattr(Client(), method)(url)
        assert response.status_code in (302, 405), f"{method} {url}"
        if response.status_code == 302:
            assert response.url.startswith(reverse("accounts:sign-in"))


@pytest.mark.parametrize(("name", "rule"), of(Who.ANYBODY))
def test_public_addresses_answer_anybody(things: Things, name: str, rule: Rule):
    status = Client().get(things.url(name)).status_code
    assert status in (200, 302, 405)


@pytest.mark.parametrize(("name", "rule"), of(Who.RECORD, Who.OWNER))
def test_a_stranger_of_another_agency_finds_nothing(world: World, things: Things, name: str, rule: Rule):
    assert_refused(signed_in(world.stranger.user), things.url(name), 404)


@pytest.mark.parametrize(("name", "rule"), of(Who.RECORD))
def test_nothing_is_left_when_the_hat_is_taken_off(world: World, things: Things, name: str, rule: Rule):
    client = signed_in(world.designated_person.user)
    end_membership(membership=world.designated_person, by=None, now=database_now())
    assert_refused(client, things.url(name), 404)


@pytest.mark.parametrize(
    ("name", "rule"), [param for param in of(Who.RECORD) if "learner_uuid" in param.id or param.id.split(":")[0] in ("tracking", "education_plans")]
)
def test_nothing_is_left_when_the_place_has_ended(world: World, things: Things, name: str, rule: Rule):
    now = database_now()
    client = signed_in(world.signatory.user)
    enrolment = things.learner.enrolments.get()
    end_enrolment(
        enrolment=enrolment, ended_on=local_date(now), reason=EndReason.WITHDREW, by=world.designated_person.user, now=now
    )
    assert_refused(client, things.url(name), 404)


@pytest.mark.parametrize(("name", "rule"), of(*set(Who) - {Who.ANYBODY, Who.EMBEDDED}))
def test_a_deactivated_person_is_signed_out(world: World, things: Things, name: str, rule: Rule):
    client = signed_in(world.designated_person.user)
    deactivate_person(user=world.designated_person.user, by=None, now=database_now())
    assert_refused(client, things.url(name), 302)


@pytest.mark.parametrize(("name", "rule"), of(Who.RECORD))
def test_too_weak_a_role_is_refused(world: World, things: Things, name: str, rule: Rule):
    """The viewer sees the record, so the answer is 403 and not 404, whenever more than looking is asked for."""
    assert rule.permission is not None
    if rule.permission in ROLES[RoleCode.VIEWER].permissions:
        assert signed_in(world.viewer.user).get(things.url(name)).status_code in (200, 302, 405)
    else:
        assert_refused(signed_in(world.viewer.user), things.url(name), 403)


@pytest.mark.parametrize(("name", "rule"), of(Who.ROLE))
def test_a_role_without_the_permission_is_refused(world: World, things: Things, name: str, rule: Rule):
    assert rule.permission is not None
    without = next(m for m in (world.administrator, world.mentor, world.carer) if rule.permission not in m.role_definition.permissions)
    assert_refused(signed_in(without.user), things.url(name), 403)


def test_list_and_single_check_agree_for_everybody(world: World, things: Things):
    others = [world.learner(enrolled=False), world.learner(is_restricted=True), world.learner(key_worker=world.carer)]
    for name, user in world.people().items():
        seen = set(Learner.objects.visible_to(user))
        for learner in [things.learner, *others]:
            allowed = access.allows(user, Permission.VIEW_LEARNER, learner)
            assert (learner in seen) == allowed, f"{name} and {learner}"
