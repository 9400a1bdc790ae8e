"""Organisations that take part in agreements."""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from accounts import history
from accounts.enums import AgencyKind
from accounts.errors import ServiceError
from accounts.models import Agency, LocalAuthority, User
from accounts.names import sort_name


class AgencyError(ServiceError):
    """The agency cannot be recorded like this; the text says why."""


class AgencyNameTaken(AgencyError):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is already an agency of this kind called {name}.")


class AuthorityHasVirtualSchool(AgencyError):
    def __init__(self, authority: LocalAuthority) -> None:
        super().__init__(f"{authority} already has a Virtual School; an authority has one.")


class UkprnWrong(AgencyError):
    def __init__(self) -> None:
        super().__init__("A UKPRN has eight digits.")


class WebsiteWrong(AgencyError):
    def __init__(self) -> None:
        super().__init__("Enter the whole address of the website, beginning with https:// or http://.")


def _check_website(address: str) -> None:
    try:
        URLValidator(["https", "http"])(address)
    except ValidationError as error:
        raise WebsiteWrong from error


@transaction.atomic
def add_agency(
    *,
    kind: AgencyKind | str,
    name: str,
    local_authority: LocalAuthority,
    tracked_from: date,
    email: str = "",
    phone: str = "",
    address: str = "",
    website: str = "",
    ukprn: str = "",
    by: User | None = None,
    now: datetime,
) -> Agency:
    """Record an organisation. Clocks due before the local day `tracked_from` are kept as “before Mainstay”.

    Raises AgencyNameTaken, AuthorityHasVirtualSchool, UkprnWrong or WebsiteWrong.
    """
    agency_kind = AgencyKind(kind)
    tidy = " ".join(name.split())
    # Two people adding the same agency at once meet at this row.
    authority = LocalAuthority.objects.select_for_update(no_key=True).get(pk=local_authority.pk)
    same_kind = Agency.objects.filter(kind=agency_kind)
    if same_kind.filter(name__iexact=tidy).exists():
        raise AgencyNameTaken(tidy)
    if agency_kind == AgencyKind.VIRTUAL_SCHOOL and same_kind.filter(local_authority=authority).exists():
        raise AuthorityHasVirtualSchool(authority)
    if website:
        _check_website(website)
    if ukprn and not re.fullmatch(r"[0-9]{8}", ukprn):
        raise UkprnWrong
    agency = Agency(
        kind=agency_kind,
        name=tidy,
        sort_name=sort_name(tidy),
        local_authority=local_authority,
        tracked_from=tracked_from,
        email=email,
        phone=phone,
        address=address,
        website=website,
        ukprn=ukprn,
    )
    history.save(agency, by=by, reason="Agency recorded", at=now)
    return agency
