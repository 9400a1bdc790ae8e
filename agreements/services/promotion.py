"""Each party tells its own people, and its partners, of the agreement; the log says to whom and how (A5, A37)."""

from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from accounts.services.files import keeping_files
from accounts.uploads import check_file
from agreements.enums import DocumentKind
from agreements.models import Agreement, Document, Promotion
from agreements.services.agreements import EntryRefused


class PromotionRefused(EntryRefused):
    """It cannot be recorded like this; `field` names what is wrong."""


def record_promotion(
    *,
    agency: Agency,
    agreement: Agreement | None,
    audience: str,
    what: str,
    done_on: date,
    evidence: File | None = None,
    evidence_link: str = "",
    by: User,
    now: datetime,
) -> Promotion:
    """Record that `agency` told an audience of one agreement, or of all of its own. A file is checked before anything
    is stored. Raises PromotionRefused and what `accounts.uploads.check_file` raises.
    """
    promotion = Promotion(agency=agency, recorded_at=now)
    return _save(
        promotion, agreement=agreement, audience=audience, what=what, done_on=done_on, evidence=evidence,
        evidence_link=evidence_link, by=by, reason="", now=now,
    )  # fmt: skip


def correct_promotion(
    *,
    promotion: Promotion,
    agreement: Agreement | None,
    audience: str,
    what: str,
    done_on: date,
    evidence: File | None = None,
    evidence_link: str = "",
    by: User,
    now: datetime,
) -> Promotion:
    """Put right what was recorded; a new file takes the place of the old one. What stood there stays in its history.
    Raises what `record_promotion` raises.
    """
    return _save(
        promotion, agreement=agreement, audience=audience, what=what, done_on=done_on, evidence=evidence,
        evidence_link=evidence_link, by=by, reason="Corrected", now=now,
    )  # fmt: skip


def _save(
    promotion: Promotion,
    *,
    agreement: Agreement | None,
    audience: str,
    what: str,
    done_on: date,
    evidence: File | None,
    evidence_link: str,
    by: User,
    reason: str,
    now: datetime,
) -> Promotion:
    if done_on > local_date(now):
        raise PromotionRefused("done_on", "The day cannot be in the future.")
    if agreement is not None and promotion.agency.pk not in (agreement.provider_id, agreement.virtual_school_id):
        raise PromotionRefused("agreement", f"{promotion.agency} is no party of this agreement.")
    checked = check_file(evidence) if evidence else None
    promotion.agreement = agreement
    promotion.audience, promotion.what, promotion.done_on = audience.strip(), what.strip(), done_on
    promotion.evidence_link = evidence_link
    with keeping_files() as keep, transaction.atomic():
        if checked is not None:
            document = Document(
                kind=DocumentKind.EVIDENCE,
                agreement=agreement,
                agency=promotion.agency,
                uploaded_by=by,
                uploaded_at=now,
            )
            promotion.evidence = keep(document, checked)
        history.save(promotion, by=by, reason=reason, at=now)
    return promotion
