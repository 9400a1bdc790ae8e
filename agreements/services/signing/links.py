"""What somebody does who follows their personal link: read, sign, decline."""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from agreements.enums import AgreementStatus, SigningMethod
from agreements.models import Agreement, Signature, SignatureRequest
from agreements.selectors.signing import LinkState, is_intact, link_state
from agreements.services.signing.completing import complete_if_signed
from agreements.services.signing.documents import try_keep_signed_pdf
from agreements.services.signing.errors import DeclineReasonMissing, LinkClosed, SignatureNameMissing, TextAltered
from agreements.services.signing.letters import send_withdrawn, tell_school
from agreements.services.signing.locking import back_to_draft, lock


@transaction.atomic
def note_opened(*, request: SignatureRequest, now: datetime) -> None:
    """The link was followed for the first time. That may have been a mail scanner, so nothing hangs on it."""
    locked = SignatureRequest.objects.select_for_update().get(pk=request.pk)
    if locked.opened_at is None:
        locked.opened_at = now
        history.save(locked, by=None, reason="Link opened", at=now, update_fields=["opened_at"])


def sign(*, token_digest: str, name: str, seen: str, address: str | None, now: datetime) -> Signature:
    """Somebody signs through their link (A1): their name as they typed it, the moment, the address they came from, and the
    digest of the text, which must be `seen`, the one that was shown to them. Once both have signed the agreement comes into
    force from its start day.

    Raises LinkClosed, SignatureNameMissing, TextAltered.
    """
    signature = _sign(token_digest, name, seen, address, now)
    try_keep_signed_pdf(agreement=signature.text.agreement, now=now)
    return signature


@transaction.atomic
def _sign(token_digest: str, name: str, seen: str, address: str | None, now: datetime) -> Signature:
    agreement, request = _locked_open(token_digest, now)
    typed = " ".join(name.split())
    if not typed:
        raise SignatureNameMissing
    text = request.text
    if seen != text.sha256 or not is_intact(text):
        raise TextAltered
    signature = Signature.objects.create(
        text=text,
        side=request.side,
        method=SigningMethod.ONLINE,
        name=typed,
        role=request.role,
        email=request.email,
        signed_at=now,
        address=address,
        text_sha256=text.sha256,
        request=request,
    )
    signatory = agreement.signatories.get(side=request.side)
    signatory.signed_on = local_date(now)
    history.save(signatory, by=None, reason="Signed through the personal link", at=now, update_fields=["signed_on"])
    complete_if_signed(agreement, text, by=None, now=now)
    return signature


@transaction.atomic
def decline(*, token_digest: str, reason: str, now: datetime) -> Agreement:
    """Somebody does not sign, and says why: the agreement is a draft again, nobody can sign this text any more, and those
    who asked are told. Raises LinkClosed, DeclineReasonMissing.
    """
    agreement, request = _locked_open(token_digest, now)
    if not reason.strip():
        raise DeclineReasonMissing
    request.declined_at, request.decline_reason = now, reason.strip()
    history.save(request, by=None, reason="Declined", at=now, update_fields=["declined_at", "decline_reason"])
    text = request.text
    others = list(
        text.requests.exclude(pk=request.pk).select_related(
            "text__agreement__virtual_school", "text__agreement__provider"
        )
    )
    back_to_draft(agreement, text, reason=f"{request.name} did not sign", by=None, now=now)
    for other in others:
        send_withdrawn(other, now=now)
    key = f"signing:{text.uuid}:declined"
    tell_school(agreement, template="signing_declined", key=key, also=[request.requested_by], by=None, now=now)
    return agreement


def _locked_open(token_digest: str, now: datetime) -> tuple[Agreement, SignatureRequest]:
    """The agreement and the request of a link that still opens the text, both locked. Of two at once the second finds what
    the first has done.
    """
    found = SignatureRequest.objects.select_related("text__agreement").filter(token_digest=token_digest).first()
    if found is None:
        raise LinkClosed(LinkState.WITHDRAWN)
    agreement = lock(found.text.agreement)
    request = (
        SignatureRequest.objects.select_for_update(of=("self",))
        .select_related("text", "signature", "requested_by")
        .filter(token_digest=token_digest)
        .first()
    )
    if request is None:
        raise LinkClosed(LinkState.WITHDRAWN)
    state = link_state(request, now)
    if state == LinkState.OPEN and agreement.status != AgreementStatus.OUT_FOR_SIGNATURE:
        state = LinkState.WITHDRAWN
    if state != LinkState.OPEN:
        raise LinkClosed(state)
    request.text.agreement = agreement
    return agreement, request
