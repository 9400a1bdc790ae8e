"""Where the clocks of this app have their page."""

from uuid import UUID

from django.urls import reverse

#: The kind of subject: one row of a strategy.
KPI = "kpi"


def kpi_path(subject_uuid: UUID) -> str:
    return reverse("oversight:strategy-row", args=[subject_uuid])


def feedback_call_path(subject_uuid: UUID) -> str:
    return reverse("oversight:feedback-call", args=[subject_uuid])
