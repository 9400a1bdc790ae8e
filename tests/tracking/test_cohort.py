"""The Year 11 group: who is in it, what is to do, and that the partners agree to it as it is (P10)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from agreements.rules import academic_year_of
from notifications.models import Message
from tests.crawling import text_of
from tests.people import World
from tracking.enums import CohortState
from tracking.models import Cohort, CohortMember, CohortPartner
from tracking.selectors.cohort import agencies_to_ask, cohort_page, cohorts_to_answer, member_rows, members_listed
from tracking.services.cohort import (
    CohortError,
    answer_cohort,
    ask_partners,
    bring_up_to_date,
    change_cohort,
    draw_up_cohort,
    leave_out,
    missing_from,
    set_action,
)

ClientOf = Callable[[User], Client]
YEAR = 2026
IN_YEAR_11 = date(2011, 3, 1)


@pytest.fixture
def by(world: World) -> User:
    return world.officer.user


@pytest.fixture
def cohort(world: World, by: User, now: datetime) -> Cohort:
    """Two young people: Able, who learns at the college, and Baker, who does not."""
    world.learner(date_of_birth=IN_YEAR_11, family_name="Able")
    world.learner(date_of_birth=IN_YEAR_11, family_name="Baker", enrolled=False)
    return draw_up_cohort(
        virtual_school=world.virtual_school, year=YEAR, how_we_keep_up="We meet each term.", by=by, now=now
    )


def asked(cohort: Cohort, world: World, by: User, now: datetime) -> list[CohortPartner]:
    return ask_partners(cohort=cohort, agencies=[world.college, world.social_care], by=by, now=now)


def names(members: object) -> list[str]:
    return [member.learner.family_name for member in members]  # type: ignore[attr-defined]


def test_it_holds_everybody_who_is_in_year_11_then(world: World, by: User, now: datetime):
    for born in (date(2010, 8, 31), date(2011, 9, 1)):  # a year above, a year below
        world.learner(date_of_birth=born)
    first = world.learner(date_of_birth=date(2010, 9, 1), family_name="Able")
    last = world.learner(date_of_birth=date(2011, 8, 31), family_name="Baker")
    world.learner(date_of_birth=IN_YEAR_11, is_restricted=True)
    world.learner(date_of_birth=IN_YEAR_11, closed_on=date(2026, 9, 1))
    cohort = draw_up_cohort(virtual_school=world.virtual_school, year=YEAR, by=by, now=now)
    assert {member.learner for member in cohort.members.all()} == {first, last}
    assert cohort.members.first().history.get().history_user == by


def test_there_is_one_a_year_and_a_provider_draws_up_none(world: World, cohort: Cohort, by: User, now: datetime):
    for wrong in ({}, {"virtual_school": world.college, "year": 2025}, {"year": 2031}):
        with pytest.raises(CohortError):
            draw_up_cohort(**{"virtual_school": world.virtual_school, "year": YEAR, "by": by, "now": now, **wrong})


def test_partners_are_asked_once_and_told_without_a_name(world: World, cohort: Cohort, by: User, now: datetime):
    assert set(agencies_to_ask(cohort)) == {world.college, world.social_care}
    partners = asked(cohort, world, by, now)
    cohort.refresh_from_db()
    assert cohort.state == CohortState.SENT
    told = Message.objects.filter(topic=f"cohort:{cohort.uuid}")
    assert world.designated_person.user in {message.recipient for message in told}
    assert not any("Able" in message.body for message in told)
    assert not agencies_to_ask(cohort).exists()
    with pytest.raises(CohortError):
        asked(cohort, world, by, now)
    assert [partner.cohort for partner in cohorts_to_answer(world.team_manager.user)] == [cohort]
    assert len(partners) == 2


def test_nobody_is_asked_before_it_is_said_how_progress_is_kept_up(world: World, by: User, now: datetime):
    cohort = draw_up_cohort(virtual_school=world.virtual_school, year=YEAR, by=by, now=now)
    with pytest.raises(CohortError):
        asked(cohort, world, by, now)
    change_cohort(cohort=cohort, how_we_keep_up="By phone", by=by, now=now)
    with pytest.raises(CohortError):  # there is nobody in it
        asked(cohort, world, by, now)


def test_it_is_agreed_once_all_agree_and_asked_again_when_it_changes(
    world: World, cohort: Cohort, by: User, now: datetime
):
    college, care = asked(cohort, world, by, now)
    teller = world.designated_person.user
    with pytest.raises(CohortError):
        answer_cohort(partner=college, agrees=False, says=" ", by=teller, now=now)
    answer_cohort(partner=college, agrees=False, says="Cole is missing", by=teller, now=now)
    answer_cohort(partner=care, agrees=True, says="", by=world.team_manager.user, now=now)
    cohort.refresh_from_db()
    assert cohort.state == CohortState.SENT
    answer_cohort(partner=college, agrees=True, says="", by=teller, now=now)
    cohort.refresh_from_db()
    assert cohort.state == CohortState.AGREED
    assert {partner.members for partner in cohort.partners.all()} == {2}
    with pytest.raises(CohortError):
        answer_cohort(partner=college, agrees=True, says="", by=teller, now=now)

    late = world.learner(date_of_birth=IN_YEAR_11, family_name="Cole")
    assert missing_from(cohort) == [late]
    assert bring_up_to_date(cohort=cohort, by=by, now=now) == 1
    assert bring_up_to_date(cohort=cohort, by=by, now=now) == 0
    cohort.refresh_from_db()
    assert cohort.state == CohortState.SENT
    assert {(partner.agreed_at, partner.members) for partner in cohort.partners.all()} == {(None, 2)}


def test_who_is_left_out_has_a_reason_and_can_be_put_back(world: World, cohort: Cohort, by: User, now: datetime):
    member = cohort.members.get(learner__family_name="Baker")
    leave_out(member=member, because="Moved abroad", by=by, now=now)
    assert names(members_listed(cohort, by)) == ["Able"]
    assert names(cohort_page(cohort, by).left_out) == ["Baker"]
    assert not cohort_page(cohort, world.designated_person.user).left_out, (
        "why is not for a partner, who sees the record"
    )
    leave_out(member=member, because="", by=by, now=now)
    assert names(members_listed(cohort, by)) == ["Able", "Baker"]


def test_open_actions_are_counted_and_late_ones_shown(world: World, cohort: Cohort, by: User, now: datetime):
    able, baker = cohort.members.order_by("learner__sort_name")
    today = local_date(now)
    yesterday = today - timedelta(days=1)
    set_action(member=able, to_do="Visit the college", to_do_on=yesterday, by=by, now=now)
    set_action(member=baker, to_do="Ask for the pass", to_do_on=yesterday, done_on=today, by=by, now=now)
    assert cohort_page(cohort, by).to_do == 1
    assert names(members_listed(cohort, by, only_open=True)) == ["Able"]
    rows = member_rows(members_listed(cohort, by), today)
    assert [(row.is_open, row.is_late) for row in rows] == [(True, True), (False, False)]
    for wrong in ({"to_do": " "}, {"to_do": "x", "done_on": today + timedelta(days=1)}):
        with pytest.raises(CohortError):
            set_action(member=able, by=by, now=now, **wrong)


def test_a_partner_sees_by_name_only_whom_it_knows(world: World, cohort: Cohort, by: User, now: datetime):
    asked(cohort, world, by, now)
    provider = world.designated_person.user
    assert names(members_listed(cohort, provider)) == ["Able"]
    assert cohort_page(cohort, provider).people == 2
    baker = cohort.members.get(learner__family_name="Baker").learner
    baker.is_restricted = True
    baker.save()
    assert cohort_page(cohort, by).people == 1  # that it exists is for nobody to know


def test_a_year_11_group_in_the_browser(world: World, client_of: ClientOf, real_now: datetime):
    today = local_date(real_now)
    year = academic_year_of(today)
    world.learner(date_of_birth=date(year - 15, 3, 1), family_name="Ableson")
    school = client_of(world.officer.user)
    answer = school.post(reverse("tracking:cohort-new"), {"year": year, "how_we_keep_up": "We meet each term."})
    cohort = Cohort.objects.get()
    page = reverse("tracking:cohort", args=[cohort.uuid])
    assert answer.url == page
    assert "Ableson" in text_of(school.get(page))
    member = CohortMember.objects.get()
    action = reverse("tracking:cohort-action", args=[cohort.uuid, member.uuid])
    assert "Enter what is to do" in text_of(school.post(action, {"to_do_by": "Ann Adviser"}))
    assert school.post(action, {"to_do": "Visit two colleges", "to_do_by": "Ann Adviser"}).url == page
    assert "Visit two colleges" in text_of(school.get(f"{page}?show=open"))
    ask = reverse("tracking:cohort-ask", args=[cohort.uuid])
    assert school.post(ask, {"agencies": [str(world.college.uuid)]}).url == page

    provider = client_of(world.designated_person.user)
    partner = CohortPartner.objects.get()
    answering = reverse("tracking:cohort-answer", args=[cohort.uuid, partner.uuid])
    assert answering in text_of(provider.get(page))
    assert provider.post(answering, {"agrees": "yes"}).url == page
    assert "Agrees" in text_of(school.get(reverse("tracking:cohort", args=[cohort.uuid])))
    for name in ("change", "refresh", "ask"):
        assert provider.post(reverse(f"tracking:cohort-{name}", args=[cohort.uuid])).status_code == 403
    assert provider.post(action, {"to_do": "x"}).status_code == 403
    assert provider.post(reverse("tracking:cohort-new"), {"year": year}).status_code == 403
    stranger = client_of(world.stranger.user)
    assert stranger.get(page).status_code == 404
    assert stranger.post(answering, {"agrees": "yes"}).status_code == 404
    assert client_of(world.social_worker.user).get(page).status_code == 403


def test_pages_take_as_many_queries_with_many_people(
    world: World, cohort: Cohort, by: User, client_of: ClientOf, now: datetime, django_assert_max_num_queries
):
    client = client_of(by)
    pages = (reverse("tracking:cohorts"), reverse("tracking:cohort", args=[cohort.uuid]))
    for page in pages:
        client.get(page)
        with django_assert_max_num_queries(30) as first:
            client.get(page)
        for _ in range(2):
            world.learner(date_of_birth=IN_YEAR_11)
        bring_up_to_date(cohort=cohort, by=by, now=now)
        Cohort.objects.exclude(pk=cohort.pk).delete()
        draw_up_cohort(virtual_school=world.virtual_school, year=2025, by=by, now=now)
        with django_assert_max_num_queries(len(first)):
            client.get(page)
