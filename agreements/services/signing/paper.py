"""Signing on paper: one person uploads the signed page, another one confirms it, and then it counts (A1)."""

from datetime import UTC, date, datetime, time

from django.core.files.base import File
from django.db import transaction

from accounts import history
from accounts.clock import LONDON, local_date
from accounts.models import User
from accounts.services.files import keeping_files
from accounts.uploads import check_file
from agreements.enums import DocumentKind, Side, SigningMethod
from agreements.models import Agreement, PaperSigning, Signature
from agreements.selectors.signing import is_intact
from agreements.services.signing.completing import complete_if_signed
from agreements.services.signing.documents import document_of, try_keep_signed_pdf
from agreements.services.signing.errors import (
    AlreadySigned,
    PaperDayWrong,
    PaperDecided,
    PaperWaits,
    RefusalReasonMissing,
    SecondPersonNeeded,
    SignatureNameMissing,
    TextAltered,
)
from agreements.services.signing.letters import tell_school
from agreements.services.signing.locking import lock_out_for_signature


def upload_paper(
    *, agreement: Agreement, side: Side, name: str, role: str, signed_on: date, file: File, by: User, now: datetime
) -> PaperSigning:
    """Keep the scan of a page that was signed by hand; it counts once somebody else has confirmed it.

    Raises what `check_file` raises, NotOutForSignature, AlreadySigned, PaperWaits, PaperDayWrong, SignatureNameMissing.
    """
    checked = check_file(file)
    name, role = " ".join(name.split()), " ".join(role.split())
    with keeping_files() as keep, transaction.atomic():
        agreement, text = lock_out_for_signature(agreement)
        if not name:
            raise SignatureNameMissing
        if text.signatures.filter(side=side).exists():
            raise AlreadySigned
        if text.paper_signings.filter(side=side, confirmed_at__isnull=True, refused_at__isnull=True).exists():
            raise PaperWaits
        if signed_on > local_date(now):
            raise PaperDayWrong("The page cannot have been signed in the future.")
        if signed_on < local_date(text.fixed_at):
            raise PaperDayWrong("The page cannot have been signed before this text was sent out.")
        scan = keep(document_of(agreement, DocumentKind.SCAN, by=by, now=now), checked)
        paper = PaperSigning(
            text=text, side=side, name=name, role=role, signed_on=signed_on, scan=scan, uploaded_by=by, uploaded_at=now
        )
        history.save(paper, by=by, reason="Signed page uploaded", at=now)
        key = f"paper:{paper.uuid}:uploaded"
        tell_school(agreement, template="signing_paper", key=key, also=[text.fixed_by], by=by, now=now)
    return paper


def confirm_paper(*, paper: PaperSigning, by: User, now: datetime) -> Signature:
    """A second person has looked at the page: it counts as the signature of that side, as of the local day on the page.
    Raises NotOutForSignature, PaperDecided, SecondPersonNeeded, AlreadySigned, TextAltered.
    """
    signature = _confirm(paper, by, now)
    try_keep_signed_pdf(agreement=paper.text.agreement, now=now)
    return signature


@transaction.atomic
def _confirm(paper: PaperSigning, by: User, now: datetime) -> Signature:
    agreement, text = lock_out_for_signature(paper.text.agreement)
    paper = _locked_undecided(paper)
    if paper.text_id != text.pk:
        raise PaperDecided
    if by.pk == paper.uploaded_by_id:
        raise SecondPersonNeeded
    if text.signatures.filter(side=paper.side).exists():
        raise AlreadySigned
    if not is_intact(text):
        raise TextAltered
    paper.confirmed_by, paper.confirmed_at = by, now
    history.save(paper, by=by, reason="Confirmed", at=now, update_fields=["confirmed_by", "confirmed_at"])
    signatory = agreement.signatories.get(side=paper.side)
    signature = Signature.objects.create(
        text=text,
        side=paper.side,
        method=SigningMethod.PAPER,
        name=paper.name,
        role=paper.role,
        email=signatory.email,
        signed_at=datetime.combine(paper.signed_on, time.min, tzinfo=LONDON).astimezone(UTC),
        text_sha256=text.sha256,
        paper=paper,
    )
    signatory.signed_on = paper.signed_on
    history.save(signatory, by=by, reason="Signed on paper", at=now, update_fields=["signed_on"])
    for request in text.requests.filter(side=paper.side, withdrawn_at__isnull=True):
        request.withdrawn_at = now
        history.save(request, by=by, reason="Signed on paper instead", at=now, update_fields=["withdrawn_at"])
    complete_if_signed(agreement, text, by=by, now=now)
    return signature


@transaction.atomic
def refuse_paper(*, paper: PaperSigning, reason: str, by: User, now: datetime) -> PaperSigning:
    """The page is not what it should be: another one can be uploaded. Raises PaperDecided, RefusalReasonMissing."""
    if not reason.strip():
        raise RefusalReasonMissing
    lock_out_for_signature(paper.text.agreement)
    paper = _locked_undecided(paper)
    paper.refused_at, paper.refusal_reason = now, reason.strip()
    history.save(paper, by=by, reason=reason.strip(), at=now, update_fields=["refused_at", "refusal_reason"])
    return paper


def _locked_undecided(paper: PaperSigning) -> PaperSigning:
    locked = PaperSigning.objects.select_for_update(of=("self",)).select_related("text").get(pk=paper.pk)
    if locked.confirmed_at or locked.refused_at:
        raise PaperDecided
    return locked
