"""Where the clocks of this app have their page."""

from uuid import UUID

from django.urls import reverse

#: Kinds of subject: one row of a strategy.
KPI = "kpi"
#: What one auditor answers.
AUDIT_SHARE = "audit_share"
#: What somebody is asked before a board meets.
UPDATES = "updates"


def kpi_path(subject_uuid: UUID) -> str:
    return reverse("oversight:strategy-row", args=[subject_uuid])


def updates_path(subject_uuid: UUID) -> str:
    return reverse("oversight:updates", args=[subject_uuid])


def feedback_call_path(subject_uuid: UUID) -> str:
    return reverse("oversight:feedback-call", args=[subject_uuid])


def audit_share_path(subject_uuid: UUID) -> str:
    return reverse("oversight:audit-share", args=[subject_uuid])
