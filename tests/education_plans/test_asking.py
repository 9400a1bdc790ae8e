"""Who completes a section, and asking a colleague by a day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from education_plans.models import EducationPlan, SectionRequest
from education_plans.rules.questions import questions_for
from education_plans.selectors.sections import colleagues, tasks
from education_plans.services import EnrolmentHasEnded, begin_plan, save_section
from education_plans.services.asking import (
    AskedAlready,
    DayHasPassed,
    NotOpen,
    ask_colleague,
    name_completer,
    withdraw_request,
)
from learners.services import end_enrolment
from notifications.models import Message
from tests.education_plans.test_pages import ClientOf
from tests.people import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world: World, real_now) -> EducationPlan:
    return begin_plan(enrolment=world.enrolment(), by=world.social_worker.user, now=real_now)


def asked(plan: EducationPlan, world: World, now, code: str = "attendance") -> SectionRequest:
    return ask_colleague(
        section=plan.sections.get(code=code),
        asked=world.designated_person,
        due_on=local_date(now) + timedelta(days=3),
        note="The register is with you",
        by=world.social_worker.user,
        now=now,
    )


def test_a_colleague_is_told_with_a_link_and_has_it_in_their_day(world: World, plan: EducationPlan, real_now):
    request = asked(plan, world, real_now)
    message = Message.objects.get(recipient=world.designated_person.user, channel="email")
    link = reverse("education_plans:section", args=[plan.uuid, "attendance"])
    assert message.link == link
    assert plan.learner.family_name not in message.subject + message.body
    (task,) = tasks(world.designated_person.user, real_now)
    assert (task.text, task.url, task.due_on) == ("Complete “Attendance” of the plan", link, request.due_on)
    assert tasks(world.social_worker.user, real_now) == []
    assert plan.sections.get(code="attendance").completer == world.designated_person


def test_completing_the_section_closes_the_request(world: World, plan: EducationPlan, real_now):
    request = asked(plan, world, real_now)
    answers = {question.code: "Ninety per cent" for question in questions_for("attendance", plan.variant)}
    by = world.designated_person.user
    half = save_section(plan=plan, code="attendance", answers=answers, version=0, by=by, now=real_now)
    request.refresh_from_db()
    assert request.done_at is None
    save_section(
        plan=plan,
        code="attendance",
        answers=answers,
        version=half.section.version,
        state="complete",
        by=by,
        now=real_now,
    )
    request.refresh_from_db()
    assert request.done_at == real_now
    assert tasks(by, real_now) == []


def test_what_cannot_be_asked(world: World, plan: EducationPlan, real_now):
    section = plan.sections.get(code="attendance")
    yesterday = local_date(real_now) - timedelta(days=1)
    with pytest.raises(DayHasPassed):
        ask_colleague(section=section, asked=world.mentor, due_on=yesterday, by=world.social_worker.user, now=real_now)
    request = asked(plan, world, real_now)
    with pytest.raises(AskedAlready, match="Dina Designated"):
        asked(plan, world, real_now)
    withdraw_request(request=request, by=world.social_worker.user, now=real_now)
    with pytest.raises(NotOpen):
        withdraw_request(request=request, by=world.social_worker.user, now=real_now)
    assert tasks(world.designated_person.user, real_now) == []


def test_only_those_who_may_write_in_the_section_can_be_asked(world: World, plan: EducationPlan, real_now):
    names = {hat.user.name for hat in colleagues(plan, "attendance", real_now)}
    assert {"Sue Worker", "Dina Designated"} <= names
    assert not {"Vic Viewer", "Stan Stranger", "Mo Mentor"} & names


def test_naming_a_completer_changes_no_words(world: World, plan: EducationPlan, real_now):
    section = plan.sections.get(code="careers")
    named = name_completer(
        section=section, completer=world.designated_person, by=world.social_worker.user, now=real_now
    )
    assert (named.completer, named.version) == (world.designated_person, 0)
    assert name_completer(section=section, completer=None, by=world.social_worker.user, now=real_now).completer is None


def test_asking_and_taking_back_on_the_pages(world: World, plan: EducationPlan, client_of: ClientOf, real_now):
    client = client_of(world.social_worker.user)
    page = reverse("education_plans:ask", args=[plan.uuid, "attendance"])
    assert "Dina Designated" in client.get(page).content.decode()
    late = {"asked": str(world.designated_person.pk), **day_data("due_on", local_date(real_now) - timedelta(days=1))}
    assert "Choose today or a later day" in client.post(page, late).content.decode()
    good = late | day_data("due_on", local_date(real_now) + timedelta(days=2)) | {"note": "Please"}
    assert client.post(page, good).status_code == 302
    plan_page = client.get(f"/learners/{plan.learner.uuid}/plan/").content.decode()
    assert "Dina Designated is asked to complete it" in plan_page
    theirs = client_of(world.designated_person.user)
    assert "Sue Worker asked you to complete this section" in theirs.get(page.removesuffix("ask/")).content.decode()
    request = SectionRequest.objects.get()
    client.post(reverse("education_plans:withdraw-request", args=[plan.uuid, request.uuid]))
    request.refresh_from_db()
    assert request.withdrawn_at is not None


def completer_page(plan: EducationPlan, code: str = "attendance") -> str:
    return reverse("education_plans:completer", args=[plan.uuid, code])


def test_somebody_is_named_to_complete_a_section_without_being_asked(
    world: World, plan: EducationPlan, client_of: ClientOf
):
    client = client_of(world.social_worker.user)
    plan_page = f"/learners/{plan.learner.uuid}/plan/"
    assert completer_page(plan) in client.get(plan_page).content.decode()
    page = client.get(completer_page(plan)).content.decode()
    assert "Nobody in particular" in page
    assert client.post(completer_page(plan), {}).status_code == 200
    answer = client.post(completer_page(plan), {"completer": str(world.social_worker.pk)}, follow=True)
    assert "is for Sue Worker to complete" in answer.content.decode()
    section = plan.sections.get(code="attendance")
    assert (section.completer, section.version) == (world.social_worker, 0)
    assert not Message.objects.filter(recipient=world.social_worker.user).exists()
    client.post(completer_page(plan), {"completer": "usual"})
    section.refresh_from_db()
    assert section.completer is None


def test_nobody_else_is_offered_or_taken(world: World, plan: EducationPlan, client_of: ClientOf):
    client = client_of(world.social_worker.user)
    page = client.get(completer_page(plan)).content.decode()
    assert "Dina Designated" in page
    assert "Stan Stranger" not in page
    assert client.post(completer_page(plan), {"completer": str(world.stranger.pk)}).status_code == 200
    assert plan.sections.get(code="attendance").completer is None


def test_taking_a_request_back_leaves_somebody_else_who_was_named(world: World, plan: EducationPlan, real_now):
    request = asked(plan, world, real_now)
    name_completer(section=request.section, completer=world.social_worker, by=world.social_worker.user, now=real_now)
    withdraw_request(request=SectionRequest.objects.get(), by=world.social_worker.user, now=real_now)
    assert plan.sections.get(code="attendance").completer == world.social_worker


def test_nobody_is_named_once_the_place_has_ended(world: World, plan: EducationPlan, real_now):
    end_enrolment(
        enrolment=plan.enrolment,
        ended_on=local_date(real_now),
        reason="withdrew",
        by=world.key_contact.user,
        now=real_now,
    )
    with pytest.raises(EnrolmentHasEnded):
        name_completer(
            section=plan.sections.get(code="careers"), completer=None, by=world.social_worker.user, now=real_now
        )
