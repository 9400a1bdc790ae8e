"""Referrals: from put forward to what happened next, and the report whose numbers lead to exactly their lists (P7, W4)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from agreements.rules import academic_year_of
from learners.models import Learner
from learners.services import close_case
from notifications.models import Message
from tests.crawling import text_of
from tests.people import World
from tests.tracking.test_opportunities import offered
from tests.tracking_things.neet_episodes import without_place
from tracking.enums import Barrier, OpportunityKind, ReferralState
from tracking.models import Opportunity, Referral
from tracking.rules.referrals import BEFORE, NEXT, OPEN, OVER, TAKES_A_PLACE, WITHOUT_SUCCESS, places_left
from tracking.selectors.referrals import STAGES, referrals_listed, report
from tracking.services.neet_episodes import PlanWords, write_plan
from tracking.services.opportunities import withdraw_opportunity
from tracking.services.own_clocks import CaseHasEnded
from tracking.services.referrals import ReferralError, Step, refer, take_back, take_step, tell_what_next

ClientOf = Callable[[User], Client]
S = ReferralState


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


def put_forward(world: World, learner: Learner, now: datetime, opportunity: Opportunity | None = None) -> Referral:
    opportunity = opportunity or offered(world, now)
    return refer(learner=learner, opportunity=opportunity, why="Likes boats.", by=world.social_worker.user, now=now)


def test_every_state_leads_on_or_is_over():
    assert {state for state, following in NEXT.items() if not following} == OVER
    assert set(S) == OPEN | OVER
    assert WITHOUT_SUCCESS < OVER
    for state, back in BEFORE.items():
        assert state in NEXT[back], f"{state} can be reached again from {back}"
    assert S.REFERRED not in BEFORE
    assert S.REFERRED not in TAKES_A_PLACE


@pytest.mark.parametrize(("places", "taken", "left"), [(None, 9, None), (3, 0, 3), (3, 3, 0), (3, 4, 0)])
def test_places_left(places: int | None, taken: int, left: int | None):
    assert places_left(places, taken) == left


def test_from_put_forward_to_what_happened_next(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    referral = put_forward(world, learner, now)
    referral = take_step(referral=referral, step=Step(S.SUITABLE), by=by, now=now)
    referral = take_step(referral=referral, step=Step(S.STARTED, on=today - timedelta(days=3)), by=by, now=now)
    referral = take_step(referral=referral, step=Step(S.COMPLETED, on=today), by=by, now=now)
    assert (referral.started_on, referral.ended_on) == (today - timedelta(days=3), today)
    referral = tell_what_next(referral=referral, what_next="They stay on Saturdays.", by=by, now=now)
    assert referral.what_next == "They stay on Saturdays."
    told = [row.history_change_reason for row in referral.history.order_by("history_id")]
    assert told == ["Referred", "Suitable", "Started", "Completed", "What happened next"]


def test_the_key_worker_hears_of_it_from_a_colleague(world: World, learner: Learner, now: datetime):
    put_forward(world, learner, now)
    about = Message.objects.filter(topic__startswith="referral:")
    assert not about.exists(), "they know what they did themselves"
    other = offered(world, now, title="Other")
    refer(learner=learner, opportunity=other, why="Boats", by=world.officer.user, now=now)
    assert set(about.values_list("recipient", flat=True)) == {world.social_worker.user.pk}


def test_what_cannot_be_is_refused_beside_its_question(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    referral = put_forward(world, learner, now)
    wrong = (
        ("state", Step(S.COMPLETED, on=today)),
        ("started_on", Step(S.STARTED)),
        ("started_on", Step(S.STARTED, on=today + timedelta(days=1))),
        ("barrier", Step(S.UNSUITABLE, reason="Too far")),
        ("reason", Step(S.UNSUITABLE, barrier=Barrier.TRAVEL, reason=" ")),
    )
    for field, step in wrong:
        with pytest.raises(ReferralError) as refused:
            take_step(referral=referral, step=step, by=by, now=now)
        assert refused.value.field == field
    referral = take_step(referral=referral, step=Step(S.STARTED, on=today), by=by, now=now)
    for on in (None, today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(ReferralError) as refused:
            take_step(referral=referral, step=Step(S.COMPLETED, on=on), by=by, now=now)
        assert refused.value.field == "ended_on"
    with pytest.raises(ReferralError):
        tell_what_next(referral=referral, what_next="Too early", by=by, now=now)


def test_nobody_is_put_forward_twice_or_where_nothing_is_open(world: World, learner: Learner, now: datetime):
    by, one = world.social_worker.user, offered(world, now)
    referral = put_forward(world, learner, now, one)
    with pytest.raises(ReferralError) as refused:
        put_forward(world, learner, now, one)
    assert refused.value.field == "opportunity"
    not_in = Step(S.UNSUITABLE, barrier=Barrier.TIME, reason="It starts at six.")
    take_step(referral=referral, step=not_in, by=by, now=now)
    put_forward(world, learner, now, one)  # it may fit another time
    with pytest.raises(ReferralError, match="Go on with that referral"):
        take_back(referral=referral, reason="Wrong one", by=by, now=now)
    gone = withdraw_opportunity(opportunity=offered(world, now, title="Gone"), by=by, now=now)
    with pytest.raises(ReferralError):
        put_forward(world, learner, now, gone)
    with pytest.raises(ReferralError):
        refer(learner=learner, opportunity=offered(world, now, title="Other"), why=" ", by=by, now=now)
    close_case(learner=learner, closed_on=local_date(now), reason="Moved", by=world.head.user, now=now)
    with pytest.raises(CaseHasEnded):
        put_forward(world, learner, now, offered(world, now, title="Too late"))


def test_a_step_is_taken_back(world: World, learner: Learner, now: datetime):
    by, today = world.social_worker.user, local_date(now)
    referral = put_forward(world, learner, now, offered(world, now, places=1))
    with pytest.raises(ReferralError):
        take_back(referral=referral, reason="Nothing happened", by=by, now=now)
    referral = take_step(referral=referral, step=Step(S.STARTED, on=today), by=by, now=now)
    left = Step(S.LEFT, on=today, barrier=Barrier.HEALTH, reason="Ill")
    referral = take_step(referral=referral, step=left, by=by, now=now)
    with pytest.raises(ReferralError):
        take_back(referral=referral, reason=" ", by=by, now=now)
    referral = take_back(referral=referral, reason="They were only late", by=by, now=now)
    assert (referral.state, referral.ended_on, referral.barrier, referral.reason) == (S.STARTED, None, "", "")
    referral = take_back(referral=referral, reason="It was somebody else", by=by, now=now)
    assert (referral.state, referral.started_on) == (S.SUITABLE, None)
    assert take_back(referral=referral, reason="Not even that", by=by, now=now).state == S.REFERRED


def test_the_way_in_the_browser(world: World, learner: Learner, client_of: ClientOf, real_now: datetime):
    one, today = offered(world, real_now), local_date(real_now)
    client = client_of(world.social_worker.user)
    assert reverse("tracking:learner-referrals", args=[learner.uuid]) in text_of(
        client.get(f"/learners/{learner.uuid}/")
    )
    find = reverse("tracking:opportunity-refer", args=[one.uuid])
    form = f"{reverse('tracking:referral-new', args=[learner.uuid])}?opportunity={one.uuid}"
    assert form in text_of(client.get(find, {"q": learner.family_name}))
    assert "Nobody fits" in text_of(client.get(find, {"q": "Zzyzx"}))
    assert f'value="{one.uuid}" selected' in text_of(client.get(form))
    refused = client.post(form, {"opportunity": str(one.uuid), "why": " "})
    assert "Say why it fits" in text_of(refused)
    done = client.post(form, {"opportunity": str(one.uuid), "why": "Likes boats."}, follow=True)
    assert f"{learner.called} is referred." in text_of(done)
    referral = Referral.objects.get()
    step = reverse("tracking:referral-step", args=[referral.uuid])
    kept = client.post(step, {"state": "unsuitable", "barrier": "", "reason": "It is too far"})
    assert "Choose what stood in the way" in text_of(kept)
    assert "It is too far" in text_of(kept)
    client.post(step, {"state": "started", **day_data("started_on", today)})
    page = text_of(client.get(step))
    assert "When did it end for them?" in page
    assert "When did they start?" not in page
    client.post(step, {"state": "completed", "what_next": "", **day_data("ended_on", today)})
    assert "What happened next?" in text_of(client.get(step)), "it is over: only what came of it can be told"
    client.post(reverse("tracking:referral-next", args=[referral.uuid]), {"what_next": "A job there"})
    seen = text_of(client.get(reverse("tracking:referral", args=[referral.uuid])))
    assert "A job there" in seen
    assert "Completed" in seen
    back = reverse("tracking:referral-take-back", args=[referral.uuid])
    client.post(back, {"reason": "Not yet"})
    referral.refresh_from_db()
    assert referral.state == S.STARTED


def test_the_report_counts_what_the_lists_hold(world: World, client_of: ClientOf, real_now: datetime):
    by, today = world.social_worker.user, local_date(real_now)
    year = academic_year_of(today)
    boats = offered(world, real_now)
    mentor = offered(world, real_now, title="A mentor", kind=OpportunityKind.MENTORING)
    steps = [
        (),
        (Step(S.UNSUITABLE, barrier=Barrier.TRAVEL, reason="Two buses"),),
        (Step(S.STARTED, on=today),),
        (Step(S.STARTED, on=today), Step(S.COMPLETED, on=today, what_next="A job")),
        (Step(S.STARTED, on=today), Step(S.LEFT, on=today, barrier=Barrier.TRAVEL, reason="The bus stopped")),
    ]
    for taken in steps:
        referral = put_forward(world, world.learner(), real_now, boats)
        for step in taken:
            referral = take_step(referral=referral, step=step, by=by, now=real_now)
    put_forward(world, world.learner(), real_now, mentor)
    last_year = put_forward(world, world.learner(), real_now, mentor)
    last_year.referred_at = real_now - timedelta(days=366)
    last_year.save()
    episode = without_place(world.learner(), world, real_now)
    words = PlanWords(barriers="", plan="", contingency="", themes=[Barrier.TRAVEL])
    write_plan(episode=episode, words=words, by=by, now=real_now)

    found = report(by, year=year)
    numbers = {line.name: [cell.number for cell in line.cells] for line in [*found.lines, found.total]}
    assert found.columns[:3] == ("Referred", "Waiting for an answer", "Suitable, not started")
    assert numbers["Work experience"] == [5, 1, 0, 1, 3, 1, 1, 1, 1]
    assert numbers["Mentoring"] == [1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert numbers["All"] == [6, 2, 0, 1, 3, 1, 1, 1, 1]
    for line in [*found.lines, found.total]:
        for cell in line.cells:
            assert referrals_listed(by, cell.filters).count() == cell.number
    (travel,) = found.barriers
    assert [cell.number for cell in travel.cells] == [1, 1, 1]
    for cell in travel.cells[:2]:
        assert referrals_listed(by, cell.filters).count() == cell.number
    page = client_of(by).get(reverse("tracking:opportunity-report"))
    assert f"/referrals/?year={year}&amp;kind=work_experience&amp;stage=left" in page.content.decode()
    without = client_of(by).get(reverse("tracking:neet-episodes"), {"barrier": "travel"})
    assert without.context["page_obj"].paginator.count == 1
    nothing = client_of(by).get(reverse("tracking:opportunity-report"), {"year": year - 5})
    assert "Nobody was referred in this year" in text_of(nothing)
    assert report(world.designated_person.user, year=year).total.cells[0].number == 0


def test_each_stage_is_a_list(world: World, learner: Learner, now: datetime):
    referral = put_forward(world, learner, now)
    user = world.officer.user
    assert [stage for stage in STAGES if referrals_listed(user, {"stage": stage}).exists()] == ["waiting"]
    assert list(referrals_listed(user, {"stage": "no such", "kind": "work_experience"})) == [referral]
    assert not referrals_listed(user, {"barrier": "travel"}).exists()
    assert not referrals_listed(world.designated_person.user, {}).exists()


def test_the_lists_take_as_many_queries_with_many_referrals(
    world: World, learner: Learner, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries
):
    client, one = client_of(world.officer.user), offered(world, real_now)
    put_forward(world, learner, real_now, one)
    pages = [reverse("tracking:referrals"), reverse("tracking:opportunity", args=[one.uuid])]
    for page in pages:
        client.get(page)
    with django_assert_max_num_queries(40) as first:
        for page in pages:
            client.get(page)
    for _ in range(5):
        put_forward(world, world.learner(), real_now, one)
    with django_assert_max_num_queries(len(first)):
        for page in pages:
            assert client.get(page).context["page_obj"].paginator.count == 6
