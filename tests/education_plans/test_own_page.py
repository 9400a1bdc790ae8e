"""What a young person reads and does on their own page, and what never appears there (M5, A15)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.clock import local_date
from accounts.models import User
from deadlines.models import Deadline
from education_plans.enums import (
    Answer,
    Domain,
    EarlyReason,
    MeetingKind,
    PlanParty,
    RecordRequestState,
    SectionCode,
    Through,
    ViewAbout,
    ViewResponse,
)
from education_plans.models import EarlyReview, EducationPlan, HelpCall, PlanAgreement, RecordRequest, Target, View
from education_plans.rules.copies import OWN_SECTIONS
from education_plans.services import begin_plan, save_section
from education_plans.services.meetings import call_meeting
from education_plans.services.pathway import begin_pathway
from education_plans.services.record_requests import ask_back, ask_for_record, give, review
from education_plans.services.targets import TargetWords, add_target
from education_plans.services.views_given import answer_view, say
from learners.models import Learner
from learners.services import restrict
from tests.education_plans.conftest import read
from tests.people import World
from tracking.enums import IncidentKind
from tracking.services import log_incident, raise_emergency

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]

#: Words that stand only where a young person must not read them.
SAFEGUARDING, COLLEAGUES, INCIDENT, EMERGENCY, OTHERS = (
    "Zugzwang at home", "Xylophone agenda", "Quarrel in the workshop", "Vanished overnight", "Brother Yorick said"
)  # fmt: skip

PAGES = (
    "", "plan/", "tell-us/", "before-meeting/", "you-said/", "money/", "talk/", "help/", "help/asked/", "who-looked/",
    "record/", "pathway/", "skills/",
)  # fmt: skip


@pytest.fixture
def plan(learner: Learner, world: World, real_now: datetime) -> EducationPlan:
    """A plan with something in every section."""
    by = world.social_worker.user
    plan = begin_plan(enrolment=world.enrolment(learner), by=by, now=real_now)
    for section in plan.sections.all():
        text = SAFEGUARDING if section.code == SectionCode.SAFEGUARDING else f"About {section.code}"
        save_section(plan=plan, code=SectionCode(section.code), answers={"notes": text}, version=0, by=by, now=real_now)
    return plan


def target_of(plan: EducationPlan, world: World, now: datetime, *, mine: bool = True) -> Target:
    words = TargetWords(
        domain=Domain.LEARNING,
        what="Read one book",
        due_on=local_date(now) + timedelta(days=30),
        evidence="It is read",
        by_young_person=mine,
        helper=world.mentor,
    )
    return add_target(plan=plan, words=words, by=world.social_worker.user, now=now)


def test_nothing_of_safeguarding_and_nothing_written_for_colleagues_ever_appears(
    learner: Learner, plan: EducationPlan, phone: Client, world: World, real_now: datetime
):
    by = world.designated_person.user
    log_incident(
        enrolment=plan.enrolment, kind=IncidentKind.SUSPENSION, occurred_at=real_now, description=INCIDENT, by=by,
        now=real_now,
    )  # fmt: skip
    raise_emergency(learner=learner, description=EMERGENCY, by=by, now=real_now)
    call_meeting(
        plan=plan, kind=MeetingKind.EXTRA, starts_at=real_now + timedelta(days=3),
        ends_at=real_now + timedelta(days=3, hours=1), place="Room 4", why=COLLEAGUES, agenda=COLLEAGUES,
        people=[world.designated_person], by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    other = world.learner()
    say(learner=other, about=ViewAbout.HOME, words=OTHERS, through=Through.OWN_PAGE, by=None, now=real_now)
    for path in PAGES:
        page = read(phone, path)
        for words in (SAFEGUARDING, COLLEAGUES, INCIDENT, EMERGENCY, OTHERS, other.full_name):
            assert words not in page, f"{path}: {words}"
    assert "Room 4" in read(phone, "")


def test_a_section_is_shown_only_if_it_is_named():
    assert SectionCode.SAFEGUARDING not in OWN_SECTIONS
    hidden = set(SectionCode) - set(OWN_SECTIONS)
    assert SectionCode.SAFEGUARDING in hidden


def test_the_plan_as_it_is_shared(plan: EducationPlan, phone: Client):
    page = read(phone, "plan/")
    for code in OWN_SECTIONS:
        if plan.sections.filter(code=code).exists():
            assert f"About {code.value}" in page


def test_a_restricted_record_keeps_its_people_to_those_who_know(
    learner: Learner, phone: Client, world: World, real_now: datetime
):
    assert "Kay Contact" in read(phone, "")
    restrict(
        learner=learner, people=[world.social_worker.user, world.team_manager.user, world.head.user], reason="Danger",
        by=world.team_manager.user, now=real_now,
    )  # fmt: skip
    page = read(phone, "")
    assert "Sue Worker" in page
    for name in ("Kay Contact", "Dina Designated"):
        assert name not in page


def test_people_can_be_rung_with_one_tap(learner: Learner, phone: Client, world: World):
    world.social_worker.user.phone = "0121 496 0123"
    world.social_worker.user.save()
    page = read(phone, "")
    assert 'href="tel:01214960123"' in page
    for name in ("Sue Worker", "Dina Designated", "Kay Contact"):
        assert name in page


def test_a_target_is_ticked_and_the_tick_taken_back(
    plan: EducationPlan, phone: Client, world: World, real_now: datetime
):
    target = target_of(plan, world, real_now)
    assert "Mo Mentor helps" in read(phone, "")
    phone.post(f"/me/targets/{target.uuid}/tick/", {"done": "yes"})
    target.refresh_from_db()
    assert target.ticked_at is not None
    assert "You did it" in read(phone, "")
    phone.post(f"/me/targets/{target.uuid}/tick/", {"done": ""})
    target.refresh_from_db()
    assert target.ticked_at is None


def test_only_their_own_targets_can_be_ticked(plan: EducationPlan, phone: Client, world: World, real_now: datetime):
    of_staff = target_of(plan, world, real_now, mine=False)
    stranger = begin_plan(enrolment=world.enrolment(), by=world.social_worker.user, now=real_now)
    of_another = target_of(stranger, world, real_now)
    for target in (of_staff, of_another):
        assert phone.post(f"/me/targets/{target.uuid}/tick/", {"done": "yes"}).status_code == 404


def test_they_say_how_it_is_going_and_read_the_answer(
    learner: Learner, phone: Client, world: World, real_now: datetime
):
    assert "Choose a face or write something" in phone.post("/me/tell-us/", {"about": "course"}).content.decode()
    response = phone.post("/me/tell-us/", {"about": "course", "mood": "not_good", "words": "Maths is too fast"})
    assert response.url == "/me/?done=said"
    assert "Somebody will read it" in read(phone, "?done=said")
    view = View.objects.get()
    assert (view.through, view.recorded_by) == (Through.OWN_PAGE, None)
    assert "Waiting for an answer" in read(phone, "you-said/")
    answer_view(
        view=view, response=ViewResponse.DONE, words="You have a tutor now.", by=world.designated_person.user,
        now=real_now,
    )  # fmt: skip
    assert "You have a tutor now." in read(phone, "")
    assert "You have a tutor now." in read(phone, "you-said/")
    assert "You have a tutor now." not in read(phone, "")  # read once, it is news no longer


def test_they_agree_with_their_plan(plan: EducationPlan, phone: Client):
    assert phone.post("/me/plan/answer/", {"answer": "agrees"}).url == "/me/?done=agreed"
    said = PlanAgreement.objects.get()
    assert (said.party, said.answer, said.through, said.recorded_by) == (
        PlanParty.YOUNG_PERSON, Answer.AGREES, Through.OWN_PAGE, None,
    )  # fmt: skip
    assert "that you agree" in read(phone, "plan/")


def test_they_agree_to_nothing_that_they_have_not_read(
    plan: EducationPlan, phone: Client, world: World, real_now: datetime
):
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', read(phone, "plan/"))
    assert seen
    target_of(plan, world, real_now)
    refused = phone.post("/me/plan/answer/", {"answer": "agrees", "seen": seen[1]}).content.decode()
    assert "Read it again, then answer" in refused
    assert "Read one book" in refused
    assert not PlanAgreement.objects.exists()


def test_they_do_not_agree_and_a_review_is_proposed(plan: EducationPlan, phone: Client):
    assert "Tell us what is not right" in phone.post("/me/plan/answer/", {"answer": "disagrees"}).content.decode()
    assert phone.post("/me/plan/answer/", {"answer": "disagrees", "says": "Wrong course"}).url == "/me/?done=disagreed"
    assert EarlyReview.objects.get().reason == EarlyReason.DISAGREES
    view = View.objects.get()
    assert Deadline.objects.filter(subject_uuid=view.uuid).exists()
    assert "Wrong course" in read(phone, "plan/")


def test_a_review_that_they_ask_for(
    learner: Learner, plan: EducationPlan, phone: Client, world: World, real_now: datetime
):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=real_now)
    assert phone.post("/me/talk/", {"why": "I want to move"}).url == "/me/?done=review"
    asked = pathway.review_requests.get()
    assert asked.by_young_person
    assert Deadline.objects.filter(subject_uuid=asked.uuid, duty_code="pathway_review_asked").exists()
    proposal = EarlyReview.objects.get()
    assert (proposal.reason, proposal.words) == (EarlyReason.YOUNG_PERSON, "")  # the provider reads it, not why


def test_without_any_plan_there_is_nothing_to_review(learner: Learner, phone: Client):
    assert "There is no plan yet" in phone.post("/me/talk/", {"why": "Hm"}).content.decode()


def test_they_ask_for_help(phone: Client):
    assert "Choose how soon" in phone.post("/me/help/", {"words": "x"}).content.decode()
    assert phone.post("/me/help/", {"is_urgent": "now", "words": "No bed"}).url == "/me/help/asked/"
    assert HelpCall.objects.get().is_urgent
    assert "Sue Worker" in read(phone, "help/asked/")


def test_a_copy_of_the_record_is_theirs_once_it_is_given(
    learner: Learner, phone: Client, world: World, real_now: datetime
):
    by = world.social_worker.user
    assert phone.post("/me/record/").url == "/me/?done=asked"
    request = RecordRequest.objects.get()
    ask_back(request=request, question="All of it, or one year?", by=by, now=real_now)
    assert "All of it, or one year?" in read(phone, "record/")
    phone.post("/me/record/", {"reply": "All of it"})
    request.refresh_from_db()
    assert (request.state, request.reply) == (RecordRequestState.ASKED, "All of it")
    request = review(request=request, left_out={"incidents": "It names somebody else."}, by=by, now=real_now)
    assert phone.get(f"/me/record/{request.uuid}/pdf/").status_code == 404  # not given yet
    give(request=request, how="By hand", by=by, now=real_now)
    assert "It names somebody else." in read(phone, "record/")
    assert phone.get(f"/me/record/{request.uuid}/pdf/").content.startswith(b"%PDF")
    others = ask_for_record(learner=world.learner(), through=Through.STAFF, by=by, now=real_now)
    assert phone.get(f"/me/record/{others.uuid}/pdf/").status_code == 404


def test_who_has_looked_is_said_by_agency_and_role(learner: Learner, phone: Client, world: World, client_of: ClientOf):
    client_of(world.designated_person.user).get(f"/learners/{learner.uuid}/voice/")
    page = read(phone, "who-looked/")
    assert "Brindley College" in page
    assert "Designated person" in page
    assert "Dina Designated" not in page


def test_the_first_page_asks_as_much_for_many_targets_as_for_one(
    plan: EducationPlan, phone: Client, world: World, real_now: datetime
):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            read(phone, "")
        return len(asked)

    target_of(plan, world, real_now)
    before = queries()
    for _ in range(4):
        target_of(plan, world, real_now)
    assert queries() == before < 30


def test_an_address_of_the_page_is_nothing_without_a_way_in(client: Client):
    for path in PAGES:
        assert client.get(f"/me/{path}").status_code == 404, path
