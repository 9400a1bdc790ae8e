"""The plan's page: who reads and who works on it, one section at a time, agreeing and reviewing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import access
from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from education_plans.enums import PlanParty, PlanState
from education_plans.models import EducationPlan
from education_plans.rules.questions import questions_for
from education_plans.services import begin_plan, record_review, save_section
from learners.models import Enrolment, Learner
from learners.services import enrol
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]


def answer_url(plan: EducationPlan) -> str:
    return reverse("education_plans:answer", args=[plan.uuid])


def said(party: str, name: str, day: date) -> dict[str, str]:
    return {"party": party, "name": name, "answer": "agrees", **day_data("said_on", day)}


@pytest.fixture
def enrolment(world: World, real_now: datetime) -> Enrolment:
    return enrol_somebody(world, local_date(real_now) - timedelta(days=10), real_now)


@pytest.fixture
def plan(world: World, enrolment: Enrolment, real_now: datetime) -> EducationPlan:
    return written_plan(enrolment, world, real_now)


@pytest.fixture
def client(world: World, client_of: ClientOf) -> Client:
    return client_of(world.social_worker.user)


def url(learner: Learner, name: str = "plan", *args: str) -> str:
    return reverse(f"education_plans:{name}", args=[learner.uuid, *args])


def pages(learner: Learner) -> list[str]:
    plan = EducationPlan.objects.get(learner=learner)
    return [section_url(plan), url(learner, "review"), section_url(plan, "views", "ask")]


def section_url(plan: EducationPlan, code: str = "views", name: str = "section") -> str:
    return reverse(f"education_plans:{name}", args=[plan.uuid, code])


def test_a_stranger_finds_nothing(world: World, plan: EducationPlan, client_of: ClientOf):
    stranger = client_of(world.stranger.user)
    learner = plan.enrolment.learner
    assert [stranger.get(page).status_code for page in [url(learner), *pages(learner)]] == [404] * 4
    assert stranger.post(url(learner, "begin")).status_code == 404


def test_a_role_that_only_reads_is_refused(world: World, plan: EducationPlan, client_of: ClientOf):
    viewer = client_of(world.viewer.user)
    learner = plan.enrolment.learner
    assert viewer.get(url(learner)).status_code == 200
    assert [viewer.get(page).status_code for page in pages(learner)] == [403] * 3
    assert [viewer.post(page).status_code for page in [*pages(learner), url(learner, "begin")]] == [403] * 4


def test_a_mentor_writes_and_does_not_agree(world: World, plan: EducationPlan, client_of: ClientOf):
    plan.enrolment.mentor = world.mentor
    plan.enrolment.save()
    learner = plan.enrolment.learner
    access.project(Learner, [learner.pk])
    mentor = client_of(world.mentor.user)
    assert mentor.get(section_url(plan)).status_code == 200
    assert mentor.get(url(learner, "review")).status_code == 403


def test_safeguarding_is_shown_only_to_those_whose_role_lets_them_read_it(
    world: World, plan: EducationPlan, client_of: ClientOf
):
    save_section(
        plan=plan,
        code="safeguarding",
        answers={"notes": "Nobody may collect her"},
        version=1,
        by=world.social_worker.user,
        now=plan.begun_at,
    )
    learner = plan.enrolment.learner
    assert "Nobody may collect her" in client_of(world.designated_person.user).get(url(learner)).content.decode()
    hidden = client_of(world.viewer.user).get(url(learner)).content.decode()
    assert "Nobody may collect her" not in hidden
    assert "Shown only to people whose role lets them read it" in hidden


def test_a_provider_reads_only_its_own_plans(world: World, plan: EducationPlan, client_of: ClientOf, real_now):
    learner = plan.enrolment.learner
    elsewhere = enrol(
        learner=learner,
        provider=world.other_college,
        course="Catering",
        level="2",
        starts_on=local_date(real_now),
        by=world.key_contact.user,
        now=real_now,
    )
    begin_plan(enrolment=elsewhere, by=world.social_worker.user, now=real_now)
    other = client_of(world.stranger.user)
    assert other.get(url(learner)).context["enrolment"] == elsewhere
    assert other.get(f"{url(learner)}?enrolment={plan.enrolment.uuid}").status_code == 404
    assert other.get(section_url(plan)).status_code == 404
    both = client_of(world.social_worker.user).get(url(learner))
    assert [tab["name"] for tab in both.context["tabs"]] == [str(elsewhere), str(plan.enrolment)]
    assert client_of(world.social_worker.user).get(f"{url(learner)}?enrolment=nonsense").status_code == 404


def test_without_a_place_the_page_says_what_a_plan_belongs_to(world: World, client: Client):
    assert "There is no plan to show" in client.get(url(world.learner(enrolled=False))).content.decode()


def test_the_best_months_are_shown_before_the_start(world: World, client: Client, real_now: datetime):
    starts_on = date(local_date(real_now).year + 1, 9, 1)
    learner = enrol_somebody(world, starts_on, real_now).learner
    text = client.get(url(learner)).content.decode()
    assert f"1 May {starts_on.year}" in text
    assert f"31 July {starts_on.year}" in text


def test_the_whole_way_from_beginning_to_the_second_review_clock(
    world: World, enrolment: Enrolment, client: Client, real_now: datetime
):
    learner, today = enrolment.learner, local_date(real_now)
    assert "The plan has not been begun" in client.get(url(learner)).content.decode()
    client.post(url(learner, "begin"), {"variant": "course", "aims_for_higher_education": "on"})
    plan = EducationPlan.objects.get(enrolment=enrolment)
    assert "0 of 14 sections complete" in client.get(url(learner)).content.decode()
    refused = client.post(answer_url(plan), said("young_person", "Ade", today))
    assert "Write “Key contacts” and “Safeguarding” first" in refused.content.decode()
    for code in ("key_contacts", "safeguarding"):
        written = {question.code: "First line\r\nSecond line" for question in questions_for(code, "course")}
        response = client.post(section_url(plan, code), {**written, "version": "0", "state": "complete"})
        assert response.status_code == 302
    text = client.get(url(learner)).content.decode()
    assert "2 of 14 sections complete" in text
    assert "Saved by Sue Worker" in text
    assert plan.sections.get(code="safeguarding").answers["known"] == "First line\nSecond line"
    for party in PlanParty:
        assert client.post(answer_url(plan), said(party.value, party.label, today)).status_code == 302
    plan = EducationPlan.objects.get(enrolment=enrolment)
    assert plan.state == PlanState.AGREED
    clocks = {clock.duty_code: clock for clock in Deadline.objects.filter(subject_uuid=enrolment.uuid)}
    assert clocks["education_plan"].state == DeadlineState.MET
    assert clocks["plan_review"].state == DeadlineState.OPEN
    EducationPlan.objects.filter(pk=plan.pk).update(agreed_at=plan.agreed_at - timedelta(days=5))
    Deadline.objects.filter(duty_code="plan_review").update(
        starts_at=clocks["plan_review"].starts_at - timedelta(days=5)
    )
    response = client.post(
        url(learner, "review"),
        {"attendees": "All", "young_person_said": "Good", "decisions": "Go on", **day_data("held_on", today)},
    )
    assert response.status_code == 302
    assert {clock.state for clock in Deadline.objects.filter(duty_code="plan_review")} == {"met", "open"}
    assert "Go on" in client.get(url(learner)).content.decode()


def test_a_section_somebody_else_saved_shows_both_texts(world: World, plan: EducationPlan, client: Client, real_now):
    address = section_url(plan)
    assert 'name="version" value="0"' in client.get(address).content.decode()
    save_section(
        plan=plan, code="views", answers={"notes": "Theirs"}, version=0, by=world.designated_person.user, now=real_now
    )
    mine = {"going": "Well", "notes": "Mine & mine"}
    response = client.post(address, {**mine, "version": "0", "state": "in_progress"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "Dina Designated changed this section while you were writing" in text
    assert "Theirs" in text
    assert "Mine &amp; mine" in text
    assert 'name="version" value="1"' in text
    choose = {**mine, "version": "1", "state": "in_progress", "action": "choose"}
    refused = client.post(address, choose).content.decode()
    assert "Choose which answer stands for “Anything else”" in refused
    response = client.post(address, {**choose, "choice_notes": "both", "choice_going": "mine"})
    assert response.status_code == 302
    section = plan.sections.get(code="views")
    assert (section.answers, section.version) == ({"going": "Well", "notes": "Theirs\n\nMine & mine"}, 2)


def test_a_third_version_while_choosing_is_shown_again(world: World, plan: EducationPlan, client: Client, real_now):
    by = world.designated_person.user
    save_section(plan=plan, code="views", answers={"notes": "Theirs"}, version=0, by=by, now=real_now)
    save_section(plan=plan, code="views", answers={"notes": "Newest"}, version=1, by=by, now=real_now)
    choose = {"notes": "Mine", "version": "1", "state": "in_progress", "action": "choose", "choice_notes": "mine"}
    text = client.post(section_url(plan), choose).content.decode()
    assert "Newest" in text
    assert 'name="version" value="2"' in text
    assert plan.sections.get(code="views").answers == {"notes": "Newest"}


def test_a_change_that_takes_agreement_back_says_so(world: World, plan: EducationPlan, client: Client, real_now):
    today = local_date(real_now)
    client.post(answer_url(plan), said("young_person", "Ade", today))
    response = client.post(section_url(plan), {"notes": "New", "version": "0", "state": "in_progress"}, follow=True)
    assert "ask again whether they agree: Ade" in response.content.decode()


def test_dates_that_cannot_be_are_pointed_out(world: World, plan: EducationPlan, client: Client, real_now):
    learner, tomorrow = plan.enrolment.learner, local_date(real_now) + timedelta(days=1)
    refused = client.post(answer_url(plan), said("young_person", "Ade", tomorrow))
    assert "cannot have agreed" in refused.content.decode() or "in the future" in refused.content.decode()
    agree_by_all(plan, world, real_now)
    review = {"attendees": "All", "young_person_said": "Good", "decisions": "Go on"}
    refused = client.post(url(learner, "review"), review | day_data("held_on", tomorrow))
    assert "cannot have been held in the future" in refused.content.decode()
    assert "Go on" in refused.content.decode()
    early = client.post(url(learner, "review"), review | day_data("held_on", tomorrow - timedelta(days=30)))
    assert "cannot have been held before that" in early.content.decode()


def test_an_unknown_section_is_not_found(world: World, plan: EducationPlan, client: Client):
    assert client.get(section_url(plan, "nonsense")).status_code == 404


def test_the_page_takes_as_many_queries_with_many_reviews(
    world: World, plan: EducationPlan, client: Client, real_now: datetime, django_assert_max_num_queries
):
    learner = plan.enrolment.learner
    agree_by_all(plan, world, real_now - timedelta(days=9), real_now)
    client.get(url(learner))
    with django_assert_max_num_queries(40) as first:
        client.get(url(learner))
    for days in range(1, 6):
        record_review(
            plan=plan,
            held_on=local_date(real_now) - timedelta(days=6 - days),
            attendees="All",
            young_person_said="Good",
            decisions="Go on",
            by=world.designated_person.user,
            now=real_now,
        )
    with django_assert_max_num_queries(len(first)):
        client.get(url(learner))
