"""Which terms apply: home agreement, host agreement, default; each as of a day."""

from datetime import date

import pytest

from agreements.enums import AgreementStatus, TermKey
from agreements.models import Agreement, Term
from agreements.terms import NO_AGREEMENT, terms_for, terms_of
from deadlines.enums import Unit
from deadlines.rules import Limit
from tests.factories import AgencyFactory, AgreementFactory
from tests.people import World

DAY = date(2026, 10, 6)
THIRTY_DAYS = Limit(30, Unit.DAYS)


def set_days(agreement: Agreement | None, amount: int, effective_on: date) -> Term:
    return Term.objects.create(
        agreement=agreement,
        key=TermKey.EDUCATION_PLAN,
        amount=amount,
        unit=Unit.DAYS,
        effective_on=effective_on,
        reason="A test",
    )


def plan_limit(world: World, on: date = DAY) -> Limit:
    return terms_for(home_virtual_school=world.virtual_school, provider=world.college, on=on).limit("education_plan")


def test_the_agreement_with_the_home_virtual_school_comes_first(world: World):
    host = AgreementFactory(virtual_school=world.host_virtual_school, provider=world.college)
    set_days(world.agreement, 20, date(2024, 9, 1))
    set_days(host, 25, date(2024, 9, 1))
    terms = terms_for(home_virtual_school=world.virtual_school, provider=world.college, on=DAY)
    assert (terms.agreement, terms.limit("education_plan")) == (world.agreement, Limit(20, Unit.DAYS))
    assert terms.source == "Agreement between Home Virtual School and Brindley College"


def test_then_the_one_with_the_host_virtual_school(world: World):
    world.agreement.delete()
    host = AgreementFactory(virtual_school=world.host_virtual_school, provider=world.college)
    set_days(host, 25, date(2024, 9, 1))
    terms = terms_for(home_virtual_school=world.virtual_school, provider=world.college, on=DAY)
    assert (terms.agreement, terms.limit("education_plan")) == (host, Limit(25, Unit.DAYS))


def test_an_agreement_with_a_third_virtual_school_says_nothing(world: World):
    world.agreement.delete()
    AgreementFactory(virtual_school=world.other_virtual_school, provider=world.college)
    terms = terms_for(home_virtual_school=world.virtual_school, provider=world.college, on=DAY)
    assert (terms.agreement, terms.source) == (None, NO_AGREEMENT)
    assert terms.limit("education_plan") == THIRTY_DAYS


@pytest.mark.parametrize(("has_home", "has_provider"), [(False, False), (True, False), (False, True)])
def test_with_a_party_missing_the_default_set_applies(world: World, has_home: bool, has_provider: bool):
    terms = terms_for(
        home_virtual_school=world.virtual_school if has_home else None,
        provider=world.college if has_provider else None,
        on=DAY,
    )
    assert (terms.source, terms.morning_hour) == (NO_AGREEMENT, 8)
    assert terms.limit(TermKey.KEY_WORKER_NAMED) == Limit(10, Unit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("on", "amount"),
    [(date(2026, 9, 30), 30), (date(2026, 10, 1), 20), (date(2026, 12, 31), 20), (date(2027, 1, 1), 15)],
)
def test_a_term_applies_from_its_day_until_the_next_one(world: World, on: date, amount: int):
    set_days(world.agreement, 20, date(2026, 10, 1))
    set_days(world.agreement, 15, date(2027, 1, 1))
    assert plan_limit(world, on) == Limit(amount, Unit.DAYS)


def test_a_later_default_does_not_displace_an_own_term(world: World):
    set_days(world.agreement, 20, date(2025, 1, 1))
    set_days(None, 28, date(2026, 1, 1))
    assert plan_limit(world) == Limit(20, Unit.DAYS)


def test_a_term_the_agreement_leaves_open_follows_the_default_of_that_day(world: World):
    set_days(None, 28, date(2026, 1, 1))
    assert plan_limit(world, date(2025, 12, 31)) == THIRTY_DAYS
    assert plan_limit(world, date(2026, 1, 1)) == Limit(28, Unit.DAYS)


def test_before_the_first_default_the_wording_of_the_agreement_applies(world: World):
    term = terms_of(None, on=date(2010, 1, 1)).terms[TermKey.PLAN_REVIEW]
    assert (term.limit, term.since, term.is_own) == (Limit(6, Unit.MONTHS), None, False)


@pytest.mark.parametrize(
    ("on", "applies"),
    [(date(2024, 8, 31), False), (date(2024, 9, 1), True), (date(2026, 3, 1), True), (date(2026, 3, 2), False)],
)
def test_an_ended_agreement_still_speaks_for_the_days_it_covered(world: World, on: date, applies: bool):
    Agreement.objects.filter(pk=world.agreement.pk).update(status=AgreementStatus.ENDED, ends_on=date(2026, 3, 1))
    terms = terms_for(home_virtual_school=world.virtual_school, provider=world.college, on=on)
    assert (terms.agreement is not None) == applies


def test_a_draft_binds_nobody(world: World):
    Agreement.objects.filter(pk=world.agreement.pk).update(status=AgreementStatus.DRAFT)
    assert terms_for(home_virtual_school=world.virtual_school, provider=world.college, on=DAY).agreement is None


def test_the_source_fits_its_column_whatever_the_names(db: None):
    agreement = AgreementFactory(
        virtual_school=AgencyFactory(virtual_school=True, name="A very long name of a Virtual School " * 3),
        provider=AgencyFactory(provider=True, name="Withoutanyspaceatall" * 6),
    )
    assert len(terms_of(agreement, on=DAY).source) <= 120


def test_asking_takes_two_queries(world: World, django_assert_num_queries):
    with django_assert_num_queries(2):
        terms_for(home_virtual_school=world.virtual_school, provider=world.college, on=DAY)
