"""From a draft to an agreement in force, and to its end (A1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.errors import ServiceError
from accounts.models import Agency, User
from agreements.enums import BEFORE_SIGNATURE, AgreementStatus, Side
from agreements.models import Agreement, Consultation, Signatory, SocialCareSupport
from agreements.selectors.preparing import missing_support, newest_wording, social_care_of
from agreements.selectors.signing import text_of
from agreements.services.upkeep import begin_own_duties, end_own_duties


class AgreementError(ServiceError):
    """Something about an agreement cannot be done; the text says why."""


class EntryRefused(AgreementError):
    """Something cannot be recorded as it was entered; `field` names what is wrong."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class WrongParty(AgreementError):
    """An agreement is between a Virtual School and a provider."""


class DatesOutOfOrder(EntryRefused):
    """`field` names the date that is wrong."""


class NotADraft(AgreementError):
    def __init__(self) -> None:
        super().__init__("This agreement has been signed. It can be ended or its terms changed, but not rewritten.")


class NotInForce(AgreementError):
    def __init__(self) -> None:
        super().__init__("This agreement is not in force.")


class ReasonMissing(AgreementError):
    def __init__(self) -> None:
        super().__init__("Enter a reason.")


class AlreadyInForce(AgreementError):
    def __init__(self, other: Agreement) -> None:
        super().__init__(
            f"{other.provider} and {other.virtual_school} already have an agreement in force. "
            "End that one before this one begins."
        )


class AgreementNotReady(AgreementError):
    """`missing` lists what is still to be recorded."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("The agreement cannot come into force yet. Still missing: " + "; ".join(missing) + ".")
        self.missing = list(missing)


@dataclass(frozen=True)
class SignatoryDetails:
    """Who signed for one side."""

    side: Side
    name: str
    role: str
    email: str
    signed_on: date | None


@dataclass(frozen=True)
class SupportDetails:
    """Who in social care said that they support the agreement, and when (A3)."""

    social_care: Agency
    name: str
    role: str
    given_on: date
    note: str = ""


@dataclass(frozen=True)
class ConsultationDetails:
    """Who was consulted at the Virtual School of the provider's authority, and what they said (A4)."""

    virtual_school: str
    name: str
    consulted_on: date
    outcome: str


def missing_before_force(agreement: Agreement) -> list[str]:
    """What a draft still lacks, in words; empty when it can come into force."""
    sides = set(agreement.signatories.filter(signed_on__isnull=False).values_list("side", flat=True))
    checks = {
        "the signatory of the Virtual School": Side.VIRTUAL_SCHOOL in sides,
        "the signatory of the provider": Side.PROVIDER in sides,
        "the day it was signed": agreement.signed_on is not None,
        "the day from which it is in force": agreement.starts_on is not None,
    }
    return [*[what for what, is_there in checks.items() if not is_there], *missing_support(agreement)]


def _check_dates(agreement: Agreement, signatories: Sequence[SignatoryDetails], today: date) -> None:
    if agreement.meeting_on and agreement.meeting_on > today:
        raise DatesOutOfOrder("meeting_on", "The meeting has not been held yet: its day cannot be in the future.")
    if agreement.signed_on and agreement.signed_on > today:
        raise DatesOutOfOrder("signed_on", "The agreement cannot have been signed in the future.")
    if any(signatory.signed_on and signatory.signed_on > today for signatory in signatories):
        raise DatesOutOfOrder("signed_on", "Nobody can have signed in the future.")
    if agreement.starts_on and agreement.ends_on and agreement.ends_on < agreement.starts_on:
        raise DatesOutOfOrder("ends_on", "The agreement cannot end before it begins.")


def _save_signatories(
    agreement: Agreement, signatories: Sequence[SignatoryDetails], *, by: User | None, now: datetime
) -> None:
    for details in signatories:
        signatory = agreement.signatories.filter(side=details.side).first() or Signatory(
            agreement=agreement, side=details.side
        )
        signatory.name, signatory.role = details.name, details.role
        signatory.email, signatory.signed_on = details.email, details.signed_on
        history.save(signatory, by=by, at=now)


def save_support(agreement: Agreement, details: SupportDetails, *, by: User | None, now: datetime) -> None:
    """Write down social care's support. Raises WrongParty, DatesOutOfOrder."""
    if details.social_care not in social_care_of(agreement):
        raise WrongParty(f"Only social care of {agreement.virtual_school.local_authority} can support this agreement.")
    if details.given_on > local_date(now):
        raise DatesOutOfOrder("given_on", "The support cannot have been given in the future.")
    support = getattr(agreement, "support", None) or SocialCareSupport(agreement=agreement)
    support.social_care, support.name, support.role = details.social_care, details.name, details.role
    support.given_on, support.note = details.given_on, details.note
    history.save(support, by=by, at=now)


def save_consultation(agreement: Agreement, details: ConsultationDetails, *, by: User | None, now: datetime) -> None:
    """Write down that the Virtual School of the provider's authority was consulted. Raises DatesOutOfOrder."""
    if details.consulted_on > local_date(now):
        raise DatesOutOfOrder("consulted_on", "The consultation cannot have been held in the future.")
    consultation = getattr(agreement, "consultation", None) or Consultation(agreement=agreement)
    consultation.virtual_school, consultation.name = details.virtual_school, details.name
    consultation.consulted_on, consultation.outcome = details.consulted_on, details.outcome
    history.save(consultation, by=by, at=now)


@transaction.atomic
def record_agreement(
    *,
    virtual_school: Agency,
    provider: Agency,
    meeting_on: date | None = None,
    signed_on: date | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    signatories: Sequence[SignatoryDetails] = (),
    support: SupportDetails | None = None,
    consultation: ConsultationDetails | None = None,
    notes: str = "",
    settles: bool = True,
    by: User | None,
    now: datetime,
) -> Agreement:
    """Record an agreement, with the newest wording of the Virtual School.

    With both signatories, the dates, social care's support and, for a provider in another authority, the consultation it
    is in force at once: that is how one is recorded that was signed before Mainstay. Otherwise it is a draft, to be
    prepared and sent out for signature. Who records many at once says `settles=False` and settles both sides afterwards
    (`agreements.services.upkeep`). Raises WrongParty, DatesOutOfOrder, AlreadyInForce.
    """
    if virtual_school.kind != AgencyKind.VIRTUAL_SCHOOL or provider.kind != AgencyKind.PROVIDER:
        raise WrongParty("An agreement is between a Virtual School and an education or training provider.")
    agreement = Agreement(
        virtual_school=virtual_school,
        provider=provider,
        meeting_on=meeting_on,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        notes=notes,
        wording=newest_wording(virtual_school),
    )
    _check_dates(agreement, signatories, local_date(now))
    history.save(agreement, by=by, at=now)
    _save_signatories(agreement, signatories, by=by, now=now)
    if support is not None:
        save_support(agreement, support, by=by, now=now)
    if consultation is not None:
        save_consultation(agreement, consultation, by=by, now=now)
    if not missing_before_force(agreement):
        return put_in_force(agreement=agreement, settles=settles, by=by, now=now)
    return agreement


@transaction.atomic
def edit_draft(
    *,
    agreement: Agreement,
    meeting_on: date | None,
    signed_on: date | None,
    starts_on: date | None,
    ends_on: date | None,
    signatories: Sequence[SignatoryDetails],
    notes: str,
    by: User | None,
    now: datetime,
) -> Agreement:
    """Change what a draft says; it stays a draft, also when nothing is missing any more.

    A side left out of `signatories` loses its signatory. Raises NotADraft, DatesOutOfOrder.
    """
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if agreement.status != AgreementStatus.DRAFT:
        raise NotADraft
    agreement.meeting_on, agreement.signed_on = meeting_on, signed_on
    agreement.starts_on, agreement.ends_on = starts_on, ends_on
    agreement.notes = notes
    _check_dates(agreement, signatories, local_date(now))
    history.save(agreement, by=by, at=now)
    for removed in agreement.signatories.exclude(side__in=[details.side for details in signatories]):
        removed.delete()
    _save_signatories(agreement, signatories, by=by, now=now)
    return agreement


@transaction.atomic
def put_in_force(*, agreement: Agreement, settles: bool = True, by: User | None, now: datetime) -> Agreement:
    """Bring a draft that was signed before Mainstay into force from its start day. Raises what `come_into_force` raises,
    and NotADraft.
    """
    if Agreement.objects.get(pk=agreement.pk).status != AgreementStatus.DRAFT:
        raise NotADraft
    return come_into_force(agreement=agreement, settles=settles, by=by, now=now)


@transaction.atomic
def come_into_force(*, agreement: Agreement, settles: bool = True, by: User | None, now: datetime) -> Agreement:
    """Both have signed: the agreement is in force from its start day. What each side owes for itself begins.

    The agreement it renews becomes a renewed one, whose last day is the day before this begins. Another older agreement of
    the same two whose last day is over is marked as lapsed. Where it was signed in Mainstay the day of the
    last signature is the day it was signed, and the agreement names the text that both signed.

    Raises NotADraft, AgreementNotReady (naming what is missing), AlreadyInForce, DatesOutOfOrder.
    """
    # Two drafts of the same pair are decided one after the other.
    Agency.objects.select_for_update(no_key=True).get(pk=agreement.provider_id)
    agreement = (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("virtual_school", "provider", "predecessor")
        .get(pk=agreement.pk)
    )
    if agreement.status not in BEFORE_SIGNATURE:
        raise NotADraft
    if agreement.status == AgreementStatus.OUT_FOR_SIGNATURE:
        agreement.signed_text = text_of(agreement)
        if agreement.signed_on is None:
            agreement.signed_on = max(
                (day for day in agreement.signatories.values_list("signed_on", flat=True) if day), default=None
            )
    if missing := missing_before_force(agreement):
        raise AgreementNotReady(missing)
    renewed = _follow_predecessor(agreement, by=by, now=now)
    _let_lapse(agreement, by=by, now=now)
    agreement.status, agreement.put_in_force_at = AgreementStatus.IN_FORCE, now
    history.save(agreement, by=by, reason="Put in force", at=now)
    if renewed is not None:
        end_own_duties(agreement=renewed, by=by, now=now)
    begin_own_duties(agreement=agreement, settles=settles, by=by, now=now)
    return agreement


def _follow_predecessor(agreement: Agreement, *, by: User | None, now: datetime) -> Agreement | None:
    """The agreement that this one renews ends the day before it begins."""
    if agreement.predecessor_id is None:
        return None
    older = (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("virtual_school", "provider")
        .get(pk=agreement.predecessor_id)
    )
    if older.status != AgreementStatus.IN_FORCE:
        return None
    assert agreement.starts_on
    assert older.starts_on
    if agreement.starts_on <= older.starts_on:
        raise DatesOutOfOrder("starts_on", "It cannot begin before the agreement it renews has begun.")
    last_day = agreement.starts_on - timedelta(days=1)
    older.ends_on = min(older.ends_on or last_day, last_day)
    older.status = AgreementStatus.RENEWED
    history.save(older, by=by, reason="Renewed: a new agreement takes its place", at=now)
    return older


def _let_lapse(agreement: Agreement, *, by: User | None, now: datetime) -> None:
    """Mark the pair's older agreement as lapsed, or refuse because it still runs."""
    older = (
        Agreement.objects.filter(
            status=AgreementStatus.IN_FORCE, virtual_school=agreement.virtual_school, provider=agreement.provider
        )
        .select_related("virtual_school", "provider")
        .first()
    )
    if older is None:
        return
    if older.ends_on is None or older.ends_on >= local_date(now):
        raise AlreadyInForce(older)
    older.status = AgreementStatus.LAPSED
    history.save(older, by=by, reason="Its last day is over and a new agreement takes its place", at=now)


@transaction.atomic
def end_agreement(*, agreement: Agreement, ends_on: date, reason: str, by: User | None, now: datetime) -> Agreement:
    """Give an agreement in force its last day. Clocks that run keep the terms they were opened with; those that each
    side owes for itself stop unless they end by then.

    With a last day still to come it stays in force until then. Raises NotInForce, ReasonMissing, DatesOutOfOrder.
    """
    agreement = (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("virtual_school", "provider")
        .get(pk=agreement.pk)
    )
    if agreement.status != AgreementStatus.IN_FORCE:
        raise NotInForce
    if not reason.strip():
        raise ReasonMissing
    if agreement.starts_on and ends_on < agreement.starts_on:
        raise DatesOutOfOrder("ends_on", "The agreement cannot end before it begins.")
    agreement.ends_on = ends_on
    if ends_on < local_date(now):
        agreement.status = AgreementStatus.ENDED
    history.save(agreement, by=by, reason=reason.strip(), at=now)
    end_own_duties(agreement=agreement, by=by, now=now)
    return agreement
