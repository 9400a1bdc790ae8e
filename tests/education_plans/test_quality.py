"""The Virtual School looks at every plan: colours with reasons, returned with comments, a second look, good enough."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import QualityOutcome, Rag, SectionCode
from education_plans.models import EducationPlan, QualityCheck, QualityCriterion
from education_plans.selectors.quality import (
    STATES,
    QualityFilters,
    criteria_for,
    own_criteria,
    plans_to_check,
)
from education_plans.services import save_section
from education_plans.services.quality import (
    CheckRefused,
    CriterionRefused,
    Mark,
    check_quality,
    end_criterion,
    set_criterion,
    take_over_criteria,
)
from notifications.models import Message
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]
ALL_GREEN = Mark(Rag.GREEN)


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    at = real_now - timedelta(days=2)
    plan = written_plan(enrol_somebody(world, local_date(at) - timedelta(days=10), at), world, at)
    return agree_by_all(plan, world, at)


def look(plan: EducationPlan, world: World, now: datetime, **changes: object) -> QualityCheck:
    marks = dict.fromkeys(criteria_for(world.virtual_school, local_date(now)), ALL_GREEN)
    given = {"marks": marks, "outcome": QualityOutcome.GOOD, "rating": Rag.GREEN, "by": world.key_contact.user}
    return check_quality(plan=plan, now=now, **(given | changes))  # type: ignore[arg-type]


def send_back(plan: EducationPlan, world: World, now: datetime) -> QualityCheck:
    return look(plan, world, now, outcome=QualityOutcome.RETURNED, rating=Rag.AMBER, comments="Name who helps.")


def state_of(world: World, state: str = "") -> list[str]:
    return [plan.quality_state for plan in plans_to_check(world.key_contact.user, QualityFilters(state=state))]


def rewrite(plan: EducationPlan, world: World, now: datetime) -> None:
    section = plan.sections.get(code=SectionCode.KEY_CONTACTS)
    save_section(
        plan=plan, code=SectionCode.KEY_CONTACTS, answers={"notes": "Anew"}, version=section.version,
        by=world.social_worker.user, now=now,
    )  # fmt: skip


def test_there_are_criteria_from_the_first_day(world: World, real_now: datetime):
    assert len(criteria_for(world.virtual_school, local_date(real_now))) == 8


def test_a_colour_that_is_not_green_has_a_reason(world: World, plan: EducationPlan, real_now: datetime):
    marks = dict.fromkeys(criteria_for(None, local_date(real_now)), ALL_GREEN)
    first = next(iter(marks))
    with pytest.raises(CheckRefused, match="is not green"):
        look(plan, world, real_now, marks=marks | {first: Mark(Rag.RED)})
    with pytest.raises(CheckRefused, match="a colour"):
        look(plan, world, real_now, marks={first: ALL_GREEN})
    with pytest.raises(CheckRefused, match="should be changed"):
        look(plan, world, real_now, outcome=QualityOutcome.RETURNED)
    with pytest.raises(CheckRefused, match="red"):
        look(plan, world, real_now, rating=Rag.RED)
    assert not QualityCheck.objects.exists()


def test_from_returned_to_a_second_look_and_good_enough(world: World, plan: EducationPlan, real_now: datetime):
    assert state_of(world) == ["to_check"]
    first = send_back(plan, world, real_now - timedelta(hours=5))
    told = Message.objects.filter(topic=f"plan-quality:{first.uuid}", channel="email")
    assert {message.recipient for message in told} == {world.social_worker.user, world.designated_person.user}
    assert "Name who helps" not in "".join(message.subject + message.body for message in told)
    assert (state_of(world), state_of(world, "returned")) == ([], ["returned"])
    rewrite(plan, world, real_now - timedelta(hours=4))
    assert state_of(world) == ["second_look"]
    plan.refresh_from_db()
    second = look(plan, world, real_now - timedelta(hours=3))
    assert (second.second_look_of, second.version) == (first, 2)
    assert (state_of(world), state_of(world, "good")) == ([], ["good"])


def test_a_plan_agreed_anew_is_looked_at_again(world: World, plan: EducationPlan, real_now: datetime):
    look(plan, world, real_now - timedelta(hours=5))
    rewrite(plan, world, real_now - timedelta(hours=4))
    assert state_of(world) == []
    agree_by_all(plan, world, real_now - timedelta(hours=3))
    assert state_of(world) == ["to_check"]


def test_each_plan_stands_in_exactly_one_list(world: World, plan: EducationPlan, real_now: datetime):
    for act in (lambda: None, lambda: send_back(plan, world, real_now), lambda: rewrite(plan, world, real_now)):
        act()
        assert sum(len(state_of(world, state)) for state in STATES) == 1


def test_a_school_that_only_hosts_does_not_judge(world: World, plan: EducationPlan, client_of: ClientOf):
    assert not plans_to_check(world.designated_person.user, QualityFilters(state="to_check")).exists()
    address = reverse("education_plans:quality-check", args=[plan.uuid])
    assert client_of(world.designated_person.user).get(address).status_code == 403
    assert client_of(world.stranger.user).get(address).status_code == 404


def test_a_school_sets_its_own_criteria_and_what_was_judged_keeps_its_words(
    world: World, plan: EducationPlan, real_now: datetime
):
    school, by = world.virtual_school, world.key_contact.user
    look(plan, world, real_now - timedelta(days=1))
    take_over_criteria(virtual_school=school, by=by, now=real_now)
    with pytest.raises(CriterionRefused):
        take_over_criteria(virtual_school=school, by=by, now=real_now)
    old = own_criteria(school).order_by("position")[0]
    new = set_criterion(
        virtual_school=school, title="Voice", green_when="Her words", instead_of=old, by=by, now=real_now
    )
    current = criteria_for(school, local_date(real_now))
    assert (current[0], len(current)) == (new, 8)
    for criterion in current[:-1]:
        end_criterion(criterion=criterion, by=by, now=real_now)
    with pytest.raises(CriterionRefused, match="last one"):
        end_criterion(criterion=current[-1], by=by, now=real_now)
    assert plan.quality_checks.get().marks.count() == 8


def test_the_shipped_criteria_are_nobodys_to_take_out(world: World, real_now: datetime):
    shipped = QualityCriterion.objects.filter(virtual_school__isnull=True)[0]
    with pytest.raises(CriterionRefused):
        end_criterion(criterion=shipped, by=world.key_contact.user, now=real_now)


def test_the_pages_from_the_list_to_the_comments(
    world: World, plan: EducationPlan, client_of: ClientOf, real_now: datetime
):
    school = client_of(world.key_contact.user)
    listed = school.get(reverse("education_plans:quality")).content.decode()
    assert plan.learner.full_name in listed
    address = reverse("education_plans:quality-check", args=[plan.uuid])
    shown = school.get(address)
    assert "Their own voice" in shown.content.decode()
    form = {f"rag_{criterion.pk}": "green" for criterion in shown.context["form"].criteria}
    form |= {"outcome": "returned", "rating": "amber", "comments": "Name who helps."}
    amber = f"rag_{shown.context['form'].criteria[3].pk}"
    refused = school.post(address, form | {amber: "amber"})
    assert "is not green" in refused.content.decode()
    assert "Name who helps." in refused.content.decode()
    assert school.post(address, form).status_code == 302
    history = reverse("education_plans:quality-history", args=[plan.uuid])
    for reader in (world.social_worker, world.designated_person):
        assert "Name who helps." in client_of(reader.user).get(history).content.decode()


def test_the_pages_of_the_criteria(world: World, client_of: ClientOf):
    school = client_of(world.key_contact.user)
    assert "ship with Mainstay" in school.get(reverse("education_plans:criteria")).content.decode()
    school.post(reverse("education_plans:criteria-own"))
    mine = own_criteria(world.virtual_school)
    assert mine.count() == 8
    school.post(reverse("education_plans:criterion-new"), {"title": "Money", "green_when": "It is spent well"})
    school.post(reverse("education_plans:criterion-end", args=[mine[0].uuid]))
    assert mine.count() == 8
    text = school.get(reverse("education_plans:criteria")).content.decode()
    assert "It is spent well" in text
    assert "Criteria used before" in text
    shipped = QualityCriterion.objects.filter(virtual_school__isnull=True)[0]
    assert school.post(reverse("education_plans:criterion-end", args=[shipped.uuid])).status_code == 404


def test_the_list_takes_as_many_queries_with_many_plans(
    world: World, plan: EducationPlan, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries
):
    school = client_of(world.key_contact.user)
    address = reverse("education_plans:quality")
    school.get(address)
    with django_assert_max_num_queries(40) as first:
        school.get(address)
    for _ in range(4):
        more = written_plan(enrol_somebody(world, local_date(real_now) - timedelta(days=9), real_now), world, real_now)
        agree_by_all(more, world, real_now)
    with django_assert_max_num_queries(len(first)):
        assert school.get(address).context["page_obj"].paginator.count == 5


def test_nobody_judges_words_they_have_not_read(
    world: World, plan: EducationPlan, client_of: ClientOf, real_now: datetime
):
    school = client_of(world.key_contact.user)
    address = reverse("education_plans:quality-check", args=[plan.uuid])
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', school.get(address).content.decode())
    assert seen
    section = plan.sections.get(code=SectionCode.KEY_CONTACTS)
    save_section(
        plan=plan, code=SectionCode.KEY_CONTACTS, answers={"notes": "Nobody any more"}, version=section.version,
        by=world.designated_person.user, now=real_now,
    )  # fmt: skip
    form = {f"rag_{each.pk}": "green" for each in criteria_for(world.virtual_school, local_date(real_now))}
    form |= {"rating": "green", "outcome": "good"}
    refused = school.post(address, form | {"seen": seen[1]}).content.decode()
    assert "changed while this page was open" in refused
    assert "Nobody any more" in refused
    assert not QualityCheck.objects.exists()
    again = re.search(r'name="seen" value="([0-9a-f]{64})"', refused)
    assert again
    assert school.post(address, form | {"seen": again[1]}).status_code == 302
