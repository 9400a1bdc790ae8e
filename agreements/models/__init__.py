"""What the agreements app stores."""

from agreements.models.agreement import (
    Agreement,
    AgreementQuerySet,
    Consultation,
    Contract,
    EmployerPartner,
    Signatory,
    SocialCareSupport,
    Term,
)
from agreements.models.challenges import Challenge, ChallengeEntry
from agreements.models.feedback import Complaint, Compliment
from agreements.models.liaison import (
    EventAttendance,
    JointEvent,
    LiaisonAction,
    LiaisonMeeting,
    ProjectNotice,
    Promotion,
)
from agreements.models.library import LibraryDocument, LibraryVersion
from agreements.models.posts import Contact
from agreements.models.public import Entitlement, ProviderImport
from agreements.models.review import AgreementReview, ReviewAction, ReviewAnswer
from agreements.models.signing import (
    AgreementText,
    Document,
    PaperSigning,
    Signature,
    SignatureRequest,
)
from agreements.models.upkeep import Confirmation, Registration, Training
from agreements.models.wording import Wording

__all__ = [
    "Agreement",
    "AgreementQuerySet",
    "AgreementReview",
    "AgreementText",
    "Challenge",
    "ChallengeEntry",
    "Complaint",
    "Compliment",
    "Confirmation",
    "Consultation",
    "Contact",
    "Contract",
    "Document",
    "EmployerPartner",
    "Entitlement",
    "EventAttendance",
    "JointEvent",
    "LiaisonAction",
    "LiaisonMeeting",
    "LibraryDocument",
    "LibraryVersion",
    "PaperSigning",
    "ProjectNotice",
    "Promotion",
    "ProviderImport",
    "Registration",
    "ReviewAction",
    "ReviewAnswer",
    "Signatory",
    "Signature",
    "SignatureRequest",
    "SocialCareSupport",
    "Term",
    "Training",
    "Wording",
]
