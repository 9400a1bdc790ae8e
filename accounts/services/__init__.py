"""What changes people, agencies and the hats they wear."""

from accounts.services.agencies import AgencyError, AgencyNameTaken, AuthorityHasVirtualSchool, UkprnWrong, add_agency
from accounts.services.identities import NotRecognised, forget_ways_in, recognise
from accounts.services.memberships import (
    AlreadyEnded,
    AlreadyHeld,
    EndsBeforeStart,
    MembershipError,
    PersonDeactivated,
    RoleNotHeldThere,
    begin_membership,
    end_membership,
)
from accounts.services.people import (
    AddressTaken,
    AddressWrong,
    AlreadyDeactivated,
    NameMissing,
    PersonError,
    add_person,
    change_details,
    deactivate_person,
)
from accounts.services.sessions import SessionNotFound, clear_ended, end_session, end_sessions

__all__ = [
    "AddressTaken",
    "AddressWrong",
    "AgencyError",
    "AgencyNameTaken",
    "AlreadyDeactivated",
    "AlreadyEnded",
    "AlreadyHeld",
    "AuthorityHasVirtualSchool",
    "EndsBeforeStart",
    "MembershipError",
    "NameMissing",
    "NotRecognised",
    "PersonDeactivated",
    "PersonError",
    "RoleNotHeldThere",
    "SessionNotFound",
    "UkprnWrong",
    "add_agency",
    "add_person",
    "begin_membership",
    "change_details",
    "clear_ended",
    "deactivate_person",
    "end_membership",
    "end_session",
    "end_sessions",
    "forget_ways_in",
    "recognise",
]
