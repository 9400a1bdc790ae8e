"""What can be done with agreements, their terms and the posts that must never be empty."""

from agreements.services.agreements import (
    AgreementError,
    AgreementNotReady,
    AlreadyInForce,
    DatesOutOfOrder,
    NotADraft,
    NotInForce,
    ReasonMissing,
    SignatoryDetails,
    WrongParty,
    edit_draft,
    end_agreement,
    missing_before_force,
    put_in_force,
    record_agreement,
)
from agreements.services.contacts import ContactError, NotEligible, PostTakenLater, appoint_contact, change_cover
from agreements.services.duties import open_duty
from agreements.services.terms import TermRefused, set_term

__all__ = [
    "AgreementError",
    "AgreementNotReady",
    "AlreadyInForce",
    "ContactError",
    "DatesOutOfOrder",
    "NotADraft",
    "NotEligible",
    "NotInForce",
    "PostTakenLater",
    "ReasonMissing",
    "SignatoryDetails",
    "TermRefused",
    "WrongParty",
    "appoint_contact",
    "change_cover",
    "edit_draft",
    "end_agreement",
    "missing_before_force",
    "open_duty",
    "put_in_force",
    "record_agreement",
    "set_term",
]
