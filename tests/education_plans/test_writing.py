"""Beginning a plan and writing its sections, by several people at once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import Domain, PlanParty, PlanVariant, SectionCode
from education_plans.models import EducationPlan, PlanSection
from education_plans.services import (
    EnrolmentHasEnded,
    PlanAlreadyBegun,
    StaleSection,
    agree,
    begin_plan,
    save_section,
)
from education_plans.services.errors import CaseIsClosed
from education_plans.services.targets import TargetWords, add_target
from education_plans.services.writing import NoTarget
from learners.services import close_case, end_enrolment
from tests.crawling import text_of
from tests.education_plans.conftest import Enrol, agree_by_all, written_plan
from tests.people import World


def save(plan: EducationPlan, world: World, now: datetime, text: str, version: int = 0) -> PlanSection:
    by = world.designated_person.user
    return save_section(
        plan=plan, code=SectionCode.VIEWS, answers={"notes": text}, version=version, by=by, now=now
    ).section


def test_a_plan_begins_with_every_section_empty(world: World, enrolled: Enrol, now: datetime):
    plan = begin_plan(enrolment=enrolled(), by=world.social_worker.user, now=now)
    assert {section.code: (section.answers, section.version) for section in plan.sections.all()} == {
        code.value: ({}, 0) for code in SectionCode
    }
    assert (plan.begun_by, plan.begun_at) == (world.social_worker.user, now)


def test_nothing_remains_of_a_beginning_that_fails(
    world: World, enrolled: Enrol, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the last write fails")

    enrolment = enrolled()
    monkeypatch.setattr(type(PlanSection.objects), "bulk_create", fail)
    with pytest.raises(RuntimeError):
        begin_plan(enrolment=enrolment, by=world.social_worker.user, now=now)
    assert not EducationPlan.objects.exists()


def test_a_place_has_one_plan(world: World, enrolled: Enrol, now: datetime):
    enrolment = enrolled()
    begin_plan(enrolment=enrolment, by=world.social_worker.user, now=now)
    with pytest.raises(PlanAlreadyBegun):
        begin_plan(enrolment=enrolment, by=world.social_worker.user, now=now)


def test_saving_raises_the_version_and_names_who_and_when(world: World, enrolled: Enrol, now: datetime):
    plan = begin_plan(enrolment=enrolled(), by=world.social_worker.user, now=now)
    section = save(plan, world, now, "Wants to cook")
    assert (section.answers, section.version, section.saved_at) == ({"notes": "Wants to cook"}, 1, now)
    assert section.saved_by == world.designated_person.user
    assert section.history.latest("history_id").history_user == world.designated_person.user
    assert save(plan, world, now, "Wants to bake", version=1).version == 2


def test_saving_the_same_text_again_changes_nothing(world: World, enrolled: Enrol, now: datetime):
    plan = begin_plan(enrolment=enrolled(), by=world.social_worker.user, now=now)
    save(plan, world, now, "Wants to cook")
    assert save(plan, world, now + timedelta(days=1), "Wants to cook", version=1).saved_at == now


def test_who_comes_second_loses_nothing_and_overwrites_nothing(world: World, enrolled: Enrol, now: datetime):
    plan = begin_plan(enrolment=enrolled(), by=world.social_worker.user, now=now)
    save(plan, world, now, "Theirs")
    with pytest.raises(StaleSection, match="Dina Designated") as refused:
        save(plan, world, now, "Mine", version=0)
    assert (refused.value.theirs.answers, refused.value.mine) == ({"notes": "Theirs"}, {"notes": "Mine"})
    assert plan.sections.get(code=SectionCode.VIEWS).answers == {"notes": "Theirs"}


def test_a_change_takes_back_what_was_agreed_to_other_words(world: World, enrolled: Enrol, now: datetime):
    plan = written_plan(enrolled(), world, now)
    agree(plan=plan, party=PlanParty.YOUNG_PERSON, name="Ade", agreed_at=now, by=world.social_worker.user, now=now)
    saved = save_section(
        plan=plan, code=SectionCode.VIEWS, answers={"notes": "New"}, version=0, by=world.designated_person.user, now=now
    )
    assert saved.ask_again == ("Ade",)
    assert not plan.agreements.exists()
    taken_back = plan.agreements.model.history.filter(history_type="-").get()
    assert taken_back.history_user == world.designated_person.user
    assert "What the young person says" in taken_back.history_change_reason


def test_a_plan_all_have_agreed_stays_agreed_when_a_section_grows(world: World, enrolled: Enrol, now: datetime):
    plan = agree_by_all(written_plan(enrolled(), world, now), world, now)
    saved = save_section(
        plan=plan, code=SectionCode.VIEWS, answers={"notes": "New"}, version=0, by=world.designated_person.user, now=now
    )
    assert saved.ask_again == tuple(party.label for party in PlanParty)
    assert plan.agreements.count() == 3


def test_the_plan_of_a_place_that_has_ended_is_kept_as_it_was(world: World, enrolled: Enrol, now: datetime):
    enrolment = enrolled()
    plan = begin_plan(enrolment=enrolment, by=world.social_worker.user, now=now)
    end_enrolment(
        enrolment=enrolment, ended_on=date(2026, 10, 1), reason="withdrew", by=world.key_contact.user, now=now
    )
    with pytest.raises(EnrolmentHasEnded):
        save(plan, world, now, "Too late")
    assert plan.sections.get(code=SectionCode.VIEWS).answers == {}


def test_nothing_is_written_in_a_plan_without_a_place_once_the_case_is_closed(world: World, now: datetime):
    learner, by = world.learner(enrolled=False), world.social_worker.user
    plan = begin_plan(learner=learner, variant=PlanVariant.SEEKING, by=by, now=now)
    close_case(learner=learner, closed_on=local_date(now), reason="Moved away", by=by, now=now)
    with pytest.raises(CaseIsClosed):
        save(plan, world, now, "Too late")


def test_no_plan_begins_once_the_case_is_closed(world: World, now: datetime):
    learner, by = world.learner(enrolled=False), world.social_worker.user
    close_case(learner=learner, closed_on=local_date(now), reason="Moved away", by=by, now=now)
    with pytest.raises(CaseIsClosed):
        begin_plan(learner=learner, variant=PlanVariant.SEEKING, by=by, now=now)
    assert not EducationPlan.objects.exists()


def test_targets_are_complete_with_a_target_or_do_not_apply_and_why(world: World, enrolled: Enrol, now: datetime):
    plan = begin_plan(enrolment=enrolled(), by=world.social_worker.user, now=now)

    def settle(state: str, version: int, reason: str = "") -> PlanSection:
        return save_section(
            plan=plan, code=SectionCode.TARGETS, answers={"wanted": "To pass"}, version=version, state=state,
            not_applicable_reason=reason, by=world.social_worker.user, now=now,
        ).section  # fmt: skip

    with pytest.raises(NoTarget, match="Set a target") as refusal:
        settle("complete", 0)
    assert refusal.value.field == "state"
    assert settle("not_applicable", 0, "They have just arrived").state == "not_applicable"
    words = TargetWords(domain=Domain.LEARNING, what="Pass English", due_on=local_date(now), evidence="The certificate")
    add_target(plan=plan, words=words, by=world.social_worker.user, now=now)
    assert settle("complete", 1).state == "complete"


def test_the_page_says_that_a_target_is_missing_beside_the_question_and_above(
    world: World, real_now: datetime, client_of: Callable[[User], Client]
):
    plan = begin_plan(enrolment=world.enrolment(), by=world.social_worker.user, now=real_now)
    page = reverse("education_plans:section", args=[plan.uuid, "targets"])
    posted = {"wanted": "To pass", "version": "0", "state": "complete"}
    text = text_of(client_of(world.social_worker.user).post(page, posted))
    assert text.count("Set a target before you mark this section complete") == 2
    assert plan.sections.get(code="targets").version == 0
