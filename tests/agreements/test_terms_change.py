"""A limit changed in mid-year: what follows it, what keeps its day, and what somebody chooses to move."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from accounts.wording import day
from agreements.enums import TermKey
from agreements.models import Agreement, Term
from agreements.selectors.terms_change import movable
from agreements.services import ReasonMissing, set_term
from agreements.services.terms_change import NoLongerOffered, NothingChosen, move_to_limit
from agreements.terms import announced
from deadlines.enums import Unit
from deadlines.models import Deadline
from deadlines.rules import Limit
from deadlines.services import meet, move, pause
from learners.services import enrol
from tests.people import World

ClientOf = Callable[[User], Client]
PLAN = TermKey.EDUCATION_PLAN
THIRTY, TWENTY = Limit(30, Unit.DAYS), Limit(20, Unit.DAYS)


def plan_of(world: World, starts_on: date, now: datetime) -> Deadline:
    """The clock of the plan of somebody who starts that day, recorded at `now`."""
    learner = world.learner(enrolled=False)
    enrol(
        learner=learner, provider=world.college, course="Carpentry", level="2", starts_on=starts_on,
        by=world.key_contact.user, now=now,
    )  # fmt: skip
    return Deadline.objects.get(learner=learner, duty_code=PLAN)


def shorten(world: World, effective_on: date, now: datetime, limit: Limit = TWENTY) -> Agreement:
    set_term(
        agreement=world.agreement, key=PLAN, limit=limit, effective_on=effective_on, reason="Agreed in the review",
        by=world.head.user, now=now,
    )  # fmt: skip
    return world.agreement


@pytest.mark.parametrize(
    ("starts_in", "recorded_in", "limit"),
    [
        (-5, 0, THIRTY),  # open when the limit is changed
        (9, 0, THIRTY),  # starts before the limit applies, recorded before it was changed
        (15, 0, THIRTY),  # recorded before the change, with the limit of that day: nothing moves by itself
        (9, 2, THIRTY),  # recorded after the change, starts before it applies
        (10, 2, TWENTY),  # starts on the day from which it applies
        (40, 2, TWENTY),
        (9, 12, THIRTY),  # recorded when it applies, started before: the limit of its first day
        (11, 12, TWENTY),
    ],
)
def test_which_deadline_keeps_which_limit(world: World, now: datetime, starts_in: int, recorded_in: int, limit: Limit):
    """The limit is changed tomorrow and applies from the tenth day on; days are counted from today."""
    today = local_date(now)
    day = timedelta(days=1)

    def change() -> None:
        shorten(world, today + 10 * day, now + day)

    if recorded_in >= 1:
        change()
        clock = plan_of(world, today + starts_in * day, now + recorded_in * day)
    else:
        clock = plan_of(world, today + starts_in * day, now)
        change()
        clock.refresh_from_db()
    assert clock.limit == limit
    assert clock.due_on == today + starts_in * day + limit.amount * day


def test_only_what_is_chosen_moves_and_the_first_day_stays_for_judging(world: World, now: datetime):
    today = local_date(now)
    chosen, left = (plan_of(world, today - timedelta(days=days), now) for days in (2, 3))
    agreement = shorten(world, today, now)
    assert {one.deadline for one in movable(agreement, PLAN, TWENTY, world.head.user, now)} == {chosen, left}
    first_due = chosen.original_due_at
    move_to_limit(
        agreement=agreement, key=PLAN, limit=TWENTY, chosen=[chosen.uuid], reason="Agreed", by=world.head.user, now=now
    )
    for deadline in (chosen, left):
        deadline.refresh_from_db()
    assert (chosen.due_on, chosen.original_due_at, chosen.was_moved) == (today + timedelta(days=18), first_due, True)
    assert (left.due_on, left.was_moved) == (today + timedelta(days=27), False)


def test_nothing_moves_without_a_choice_and_a_reason(world: World, now: datetime):
    deadline = plan_of(world, local_date(now), now)
    agreement = shorten(world, local_date(now), now)

    def act(chosen: list[object], reason: str = "Agreed") -> None:
        move_to_limit(
            agreement=agreement,
            key=PLAN,
            limit=TWENTY,
            chosen=chosen,
            reason=reason,
            by=world.head.user,
            now=now,  # type: ignore[arg-type]
        )

    with pytest.raises(NothingChosen):
        act([])
    with pytest.raises(ReasonMissing):
        act([deadline.uuid], " ")
    meet(deadline=deadline, at=now, now=now)
    with pytest.raises(NoLongerOffered):
        act([deadline.uuid])


def test_what_was_changed_by_hand_or_belongs_to_others_is_not_offered(world: World, now: datetime):
    today = local_date(now)
    paused, moved, others = (plan_of(world, today - timedelta(days=days), now) for days in (1, 2, 3))
    pause(deadline=paused, reason="Ill", by=world.head.user, now=now)
    move(deadline=moved, due_on=today + timedelta(days=40), reason="Later", by=world.head.user, now=now)
    agreement = shorten(world, today, now)
    reasons = {one.deadline: one.why_not for one in movable(agreement, PLAN, TWENTY, world.head.user, now)}
    assert reasons == {
        paused: "It is paused.",
        moved: "Somebody has moved or paused it already.",
        others: "",
    }
    officer = movable(agreement, PLAN, TWENTY, world.officer.user, now)
    assert {one.why_not for one in officer if one.deadline == others} == {"Another Virtual School decides on it."}
    assert movable(agreement, PLAN, TWENTY, world.stranger.user, now) == []


def test_after_the_change_the_page_lists_them(world: World, client_of: ClientOf, real_now: datetime):
    today = local_date(real_now)
    deadline = plan_of(world, today, real_now)
    head = client_of(world.head.user)
    answers = {"amount": "20", "unit": "days", "reason": "Agreed in the review", **day_data("effective_on", today)}
    url = reverse("agreements:term-deadlines", args=[world.agreement.uuid, "education_plan"])
    response = head.post(reverse("agreements:term", args=[world.agreement.uuid, "education_plan"]), answers)
    assert response.url == url
    text = head.get(url).content.decode()
    assert str(deadline.learner) in text
    assert "Agreed in the review" in text
    deadline.refresh_from_db()
    assert deadline.due_on == today + timedelta(days=30)
    assert "Choose at least one deadline" in head.post(url, {"reason": "Agreed"}).content.decode()
    head.post(url, {"deadlines": [str(deadline.uuid)], "reason": "Agreed"})
    deadline.refresh_from_db()
    assert deadline.due_on == today + timedelta(days=20)
    assert "no open deadline that you could move" in head.get(url).content.decode()


# --- A limit that applies later -------------------------------------------------------------------------------------


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_until_its_day_comes_every_page_says_todays_limit(world: World, real_now: datetime, client_of: ClientOf):
    """And announces the later one beside it."""
    starts = local_date(real_now) + timedelta(days=20)
    shorten(world, starts, real_now)
    plan_of(world, local_date(real_now) - timedelta(days=5), real_now)
    client = client_of(world.head.user)
    at = {"agreement_uuid": world.agreement.uuid}
    page = words(client.get(reverse("agreements:agreement", kwargs=at)).content.decode())
    assert f"30 calendar days Default since 1 Sep 2020 From {starts.day} {starts:%b %Y}: 20 calendar days" in page
    limits = words(client.get(reverse("agreements:draft-terms", args=[world.agreement.uuid])).content.decode())
    assert f"30 calendar days As the default From {starts.day} {starts:%b %Y}: 20 calendar days" in limits
    form = words(client.get(reverse("agreements:term", kwargs={**at, "key": PLAN.value})).content.decode())
    assert f"Today it is: 30 calendar days. From {day(starts)}: 20 calendar days." in form
    open_ones = words(
        client.get(reverse("agreements:term-deadlines", kwargs={**at, "key": PLAN.value})).content.decode()
    )
    assert f"From {day(starts)} the limit is 20 calendar days. Until then it is 30 calendar days." in open_ones
    assert "The limit is now" not in open_ones


def test_from_its_day_on_it_is_the_limit(world: World, real_now: datetime, client_of: ClientOf):
    shorten(world, local_date(real_now), real_now)
    client = client_of(world.head.user)
    limits = words(client.get(reverse("agreements:draft-terms", args=[world.agreement.uuid])).content.decode())
    assert "30 calendar days 20 calendar days Differs Agreed in the review" in limits
    address = reverse("agreements:term-deadlines", args=[world.agreement.uuid, PLAN.value])
    assert "The limit is now 20 calendar days." in words(client.get(address).content.decode())


def test_the_hour_of_reminders_is_announced_too(world: World, real_now: datetime, client_of: ClientOf):
    starts = local_date(real_now) + timedelta(days=9)
    set_term(
        agreement=world.agreement, key=TermKey.MORNING_HOUR, limit=Limit(7, Unit.HOURS), effective_on=starts,
        reason="Earlier", by=world.head.user, now=real_now,
    )  # fmt: skip
    page = client_of(world.head.user).get(reverse("agreements:agreement", args=[world.agreement.uuid]))
    assert f"Reminders leave at 8:00, from {starts.day} {starts:%b %Y} at 7:00." in words(page.content.decode())


def test_a_later_default_is_announced_unless_the_agreement_has_its_own(world: World, now: datetime):
    today = local_date(now)
    shift = [today + timedelta(days=days) for days in (10, 20, 30)]
    Term.objects.create(key=PLAN, amount=25, unit=Unit.DAYS, effective_on=shift[0], reason="Region")
    defaults = list(Term.objects.filter(agreement__isnull=True))
    assert [term.amount for term in announced(PLAN, [], defaults, today)] == [25]
    own = [Term(agreement=world.agreement, key=PLAN, amount=20, unit=Unit.DAYS, effective_on=shift[1])]
    assert [term.amount for term in announced(PLAN, own, defaults, today)] == [25, 20]
    own.append(Term(agreement=world.agreement, key=PLAN, amount=30, unit=Unit.DAYS, effective_on=today))
    assert [term.amount for term in announced(PLAN, own, defaults, today)] == [20]
    assert announced(PLAN, own, defaults, shift[2]) == ()
