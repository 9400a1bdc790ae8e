"""Money, support, entitlements and careers guidance in the plans of the demonstration."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.clock import local_date
from education_plans.enums import ClaimState, Domain
from education_plans.models import FundingRequest
from education_plans.services.claims import record_claim
from education_plans.services.funding import (
    decide_funding,
    record_impact,
    record_spend,
    request_funding,
    withdraw_funding,
)
from education_plans.services.guidance import record_guidance
from education_plans.services.support import NeedWords, add_need, end_need
from oversight.demo.acts import Acts, Story
from oversight.demo.plan_work import TARGETS


@dataclass(frozen=True)
class Money:
    """What is asked for, in pounds, with which target (its place), and what becomes of it.

    `approved` None: refused; `why` empty: nobody has decided.
    """

    what_for: str
    amount: str
    target: int
    approved: str | None = None
    why: str = ""
    spends: tuple[tuple[str, str], ...] = ()
    impact: str = ""


MONEY = (
    Money(
        "A laptop with the drawing programme the course uses", "640", 6, "640", "The college has none to lend until spring.",
        spends=(("Laptop, second hand, with a year’s guarantee", "489.50"), ("Licence for students", "79")),
        impact="Hands everything in by itself now. Two pieces were shown at the open day.",
    ),
    Money(
        "Twelve hours with a maths tutor before the resit", "420", 2, "420", "Was one mark short last time.",
        spends=(("First six hours", "210"),),
    ),
    Money("A season ticket for the football ground", "380", 10, None, "A fine wish, but it does not help with the target. "
        "Ask the club’s own scheme."),
    Money("Boots, trousers and a helmet for the site", "145", 3),
    Money(
        "A week at a residential writing course", "510", 8, "350", "The fee. The travel is paid by the bursary.",
        spends=(("Course fee", "350"),),
        impact="Came back with a story of eleven pages and two friends.",
    ),
    Money("Counselling outside the college", "900", 4, "600", "Ten hours to begin with; come back with what they brought."),
)  # fmt: skip
TAKEN_BACK = Money("Driving lessons, the first ten", "350", 5)


def ask_for_money(acts: Acts, story: Story, days_ago: float, money: Money) -> None:
    """Asked by the key worker with its target, decided by the head two days later, spent and looked back on."""
    asked: list[FundingRequest] = []
    by = story.college.designated_person.user
    story.wants.append(money.target)

    def ask(now: datetime) -> None:
        target = story.plan.targets.get(what=TARGETS[money.target][1])
        request = request_funding(
            target=target, what_for=money.what_for, amount=Decimal(money.amount), by=story.key_worker.user, now=now
        )
        asked.append(request)

    def decide(now: datetime) -> None:
        approved = Decimal(money.approved) if money.approved else None
        decide_funding(request=asked[0], approved_amount=approved, reason=money.why, by=story.home.head.user, now=now)

    def spend(now: datetime) -> None:
        for what, amount in money.spends:
            record_spend(request=asked[0], spent_on=local_date(now), amount=Decimal(amount), what=what, by=by, now=now)

    acts.plan(acts.moment(days_ago, "10:40"), ask)
    if money is TAKEN_BACK:
        reason = "The carers pay for them as a birthday present."
        acts.plan(
            acts.moment(days_ago - 1, "17:00"),
            lambda now: withdraw_funding(request=asked[0], reason=reason, by=story.key_worker.user, now=now),
        )
    if money.why:
        acts.plan(acts.moment(days_ago - 2, "15:30"), decide)
    if money.spends:
        acts.plan(acts.moment(days_ago - 6, "11:30"), spend)
    if money.impact:
        acts.plan(
            acts.moment(max(days_ago - 40, 2), "16:20"),
            lambda now: record_impact(request=asked[0], impact=money.impact, by=by, now=now),
        )


_NEEDS = (
    (Domain.TRANSPORT, "Two buses each way since the move", "Travel card for the whole network", "{college}", "312", True, True),
    (Domain.HEALTH, "Counselling that goes on in the "
        "holidays", "Fortnightly, on the telephone in August", "The college’s counsellor", None, True, True),
    (Domain.LEARNING, "Somebody who reads long texts with them", "An hour on Thursdays", "{mentor}", None, True, True),
    (Domain.TECHNOLOGY, "Internet in the evening", "A mobile router, paid monthly", "Children’s Social Care", "15", True, True),
    (Domain.ACCOMMODATION, "A quiet placement in the "
        "exam weeks", "Respite is moved to June", "The supervising social worker", None, False, False),
    (Domain.CHILD_CARE, "The baby’s nursery opens after the "
        "first lesson", "Care to Learn, and a later start", "{college}", None, True, True),
)  # fmt: skip


def give_support(acts: Acts, story: Story, days_ago: float, *, many: int = 3) -> None:
    """Needs in several areas of life; one the provider does not know of, one that ended."""

    def act(now: datetime) -> None:
        today, college = local_date(now), story.college
        for place in range(many):
            domain, need, provided, giver, cost, shared, told = _NEEDS[(story.number + place) % len(_NEEDS)]
            words = NeedWords(
                domain=domain, need=need, provided=provided, starts_on=today - timedelta(days=3 * place),
                given_by=giver.format(college=college.agency.name, mentor=college.mentor.user.name),
                cost=Decimal(cost) if cost else None, shared_with_young_person=shared,
            )  # fmt: skip
            provider = college.agency if told and story.enrolment else None
            added = add_need(plan=story.plan, words=words, provider=provider, by=story.key_worker.user, now=now)
            if place == 2:
                end_need(
                    plan=story.plan, need=added, ends_on=today + timedelta(days=20), by=story.key_worker.user, now=now,
                    reason="Only until half-term; then it is looked at again.",
                )  # fmt: skip

    acts.plan(acts.moment(days_ago, "14:05"), act)


_CLAIMS = (
    ("personal_adviser", ClaimState.RECEIVED, ""),
    ("setting_up_home", ClaimState.NOT_APPLICABLE, "Stays with the carers until the course ends."),
    ("junior_isa", ClaimState.CLAIMED, ""),
    ("local_offer", ClaimState.REFUSED, "The council pays driving lessons from 18 on only."),
)


def claim_what_is_due(acts: Acts, story: Story, days_ago: float) -> None:
    """The bursary through the provider, and what was found out about two others."""

    def act(now: datetime) -> None:
        today, through = local_date(now), story.college.agency
        year = today.year if today.month >= 9 else today.year - 1
        if story.enrolment is not None:
            is_apprentice = "Apprenticeship" in story.course
            record_claim(
                plan=story.plan, code="apprenticeship_bursary" if is_apprentice else "bursary_16_19", year=year,
                state=ClaimState.RECEIVED, amount=Decimal(3000 if is_apprentice else 1200), on=today,
                seen_through=through, by=story.college.designated_person.user, now=now,
            )  # fmt: skip
        for place in range(2):
            code, state, reason = _CLAIMS[(story.number + place) % len(_CLAIMS)]
            record_claim(
                plan=story.plan, code=code, year=year, state=state, reason=reason, on=today, seen_through=None,
                by=story.key_worker.user, now=now,
            )  # fmt: skip

    acts.plan(acts.moment(days_ago, "10:10"), act)


_GUIDANCE = (
    ("Denise Holloway, Black Country Careers Partnership", True, "Three jobs that need patience and pay more than "
        "{first} thought. Looks at one of them in half-term."),
    ("{mentor}", False, "Went through what the course leads to. {first} wants to hear it from somebody who does the work."),
    ("Denise Holloway, Black Country Careers Partnership", True, "The second choice is a real one now: the form is half filled in."),
)  # fmt: skip


def advise(acts: Acts, story: Story, days_ago: float, *, talk: int = 0) -> None:
    def act(now: datetime) -> None:
        adviser, is_impartial, outcome = _GUIDANCE[(story.number + talk) % len(_GUIDANCE)]
        names = {"mentor": story.college.mentor.user.name, "first": story.learner.given_name}
        at_college = story.enrolment is not None and not is_impartial
        record_guidance(
            learner=story.learner, held_on=local_date(now), adviser=adviser.format(**names), is_impartial=is_impartial,
            outcome=outcome.format(**names), seen_through=story.college.agency if at_college else None,
            by=story.college.mentor.user if at_college else story.key_worker.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(days_ago, "15:45"), act)
