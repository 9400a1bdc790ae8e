"""Each party agrees or says what it does not agree with; what was agreed stays, and a change after that is a new version."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from deadlines.models import Deadline
from education_plans.enums import Answer, EarlyReason, PlanParty, PlanState, PlanVariant, SectionCode, Through
from education_plans.models import EducationPlan, PlanAgreement, PlanVersion
from education_plans.rules.content import digest_of
from education_plans.rules.parties import all_agree, required_parties
from education_plans.services import (
    AlreadyAgreed,
    NotAParty,
    ReasonMissing,
    VersionIsFixed,
    answer_plan,
    begin_plan,
    save_section,
)
from notifications.models import Message
from tests.education_plans.conftest import Enrol, agree_by_all, enrol_somebody, write_required, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]


def say(plan: EducationPlan, party: PlanParty, answer: Answer, world: World, now: datetime, says: str = ""):
    by = world.social_worker.user
    return answer_plan(plan=plan, party=party, answer=answer, says=says, name=party.label, at=now, by=by, now=now)


def change(plan: EducationPlan, world: World, now: datetime, text: str = "Something else") -> tuple[str, ...]:
    section = plan.sections.get(code=SectionCode.KEY_CONTACTS)
    return save_section(
        plan=plan, code=SectionCode.KEY_CONTACTS, answers={"notes": text}, version=section.version,
        by=world.designated_person.user, now=now,
    ).ask_again  # fmt: skip


@pytest.fixture
def plan(world: World, enrolled: Enrol, now: datetime) -> EducationPlan:
    return written_plan(enrolled(), world, now)


@pytest.mark.parametrize(
    ("has_place", "answers", "agreed"),
    [
        (True, {}, False),
        (True, {"young_person": "agrees", "key_worker": "agrees"}, False),
        (True, {"young_person": "agrees", "key_worker": "agrees", "provider": "disagrees"}, False),
        (True, {"young_person": "agrees", "key_worker": "agrees", "provider": "agrees"}, True),
        (False, {"young_person": "agrees", "key_worker": "agrees"}, True),
        (False, {"young_person": "disagrees", "key_worker": "agrees"}, False),
    ],
)
def test_agreed_means_that_everybody_who_must_agrees(has_place: bool, answers: dict[str, str], agreed: bool):
    assert all_agree(answers, has_place=has_place) is agreed


def test_without_a_place_there_is_no_provider_to_agree():
    assert PlanParty.PROVIDER in required_parties(has_place=True)
    assert PlanParty.PROVIDER not in required_parties(has_place=False)


def test_what_everybody_agreed_is_kept_as_it_was(world: World, plan: EducationPlan, now: datetime):
    plan = agree_by_all(plan, world, now)
    version = plan.versions.get()
    assert (version.number, version.agreed_at, version.sha256) == (1, now, digest_of(version.content))
    kept = {section["code"]: section["answers"] for section in version.content["sections"]}
    assert [answer["answer"] for answer in kept["key_contacts"]] == ["Written"]
    assert plan.state == PlanState.AGREED


def test_the_database_changes_no_version(world: World, plan: EducationPlan, now: datetime):
    agree_by_all(plan, world, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.update(sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.all().delete()


def test_the_first_change_after_that_is_a_new_version_and_everybody_is_asked_again(
    world: World, plan: EducationPlan, now: datetime
):
    plan = agree_by_all(plan, world, now)
    later = now + timedelta(days=1)
    assert set(change(plan, world, later)) == {party.label for party in PlanParty}
    assert change(plan, world, later, "And once more") == ()
    plan.refresh_from_db()
    assert (plan.version, plan.state, plan.agreed_at) == (2, PlanState.AGREED, now)
    assert plan.agreements.filter(version=1).count() == 3
    assert not plan.agreements.filter(version=2).exists()
    told = Message.objects.filter(topic=f"plan:{plan.uuid}:version:2", channel="email")
    assert [message.recipient for message in told] == [world.social_worker.user]
    kept = plan.versions.get().content["sections"][0]["answers"][0]["answer"]
    assert kept == "Written"


def test_agreed_again_it_is_kept_beside_the_first_and_moves_no_clock(world: World, plan: EducationPlan, now: datetime):
    plan = agree_by_all(plan, world, now)
    clocks = list(Deadline.objects.filter(subject_uuid=plan.enrolment.uuid).order_by("id").values())
    later = now + timedelta(days=40)
    change(plan, world, later)
    plan = agree_by_all(plan, world, later)
    assert [version.number for version in plan.versions.order_by("number")] == [1, 2]
    assert plan.agreed_at == now
    assert list(Deadline.objects.filter(subject_uuid=plan.enrolment.uuid).order_by("id").values()) == clocks


def test_who_does_not_agree_says_why_and_may_agree_later(world: World, plan: EducationPlan, now: datetime):
    with pytest.raises(ReasonMissing):
        say(plan, PlanParty.YOUNG_PERSON, Answer.DISAGREES, world, now)
    say(plan, PlanParty.YOUNG_PERSON, Answer.DISAGREES, world, now, "Tuesday is too early")
    for party in (PlanParty.KEY_WORKER, PlanParty.PROVIDER):
        assert not say(plan, party, Answer.AGREES, world, now).is_agreed
    told = Message.objects.filter(topic__startswith="plan-agreement:", channel="email")
    assert {message.recipient for message in told} == {world.designated_person.user}
    assert "Tuesday" not in "".join(message.body + message.subject for message in told)
    assert say(plan, PlanParty.YOUNG_PERSON, Answer.AGREES, world, now).is_agreed
    assert [row.answer for row in PlanAgreement.history.filter(party="young_person").order_by("history_id")] == [
        "disagrees",
        "agrees",
    ]


def test_who_does_not_agree_with_a_change_of_an_agreed_plan_gets_a_review_proposed_once(
    world: World, plan: EducationPlan, now: datetime
):
    agree_by_all(plan, world, now)
    later = now + timedelta(days=1)
    change(plan, world, later)
    for says in ("Not this", "Still not this"):
        say(plan, PlanParty.YOUNG_PERSON, Answer.DISAGREES, world, later, says)
    proposal = plan.early_reviews.get()
    assert (proposal.reason, proposal.words) == (EarlyReason.DISAGREES, "Not this")
    assert not Message.objects.filter(topic__startswith="plan-agreement:").exists()


def test_until_all_agree_somebody_may_think_again(world: World, plan: EducationPlan, now: datetime):
    say(plan, PlanParty.YOUNG_PERSON, Answer.AGREES, world, now)
    say(plan, PlanParty.YOUNG_PERSON, Answer.DISAGREES, world, now, "Not this")
    assert plan.agreements.get().answer == Answer.DISAGREES


def test_what_everybody_agreed_is_not_unsaid(world: World, plan: EducationPlan, now: datetime):
    plan = agree_by_all(plan, world, now)
    with pytest.raises(VersionIsFixed):
        say(plan, PlanParty.YOUNG_PERSON, Answer.DISAGREES, world, now, "Not this")
    with pytest.raises(AlreadyAgreed):
        say(plan, PlanParty.YOUNG_PERSON, Answer.AGREES, world, now)


def test_a_young_person_agrees_on_their_own_page_and_nobody_recorded_it(
    world: World, plan: EducationPlan, now: datetime
):
    said = answer_plan(
        plan=plan, party=PlanParty.YOUNG_PERSON, answer=Answer.AGREES, name="Ade B", at=now, through=Through.OWN_PAGE,
        by=None, now=now,
    ).agreement  # fmt: skip
    assert (said.recorded_by, said.through) == (None, Through.OWN_PAGE)


def test_a_plan_without_a_place_is_agreed_by_two_and_has_no_clock(world: World, now: datetime):
    learner = world.learner(enrolled=False)
    plan = begin_plan(learner=learner, variant=PlanVariant.SEEKING, by=world.social_worker.user, now=now)
    write_required(plan, world, now)
    with pytest.raises(NotAParty):
        say(plan, PlanParty.PROVIDER, Answer.AGREES, world, now)
    say(plan, PlanParty.YOUNG_PERSON, Answer.AGREES, world, now)
    assert say(plan, PlanParty.KEY_WORKER, Answer.AGREES, world, now).is_agreed
    assert not Deadline.objects.filter(learner=learner, duty_code__in=["education_plan", "plan_review"]).exists()


# The pages


@pytest.fixture
def real_plan(world: World, real_now: datetime) -> EducationPlan:
    return written_plan(enrol_somebody(world, local_date(real_now) - timedelta(days=10), real_now), world, real_now)


def page(plan: EducationPlan, name: str = "answer", *args: object) -> str:
    return reverse(f"education_plans:{name}", args=[plan.uuid, *args])


def test_three_people_agree_each_in_their_own_name(
    world: World, real_plan: EducationPlan, client_of: ClientOf, real_now: datetime
):
    plan, today = real_plan, local_date(real_now)
    worker, provider = client_of(world.social_worker.user), client_of(world.designated_person.user)
    assert "Do you agree with the plan?" in worker.get(page(plan) + "?party=key_worker").content.decode()
    assert worker.post(page(plan) + "?party=key_worker", {"answer": "agrees"}).status_code == 302
    refused = provider.post(page(plan) + "?party=provider", {"answer": "disagrees"})
    assert "Say what is not agreed" in refused.content.decode()
    provider.post(page(plan) + "?party=provider", {"answer": "disagrees", "says": "The room is wrong"})
    said = {each.party: each for each in plan.agreements.all()}
    assert said["key_worker"].name == str(world.social_worker.user)
    assert said["provider"].name == str(world.designated_person.user)
    assert "The room is wrong" in worker.get(page(plan, "versions")).content.decode()
    provider.post(page(plan) + "?party=provider", {"answer": "agrees"})
    young_person = {"party": "young_person", "name": "Ade", "answer": "agrees", **day_data("said_on", today)}
    tomorrow = young_person | day_data("said_on", today + timedelta(days=1))
    assert "in the future" in worker.post(page(plan), tomorrow).content.decode()
    assert worker.post(page(plan), young_person).status_code == 302
    plan.refresh_from_db()
    assert plan.state == PlanState.AGREED
    assert worker.get(page(plan)).status_code == 302


def test_what_has_changed_is_shown_word_by_word_and_safeguarding_only_to_those_who_may_read_it(
    world: World, real_plan: EducationPlan, client_of: ClientOf, real_now: datetime
):
    plan = agree_by_all(real_plan, world, real_now)
    change(plan, world, real_now, "Written anew")
    section = plan.sections.get(code=SectionCode.SAFEGUARDING)
    save_section(
        plan=plan, code=SectionCode.SAFEGUARDING, answers={"notes": "Nobody may collect her"}, version=section.version,
        by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    for address in (page(plan, "version-changes", 1), page(plan, "version", 1), page(plan, "versions")):
        text = client_of(world.viewer.user).get(address).content.decode()
        assert "Nobody may collect" not in text
    hidden = client_of(world.viewer.user).get(page(plan, "version-changes", 1)).content.decode()
    assert "anew" in hidden
    assert "Something changed in the safeguarding section, too" in hidden
    shown = client_of(world.social_worker.user).get(page(plan, "version-changes", 1)).content.decode()
    assert "Nobody may collect" in shown
    assert client_of(world.social_worker.user).get(page(plan, "version", 2)).status_code == 404


def test_what_was_said_to_other_words_is_still_told(
    world: World, real_plan: EducationPlan, client_of: ClientOf, real_now: datetime
):
    say(real_plan, PlanParty.YOUNG_PERSON, Answer.DISAGREES, world, real_now, "I want mornings")
    change(real_plan, world, real_now)
    text = client_of(world.social_worker.user).get(page(real_plan, "versions")).content.decode()
    assert "I want mornings" in text
    assert "Said to words that have changed since" in text


def test_nobody_agrees_to_words_they_have_not_read(
    world: World, plan: EducationPlan, now: datetime, client_of: ClientOf
):
    client, address = client_of(world.social_worker.user), reverse("education_plans:answer", args=[plan.uuid])
    page = client.get(f"{address}?party=key_worker").content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen
    change(plan, world, now)
    given = {"answer": "agrees", "seen": seen[1]}
    refused = client.post(f"{address}?party=key_worker", given).content.decode()
    assert "changed while this page was open" in refused
    assert not plan.agreements.exists()
    again = re.search(r'name="seen" value="([0-9a-f]{64})"', refused)
    assert again
    assert again[1] != seen[1]
    client.post(f"{address}?party=key_worker", given | {"seen": again[1]})
    assert plan.agreements.get().party == PlanParty.KEY_WORKER
