"""Looks of the past, as rows: a page cannot be opened last week."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.enums import LookKind
from accounts.models import Look, Membership
from learners.models import Learner


def look_at(
    learners: Sequence[Learner | UUID],
    *,
    by: Membership,
    at: datetime,
    kind: LookKind = LookKind.VIEW,
    **fields: object,
) -> Look:
    what = {LookKind.SEARCH: "learners:caseload", LookKind.EXPORT: "learners:export"}.get(kind, "oversight:case-file")
    return Look.objects.create(
        user=by.user, agency=by.agency, roles=[by.role], kind=kind, at=at,
        learner_uuids=[each.uuid if isinstance(each, Learner) else each for each in learners], **{"what": what, **fields},
    )  # fmt: skip
