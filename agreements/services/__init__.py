"""What can be done with agreements, their terms and the posts that must never be empty."""

from agreements.services.agreements import (
    AgreementError,
    AgreementNotReady,
    AlreadyInForce,
    ConsultationDetails,
    DatesOutOfOrder,
    NotADraft,
    NotInForce,
    ReasonMissing,
    SignatoryDetails,
    SupportDetails,
    WrongParty,
    come_into_force,
    edit_draft,
    end_agreement,
    missing_before_force,
    put_in_force,
    record_agreement,
)
from agreements.services.confirmation import ChangedMeanwhile, confirm_contacts
from agreements.services.contacts import ContactError, NotEligible, PostTakenLater, appoint_contact, change_cover
from agreements.services.duties import opening_of
from agreements.services.registration import RegistrationRefused, correct_registration, record_registration
from agreements.services.terms import TermRefused, set_term
from agreements.services.training import TrainingRefused, correct_training, record_training
from agreements.services.upkeep import settle_all

__all__ = [
    "AgreementError",
    "AgreementNotReady",
    "AlreadyInForce",
    "ChangedMeanwhile",
    "ConsultationDetails",
    "ContactError",
    "DatesOutOfOrder",
    "NotADraft",
    "NotEligible",
    "NotInForce",
    "PostTakenLater",
    "ReasonMissing",
    "RegistrationRefused",
    "SignatoryDetails",
    "SupportDetails",
    "TermRefused",
    "TrainingRefused",
    "WrongParty",
    "appoint_contact",
    "change_cover",
    "come_into_force",
    "confirm_contacts",
    "correct_registration",
    "correct_training",
    "edit_draft",
    "end_agreement",
    "missing_before_force",
    "opening_of",
    "put_in_force",
    "record_agreement",
    "record_registration",
    "record_training",
    "set_term",
    "settle_all",
]
