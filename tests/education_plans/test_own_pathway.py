"""The pathway plan, the skills passport and the copy of the plan on the young person's own page (P2, W6, W7)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.clock import local_date
from deadlines.models import Deadline
from education_plans.enums import Answer, PathwayDomain, SectionCode, SectionState, SkillState, Through, ViewAbout
from education_plans.models import EducationPlan, PathwayPlan, View
from education_plans.selectors.own_pathway import words_of_pathway
from education_plans.services import begin_plan, save_section
from education_plans.services.passport import record_skill
from education_plans.services.pathway import add_action, begin_pathway, complete_action, save_matter
from education_plans.services.pathway_answers import sign_pathway
from learners.models import Learner
from notifications.models import Message
from tests.crawling import text_of
from tests.education_plans.conftest import read
from tests.people import World
from tests.plan_things.pathway import first_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def pathway(learner: Learner, world: World, real_now: datetime) -> PathwayPlan:
    return begin_pathway(learner=learner, by=world.social_worker.user, now=real_now)


def write(pathway: PathwayPlan, world: World, now: datetime, domain: PathwayDomain, needs: str, says: str = "") -> None:
    save_matter(
        pathway=pathway, domain=domain, needs=needs, says=says, state=SectionState.COMPLETE,
        version=pathway.sections.get(domain=domain).version, by=world.social_worker.user, now=now,
    )  # fmt: skip


def test_without_one_the_page_says_how_it_comes(phone: Client):
    assert "There is no pathway plan yet" in read(phone, "pathway/")
    assert "My pathway plan" not in read(phone, "")
    assert phone.post("/me/pathway/", {"answer": "agrees"}).status_code == 404


def test_it_says_what_they_need_what_they_said_and_what_will_be_done(
    pathway: PathwayPlan,
    phone: Client,
    world: World,
    real_now: datetime,
):
    by = world.social_worker.user
    write(pathway, world, real_now, PathwayDomain.HEALTH, "A dentist\nnear the college", "I hate waiting")
    save_matter(
        pathway=pathway, domain=PathwayDomain.EMPLOYMENT, needs="Hidden words", says="", not_applicable_reason="At college",
        state=SectionState.NOT_APPLICABLE, version=0, by=by, now=real_now,
    )  # fmt: skip
    due = local_date(real_now) + timedelta(days=9)
    add_action(
        pathway=pathway, domain=PathwayDomain.HEALTH, how="Find a dentist", owner=world.social_worker, due_on=due, by=by,
        now=real_now,
    )  # fmt: skip
    mine = add_action(
        pathway=pathway, domain=PathwayDomain.HEALTH, how="Write the time down", owner_name=pathway.learner.called,
        due_on=due, by=by, now=real_now,
    )  # fmt: skip
    page = read(phone, "pathway/")
    for words in (
        "My health, and how I feel",
        "near the college",
        "I hate waiting",
        "Find a dentist",
        "Sue Worker",
        "Who: you",
    ):
        assert words in page
    for words in ("Hidden words", "At college", "Health, and mental health"):
        assert words not in page
    complete_action(action=mine, done_on=local_date(real_now), result="Only for us", by=by, now=real_now)
    page = read(phone, "pathway/")
    assert "Done" in page
    assert "Only for us" not in page
    assert "/me/pathway/" in read(phone, "")
    assert "/me/pathway/" in read(phone, "plan/")


def test_they_agree_once_it_says_what_happens_if_it_does_not_work_out(
    pathway: PathwayPlan,
    phone: Client,
    world: World,
    real_now: datetime,
):
    assert "It is not ready yet" in read(phone, "pathway/")
    refused = phone.post("/me/pathway/", {"answer": "agrees"}).content.decode()
    assert "One part is not written yet" in refused
    write(pathway, world, real_now, PathwayDomain.CONTINGENCY, "Back to Cora")
    assert phone.post("/me/pathway/", {"answer": "agrees"}).url == "/me/?done=agreed"
    pathway.refresh_from_db()
    assert (pathway.young_person_answer, pathway.young_person_through) == (Answer.AGREES, Through.OWN_PAGE)
    assert "that you agree" in read(phone, "pathway/")
    assert Message.objects.filter(recipient=world.social_worker.user, link=f"/pathway/{pathway.uuid}/").exists()
    sign_pathway(pathway=pathway, by=world.social_worker.user, now=real_now)
    later = real_now + timedelta(minutes=1)
    write(pathway, world, later, PathwayDomain.HEALTH, "A dentist")
    assert "Something in the plan is new" in read(phone, "pathway/")


def test_they_do_not_agree_and_are_told_what_comes_of_it(
    pathway: PathwayPlan,
    phone: Client,
    real_now: datetime,
):
    assert "Tell us what is not right" in phone.post("/me/pathway/", {"answer": "disagrees"}).content.decode()
    assert phone.post("/me/pathway/", {"answer": "disagrees", "says": "Not that flat"}).url == "/me/?done=disagreed"
    pathway.refresh_from_db()
    assert (pathway.young_person_answer, pathway.young_person_says) == (Answer.DISAGREES, "Not that flat")
    view = View.objects.get()
    assert (view.about, view.words, view.recorded_by) == (ViewAbout.PLAN, "Not that flat", None)
    assert Deadline.objects.filter(subject_uuid=view.uuid).exists()
    assert "Not that flat" in read(phone, "pathway/")
    assert "Waiting for an answer" in read(phone, "you-said/")


def test_nobody_agrees_to_words_they_have_not_read(
    pathway: PathwayPlan, phone: Client, world: World, real_now: datetime
):
    write(pathway, world, real_now, PathwayDomain.CONTINGENCY, "Back to Cora")
    seen = words_of_pathway(pathway)
    assert seen in read(phone, "pathway/")
    write(pathway, world, real_now, PathwayDomain.CONTINGENCY, "A hostel")
    refused = phone.post("/me/pathway/", {"answer": "agrees", "seen": seen}).content.decode()
    assert "The plan was changed while this page was open" in refused
    assert "A hostel" in refused
    pathway.refresh_from_db()
    assert pathway.young_person_answer == ""
    phone.post("/me/pathway/", {"answer": "agrees", "seen": words_of_pathway(pathway)})
    pathway.refresh_from_db()
    assert pathway.young_person_answer == Answer.AGREES


def test_what_they_can_do_and_what_they_learn(
    learner: Learner,
    phone: Client,
    world: World,
    real_now: datetime,
):
    item = first_skill()
    assert "You can do <strong>0 of" in read(phone, "skills/")
    for state, words in ((SkillState.LEARNING, "I am learning it"), (SkillState.CAN_DO, "I can do it")):
        record_skill(
            learner=learner, item=item, state=state, evidence="Cooked for six", by=world.social_worker.user, now=real_now
        )  # fmt: skip
        page = read(phone, "skills/")
        assert words in page
        assert "Cook five meals" in page
        assert "Cooked for six" in page
        assert "Sue Worker" not in page
    assert "You can do <strong>1 of" in page


def test_their_plan_as_pdf_in_their_own_design(
    learner: Learner,
    phone: Client,
    world: World,
    real_now: datetime,
):
    assert phone.get("/me/plan/print.pdf").status_code == 404, "there is no plan"
    plan: EducationPlan = begin_plan(enrolment=world.enrolment(learner), by=world.social_worker.user, now=real_now)
    for code, answers in (
        (SectionCode.VIEWS, {"going": "I like the workshop"}),
        (SectionCode.SAFEGUARDING, {"known": "Zugzwang"}),
    ):
        save_section(plan=plan, code=code, answers=answers, version=0, by=world.social_worker.user, now=real_now)
    page = read(phone, "plan/")
    for form in ("print", "large_print"):
        assert f"/me/plan/{form}.pdf" in page
        response = phone.get(f"/me/plan/{form}.pdf?safeguarding=yes&version=1")
        assert response["Content-Type"] == "application/pdf"
        assert "attachment" in response["Content-Disposition"]
        assert learner.family_name not in response["Content-Disposition"]
        text = text_of(response)
        assert "I like the workshop" in text
        assert "How it is going" in text
        assert "Zugzwang" not in text
    assert phone.get("/me/plan/professional.pdf").status_code == 404
    assert phone.post("/me/plan/print.pdf").status_code == 405
    assert Client().get("/me/plan/print.pdf").status_code == 404
