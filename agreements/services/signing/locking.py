"""Everything about the signing of one agreement happens one after the other."""

from datetime import datetime

from accounts import history
from accounts.models import Agency, User
from agreements.enums import AgreementStatus
from agreements.models import Agreement, AgreementText
from agreements.selectors.signing import text_of
from agreements.services.signing.errors import NotOutForSignature


def lock(agreement: Agreement) -> Agreement:
    """The agreement as it is now, locked in the order in which coming into force locks: provider, then agreement."""
    Agency.objects.select_for_update(no_key=True).get(pk=agreement.provider_id)
    return (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("virtual_school__local_authority", "provider__local_authority", "predecessor", "wording")
        .get(pk=agreement.pk)
    )


def lock_out_for_signature(agreement: Agreement) -> tuple[Agreement, AgreementText]:
    """The agreement, locked, and the text that waits for signatures. Raises NotOutForSignature."""
    locked = lock(agreement)
    text = text_of(locked)
    if locked.status != AgreementStatus.OUT_FOR_SIGNATURE or text is None:
        raise NotOutForSignature
    return locked, text


def back_to_draft(agreement: Agreement, text: AgreementText, *, reason: str, by: User | None, now: datetime) -> None:
    """Nobody can sign this text any more. What was signed stays as evidence and counts for nothing."""
    for request in text.requests.filter(withdrawn_at__isnull=True, declined_at__isnull=True, signature__isnull=True):
        request.withdrawn_at = now
        history.save(request, by=by, reason=reason, at=now, update_fields=["withdrawn_at"])
    for paper in text.paper_signings.filter(confirmed_at__isnull=True, refused_at__isnull=True):
        paper.refused_at, paper.refusal_reason = now, reason
        history.save(paper, by=by, reason=reason, at=now, update_fields=["refused_at", "refusal_reason"])
    for signatory in agreement.signatories.filter(signed_on__isnull=False):
        signatory.signed_on = None
        history.save(signatory, by=by, reason=reason, at=now, update_fields=["signed_on"])
    agreement.status, agreement.signed_on = AgreementStatus.DRAFT, None
    history.save(agreement, by=by, reason=reason, at=now)
