"""Where the duties that an agency owes itself have their page.

What such a clock is about is one side of one agreement: `agreements.rules.subject_of` makes its UUID, and the deadline
itself says whose it is. A complaint stands for itself, and nobody hears of it who may not open it.
"""

from uuid import UUID

from django.urls import reverse

from agreements.models.feedback import COMPLAINT as COMPLAINT
from deadlines.models import Deadline

#: Kinds of subject, one for each of these duties.
CONTACTS, REGISTRATION, TRAINING = "agency_contacts", "agency_registration", "agency_training"

#: A challenge stands for itself; the yearly review for its agreement.
CHALLENGE, REVIEW = "challenge", "agreement_review"


def contacts_path(subject_uuid: UUID) -> str:
    return f"{_agency_path(subject_uuid)}#confirmation"


def registration_path(subject_uuid: UUID) -> str:
    return f"{_agency_path(subject_uuid)}#data-protection"


def training_path(subject_uuid: UUID) -> str:
    return f"{_agency_path(subject_uuid)}#people"


def complaint_path(subject_uuid: UUID) -> str:
    return reverse("agreements:complaint", args=[subject_uuid])


def challenge_path(subject_uuid: UUID) -> str:
    return reverse("agreements:challenge", args=[subject_uuid])


def review_path(subject_uuid: UUID) -> str:
    return reverse("agreements:reviews", args=[subject_uuid])


def _agency_path(subject_uuid: UUID) -> str:
    owners = Deadline.objects.filter(subject_uuid=subject_uuid).order_by("pk").values_list("owner__uuid", flat=True)
    owner = owners.first()
    return reverse("agreements:agency", args=[owner]) if owner else reverse("agreements:directory")
