"""A duty of the agreement falls on an agency."""

from datetime import date, datetime
from uuid import UUID

from accounts.models import Agency
from agreements.terms import TermsInForce
from deadlines import registry
from deadlines.rules import Limit
from deadlines.services import Opening
from deadlines.services.ledger import RecordAbove


def opening_of(
    *,
    code: str,
    terms: TermsInForce,
    limit: Limit | None = None,
    owner: Agency,
    partner: Agency | None = None,
    learner: RecordAbove | None = None,
    subject_kind: str,
    subject_uuid: UUID,
    starts_at: datetime | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
) -> Opening:
    """What the deadline of the duty `code` is opened with (`deadlines.services.open_deadline`): its terms are copied into
    it. `limit` replaces the one they set. Without `learner` it is a duty of the agency itself and needs terms of an
    agreement.
    """
    return Opening(
        duty=registry.duty(code),
        limit=limit or terms.limit(code),
        terms_source=terms.source,
        morning_hour=terms.morning_hour,
        owner=owner,
        partner=partner,
        learner=learner,
        agreement=terms.agreement,
        subject_kind=subject_kind,
        subject_uuid=subject_uuid,
        starts_at=starts_at,
        starts_on=starts_on,
        due_on=due_on,
    )
