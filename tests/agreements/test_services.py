"""From a draft to an agreement in force, terms from a day on, and its end."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.clock import local_date
from agreements.enums import AgreementStatus, Side, TermKey
from agreements.models import Agreement, Signatory, Term
from agreements.services import (
    AgreementNotReady,
    AlreadyInForce,
    DatesOutOfOrder,
    NotADraft,
    NotInForce,
    ReasonMissing,
    SignatoryDetails,
    TermRefused,
    WrongParty,
    edit_draft,
    end_agreement,
    put_in_force,
    record_agreement,
    set_term,
)
from agreements.terms import terms_for
from deadlines import registry
from deadlines.enums import Unit
from deadlines.rules import Limit
from deadlines.services import Opening, open_deadline
from tests.agreements.sides import backing
from tests.factories import AgreementFactory
from tests.people import World

SIGNED = date(2026, 6, 1)
BOTH = (
    SignatoryDetails(Side.VIRTUAL_SCHOOL, "Hana Head", "Head", "head@example.org", SIGNED),
    SignatoryDetails(Side.PROVIDER, "Sid Signatory", "Principal", "sid@example.org", SIGNED),
)
TWENTY_DAYS = Limit(20, Unit.DAYS)


def record(world: World, now: datetime, **details: object) -> Agreement:
    given = {"virtual_school": world.host_virtual_school, "provider": world.college} | details
    backed = backing(given["virtual_school"], given["provider"], SIGNED)  # type: ignore[arg-type]
    return record_agreement(**(backed | given), by=world.head.user, now=now)  # type: ignore[arg-type]


def complete(world: World, now: datetime, **details: object) -> Agreement:
    return record(world, now, **({"signed_on": SIGNED, "starts_on": date(2026, 9, 1), "signatories": BOTH} | details))


def test_with_everything_given_it_is_in_force_at_once(world: World, now: datetime):
    agreement = complete(world, now, meeting_on=SIGNED)
    assert agreement.status == AgreementStatus.IN_FORCE
    assert {signatory.side for signatory in agreement.signatories.all()} == set(Side)
    newest = agreement.history.latest("history_id")
    assert (newest.history_user, newest.history_date, newest.history_change_reason) == (
        world.head.user,
        now,
        "Put in force",
    )


@pytest.mark.parametrize(
    ("details", "missing"),
    [
        ({"signatories": BOTH[:1]}, ["the signatory of the provider"]),
        ({"signatories": BOTH[1:]}, ["the signatory of the Virtual School"]),
        ({"signed_on": None}, ["the day it was signed"]),
        ({"starts_on": None}, ["the day from which it is in force"]),
    ],
)
def test_with_something_missing_it_stays_a_draft_and_says_what(
    world: World, now: datetime, details: dict[str, object], missing: list[str]
):
    agreement = complete(world, now, **details)
    assert agreement.status == AgreementStatus.DRAFT
    with pytest.raises(AgreementNotReady) as refused:
        put_in_force(agreement=agreement, by=world.head.user, now=now)
    assert refused.value.missing == missing
    assert missing[0] in str(refused.value)


def test_it_is_between_a_virtual_school_and_a_provider(world: World, now: datetime):
    for details in ({"virtual_school": world.social_care}, {"provider": world.virtual_school}):
        with pytest.raises(WrongParty):
            complete(world, now, **details)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"signed_on": date(2026, 10, 7)}, "signed_on"),
        ({"meeting_on": date(2026, 10, 7)}, "meeting_on"),
        ({"ends_on": date(2026, 8, 31)}, "ends_on"),
    ],
)
def test_dates_must_make_sense(world: World, now: datetime, details: dict[str, object], field: str):
    with pytest.raises(DatesOutOfOrder) as refused:
        complete(world, now, **details)
    assert refused.value.field == field


def test_nothing_remains_of_a_recording_that_fails(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the last write fails")

    monkeypatch.setattr("agreements.services.agreements.put_in_force", fail)
    before = Agreement.objects.count()
    with pytest.raises(RuntimeError):
        complete(world, now)
    assert (Agreement.objects.count(), Signatory.objects.count()) == (before, 0)


def test_two_agreements_of_a_pair_are_never_in_force_together(world: World, now: datetime):
    with pytest.raises(AlreadyInForce, match="Brindley College and Home Virtual School"):
        complete(world, now, virtual_school=world.virtual_school)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementFactory(virtual_school=world.virtual_school, provider=world.college)


def test_the_next_one_lets_the_last_one_lapse_once_its_last_day_is_over(world: World, now: datetime):
    today = local_date(now)
    Agreement.objects.filter(pk=world.agreement.pk).update(ends_on=today)
    with pytest.raises(AlreadyInForce):
        complete(world, now, virtual_school=world.virtual_school)
    tomorrow = now + timedelta(days=1)
    renewed = complete(world, tomorrow, virtual_school=world.virtual_school)
    world.agreement.refresh_from_db()
    assert (renewed.status, world.agreement.status) == (AgreementStatus.IN_FORCE, AgreementStatus.LAPSED)


def edit(agreement: Agreement, world: World, now: datetime, **details: object) -> Agreement:
    values: dict[str, object] = {
        "meeting_on": None,
        "signed_on": SIGNED,
        "starts_on": date(2026, 9, 1),
        "ends_on": None,
        "signatories": BOTH,
        "notes": "Signed at the college",
    }
    return edit_draft(agreement=agreement, **(values | details), by=world.head.user, now=now)  # type: ignore[arg-type]


def test_a_draft_can_be_completed_and_then_put_in_force(world: World, now: datetime):
    agreement = edit(record(world, now), world, now)
    assert agreement.status == AgreementStatus.DRAFT
    assert put_in_force(agreement=agreement, by=world.head.user, now=now).status == AgreementStatus.IN_FORCE


def test_editing_a_draft_changes_and_removes_signatories(world: World, now: datetime):
    agreement = edit(record(world, now), world, now)
    principal = SignatoryDetails(Side.PROVIDER, "Pia Principal", "Principal", "pia@example.org", SIGNED)
    edit(agreement, world, now, signatories=[principal])
    (signatory,) = agreement.signatories.all()
    assert (signatory.side, signatory.name) == (Side.PROVIDER, "Pia Principal")


def test_what_was_signed_is_not_rewritten(world: World, now: datetime):
    with pytest.raises(NotADraft):
        edit(world.agreement, world, now)
    with pytest.raises(NotADraft):
        put_in_force(agreement=world.agreement, by=world.head.user, now=now)


@pytest.mark.parametrize(
    ("ends_on", "status"),
    [
        (date(2026, 10, 5), AgreementStatus.ENDED),
        (date(2026, 10, 6), AgreementStatus.IN_FORCE),
        (date(2027, 7, 31), AgreementStatus.IN_FORCE),
    ],
)
def test_an_agreement_is_in_force_through_its_last_day(
    world: World, now: datetime, ends_on: date, status: AgreementStatus
):
    ended = end_agreement(agreement=world.agreement, ends_on=ends_on, reason="Merged", by=world.head.user, now=now)
    assert (ended.status, ended.ends_on) == (status, ends_on)
    assert ended.history.latest("history_id").history_change_reason == "Merged"
    assert Agreement.objects.in_force(local_date(now)).filter(pk=ended.pk).exists() == (status != AgreementStatus.ENDED)


def test_ending_needs_a_reason_a_sensible_day_and_an_agreement_in_force(world: World, now: datetime):
    def end(agreement: Agreement, ends_on: date = date(2026, 10, 6), reason: str = "Merged") -> None:
        end_agreement(agreement=agreement, ends_on=ends_on, reason=reason, by=world.head.user, now=now)

    with pytest.raises(ReasonMissing):
        end(world.agreement, reason="  ")
    with pytest.raises(DatesOutOfOrder):
        end(world.agreement, ends_on=date(2024, 8, 31))
    with pytest.raises(NotInForce):
        end(record(world, now))


def set_plan_term(world: World, now: datetime, **details: object) -> Term:
    values: dict[str, object] = {
        "agreement": world.agreement,
        "key": TermKey.EDUCATION_PLAN,
        "limit": TWENTY_DAYS,
        "effective_on": local_date(now),
        "reason": "Agreed at the yearly review",
    }
    return set_term(**(values | details), by=world.head.user, now=now)  # type: ignore[arg-type]


def plan_limit(world: World, on: date) -> Limit:
    return terms_for(home_virtual_school=world.virtual_school, provider=world.college, on=on).limit("education_plan")


def test_a_term_applies_from_its_day_on(world: World, now: datetime):
    tomorrow = local_date(now) + timedelta(days=1)
    term = set_plan_term(world, now, effective_on=tomorrow)
    assert plan_limit(world, local_date(now)) == Limit(30, Unit.DAYS)
    assert plan_limit(world, tomorrow) == TWENTY_DAYS
    assert term.history.first().history_user == world.head.user


def test_setting_a_term_twice_for_one_day_corrects_it(world: World, now: datetime):
    set_plan_term(world, now)
    set_plan_term(world, now, limit=Limit(25, Unit.DAYS))
    (term,) = Term.objects.filter(agreement=world.agreement)
    assert (term.limit, term.history.count()) == (Limit(25, Unit.DAYS), 2)


def test_an_open_deadline_keeps_the_limit_it_was_opened_with(world: World, now: datetime):
    learner = world.learner()
    deadline = open_deadline(
        Opening(
            duty=registry.duty("education_plan"),
            limit=plan_limit(world, local_date(now)),
            terms_source="as of today",
            morning_hour=8,
            owner=world.social_care,
            learner=learner,
            subject_kind="enrolment",
            subject_uuid=world.enrolment(learner).uuid,
            starts_on=local_date(now),
        ),
        now=now,
    )
    due_at = deadline.due_at
    set_plan_term(world, now)
    deadline.refresh_from_db()
    assert (deadline.due_at, deadline.limit) == (due_at, Limit(30, Unit.DAYS))


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"effective_on": date(2026, 10, 5)}, "effective_on"),
        ({"reason": " "}, "reason"),
        ({"limit": Limit(30, Unit.HOURS)}, "unit"),
        ({"limit": Limit(0, Unit.DAYS)}, "amount"),
        ({"limit": Limit(367, Unit.DAYS)}, "amount"),
        ({"key": TermKey.MORNING_HOUR, "limit": Limit(24, Unit.HOURS)}, "amount"),
        ({"key": TermKey.SAME_DAY_NOTICE, "limit": Limit(1, Unit.END_OF_DAY)}, "amount"),
        ({"key": TermKey.SAME_DAY_NOTICE, "limit": Limit(48, Unit.HOURS)}, "unit"),
    ],
)
def test_a_term_that_makes_no_sense_is_refused(world: World, now: datetime, details: dict[str, object], field: str):
    with pytest.raises(TermRefused) as refused:
        set_plan_term(world, now, **details)
    assert refused.value.field == field
    assert not Term.objects.filter(agreement=world.agreement).exists()


def test_a_draft_may_have_terms_from_before_today(world: World, now: datetime):
    draft = record(world, now)
    set_plan_term(world, now, agreement=draft, effective_on=date(2026, 9, 1))
    assert draft.terms.count() == 1


def test_an_agreement_that_is_over_takes_no_terms(world: World, now: datetime):
    end_agreement(agreement=world.agreement, ends_on=date(2026, 10, 1), reason="Merged", by=world.head.user, now=now)
    with pytest.raises(TermRefused, match="over"):
        set_plan_term(world, now)


@pytest.mark.parametrize(
    "act",
    [
        lambda agreement: Agreement.objects.filter(pk=agreement.pk).update(signed_on=None),
        lambda agreement: Agreement.objects.filter(pk=agreement.pk).update(ends_on=date(2024, 1, 1)),
        lambda agreement: Agreement.objects.filter(pk=agreement.pk).update(status=AgreementStatus.ENDED),
        lambda agreement: Agreement.objects.filter(pk=agreement.pk).update(provider=agreement.virtual_school),
    ],
    ids=["in force unsigned", "ends before it begins", "ended without a last day", "one agency twice"],
)
def test_the_database_refuses_what_cannot_be(world: World, act: Callable[[Agreement], object]):
    with pytest.raises(IntegrityError), transaction.atomic():
        act(world.agreement)
