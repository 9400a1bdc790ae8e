"""Where the clocks of this app have their page."""

from uuid import UUID

from django.urls import reverse

#: The kinds of subject: one row of a strategy; what somebody is asked before a board meets.
KPI, UPDATES = "kpi", "updates"


def kpi_path(subject_uuid: UUID) -> str:
    return reverse("oversight:strategy-row", args=[subject_uuid])


def updates_path(subject_uuid: UUID) -> str:
    return reverse("oversight:updates", args=[subject_uuid])


def feedback_call_path(subject_uuid: UUID) -> str:
    return reverse("oversight:feedback-call", args=[subject_uuid])
