"""What changes people, agencies and the hats they wear."""

from accounts.services.agencies import AgencyError, AgencyNameTaken, AuthorityHasVirtualSchool, UkprnWrong, add_agency
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
    "PersonDeactivated",
    "PersonError",
    "RoleNotHeldThere",
    "UkprnWrong",
    "add_agency",
    "add_person",
    "begin_membership",
    "change_details",
    "deactivate_person",
    "end_membership",
]
