"""Renewal in one act, and what is said before an agreement ends."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from agreements.enums import AgreementStatus, ContactKind, TermKey
from agreements.models import Agreement, Contact, Contract
from agreements.selectors.ending import afterwards
from agreements.selectors.register import standing
from agreements.services import (
    AgreementNotReady,
    DatesOutOfOrder,
    appoint_contact,
    come_into_force,
    end_agreement,
    set_term,
)
from agreements.services.ending import NotRenewable, RenewalUnderWay, renew_agreement
from agreements.services.wordings import publish_wording, start_wording
from agreements.terms import terms_for
from deadlines.enums import DeadlineState, Unit
from deadlines.models import Deadline
from deadlines.rules import Limit
from learners.services import enrol
from tests.agreements.sides import CONTACTS, agree, clocks, no_drift
from tests.people import World

ClientOf = Callable[[User], Client]
TWENTY_DAYS = Limit(20, Unit.DAYS)


@pytest.fixture
def old(world: World, now: datetime) -> Agreement:
    """In force since today, with a limit, a contract and a key contact of its own."""
    world.agreement.delete()
    agreement = agree(world, now, world.virtual_school, world.college)
    today = local_date(now)
    set_term(
        agreement=agreement, key=TermKey.EDUCATION_PLAN, limit=TWENTY_DAYS, effective_on=today, reason="They asked",
        by=None, now=now,
    )  # fmt: skip
    Contract.objects.create(agreement=agreement, title="Transport", clauses=["plan_review"], starts_on=today)
    appoint_contact(
        agency=world.virtual_school, kind=ContactKind.KEY_CONTACT, holder=world.officer, cover=None, starts_at=now,
        agreement=agreement, by=None, now=now,
    )  # fmt: skip
    return agreement


def sign(draft: Agreement, starts_on: date, now: datetime) -> Agreement:
    """Both sign, and it is to begin on that day."""
    draft.signatories.update(signed_on=local_date(now))
    Agreement.objects.filter(pk=draft.pk).update(starts_on=starts_on, status=AgreementStatus.OUT_FOR_SIGNATURE)
    return come_into_force(agreement=draft, by=None, now=now)


def test_everything_is_carried_over(world: World, old: Agreement, now: datetime):
    draft = renew_agreement(agreement=old, amend=False, by=world.head.user, now=now)
    assert (draft.status, draft.predecessor, draft.wording) == (AgreementStatus.DRAFT, old, old.wording)
    assert draft.support.name == old.support.name
    assert draft.consultation.outcome == old.consultation.outcome
    assert [(term.key, term.limit, term.reason) for term in draft.terms.all()] == [
        (TermKey.EDUCATION_PLAN, TWENTY_DAYS, "They asked")
    ]
    assert [contract.title for contract in draft.contracts.all()] == ["Transport"]
    assert [signatory.signed_on for signatory in draft.signatories.all()] == [None, None]
    assert Contact.objects.get(agreement=draft).holder == world.officer
    old.refresh_from_db()
    assert old.status == AgreementStatus.IN_FORCE


def test_with_changes_it_takes_the_newest_wording_and_asks_social_care_anew(
    world: World, old: Agreement, now: datetime
):
    assert old.wording
    begun = start_wording(virtual_school=world.virtual_school, origin=old.wording, by=None, now=now)
    newest = publish_wording(wording=begun, note="Ours", seen=begun.sha256, by=None, now=now)
    draft = renew_agreement(agreement=old, amend=True, by=world.head.user, now=now)
    assert draft.wording == newest
    assert not hasattr(draft, "support")


def test_an_agreement_is_renewed_once(world: World, old: Agreement, now: datetime):
    draft = renew_agreement(agreement=old, amend=False, by=None, now=now)
    with pytest.raises(RenewalUnderWay) as refused:
        renew_agreement(agreement=old, amend=False, by=None, now=now)
    assert refused.value.draft == draft
    with pytest.raises(NotRenewable):
        renew_agreement(agreement=draft, amend=False, by=None, now=now)
    sign(draft, local_date(now) + timedelta(days=30), now)
    with pytest.raises(NotRenewable):
        renew_agreement(agreement=old, amend=False, by=None, now=now)


def test_the_old_one_runs_through_the_day_before_the_new_one(world: World, old: Agreement, now: datetime):
    today = local_date(now)
    starts_on = today + timedelta(days=30)
    new = sign(renew_agreement(agreement=old, amend=False, by=None, now=now), starts_on, now)
    old.refresh_from_db()
    assert (new.status, new.signed_on) == (AgreementStatus.IN_FORCE, today)
    assert (old.status, old.ends_on) == (AgreementStatus.RENEWED, starts_on - timedelta(days=1))
    assert standing(old, today) == "In force, renewed"
    assert standing(old, starts_on) == "Renewed"
    for day, expected in ((today, old), (starts_on - timedelta(days=1), old), (starts_on, new)):
        assert set(Agreement.objects.in_force(day)) == {expected}
        terms = terms_for(home_virtual_school=world.virtual_school, provider=world.college, on=day)
        assert terms.agreement == expected
    # What would fall due after the end of the old one stops; the new one has its own from its first day.
    assert [(clock.agreement, clock.starts_at.date()) for clock in clocks(CONTACTS, world.college)] == [
        (new, starts_on)
    ]
    assert no_drift(now)


def test_it_cannot_begin_before_the_one_it_renews(world: World, old: Agreement, now: datetime):
    draft = renew_agreement(agreement=old, amend=False, by=None, now=now)
    with pytest.raises(DatesOutOfOrder):
        sign(draft, local_date(now), now)


def test_without_support_the_renewal_does_not_come_into_force(world: World, old: Agreement, now: datetime):
    draft = renew_agreement(agreement=old, amend=True, by=None, now=now)
    with pytest.raises(AgreementNotReady, match="the support of social care"):
        sign(draft, local_date(now) + timedelta(days=30), now)


def test_what_happens_is_counted_before_it_happens(world: World, old: Agreement, now: datetime):
    for _ in range(2):
        enrol(
            learner=world.learner(enrolled=False), provider=world.college, course="Carpentry", level="2",
            starts_on=local_date(now), by=world.key_contact.user, now=now,
        )  # fmt: skip
    said = afterwards(old, world.head.user, now)
    assert (said.about_young_people, said.unseen) == (2, 0)
    assert said.of_the_sides == Deadline.objects.open().filter(agreement=old, learner__isnull=True).count() > 0
    assert said.supporters == ("Home Social Care",)
    told = afterwards(old, world.administrator.user, now)
    assert (told.about_young_people, told.unseen) == (0, 2)
    end_agreement(agreement=old, ends_on=local_date(now), reason="It closes", by=None, now=now)
    still = Deadline.objects.filter(agreement=old, state=DeadlineState.OPEN)
    assert still.filter(learner__isnull=False).count() == 2
    assert still.filter(learner__isnull=True).count() == 0


def test_the_pages_say_it_and_do_it(world: World, old: Agreement, client_of: ClientOf):
    head = client_of(world.head.user)
    text = head.get(reverse("agreements:end", args=[old.uuid])).content.decode()
    assert "What will happen" in text
    assert "keep the limit and the day they have" in text
    assert "can still read this agreement" in text
    url = reverse("agreements:renew", args=[old.uuid])
    assert "Nothing changes today" in head.get(url).content.decode()
    response = head.post(url, {"how": "renew"})
    draft = old.successors.get()
    assert response.url == reverse("agreements:agreement", args=[draft.uuid])
    assert head.post(url, {"how": "renew"}).url == response.url
    assert old.successors.count() == 1
    assert "It renews" in head.get(response.url).content.decode()
