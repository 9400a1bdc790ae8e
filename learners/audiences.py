"""Who is meant by “the key worker” or “the signatory” of a deadline. Asked for a whole batch of deadlines at once.

When a post is vacant the message goes to who stands in: the team manager for a key worker, the signatory for a
designated person, the Virtual School head for a key contact. A deadline about a restricted record tells only its key
worker and the people named on it: those of the same agency if whoever would be told may not know.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from accounts.enums import AgencyKind, Purpose, RoleCode
from accounts.models import User
from deadlines.models import Deadline
from learners.models import Enrolment, Learner
from learners.selectors.contacts import provider_people, virtual_school_people
from learners.selectors.delegations import deputies_at
from learners.selectors.insiders import insiders_of, named_at
from learners.selectors.people import (
    acting_key_workers,
    people_with_role,
    social_care_for,
    virtual_schools_for,
)

Told = dict[int, list[User]]


def key_worker(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The key worker, else the cover, else the team managers."""
    acting = acting_key_workers(_learner_ids(deadlines), now)
    vacant = [deadline for deadline in deadlines if deadline.learner_id and deadline.learner_id not in acting]
    standing_in = _at_social_care(vacant, now)
    told: Told = {}
    for deadline in deadlines:
        person = acting.get(deadline.learner_id or 0)
        told[deadline.pk] = [person] if person else standing_in.get(deadline.pk, [])
    return _discreet(deadlines, told, Purpose.SOCIAL_CARE, now)


def team_manager(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The team managers of the young person's social care agency; without one, the Virtual School head."""
    told = _at_social_care(deadlines, now)
    without = [deadline for deadline in deadlines if not told.get(deadline.pk)]
    return _discreet(deadlines, {**told, **_heads(without, now)}, Purpose.SOCIAL_CARE, now)


def designated_person(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The designated person of the provider, else the cover, else the signatories; and whoever stands in for a
    designated person for this young person.
    """
    providers = _providers(deadlines)
    people = provider_people({agency for agencies in providers.values() for agency in agencies}, now)
    deputies = deputies_at(_learner_ids(deadlines), now)
    told = {
        deadline.pk: [
            person
            for agency in providers[deadline.pk]
            for person in [*people[agency], *deputies.get((deadline.learner_id or 0, agency), [])]
        ]
        for deadline in deadlines
    }
    return _discreet(deadlines, told, Purpose.PROVIDER, now)


def signatory(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The provider's principal or equivalent."""
    providers = _providers(deadlines)
    people = people_with_role(
        RoleCode.SIGNATORY, [agency for agencies in providers.values() for agency in agencies], now
    )
    told = {pk: [person for agency in agencies for person in people[agency]] for pk, agencies in providers.items()}
    return _discreet(deadlines, told, Purpose.PROVIDER, now)


def key_contact(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The Virtual School's key contact for the agreement, else for all its agreements, else the cover, else the heads."""
    schools = _virtual_schools(deadlines)
    wanted = {pk: (school, agreement) for pk, (school, agreement) in schools.items()}
    people = virtual_school_people(set(wanted.values()), now)
    return _discreet(deadlines, {pk: people[key] for pk, key in wanted.items()}, Purpose.HOME_VIRTUAL_SCHOOL, now)


def virtual_school_head(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The head of the home Virtual School."""
    return _discreet(deadlines, _heads(deadlines, now), Purpose.HOME_VIRTUAL_SCHOOL, now)


AUDIENCES: Mapping[str, Callable[[Sequence[Deadline], datetime], Mapping[int, Sequence[User]]]] = {
    "key_worker": key_worker,
    "team_manager": team_manager,
    "designated_person": designated_person,
    "signatory": signatory,
    "key_contact": key_contact,
    "virtual_school_head": virtual_school_head,
}


def _learner_ids(deadlines: Iterable[Deadline]) -> set[int]:
    return {deadline.learner_id for deadline in deadlines if deadline.learner_id}


def _at_social_care(deadlines: Sequence[Deadline], now: datetime) -> Told:
    agencies = social_care_for(_learner_ids(deadlines)) if deadlines else {}
    managers = people_with_role(RoleCode.TEAM_MANAGER, [agency.pk for agency in agencies.values()], now)
    return {
        deadline.pk: managers[agencies[deadline.learner_id].pk]
        for deadline in deadlines
        if deadline.learner_id and deadline.learner_id in agencies
    }


def _heads(deadlines: Sequence[Deadline], now: datetime) -> Told:
    schools = _virtual_schools(deadlines) if deadlines else {}
    heads = people_with_role(RoleCode.VIRTUAL_SCHOOL_HEAD, [school for school, _ in schools.values()], now)
    return {pk: heads[school] for pk, (school, _) in schools.items()}


def _virtual_schools(deadlines: Sequence[Deadline]) -> dict[int, tuple[int, int | None]]:
    """(Virtual School id, agreement id or None) by deadline id. An agreement with a host Virtual School names nobody
    for the home one.
    """
    homes = virtual_schools_for(_learner_ids(deadlines))
    found: dict[int, tuple[int, int | None]] = {}
    for deadline in deadlines:
        agreement = deadline.agreement
        home = homes.get(deadline.learner_id) if deadline.learner_id else None
        if home is not None:
            own = agreement is not None and agreement.virtual_school_id == home.pk
            found[deadline.pk] = (home.pk, agreement.pk if own else None)
        elif agreement is not None and deadline.learner_id is None:
            found[deadline.pk] = (agreement.virtual_school_id, agreement.pk)
    return found


def _providers(deadlines: Sequence[Deadline]) -> dict[int, list[int]]:
    """Ids of the providers concerned, by deadline id: the one that owes or shares the duty, else those where the young
    person is.
    """
    found: dict[int, list[int]] = {}
    open_places: dict[int, list[int]] = {}
    for learner_id, provider_id in (
        Enrolment.objects.open().filter(learner__in=_learner_ids(deadlines)).values_list("learner_id", "provider_id")
    ):
        open_places.setdefault(learner_id, []).append(provider_id)
    for deadline in deadlines:
        owing = [
            agency.pk
            for agency in (deadline.owner, deadline.partner)
            if agency is not None and agency.kind == AgencyKind.PROVIDER
        ]
        if not owing and deadline.learner_id is None and deadline.agreement is not None:
            owing = [deadline.agreement.provider_id]
        found[deadline.pk] = owing or open_places.get(deadline.learner_id or 0, [])
    return found


def _discreet(
    deadlines: Sequence[Deadline], told: Mapping[int, Sequence[User]], purpose: Purpose, now: datetime
) -> Told:
    """Each person once. Of a restricted record only its key worker and the people named on it: if none of them is among
    those who would be told, the people named who work at the agency linked for `purpose`; all who know, if nobody is.
    """
    once = {pk: list({person.pk: person for person in people}.values()) for pk, people in told.items()}
    restricted = set(
        Learner.objects.filter(pk__in=_learner_ids(deadlines), is_restricted=True).values_list("pk", flat=True)
    )
    if not restricted:
        return once
    insiders = insiders_of(restricted)
    named = named_at(restricted, purpose, now)
    everybody = User.objects.in_bulk({pk for people in insiders.values() for pk in people})
    for deadline in deadlines:
        if deadline.learner_id in restricted:
            known = insiders[deadline.learner_id]
            kept = [person for person in once.get(deadline.pk, []) if person.pk in known]
            instead = kept or named[deadline.learner_id]
            once[deadline.pk] = instead or [everybody[pk] for pk in sorted(known)]
    return once
