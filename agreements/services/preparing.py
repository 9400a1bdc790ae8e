"""Recording what a draft needs before it is signed, one task after the other (A1–A4, A33, P20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from agreements.duties import DUTY_BY_CODE
from agreements.enums import AgreementStatus, Side, TermKey
from agreements.models import Agreement, Contract, Signatory, Term, Wording
from agreements.selectors.preparing import is_outside, wordings_for
from agreements.services.agreements import (
    AgreementError,
    ConsultationDetails,
    DatesOutOfOrder,
    NotADraft,
    SupportDetails,
    save_consultation,
    save_support,
)
from agreements.services.terms import set_term
from deadlines.rules import Limit


class OutForSignature(AgreementError):
    def __init__(self) -> None:
        super().__init__(
            "This agreement is out for signature: what somebody is reading must not change. Take it back first."
        )


class NotPublished(AgreementError):
    def __init__(self) -> None:
        super().__init__("Choose a wording that is published, of this Virtual School or the one Mainstay brings.")


class NotNeeded(AgreementError):
    """What was to be recorded has no place in this agreement."""


@dataclass(frozen=True)
class WhoSigns:
    """Who will sign for one side, in which capacity."""

    side: Side
    name: str
    role: str
    email: str


def draft_of(agreement: Agreement) -> Agreement:
    """The agreement, locked for a change. Raises OutForSignature, NotADraft."""
    found = (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("virtual_school__local_authority", "provider__local_authority", "predecessor")
        .get(pk=agreement.pk)
    )
    if found.status == AgreementStatus.OUT_FOR_SIGNATURE:
        raise OutForSignature
    if found.status != AgreementStatus.DRAFT:
        raise NotADraft
    return found


@transaction.atomic
def record_support(*, agreement: Agreement, details: SupportDetails, by: User | None, now: datetime) -> None:
    """Social care supports the agreement (A3). Raises OutForSignature, NotADraft, WrongParty, DatesOutOfOrder."""
    save_support(draft_of(agreement), details, by=by, now=now)


@transaction.atomic
def record_consultation(*, agreement: Agreement, details: ConsultationDetails, by: User | None, now: datetime) -> None:
    """The Virtual School where the provider stands was consulted (A4). Raises NotNeeded where that is the one that
    signs, OutForSignature, NotADraft, DatesOutOfOrder.
    """
    draft = draft_of(agreement)
    if not is_outside(draft):
        raise NotNeeded("The provider stands in the authority of this Virtual School: nobody else has to be consulted.")
    save_consultation(draft, details, by=by, now=now)


@transaction.atomic
def choose_wording(*, agreement: Agreement, wording: Wording, by: User | None, now: datetime) -> Agreement:
    """The version of the wording that will be signed (A2). Raises NotPublished, OutForSignature, NotADraft."""
    draft = draft_of(agreement)
    if wording not in wordings_for(draft.virtual_school):
        raise NotPublished
    draft.wording = wording
    history.save(draft, by=by, reason=f"Wording: {wording}", at=now)
    return draft


@transaction.atomic
def set_draft_term(
    *, agreement: Agreement, key: TermKey, limit: Limit, reason: str, by: User | None, now: datetime
) -> Term:
    """One limit of a draft, from the first day of the agreement. Raises TermRefused, OutForSignature, NotADraft."""
    draft = draft_of(agreement)
    first_day = draft.starts_on or local_date(now)
    for older in draft.terms.filter(key=key).exclude(effective_on=first_day):
        older.delete()
    return set_term(agreement=draft, key=key, limit=limit, effective_on=first_day, reason=reason, by=by, now=now)


@transaction.atomic
def use_default_term(*, agreement: Agreement, key: TermKey, by: User | None, now: datetime) -> None:
    """A draft follows the default set again for one limit. Raises OutForSignature, NotADraft."""
    for term in draft_of(agreement).terms.filter(key=key):
        term.delete()


@transaction.atomic
def explain_no_employers(*, agreement: Agreement, note: str, by: User | None, now: datetime) -> Agreement:
    """Why no employer supports the agreement (A33). Raises OutForSignature, NotADraft."""
    draft = draft_of(agreement)
    draft.employers_note = note.strip()
    history.save(draft, by=by, at=now)
    return draft


@transaction.atomic
def note_contract(
    *,
    agreement: Agreement,
    title: str,
    clauses: Sequence[str],
    note: str,
    starts_on: date,
    ends_on: date | None,
    by: User | None,
    now: datetime,
) -> Contract:
    """A formal contract takes precedence over some of the promises (P20), from a day to a day. It can be noted also when
    the agreement is in force. Raises NotNeeded (a promise nobody knows), DatesOutOfOrder, OutForSignature, NotADraft.
    """
    found = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if found.status != AgreementStatus.IN_FORCE:
        draft_of(agreement)
    if not clauses or not set(clauses) <= set(DUTY_BY_CODE):
        raise NotNeeded("Choose at least one promise the contract takes precedence over.")
    if ends_on and ends_on < starts_on:
        raise DatesOutOfOrder("ends_on", "The contract cannot end before it begins.")
    contract = Contract(
        agreement=found, title=title, clauses=list(clauses), note=note, starts_on=starts_on, ends_on=ends_on
    )
    history.save(contract, by=by, at=now)
    return contract


@transaction.atomic
def end_contract(*, contract: Contract, ends_on: date, by: User | None, now: datetime) -> Contract:
    """The last day of a contract that takes precedence. Raises DatesOutOfOrder."""
    contract = Contract.objects.select_for_update(no_key=True).get(pk=contract.pk)
    if ends_on < contract.starts_on:
        raise DatesOutOfOrder("ends_on", "The contract cannot end before it begins.")
    contract.ends_on = ends_on
    history.save(contract, by=by, at=now)
    return contract


@transaction.atomic
def record_meeting(
    *, agreement: Agreement, meeting_on: date, place: str, people: str, by: User | None, now: datetime
) -> Agreement:
    """The formal meeting was held (A1). Raises DatesOutOfOrder, OutForSignature, NotADraft."""
    draft = draft_of(agreement)
    if meeting_on > local_date(now):
        raise DatesOutOfOrder("meeting_on", "The meeting has not been held yet: its day cannot be in the future.")
    draft.meeting_on, draft.meeting_place, draft.meeting_people = meeting_on, place, people
    history.save(draft, by=by, at=now)
    return draft


@transaction.atomic
def name_signatories(
    *, agreement: Agreement, people: Sequence[WhoSigns], by: User | None, now: datetime
) -> list[Signatory]:
    """Who will sign for each side (A1). A side left out has nobody. Raises OutForSignature, NotADraft."""
    draft = draft_of(agreement)
    for removed in draft.signatories.exclude(side__in=[person.side for person in people]):
        removed.delete()
    named = []
    for person in people:
        signatory = draft.signatories.filter(side=person.side).first() or Signatory(agreement=draft, side=person.side)
        signatory.name, signatory.role, signatory.email = person.name, person.role, person.email
        history.save(signatory, by=by, at=now)
        named.append(signatory)
    return named


@transaction.atomic
def plan_start(
    *, agreement: Agreement, starts_on: date, ends_on: date | None, by: User | None, now: datetime
) -> Agreement:
    """From which day to which it is to be in force. Limits that were to apply from its first day follow it. Raises
    DatesOutOfOrder, OutForSignature, NotADraft.
    """
    draft = draft_of(agreement)
    if ends_on and ends_on < starts_on:
        raise DatesOutOfOrder("ends_on", "The agreement cannot end before it begins.")
    older = draft.predecessor
    if older and older.starts_on and starts_on <= older.starts_on:
        raise DatesOutOfOrder("starts_on", "It cannot begin before the agreement it renews has begun.")
    before = draft.starts_on
    draft.starts_on, draft.ends_on = starts_on, ends_on
    history.save(draft, by=by, at=now)
    _let_terms_follow(draft, before, by=by, now=now)
    return draft


def _let_terms_follow(draft: Agreement, before: date | None, *, by: User | None, now: datetime) -> None:
    """Of each limit the newest that was to apply from the first day applies from the new first day."""
    assert draft.starts_on
    known = Q(effective_on__lte=before) if before else Q()
    newest = {term.key: term for term in draft.terms.filter(known).order_by("effective_on")}
    draft.terms.filter(known).exclude(pk__in=[term.pk for term in newest.values()]).delete()
    for key, term in newest.items():
        if term.effective_on != draft.starts_on:
            draft.terms.filter(key=key, effective_on=draft.starts_on).delete()
            term.effective_on = draft.starts_on
            history.save(term, by=by, at=now)
