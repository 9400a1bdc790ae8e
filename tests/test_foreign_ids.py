"""Ids of a world one knows nothing of, tried wherever an address, a form or a filter takes an id."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.test import Client

from accounts.enums import AgencyKind
from accounts.models import Agency, Membership, User
from learners.models import Enrolment, Learner
from tests.access_rules import ROUTES, Who
from tests.people import World, build_world
from tests.test_hostile_input import LISTS, PARAMETERS
from tests.things import Things, build_things, routes

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]

#: A name that stands on nothing but the foreign young person.
NAME = "Xylophila"


@pytest.fixture
def things(world: World) -> Things:
    return build_things(world)


@pytest.fixture
def foreign(world: World) -> World:
    return build_world("Far ")


@pytest.fixture
def foreign_things(foreign: World) -> Things:
    found = build_things(foreign)
    found.learner.given_name = found.learner.family_name = NAME
    found.learner.save()
    return found


def everybody(world: World) -> list[Membership]:
    return [world.key_contact, world.team_manager, world.designated_person]


def keys_of(name: str) -> list[str]:
    return list(routes()[name].pattern.converters)


def test_no_address_takes_a_foreign_id(world: World, things: Things, foreign_things: Things, client_of: ClientOf):
    """Each part of each address in turn, and all of them, are ids of the foreign world: nothing is found."""
    names = [name for name, rule in ROUTES.items() if rule.who in (Who.RECORD, Who.OWNER)]
    assert names
    for membership in everybody(world):
        client, may = client_of(membership.user), membership.role_definition.permissions
        for name in names:
            assert_refused(client, foreign_things.url(name), 404)
            keys = [key for key in keys_of(name) if differs(things, foreign_things, name, key)]
            for key in keys if len(keys) > 1 else ():
                # A role that is too weak for the part that is its own is told so; whoever may do it finds nothing.
                allowed = (404,) if ROUTES[name].permission in may else (403, 404)
                assert_refused(client, things.url(name, {key: foreign_things.argument(name, key)}), *allowed)


def assert_refused(client: Client, address: str, *expected: int) -> None:
    for method in ("get", "post"):
        status = getattr(client, method)(address).status_code
        assert status in (*expected, 405), f"{method} {address}: {status}"


def test_no_other_method_does_anything(world: World, things: Things, client_of: ClientOf):
    client = client_of(world.key_contact.user)
    for name, rule in ROUTES.items():
        if name in routes() and rule.who in (Who.RECORD, Who.ROLE, Who.AGENCY, Who.OWNER):
            for method in ("put", "patch", "delete"):
                status = getattr(client, method)(things.url(name)).status_code
                assert status in (302, 403, 404, 405), f"{method} {name}: {status}"


def differs(things: Things, foreign: Things, name: str, key: str) -> bool:
    """Whether this part of the address names a record, not a word."""
    return things.argument(name, key) != foreign.argument(name, key)


def forms_of(client: Client, things: Things) -> Iterator[tuple[str, forms.BaseForm]]:
    """Every form on every page the person can open, formsets taken apart."""
    for name in ROUTES:
        if name not in routes():
            continue
        response = client.get(things.url(name))
        if response.status_code != 200 or not response.context:
            continue
        contexts = response.context if isinstance(response.context, list) else [response.context]
        values = {id(value): value for context in contexts for layer in context.dicts for value in layer.values()}
        for value in values.values():
            if isinstance(value, forms.BaseForm):
                yield name, value
            elif isinstance(value, forms.BaseFormSet):
                yield from ((name, form) for form in value.forms)


#: Where anybody may be chosen, because the choice itself is what makes the two agencies known to each other.
OPEN_CHOICES = frozenset(AgencyKind)
#: Questions about whoever works at a provider, which the same form lets be any: it holds the one to the other.
HELD_TO_THE_PROVIDER = {("learners:enrol", "mentor"), ("learners:transfer", "mentor")}


def foreign_objects(foreign: World, learner: Learner) -> list[Model]:
    memberships = [value for value in vars(foreign).values() if isinstance(value, Membership)]
    agencies = [value for value in vars(foreign).values() if isinstance(value, Agency)]
    return [*memberships, *(m.user for m in memberships), *agencies, learner, *learner.enrolments.all()]


@pytest.mark.exhaustive
def test_no_form_takes_a_foreign_choice(
    world: World, things: Things, foreign: World, foreign_things: Things, client_of: ClientOf
):
    """No question of any form accepts a person, a young person or a place of the foreign world, by uuid or by key."""
    strangers = foreign_objects(foreign, foreign_things.learner)
    asked = 0
    for membership in everybody(world):
        for name, form in forms_of(client_of(membership.user), things):
            for field_name, field in form.fields.items():
                if not isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
                    continue
                if (name, field_name) in HELD_TO_THE_PROVIDER:
                    continue
                for stranger in strangers:
                    asked += 1
                    assert not accepts(field, stranger), f"{name}: {field_name} takes {stranger!r} from {membership}"
    assert asked > 1000


def accepts(field: Any, stranger: Model) -> bool:
    if isinstance(stranger, Agency):
        known = getattr(getattr(field, "queryset", None), "model", None)
        if stranger.kind in OPEN_CHOICES or known not in (Agency, None):
            return False
    many = isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField)
    for value in (str(getattr(stranger, "uuid", "")), str(stranger.pk) if takes_keys_of(field, stranger) else ""):
        if not value:
            continue
        try:
            field.clean([value] if many else value)
        except ValidationError:
            continue
        return True
    return False


def takes_keys_of(field: Any, stranger: Model) -> bool:
    """A bare number means something only to a question about that very kind of record."""
    return isinstance(field, forms.ModelChoiceField) and field.queryset.model is type(stranger)


@pytest.mark.exhaustive
def test_no_filter_answers_about_the_foreign(
    world: World, things: Things, foreign: World, foreign_things: Things, client_of: ClientOf
):
    learner = foreign_things.learner
    place = Enrolment.objects.get(learner=learner)
    ids = [learner.uuid, place.uuid, foreign.college.uuid, foreign.college.pk, foreign.social_worker.uuid]
    for membership in everybody(world):
        client = client_of(membership.user)
        for path in LISTS:
            for value in ids:
                response = client.get(path, dict.fromkeys(PARAMETERS, value))
                if response.status_code == 200 and not response.streaming:
                    assert NAME not in response.text, f"{path} {value} as {membership}"
