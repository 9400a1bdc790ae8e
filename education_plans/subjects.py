"""Where the things that a deadline of this app can be about have their page."""

from uuid import UUID

from django.urls import reverse

from education_plans.models import PathwayReviewRequest, RecordRequest, View

PATHWAY = "pathway"
PATHWAY_REQUEST = "pathway_request"
VIEW = "view"
RECORD_REQUEST = "record_request"


def pathway_path(pathway_uuid: UUID) -> str:
    return reverse("education_plans:pathway", args=[pathway_uuid])


def pathway_request_path(request_uuid: UUID) -> str:
    """The pathway plan whose review was asked for."""
    return pathway_path(PathwayReviewRequest.objects.values_list("pathway__uuid", flat=True).get(uuid=request_uuid))


def view_path(view_uuid: UUID) -> str:
    """What the young person said, and the answer."""
    learner = View.objects.values_list("learner__uuid", flat=True).get(uuid=view_uuid)
    return reverse("education_plans:view", args=[learner, view_uuid])


def record_request_path(request_uuid: UUID) -> str:
    """The request for a copy of the record."""
    learner = RecordRequest.objects.values_list("learner__uuid", flat=True).get(uuid=request_uuid)
    return reverse("education_plans:record-request", args=[learner, request_uuid])
