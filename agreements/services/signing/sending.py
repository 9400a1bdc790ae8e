"""Sending an agreement out for signature, reminding, sending again, taking it back."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts import history
from accounts.models import User
from agreements.enums import AgreementStatus, Side
from agreements.models import Agreement, AgreementText, SignatureRequest
from agreements.rules import digest
from agreements.selectors.preparing import missing_before_signature
from agreements.selectors.signing import LinkState, link_state
from agreements.selectors.signing_text import compose_text
from agreements.services.agreements import NotADraft
from agreements.services.signing.errors import (
    AlreadySigned,
    LinkClosed,
    LinkOutOfDate,
    NotReadyToSend,
    RemindedAlready,
    WithdrawReasonMissing,
)
from agreements.services.signing.letters import send_link, send_reminder, send_withdrawn, tell_both
from agreements.services.signing.locking import back_to_draft, lock, lock_out_for_signature

TOKEN_BYTES = 32
#: So long after an e-mail to a signatory another one may follow.
BETWEEN_REMINDERS = timedelta(hours=24)


def token_digest_of(token: str) -> str:
    """What is stored of a link's token. It needs no salt: a token is random and as long as the digest."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def send_out(*, agreement: Agreement, by: User, now: datetime) -> AgreementText:
    """Fix the text of a draft and send each signatory a personal link to it (A1).

    From here on the draft cannot be changed; to change it, it is taken back. Raises NotADraft, NotReadyToSend (naming
    what is missing), NotReachable.
    """
    agreement = lock(agreement)
    if agreement.status != AgreementStatus.DRAFT:
        raise NotADraft
    if missing := missing_before_signature(agreement, now):
        raise NotReadyToSend(missing)
    assert agreement.wording is not None  # it would be missing
    words = compose_text(agreement, now)
    text = AgreementText.objects.create(
        agreement=agreement, wording=agreement.wording, text=words, sha256=digest(words), fixed_at=now, fixed_by=by
    )
    for signatory in agreement.signatories.all():
        if signatory.signed_on is not None:
            signatory.signed_on = None
            history.save(signatory, by=by, reason="Sent out for signature", at=now, update_fields=["signed_on"])
        token = secrets.token_urlsafe(TOKEN_BYTES)
        request = SignatureRequest(
            text=text,
            side=Side(signatory.side),
            name=signatory.name,
            role=signatory.role,
            email=signatory.email,
            token_digest=token_digest_of(token),
            requested_by=by,
            sent_at=now,
            expires_at=now + settings.MAINSTAY_SIGNING_VALID,
        )
        history.save(request, by=by, reason="Sent out for signature", at=now)
        send_link(request, token)
    agreement.status, agreement.signed_on = AgreementStatus.OUT_FOR_SIGNATURE, None
    history.save(agreement, by=by, reason="Sent out for signature", at=now)
    tell_both(agreement, template="signing_begins", key=f"signing:{text.uuid}:begins", by=by, now=now)
    return text


@transaction.atomic
def remind(*, request: SignatureRequest, by: User, now: datetime) -> SignatureRequest:
    """Tell a signatory that the agreement still waits. Raises NotOutForSignature, AlreadySigned, LinkClosed,
    LinkOutOfDate, RemindedAlready.
    """
    request = _locked_waiting(request)
    if link_state(request, now) == LinkState.EXPIRED:
        raise LinkOutOfDate
    _refuse_too_soon(request, now)
    request.reminded_at = now
    history.save(request, by=by, reason="Reminded", at=now, update_fields=["reminded_at"])
    send_reminder(request, now=now)
    return request


@transaction.atomic
def send_again(*, request: SignatureRequest, by: User, now: datetime) -> SignatureRequest:
    """A new link to the same text, good for its full time; the old one opens nothing any more. Raises NotOutForSignature,
    AlreadySigned, LinkClosed, NotReachable.
    """
    request = _locked_waiting(request)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    request.token_digest, request.requested_by = token_digest_of(token), by
    request.sent_at, request.expires_at = now, now + settings.MAINSTAY_SIGNING_VALID
    request.opened_at = request.reminded_at = None
    fields = ["token_digest", "requested_by", "sent_at", "expires_at", "opened_at", "reminded_at"]
    history.save(request, by=by, reason="Link sent again", at=now, update_fields=fields)
    send_link(request, token)
    return request


@transaction.atomic
def withdraw(*, agreement: Agreement, reason: str, by: User, now: datetime) -> Agreement:
    """Take an agreement back that is out for signature: it is a draft again, its links open nothing, and the signatories
    are told. Who has signed already signs the next text anew. Raises NotOutForSignature, WithdrawReasonMissing.
    """
    if not reason.strip():
        raise WithdrawReasonMissing
    agreement, text = lock_out_for_signature(agreement)
    asked = list(text.requests.select_related("text__agreement__virtual_school", "text__agreement__provider"))
    back_to_draft(agreement, text, reason=f"Taken back: {reason.strip()}", by=by, now=now)
    for request in asked:
        send_withdrawn(request, now=now)
    tell_both(agreement, template="signing_withdrawn", key=f"signing:{text.uuid}:withdrawn", by=by, now=now)
    return agreement


def _locked_waiting(request: SignatureRequest) -> SignatureRequest:
    """The request, locked, if it waits for a signature; the link may be out of date."""
    lock_out_for_signature(request.text.agreement)
    locked = (
        SignatureRequest.objects.select_for_update(of=("self",))
        .select_related("text__agreement__virtual_school", "text__agreement__provider")
        .get(pk=request.pk)
    )
    if locked.text.signatures.filter(side=locked.side).exists():
        raise AlreadySigned
    if locked.withdrawn_at or locked.declined_at:
        raise LinkClosed(LinkState.WITHDRAWN if locked.withdrawn_at else LinkState.DECLINED)
    return locked


def _refuse_too_soon(request: SignatureRequest, now: datetime) -> None:
    if (request.reminded_at or request.sent_at) > now - BETWEEN_REMINDERS:
        raise RemindedAlready
