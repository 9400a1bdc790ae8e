"""The pages of a pathway plan: who opens them, the way from beginning to a review, two people in one matter."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import access
from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.form_fields import day_data
from accounts.models import User
from deadlines.models import Deadline
from education_plans.enums import Answer, PathwayDomain, SectionState, Through
from education_plans.models import EducationPlan, PathwayAction, PathwayPlan
from education_plans.selectors.pathway import entries, tasks
from education_plans.services import save_section
from education_plans.services.pathway import add_action, begin_pathway, save_matter
from education_plans.services.pathway_answers import answer_pathway, sign_pathway
from education_plans.services.pathway_reviews import ask_for_review, record_pathway_review
from learners.models import Learner
from tests.education_plans.conftest import enrol_somebody, written_plan
from tests.factories import AgencyFactory, AgencyLinkFactory, MembershipFactory
from tests.people import World

ClientOf = Callable[[User], Client]


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


@pytest.fixture
def pathway(world: World, learner: Learner, real_now: datetime) -> PathwayPlan:
    return begin_pathway(learner=learner, by=world.social_worker.user, now=real_now)


@pytest.fixture
def client(world: World, client_of: ClientOf) -> Client:
    return client_of(world.social_worker.user)


def url(pathway: PathwayPlan, name: str = "pathway", *args: object) -> str:
    return reverse(f"education_plans:{name}", args=[pathway.uuid, *args])


def matter(needs: str, *, version: int = 0, state: str = "complete", says: str = "") -> dict[str, str]:
    return {"needs": needs, "says": says, "state": state, "version": str(version), "not_applicable_reason": ""}


def test_from_the_empty_page_to_a_plan_that_holds(world: World, learner: Learner, client: Client, real_now: datetime):
    whole = reverse("education_plans:one-plan", args=[learner.uuid])
    begin = reverse("education_plans:begin-pathway", args=[learner.uuid])
    assert begin in client.get(whole).content.decode()
    assert "Begin the plan" in client.get(begin).content.decode()
    client.post(begin)
    pathway = PathwayPlan.objects.get()
    assert client.get(begin).headers["Location"] == url(pathway), "there is one already"
    assert "0 of 10 matters dealt with" in client.get(url(pathway)).content.decode()
    write = url(pathway, "pathway-write", "contingency")
    client.post(write, matter("Back to Cora’s spare room.\r\nRing Sue.", says="I would ring Sue"))
    page = client.get(url(pathway, "pathway-matter", "contingency")).content.decode()
    assert "Back to Cora’s spare room.<br>Ring Sue." in page
    assert "I would ring Sue" in page
    assert "1 of 10 matters dealt with" in client.get(url(pathway)).content.decode()
    answered = client.post(url(pathway, "pathway-answer"), {"answer": "agrees", "says": ""}, follow=True)
    assert "What they say is recorded." in answered.content.decode()
    assert "Accommodation" in client.get(url(pathway, "pathway-sign")).content.decode(), "what is not dealt with yet"
    signed = client.post(url(pathway, "pathway-sign"), {}, follow=True).content.decode()
    assert "The plan holds, and the clock of its first review runs." in signed
    assert Deadline.objects.get(duty_code="pathway_review").due_on is not None
    assert "Signed by Sue Worker" in signed
    today = local_date(real_now)
    reviewed = client.post(
        url(pathway, "pathway-review"),
        {"attendees": "Sue", "young_person_said": "Good", "decisions": "Go on", **day_data("held_on", today)},
        follow=True,
    ).content.decode()
    assert "The review is recorded" in reviewed
    assert "Go on" in reviewed


def test_two_people_in_one_matter_lose_nothing(
    world: World, pathway: PathwayPlan, client: Client, client_of: ClientOf, real_now: datetime
):
    address = url(pathway, "pathway-write", "health")
    client_of(world.team_manager.user).post(address, matter("A dentist in Home"))
    refused = client.post(address, matter("An optician", says="My eyes hurt")).content.decode()
    assert "Tom Manager changed this part while you were writing" in refused
    assert "A dentist in Home" in refused
    assert "An optician" in refused
    assert "My eyes hurt" in refused
    mine = matter("An optician", says="My eyes hurt", version=1)
    unchosen = client.post(address, {**mine, "action": "choose"}).content.decode()
    assert "Choose which answer stands for “What do they need?”" in unchosen
    client.post(address, {**mine, "action": "choose", "choice_needs": "both", "choice_says": "mine"})
    section = pathway.sections.get(domain="health")
    assert section.answers == {"needs": "A dentist in Home\n\nAn optician", "says": "My eyes hurt"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (matter(" "), "Say what they need before you call this part complete"),
        (matter("", state="not_applicable"), "Say why this does not apply"),
    ],
)
def test_what_is_missing_is_said_beside_its_question(
    pathway: PathwayPlan, client: Client, data: dict[str, str], words: str
):
    assert words in client.post(url(pathway, "pathway-write", "health"), data).content.decode()


def test_contingency_offers_no_way_out(pathway: PathwayPlan, client: Client):
    assert "Does not apply" not in client.get(url(pathway, "pathway-write", "contingency")).content.decode()
    assert "Does not apply" in client.get(url(pathway, "pathway-write", "health")).content.decode()


def test_an_action_from_plan_to_done(world: World, pathway: PathwayPlan, client: Client, real_now: datetime):
    today = local_date(real_now)
    new = url(pathway, "pathway-action-new", "finance")
    missing = client.post(new, {"how": "Open an account", "owner": "somebody", **day_data("due_on", today)})
    assert "Enter the name of who will do it" in missing.content.decode()
    yesterday = {"how": "x", "owner": "young_person", **day_data("due_on", today - timedelta(days=1))}
    assert "The day must be today or later" in client.post(new, yesterday).content.decode()
    client.post(new, {"how": "Open an account", "owner": str(world.social_worker.uuid), **day_data("due_on", today)})
    action = PathwayAction.objects.get()
    assert action.owner == world.social_worker
    assert "Open an account" in client.get(url(pathway)).content.decode()
    change = reverse("education_plans:pathway-action-change", args=[action.uuid])
    assert "Open an account" in client.get(change).content.decode()
    client.post(change, {"how": "Open a savings account", "owner": "young_person", **day_data("due_on", today)})
    action.refresh_from_db()
    assert (action.owner, action.owner_name) == (None, pathway.learner.called)
    done = reverse("education_plans:pathway-action-done", args=[action.uuid])
    client.post(done, {"result": "Has a card", **day_data("done_on", today)})
    assert "Has a card" in client.get(url(pathway)).content.decode()
    assert (
        "already recorded as done" in client.post(done, {"result": "", **day_data("done_on", today)}).content.decode()
    )


def test_a_person_of_somewhere_else_cannot_be_chosen(
    world: World, pathway: PathwayPlan, client: Client, real_now: datetime
):
    answer = client.post(
        url(pathway, "pathway-action-new", "finance"),
        {"how": "x", "owner": str(world.stranger.uuid), **day_data("due_on", local_date(real_now))},
    )
    assert answer.status_code == 200
    assert not PathwayAction.objects.exists()


def test_whoever_disagrees_is_shown_beside_the_plan(world: World, pathway: PathwayPlan, client: Client):
    address = url(pathway, "pathway-answer")
    assert "Say what they do not agree with" in client.post(address, {"answer": "disagrees"}).content.decode()
    client.post(address, {"answer": "disagrees", "says": "I want to live alone"})
    assert "I want to live alone" in client.get(url(pathway)).content.decode()
    refused = client.post(address, {"answer": "agrees"}).content.decode()
    assert "Write “What happens if the plan does not work out” first" in refused


def test_a_review_is_asked_for(world: World, pathway: PathwayPlan, client: Client):
    client.post(url(pathway, "pathway-ask-review"), {"who": "young_person", "why": "I want to move"})
    text = client.get(url(pathway)).content.decode()
    assert "A review is asked for" in text
    assert "I want to move" in text
    assert Deadline.objects.filter(duty_code="pathway_review_asked").count() == 1


def test_a_closed_plan_says_so_and_offers_nothing(pathway: PathwayPlan, client: Client):
    client.post(url(pathway, "pathway-close"), {"reason": "Is 25"})
    text = client.get(url(pathway)).content.decode()
    assert "This plan is closed" in text
    assert "Record a review" not in text
    refused = client.post(url(pathway, "pathway-write", "health"), matter("x")).content.decode()
    assert "can no longer be changed" in refused


def test_where_they_live_is_judged_factor_by_factor(pathway: PathwayPlan, client: Client, real_now: datetime):
    address = url(pathway, "pathway-accommodation")
    factors = ["facilities", "repair", "safety", "location", "support", "tenancy", "affordable", "views", "rights"]
    assert all(f'name="{factor}"' in client.get(address).content.decode() for factor in factors)
    data = {
        **dict.fromkeys(factors, "yes"),
        **day_data("on", local_date(real_now)),
        "where": "Supported lodgings",
        "is_suitable": "no",
        "reason": "The lock is broken",
        "safety": "no",
    }
    assert "Say what is not suitable about “Safety”" in client.post(address, data).content.decode()
    client.post(address, data | {"safety_note": "The front door does not lock"})
    text = client.get(url(pathway, "pathway-matter", "accommodation")).content.decode()
    assert "Not suitable" in text
    assert "The front door does not lock" in text
    missing = client.post(address, {key: value for key, value in data.items() if key != "rights"})
    assert "Say whether it is suitable: whether they understand their rights" in missing.content.decode()


@pytest.mark.parametrize("name", ["designated_person", "host_key_contact", "stranger"])
def test_other_agencies_find_nothing(
    world: World, pathway: PathwayPlan, client_of: ClientOf, name: str, real_now: datetime
):
    other = client_of(getattr(world, name).user)
    ask_for_review(pathway=pathway, by_young_person=True, why="", through=Through.OWN_PAGE, by=None, now=real_now)
    whole = reverse("education_plans:one-plan", args=[pathway.learner.uuid])
    passport = reverse("education_plans:passport", args=[pathway.learner.uuid])
    assert [other.get(page).status_code for page in (url(pathway), whole, passport)] == [404] * 3
    assert entries(pathway.learner, getattr(world, name).user) == []
    assert not Deadline.objects.visible_to(getattr(world, name).user).filter(duty_code__startswith="pathway").exists()


def test_a_panel_partner_sees_the_record_and_not_the_plan(world: World, pathway: PathwayPlan, real_now: datetime):
    partner = AgencyFactory(name="Home Housing", kind="other")
    AgencyLinkFactory(learner=pathway.learner, agency=partner, purpose=Purpose.PANEL_PARTNER)
    user = MembershipFactory(agency=partner, role="panel_partner").user
    assert Learner.objects.visible_to(user).exists()
    assert not PathwayPlan.objects.visible_to(user).exists()


def test_one_plan_shows_education_inside_and_hides_safeguarding(
    world: World, client_of: ClientOf, client: Client, real_now: datetime
):
    enrolment = enrol_somebody(world, local_date(real_now), real_now)
    plan: EducationPlan = written_plan(enrolment, world, real_now)
    learner = enrolment.learner
    section = plan.sections.get(code="safeguarding")
    save_section(
        plan=plan, code="safeguarding", answers={"notes": "Nobody may collect her"}, version=section.version,
        by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    begin_pathway(learner=learner, by=world.social_worker.user, now=real_now)
    page = reverse("education_plans:one-plan", args=[learner.uuid])
    text = client.get(page).content.decode()
    assert "Education plan: Carpentry at Brindley College" in text
    assert "Nobody may collect her" in text
    viewer = MembershipFactory(agency=world.virtual_school, role="viewer")
    access.rebuild()
    hidden = client_of(viewer.user).get(page).content.decode()
    assert "Nobody may collect her" not in hidden
    assert "shown only to people whose role lets them read it" in hidden


def test_the_timeline_tells_the_way_of_the_plan(world: World, pathway: PathwayPlan, real_now: datetime):
    by, now = world.social_worker.user, real_now
    save_matter(
        pathway=pathway, domain=PathwayDomain.CONTINGENCY, needs="x", says="", state=SectionState.COMPLETE, version=0,
        by=by, now=now,
    )  # fmt: skip
    answer_pathway(pathway=pathway, answer=Answer.AGREES, says="", through=Through.STAFF, by=by, now=now)
    sign_pathway(pathway=pathway, by=by, now=now)
    ask_for_review(pathway=pathway, by_young_person=True, why="", through=Through.STAFF, by=by, now=now)
    record_pathway_review(
        pathway=pathway, held_on=local_date(now), attendees="x", young_person_said="x", decisions="x", by=by, now=now
    )
    assert {entry.title for entry in entries(pathway.learner, by)} == {
        "Pathway plan begun",
        "Pathway plan agreed",
        "The young person asked for a review of the pathway plan",
        "Pathway plan reviewed",
    }


def test_what_somebody_promised_is_among_their_tasks_when_its_day_is_near(
    world: World, pathway: PathwayPlan, real_now: datetime
):
    today = local_date(real_now)
    for number, due_on in enumerate([today + timedelta(days=13), today + timedelta(days=30)]):
        add_action(
            pathway=pathway, domain=PathwayDomain.HEALTH, how=f"Task {number}", owner=world.social_worker,
            due_on=due_on, by=world.social_worker.user, now=real_now,
        )  # fmt: skip
    assert [task.text for task in tasks(world.social_worker.user, real_now)] == ["Pathway plan: Task 0"]
    assert tasks(world.team_manager.user, real_now) == []


def test_a_page_costs_the_same_however_much_is_planned(
    world: World, pathway: PathwayPlan, client: Client, real_now: datetime
):
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked.captured_queries)

    whole = reverse("education_plans:one-plan", args=[pathway.learner.uuid])
    pages = [url(pathway), url(pathway, "pathway-matter", "health"), whole]
    for page in pages:
        client.get(page)
    few = [cost(page) for page in pages]
    for domain in PathwayDomain:
        for number in range(3):
            add_action(
                pathway=pathway, domain=domain, how=f"Task {number}", owner=world.social_worker,
                due_on=local_date(real_now), by=world.social_worker.user, now=real_now,
            )  # fmt: skip
    for _ in range(3):
        ask_for_review(
            pathway=pathway, by_young_person=False, why="", through=Through.STAFF, by=world.social_worker.user,
            now=real_now,
        )  # fmt: skip
    many = [cost(page) for page in pages]
    assert many[1:] == few[1:]
    assert many[0] <= few[0] + 1, "nothing for each action or request"


def test_an_unknown_matter_is_not_there(pathway: PathwayPlan, client: Client):
    assert client.get(url(pathway, "pathway-matter", "luck")).status_code == 404
    assert client.get(url(pathway, "pathway-write", "luck")).status_code == 404
    area = reverse("education_plans:passport-area", args=[pathway.learner.uuid, 99])
    assert client.get(area).status_code == 404


def test_nobody_answers_or_signs_words_they_have_not_read(
    world: World, pathway: PathwayPlan, client: Client, real_now: datetime
):
    by = world.social_worker.user
    pages = {name: client.get(url(pathway, name)).context["form"] for name in ("pathway-answer", "pathway-sign")}
    save_matter(
        pathway=pathway, domain=PathwayDomain.CONTINGENCY, needs="If all fails, we meet.", says="",
        state=SectionState.COMPLETE, version=0, by=by, now=real_now,
    )  # fmt: skip
    typed = {"answer": "agrees", "says": "Fine", "not_asked_reason": "Abroad"}
    for name, form in pages.items():
        refused = client.post(url(pathway, name), {**typed, "seen": form.initial["seen"]})
        assert refused.status_code == 200
        assert "The plan was changed while this page was open" in refused.content.decode()
        again = refused.context["form"]
        assert "says" not in again.fields or again["says"].value() == "Fine"
        assert again["seen"].value() != form.initial["seen"]
        assert client.post(url(pathway, name), {**typed, "seen": again["seen"].value()}).status_code == 302
    pathway.refresh_from_db()
    assert pathway.young_person_answer == Answer.AGREES
    assert pathway.key_worker_agreed_by == by
