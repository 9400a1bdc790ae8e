"""The catalogue: who adds, changes and withdraws, what everybody finds in it, and how many places are left (P7, W4)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import access
from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data
from accounts.models import User
from tests.crawling import text_of
from tests.factories import MembershipFactory
from tests.people import World
from tests.tracking_things.opportunities import DETAILS
from tracking.enums import OpportunityKind, ReferralState
from tracking.models import Opportunity
from tracking.selectors.opportunities import offers, open_for, opportunities_listed
from tracking.services.opportunities import (
    OpportunityDetails,
    OpportunityError,
    add_opportunity,
    change_opportunity,
    offer_again,
    withdraw_opportunity,
)
from tracking.services.referrals import Step, refer, take_step

ClientOf = Callable[[User], Client]
ALL = reverse("tracking:opportunities")


def offered(world: World, now: datetime, **other: object) -> Opportunity:
    return add_opportunity(
        agency=world.virtual_school, details=replace(DETAILS, **other), by=world.officer.user, now=now
    )


def test_what_is_missing_or_wrong_is_said(world: World, now: datetime):
    today = local_date(now)
    wrong = (
        ("title", {"title": " "}),
        ("offered_by", {"offered_by": ""}),
        ("what", {"what": ""}),
        ("places", {"places": 0}),
        ("ends_on", {"starts_on": today, "ends_on": today - timedelta(days=1)}),
        ("apply_by_on", {"apply_by_on": today, "ends_on": today - timedelta(days=1)}),
    )
    for field, other in wrong:
        with pytest.raises(OpportunityError) as refused:
            offered(world, now, **other)
        assert refused.value.field == field
    assert not Opportunity.objects.exists()


def test_the_list_holds_what_is_open_unless_asked_otherwise(world: World, now: datetime):
    today, user = local_date(now), world.mentor.user
    late = offered(world, now, title="Late", apply_by_on=today - timedelta(days=1))
    over = offered(world, now, title="Over", ends_on=today - timedelta(days=1))
    gone = withdraw_opportunity(opportunity=offered(world, now, title="Gone"), by=world.officer.user, now=now)
    always = offered(world, now, title="Always")
    closes = offered(world, now, title="Closes", apply_by_on=today, kind=OpportunityKind.MENTORING)
    assert list(opportunities_listed(user, {}, today)) == [closes, always]
    assert set(opportunities_listed(user, {"show": "over"}, today)) == {late, over, gone}
    assert opportunities_listed(user, {"show": "all"}, today).count() == 5
    assert list(opportunities_listed(user, {"kind": "mentoring"}, today)) == [closes]
    assert list(opportunities_listed(user, {"q": "alway"}, today)) == [always]
    assert not opportunities_listed(world.administrator.user, {}, today).exists()
    states = {offer.opportunity: offer.state for offer in offers([late, over, gone, always], today)}
    assert states == {late: "Closed for referrals", over: "Over", gone: "No longer offered", always: "Open"}


def test_places_are_taken_by_who_is_suitable_and_given_back_by_who_leaves(world: World, now: datetime):
    today, by = local_date(now), world.social_worker.user
    one = offered(world, now, places=1)
    first, second = world.learner(), world.learner()
    referral = refer(learner=first, opportunity=one, why="Boats", by=by, now=now)
    assert offers([one], today)[0].left == 1
    assert open_for(first, by, today) == []
    assert open_for(second, by, today) == [one]
    referral = take_step(referral=referral, step=Step(ReferralState.STARTED, on=today), by=by, now=now)
    assert (offers([one], today)[0].state, open_for(second, by, today)) == ("Full", [])
    with pytest.raises(OpportunityError) as refused:
        change_opportunity(opportunity=one, details=replace(DETAILS, places=0), by=by, now=now)
    assert refused.value.field == "places"
    left = Step(ReferralState.LEFT, on=today, barrier="travel", reason="Two buses")
    take_step(referral=referral, step=left, by=by, now=now)
    assert offers([one], today)[0].left == 1
    assert one in open_for(second, by, today)


def test_withdrawn_and_offered_again(world: World, now: datetime):
    one, by = offered(world, now), world.officer.user
    with pytest.raises(OpportunityError):
        offer_again(opportunity=one, by=by, now=now)
    withdraw_opportunity(opportunity=one, by=by, now=now)
    with pytest.raises(OpportunityError):
        withdraw_opportunity(opportunity=one, by=by, now=now)
    assert offer_again(opportunity=one, by=by, now=now).withdrawn_at is None
    assert one.history.count() == 3


def test_added_changed_and_withdrawn_in_the_browser(world: World, client_of: ClientOf, real_now: datetime):
    client, today = client_of(world.officer.user), local_date(real_now)
    new = reverse("tracking:opportunity-new")
    given = {
        "kind": "mentoring",
        "title": "A mentor at the theatre",
        "offered_by": "The Old Rep",
        "what": "An hour a week.",
    }
    refused = client.post(new, {**given, "title": "", "places": "3"})
    assert refused.status_code == 200
    assert "The Old Rep" in refused.content.decode(), "what was typed is kept"
    added = client.post(new, {**given, "places": "3", **day_data("apply_by_on", today)}, follow=True)
    assert "3 of 3 left" in text_of(added)
    one = Opportunity.objects.get()
    assert (one.agency, one.apply_by_on, one.recorded_by) == (world.virtual_school, today, world.officer.user)
    change = reverse("tracking:opportunity-change", args=[one.uuid])
    assert "An hour a week." in client.get(change).content.decode()
    assert client.post(change, {**given, "places": "5"}).status_code == 302
    one.refresh_from_db()
    assert (one.places, one.apply_by_on) == (5, None)
    withdraw = reverse("tracking:opportunity-withdraw", args=[one.uuid])
    assert "Referrals that run go on" in text_of(client.get(withdraw))
    assert "No longer offered" in text_of(client.post(withdraw, follow=True))
    assert "Offer it again" in text_of(client.get(withdraw))


def test_another_agency_that_keeps_its_own_catalogue_changes_nothing_here(
    world: World, client_of: ClientOf, real_now: datetime
):
    one = offered(world, real_now)
    other = MembershipFactory(agency=world.other_virtual_school, role=RoleCode.VIRTUAL_SCHOOL_OFFICER)
    access.rebuild()
    client = client_of(other.user)
    assert one.title in text_of(client.get(ALL))
    for page in ("change", "withdraw"):
        assert client.post(reverse(f"tracking:opportunity-{page}", args=[one.uuid])).status_code == 403
    seen = text_of(client.get(reverse("tracking:opportunity", args=[one.uuid])))
    assert "No longer offer it" not in seen


def test_everybody_sees_the_offer_and_nobody_of_a_provider_who_is_referred(
    world: World, client_of: ClientOf, real_now: datetime
):
    one, learner = offered(world, real_now), world.learner()
    refer(learner=learner, opportunity=one, why="Boats", by=world.social_worker.user, now=real_now)
    page = reverse("tracking:opportunity", args=[one.uuid])
    assert learner.full_name in text_of(client_of(world.officer.user).get(page))
    seen = text_of(client_of(world.designated_person.user).get(page))
    assert one.title in seen
    assert learner.full_name not in seen
    assert "Refer a young person" not in seen


def test_the_list_takes_as_many_queries_with_many_entries(
    world: World, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries
):
    client, learner = client_of(world.officer.user), world.learner()
    offered(world, real_now, places=2)
    client.get(ALL)
    with django_assert_max_num_queries(20) as first:
        client.get(ALL)
    for number in range(6):
        one = offered(world, real_now, title=f"Another {number}", places=2)
        refer(learner=learner, opportunity=one, why="Boats", by=world.officer.user, now=real_now)
    with django_assert_max_num_queries(len(first)):
        assert client.get(ALL).context["page_obj"].paginator.count == 7


def test_details_without_what_nobody_must_know_are_enough(world: World, now: datetime):
    least = OpportunityDetails(kind=OpportunityKind.JOB, title="Job", offered_by="A shop", what="Saturdays")
    one = add_opportunity(agency=world.social_care, details=least, by=world.team_manager.user, now=now)
    assert (one.places, one.where, str(one)) == (None, "", "Job")
