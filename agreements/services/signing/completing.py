"""Both have signed: the agreement comes into force, and everybody hears of it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from agreements.models import Agreement, AgreementText
from agreements.selectors.signing import is_signed_by_both
from agreements.services.agreements import AgreementError, come_into_force
from agreements.services.signing.documents import try_keep_signed_pdf
from agreements.services.signing.errors import NotOutForSignature
from agreements.services.signing.letters import send_in_force, tell_both, tell_school
from agreements.services.signing.locking import lock_out_for_signature


def complete_if_signed(agreement: Agreement, text: AgreementText, *, by: User | None, now: datetime) -> None:
    """Bring an agreement into force that both have signed. If something stands in the way by now, say because another one
    of the same two runs, the signatures stay, the agreement waits, and the Virtual School is told: `complete_signing`.
    """
    if not is_signed_by_both(text):
        key = f"signing:{text.uuid}:first"
        tell_school(agreement, template="signing_first", key=key, also=[text.fixed_by], by=by, now=now)
        return
    try:
        with transaction.atomic():
            in_force = come_into_force(agreement=agreement, by=by, now=now)
    except AgreementError:
        key = f"signing:{text.uuid}:stuck"
        tell_school(agreement, template="signing_stuck", key=key, also=[text.fixed_by], by=by, now=now)
        return
    _after(in_force, text, by=by, now=now)


def complete_signing(*, agreement: Agreement, by: User, now: datetime) -> Agreement:
    """Bring an agreement into force that both have signed and that could not begin then. Raises NotOutForSignature, and
    what coming into force raises.
    """
    in_force = _complete(agreement, by, now)
    try_keep_signed_pdf(agreement=in_force, now=now)
    return in_force


@transaction.atomic
def _complete(agreement: Agreement, by: User, now: datetime) -> Agreement:
    agreement, text = lock_out_for_signature(agreement)
    if not is_signed_by_both(text):
        raise NotOutForSignature
    in_force = come_into_force(agreement=agreement, by=by, now=now)
    _after(in_force, text, by=by, now=now)
    return in_force


def _after(agreement: Agreement, text: AgreementText, *, by: User | None, now: datetime) -> None:
    key = f"signing:{text.uuid}:complete"
    told = tell_both(agreement, template="signing_complete", key=key, by=by, now=now)
    for request in text.requests.select_related("text__agreement__virtual_school", "text__agreement__provider"):
        if request.email.lower() not in told:
            send_in_force(request, now=now)
