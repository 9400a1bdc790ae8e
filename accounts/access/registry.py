"""Where a higher floor registers which of its records agencies and people reach."""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from django.db.models import Model

from accounts.enums import Permission, Purpose, RoleCode
from accounts.models import Membership


class AgencyGrant(NamedTuple):
    """Everybody with an agency-wide role at the agency reaches the object; what they may do there is what both the role
    and the purpose allow.
    """

    agency_id: int
    object_id: int
    purpose: Purpose


class PersonalGrant(NamedTuple):
    """One person reaches the object through the hat `membership_id`, and may do there what `role` and `ceiling` both
    allow.

    A key worker, a mentor, somebody named on a restricted record, a deputy (whose `role` is that of the person they
    stand in for), somebody who broke the glass.
    """

    user_id: int
    membership_id: int
    role: RoleCode
    object_id: int
    ceiling: frozenset[Permission]


class GrantSource(Protocol):
    """Answers from the records that are in force now. Repeats are harmless."""

    def agency_grants(self, object_ids: Collection[int]) -> Iterable[AgencyGrant]:
        """Which agencies reach these objects."""

    def personal_grants(self, object_ids: Collection[int]) -> Iterable[PersonalGrant]:
        """Which people reach these objects by themselves, and in which role."""

    def objects_of_agency(self, agency_id: int) -> Iterable[int]:
        """Every object that `agency_grants` would name for the agency."""

    def objects_of_membership(self, membership: Membership) -> Iterable[int]:
        """Every object to which the person may gain or lose a personal grant when this membership begins or ends."""


_sources: dict[type[Model], GrantSource] = {}


def register_grants(model: type[Model], source: GrantSource) -> None:
    """Called once for each model from the `ready()` of the app that owns it.

    The model needs guardian's two direct foreign-key models.
    """
    _sources[model] = source


def source_of(model: type[Model]) -> GrantSource:
    """The model's source; LookupError if its app has registered none."""
    if model not in _sources:
        raise LookupError(f"Nothing says who reaches {model._meta.label}: register_grants() was not called for it.")
    return _sources[model]


def projected_models() -> tuple[type[Model], ...]:
    return tuple(_sources)
