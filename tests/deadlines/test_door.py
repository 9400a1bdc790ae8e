"""The door to deadlines answers alike however it asks: young people by id, as in a request, or as a question."""

from copy import copy

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.enums import Permission
from accounts.models import User
from accounts.selectors import agency_ids_where, current_memberships
from agreements.models import Agreement
from deadlines.models import Deadline
from learners import querysets
from learners.models import Learner
from oversight.models import AuditShare, FeedbackCall, StrategyRow, UpdateRequest
from tests.factories import MembershipFactory
from tests.people import World, build_world
from tests.things import build_things

pytestmark = pytest.mark.django_db


def in_a_request(user: User) -> User:
    asking = copy(user)
    asking.remembers_memberships = asking.remembers_learners = True
    return asking


def as_one_condition(user: User | AnonymousUser) -> set[int]:
    """The door spelt out: what it must answer whatever way it takes."""
    agencies = agency_ids_where(user, Permission.VIEW_AGREEMENT)
    audits = agency_ids_where(user, Permission.ANSWER_AUDIT)
    seen = Deadline.objects.known_to(user).filter(
        Q(learner__in=Learner.objects.visible_to(user))
        | Q(learner__isnull=True, agreement__in=Agreement.objects.visible_to(user))
        | Q(learner__isnull=True, stands_alone=False, owner__in=agencies)
        | Q(stands_alone=True, subject_uuid__in=StrategyRow.objects.visible_to(user).values("uuid"))
        | Q(stands_alone=True) & asked_or_told(user)
        | Q(stands_alone=True, subject_uuid__in=FeedbackCall.objects.visible_to(user).values("uuid"))
        | Q(stands_alone=True, subject_uuid__in=AuditShare.objects.filter(audit__agency__in=audits).values("uuid"))
    )
    return set(seen.values_list("pk", flat=True))


def asked_or_told(user: User | AnonymousUser) -> Q:
    """What a board asks: for who is asked, who keeps strategies at their agency, its chair and its keepers."""
    hats = [hat.pk for hat in current_memberships(user)]
    keeps = agency_ids_where(user, Permission.KEEP_STRATEGY)
    known = UpdateRequest.objects.filter(
        Q(membership__in=hats)
        | Q(membership__agency__in=keeps)
        | Q(meeting__board__chair__in=hats)
        | Q(meeting__board__agency__in=keeps)
    )
    return Q(subject_uuid__in=known.values("uuid"))


def everything(world: World) -> None:
    """Clocks of several young people, one of them restricted, of agreements and of agencies themselves, here and elsewhere."""
    build_things(world)
    build_things(build_world("Other "))
    template = Deadline.objects.filter(learner__isnull=False).earliest("pk")
    restricted = world.learner(is_restricted=True)
    elsewhere = world.learner(enrolled=False)
    for learner, agreement, owner in (
        (restricted, None, world.social_care),
        (elsewhere, None, world.virtual_school),
        (elsewhere, world.agreement, world.virtual_school),
        (None, world.agreement, world.college),
        (None, world.agreement, world.other_college),
    ):
        clock = copy(template)
        clock.pk, clock._state.adding = None, True
        clock.uuid = clock.subject_uuid = Learner._meta.get_field("uuid").get_default()
        clock.learner, clock.agreement, clock.owner, clock.partner = learner, agreement, owner, None
        clock.save()


def test_every_role_sees_the_same_by_id_and_by_question(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    everything(world)
    both = MembershipFactory(user=world.people()["social_worker"], agency=world.virtual_school).user
    people = {**world.people(), "two hats": both}
    sizes = set()
    for name, user in people.items():
        for few in (querysets.FEW, 0):  # by id, and as if they were many
            monkeypatch.setattr(querysets, "FEW", few)
            asking, spelt = in_a_request(user), in_a_request(user)
            seen = set(Deadline.objects.visible_to(asking).values_list("pk", flat=True))
            assert seen == as_one_condition(spelt), (name, few)
            sizes.add(len(seen))
        outside = set(Deadline.objects.visible_to(user).values_list("pk", flat=True))
        assert outside == as_one_condition(user), name
    assert len(sizes) > 3, "the roles must see different things, or this proves nothing"
    assert not Deadline.objects.visible_to(AnonymousUser()).exists()
