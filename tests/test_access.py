"""Every address, walked as nobody, as a stranger, as somebody whose hat or link has ended, and as the weakest role that sees the record."""

from collections.abc import Iterable
from uuid import uuid4

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
from deadlines.models import Deadline
from deadlines.services import waive
from learners.enums import EndReason
from learners.models import Learner
from learners.services import end_enrolment
from tests.access_rules import MODELS, ROUTES, Rule, Who
from tests.factories import MembershipFactory
from tests.people import World
from tests.test_architecture import FLOORS
from tests.things import Things, build_things, routes

METHODS = ("get", "post")


@pytest.fixture
def things(world: World) -> Things:
    return build_things(world)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def of(*who: Who) -> dict[str, Rule]:
    return {name: rule for name, rule in sorted(ROUTES.items()) if rule.who in who}


def answers(client: Client, things: Things, names: Iterable[str]) -> dict[str, int]:
    """The status by method and address; an address that does not know the method is left out."""
    found = {
        f"{method} {name}": getattr(client, method)(things.url(name)).status_code
        for name in names
        for method in METHODS
    }
    return {asked: status for asked, status in found.items() if status != 405}


def all_answer(status: int, found: dict[str, int]) -> None:
    assert found
    assert {asked: answered for asked, answered in found.items() if answered != status} == {}


def test_every_address_has_a_rule():
    embedded = set(of(Who.EMBEDDED))
    assert set(routes()) | embedded == set(ROUTES)


def test_every_model_has_a_door():
    ours = {
        model._meta.label
        for app in FLOORS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    assert ours == set(MODELS)


def test_nobody_is_sent_to_sign_in(things: Things):
    client = Client()
    for name, rule in of(*set(Who) - {Who.ANYBODY, Who.LINK, Who.CONFIGURED, Who.EMBEDDED}).items():
        for method in METHODS:
            response = getattr(client, method)(things.url(name))
            assert response.status_code in (rule.to_nobody, 405), f"{method} {name}"
            assert response.status_code != 302 or response.url.startswith(reverse("accounts:sign-in")), name


def test_public_addresses_answer_anybody(things: Things):
    for name in of(Who.ANYBODY):
        assert Client().get(things.url(name)).status_code in (200, 302, 405), name


def test_an_identity_provider_that_nobody_named_does_not_exist(things: Things):
    all_answer(404, answers(Client(), things, of(Who.CONFIGURED)))


def test_without_a_link_that_works_there_is_nothing(world: World, things: Things):
    things.kwargs |= dict.fromkeys(("token", "own_token", "say_token", "stop_token"), "no-such-token")
    things.kwargs["open_code"] = uuid4()
    for client in (Client(), signed_in(world.viewer.user)):
        all_answer(404, answers(client, things, of(Who.LINK)))


def test_a_stranger_of_another_agency_finds_nothing(world: World, things: Things):
    all_answer(404, answers(signed_in(world.stranger.user), things, of(Who.RECORD, Who.OWNER)))


def test_nothing_is_left_when_the_hat_is_taken_off(world: World, things: Things):
    client = signed_in(world.designated_person.user)
    end_membership(membership=world.designated_person, by=None, now=database_now())
    all_answer(404, answers(client, things, of(Who.RECORD)))
    all_answer(403, answers(client, things, of(Who.ROLE, Who.AGENCY)))


def test_nothing_is_left_when_the_place_has_ended(world: World, things: Things):
    """Once nothing is owed any more, everything of the young person is gone for the provider at its next request."""
    now = database_now()
    owed = Deadline.objects.get(duty_code="same_day_notice")
    waive(deadline=owed, reason="Told in person", by=world.key_contact.user, now=now)
    client = signed_in(world.signatory.user)
    end_enrolment(
        enrolment=things.learner.enrolments.get(),
        ended_on=local_date(now),
        reason=EndReason.WITHDREW,
        by=world.designated_person.user,
        now=now,
    )
    records = [name for name in of(Who.RECORD) if not name.startswith("agreements:")]
    all_answer(404, answers(client, things, records))


def test_a_deactivated_person_is_signed_out(world: World, things: Things):
    client = signed_in(world.designated_person.user)
    deactivate_person(user=world.designated_person.user, by=None, now=database_now())
    signed_in_only = of(*set(Who) - {Who.ANYBODY, Who.LINK, Who.CONFIGURED, Who.EMBEDDED})
    for answer in (302, 403):
        names = [name for name, rule in signed_in_only.items() if rule.to_nobody == answer]
        all_answer(answer, answers(client, things, names))


def test_too_weak_a_role_is_refused(world: World, things: Things):
    """The viewer sees the record, so the answer is 403 and not 404, whenever more than looking is asked for."""
    client, looks = signed_in(world.viewer.user), ROLES[RoleCode.VIEWER].permissions
    rules = of(Who.RECORD)
    allowed = [name for name, rule in rules.items() if rule.permission in looks and not rule.own_agencies]
    for name in allowed:
        assert client.get(things.url(name)).status_code == 200, name
    hidden = [name for name, rule in rules.items() if rule.restricted_only or rule.own_agencies]
    all_answer(404, answers(client, things, hidden))
    all_answer(403, answers(client, things, set(rules) - set(allowed) - set(hidden)))


def test_what_belongs_to_the_own_agencies_is_read_there_and_nowhere_else(world: World, things: Things):
    """A viewer of the home Virtual School reads it and changes nothing; nobody of the provider or the host finds it."""
    viewer = MembershipFactory(agency=world.virtual_school, role=RoleCode.VIEWER)
    access.rebuild()
    own = {name: rule for name, rule in of(Who.RECORD).items() if rule.own_agencies}
    client, looks = signed_in(viewer.user), ROLES[RoleCode.VIEWER].permissions
    allowed = [name for name, rule in own.items() if rule.permission in looks]
    for name in allowed:
        assert client.get(things.url(name)).status_code == 200, name
    all_answer(403, answers(client, things, set(own) - set(allowed)))
    for membership in (world.designated_person, world.signatory, world.host_key_contact):
        all_answer(404, answers(signed_in(membership.user), things, own))


def test_another_agency_and_a_weak_role_change_no_contacts(world: World, things: Things):
    for membership in (world.stranger, world.viewer):
        all_answer(403, answers(signed_in(membership.user), things, of(Who.AGENCY)))


def test_a_role_without_the_permission_is_refused(world: World, things: Things):
    weak = (world.administrator, world.mentor, world.carer)
    for name, rule in of(Who.ROLE).items():
        without = next(m for m in weak if rule.permission not in m.role_definition.permissions)
        all_answer(403, answers(signed_in(without.user), things, [name]))


def test_list_and_single_check_agree_for_everybody(world: World, things: Things):
    others = [world.learner(enrolled=False), world.learner(is_restricted=True), world.learner(key_worker=world.carer)]
    for name, user in world.people().items():
        seen = set(Learner.objects.visible_to(user))
        for learner in [things.learner, *others]:
            allowed = access.allows(user, Permission.VIEW_LEARNER, learner)
            assert (learner in seen) == allowed, f"{name} and {learner}"
