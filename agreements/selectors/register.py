"""The register of agreements, and what one agreement's page says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from accounts.clock import local_date
from accounts.models import Agency, User
from agreements.duties import DUTIES
from agreements.enums import AgreementStatus, TermKey
from agreements.models import Agreement, Contract, Term
from agreements.rules import FIXED_TERMS
from agreements.selectors.posts import Post, designated_people_at, key_contacts_at
from agreements.selectors.preparing import social_care_of
from agreements.terms import TermInForce, announced, compose
from deadlines.enums import Party
from deadlines.querysets import DeadlineQuerySet
from deadlines.rules import Duty
from deadlines.selectors.listing import Filters, listing


@dataclass(frozen=True)
class Listed:
    """One line of the register: an agreement with the people in its two posts."""

    agreement: Agreement
    key_contact: Post
    designated_person: Post


def register(agreements: Sequence[Agreement], at: datetime) -> list[Listed]:
    """The agreements with their posts as they are at `at`. Two queries, however many there are."""
    people = designated_people_at({agreement.provider_id for agreement in agreements}, at)
    contacts = key_contacts_at({(agreement.virtual_school_id, agreement.pk) for agreement in agreements}, at)
    return [
        Listed(agreement, contacts[agreement.virtual_school_id, agreement.pk], people[agreement.provider_id])
        for agreement in agreements
    ]


#: Of an agreement whose renewal is signed and has not begun.
STILL_IN_FORCE = "In force, renewed"


def standing(agreement: Agreement, today: date) -> str:
    """How an agreement stands on `today`, in words: the stored status does not change by itself when a day comes."""
    if agreement.status == AgreementStatus.IN_FORCE:
        if agreement.starts_on and agreement.starts_on > today:
            return "Signed, not yet begun"
        if agreement.ends_on and agreement.ends_on < today:
            return AgreementStatus.LAPSED.label
    if agreement.status == AgreementStatus.RENEWED and agreement.ends_on and agreement.ends_on >= today:
        return STILL_IN_FORCE
    return str(AgreementStatus(agreement.status).label)


@dataclass(frozen=True)
class Running:
    """How many of a duty's clocks run for one agency, and the addresses of the two lists of them."""

    agency: Agency
    open: int
    overdue: int
    open_url: str
    overdue_url: str


@dataclass(frozen=True)
class Clause:
    """One promise with a clock as this agreement has it."""

    duty: Duty
    term: TermInForce
    upcoming: tuple[Term, ...]
    running: tuple[Running, ...]
    #: Formal contracts that take precedence over it today (P20).
    contracts: tuple[Contract, ...] = ()

    @property
    def is_fixed(self) -> bool:
        """No agreement can set its limit otherwise."""
        return TermKey(self.duty.code) in FIXED_TERMS


_PROVIDERS_PARTIES = frozenset({Party.PROVIDER, Party.DESIGNATED_PERSON})


def _owing(duty: Duty, agreement: Agreement, social_care: list[Agency]) -> list[Agency]:
    """The agencies with which the duty lies."""
    if duty.owed_by == Party.AGENCY:
        return [agreement.provider, agreement.virtual_school]
    if duty.owed_by in _PROVIDERS_PARTIES or duty.shared_with in _PROVIDERS_PARTIES:
        return [agreement.provider]
    return social_care


def clauses(agreement: Agreement, user: User | AnonymousUser, now: datetime) -> list[Clause]:
    """Every duty with its limit in this agreement today, and how many of its clocks the user can see running.

    Clocks are counted where the duty lies: with the provider, with social care of the Virtual School's authority, or
    with both sides. Both counts are those of the lists they link to. Two queries for each agency, however many duties.
    """
    today = local_date(now)
    terms = list(Term.objects.filter(agreement=agreement))
    defaults = list(Term.objects.filter(agreement__isnull=True))
    in_force = compose(agreement, terms, defaults, today)
    social_care = social_care_of(agreement)
    agencies = {agreement.provider, agreement.virtual_school, *social_care}
    running = {agency: _running(agency, user, now) for agency in agencies}
    contracts = [contract for contract in agreement.contracts.all() if _takes_precedence(contract, today)]
    return [
        Clause(
            duty=duty,
            term=in_force.terms[TermKey(duty.code)],
            upcoming=announced(TermKey(duty.code), terms, defaults, today),
            running=tuple(running[agency][duty.code] for agency in _owing(duty, agreement, social_care)),
            contracts=tuple(contract for contract in contracts if duty.code in contract.clauses),
        )
        for duty in DUTIES
    ]


def _takes_precedence(contract: Contract, today: date) -> bool:
    return contract.starts_on <= today and (contract.ends_on is None or contract.ends_on >= today)


def _running(agency: Agency, user: User | AnonymousUser, now: datetime) -> dict[str, Running]:
    """What runs for one agency, by duty code. Two queries."""
    running = Filters(agency=agency.uuid, state="open")
    overdue = replace(running, state="overdue")
    open_by_duty, overdue_by_duty = _by_duty(listing(user, running, now)), _by_duty(listing(user, overdue, now))
    return {
        duty.code: Running(
            agency=agency,
            open=open_by_duty.get(duty.code, 0),
            overdue=overdue_by_duty.get(duty.code, 0),
            open_url=replace(running, duty=duty.code).address(),
            overdue_url=replace(overdue, duty=duty.code).address(),
        )
        for duty in DUTIES
    }


def _by_duty(found: DeadlineQuerySet) -> dict[str, int]:
    return dict(found.order_by().values_list("duty_code").annotate(number=Count("pk")))
