"""The case file: the young person, who works with them, where they learn, and what is shared with whom."""

from learners.models.carers import Carer
from learners.models.cover import DelegatedLearner, HandOver, HandOverStep
from learners.models.enrolment import Enrolment
from learners.models.information_requests import CallBack, InformationRequest, Release
from learners.models.key_work import KeyWorker, KeyWorkerNotice
from learners.models.learner import Learner, LearnerGroupObjectPermission, LearnerUserObjectPermission
from learners.models.links import AgencyLink, SupportRequest
from learners.models.restriction import BrokenGlass, RestrictedAccess
from learners.models.sharing import Attachment, Consent, Disclosure, SharingOverride

__all__ = [
    "AgencyLink",
    "Attachment",
    "BrokenGlass",
    "CallBack",
    "Carer",
    "Consent",
    "DelegatedLearner",
    "Disclosure",
    "Enrolment",
    "HandOver",
    "HandOverStep",
    "InformationRequest",
    "KeyWorker",
    "KeyWorkerNotice",
    "Learner",
    "LearnerGroupObjectPermission",
    "LearnerUserObjectPermission",
    "Release",
    "RestrictedAccess",
    "SharingOverride",
    "SupportRequest",
]
