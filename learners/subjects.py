"""Where the things that a deadline can be about have their page."""

from uuid import UUID

from django.urls import reverse

from learners.models import Consent, KeyWorker

INFORMATION_REQUEST = "information_request"


def learner_path(learner_uuid: UUID) -> str:
    return reverse("oversight:case-file", args=[learner_uuid])


def enrolment_path(enrolment_uuid: UUID) -> str:
    return reverse("learners:enrolment", args=[enrolment_uuid])


def key_worker_path(key_worker_uuid: UUID) -> str:
    """The page on which the young person's key worker is shown and changed."""
    learner = KeyWorker.objects.values_list("learner__uuid", flat=True).get(uuid=key_worker_uuid)
    return reverse("learners:key-worker", args=[learner])


def consent_path(consent_uuid: UUID) -> str:
    """Where what the young person agreed to is shown, and asked again."""
    learner, purpose = Consent.objects.values_list("learner__uuid", "purpose").get(uuid=consent_uuid)
    return f"{reverse('learners:sharing', args=[learner])}#{purpose}"


def information_request_path(request_uuid: UUID) -> str:
    return reverse("learners:information-request", args=[request_uuid])
