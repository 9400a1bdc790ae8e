"""An agreement is renewed: a new draft that carries everything over, in one act (A6)."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from accounts.wording import day
from agreements.enums import BEFORE_SIGNATURE, AgreementStatus
from agreements.models import Agreement, Consultation, Contact, Contract, Signatory, SocialCareSupport, Term
from agreements.selectors.preparing import newest_wording
from agreements.services.agreements import AgreementError
from agreements.terms import terms_of

#: From which states an agreement can be renewed; a renewed one has been already.
RENEWABLE = (AgreementStatus.IN_FORCE, AgreementStatus.LAPSED, AgreementStatus.ENDED)


class NotRenewable(AgreementError):
    def __init__(self) -> None:
        super().__init__("Only an agreement that is or was in force, and is not renewed yet, can be renewed.")


class RenewalUnderWay(AgreementError):
    """`draft` is the renewal that is being prepared."""

    def __init__(self, draft: Agreement) -> None:
        super().__init__("The renewal of this agreement is being prepared already.")
        self.draft = draft


@transaction.atomic
def renew_agreement(*, agreement: Agreement, amend: bool, by: User | None, now: datetime) -> Agreement:
    """A draft that follows this agreement: both sides, support and consultation, limits, contracts that still run, who
    signs, the key contact named for it. It keeps the wording; `amend` takes the newest one, and social care is asked for
    its support anew.

    The old one stays as it is until the new one comes into force. Raises NotRenewable, RenewalUnderWay.
    """
    old = (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("virtual_school", "provider", "wording", "support", "consultation")
        .get(pk=agreement.pk)
    )
    if old.status not in RENEWABLE or old.successors.exclude(status__in=BEFORE_SIGNATURE).exists():
        raise NotRenewable
    if begun := old.successors.filter(status__in=BEFORE_SIGNATURE).first():
        raise RenewalUnderWay(begun)
    newest = newest_wording(old.virtual_school)
    draft = Agreement(
        virtual_school=old.virtual_school,
        provider=old.provider,
        wording=newest if amend or old.wording is None else old.wording,
        predecessor=old,
        starts_on=old.ends_on + timedelta(days=1) if old.ends_on else None,
        employers_note=old.employers_note,
        notes=old.notes,
        is_public=old.is_public,
    )
    history.save(draft, by=by, reason=f"Renews the agreement in force since {day(old.starts_on)}", at=now)
    _carry_backing(old, draft, amend=amend, by=by, now=now)
    _carry_people(old, draft, by=by, now=now)
    _carry_terms(old, draft, by=by, now=now)
    return draft


def _carry_backing(old: Agreement, draft: Agreement, *, amend: bool, by: User | None, now: datetime) -> None:
    support, consultation = getattr(old, "support", None), getattr(old, "consultation", None)
    if support is not None and not amend:
        carried = SocialCareSupport(
            agreement=draft, social_care=support.social_care, name=support.name, role=support.role,
            given_on=support.given_on, note=support.note,
        )  # fmt: skip
        history.save(carried, by=by, reason="Carried over", at=now)
    if consultation is not None:
        asked = Consultation(
            agreement=draft, virtual_school=consultation.virtual_school, name=consultation.name,
            consulted_on=consultation.consulted_on, outcome=consultation.outcome,
        )  # fmt: skip
        history.save(asked, by=by, reason="Carried over", at=now)
    for contract in old.contracts.all():
        if contract.ends_on is None or contract.ends_on >= local_date(now):
            again = Contract(
                agreement=draft, title=contract.title, clauses=contract.clauses, note=contract.note,
                starts_on=contract.starts_on, ends_on=contract.ends_on,
            )  # fmt: skip
            history.save(again, by=by, reason="Carried over", at=now)


def _carry_people(old: Agreement, draft: Agreement, *, by: User | None, now: datetime) -> None:
    for signatory in old.signatories.all():
        again = Signatory(
            agreement=draft, side=signatory.side, name=signatory.name, role=signatory.role, email=signatory.email
        )
        history.save(again, by=by, reason="Carried over", at=now)
    for contact in Contact.objects.current(now).filter(agreement=old):
        named = Contact(
            agency=contact.agency, kind=contact.kind, agreement=draft, holder=contact.holder, cover=contact.cover,
            starts_at=now, is_public=contact.is_public,
        )  # fmt: skip
        history.save(named, by=by, reason="Carried over", at=now)


def _carry_terms(old: Agreement, draft: Agreement, *, by: User | None, now: datetime) -> None:
    """The limits of its own that apply now, or will."""
    first_day = draft.starts_on or local_date(now)
    for key, term in terms_of(old, on=first_day).terms.items():
        if term.is_own and term.since:
            reason = old.terms.filter(key=key, effective_on=term.since).values_list("reason", flat=True).first()
            again = Term(
                agreement=draft, key=key, amount=term.limit.amount, unit=term.limit.unit, effective_on=first_day,
                reason=reason or "Carried over",
            )  # fmt: skip
            history.save(again, by=by, reason="Carried over", at=now)
