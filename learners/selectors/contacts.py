"""Which partners hear of a change: the people in the posts of the other agencies, or who stands in for them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from accounts.clock import local_date
from accounts.enums import Purpose, RoleCode
from accounts.models import Agency, User
from agreements.models import Agreement
from agreements.selectors import designated_people_at, key_contacts_at
from learners.models import AgencyLink, Enrolment, Learner
from learners.selectors.people import (
    Told,
    key_contact_to_tell,
    key_workers_for,
    people_with_role,
    virtual_schools_for,
)


def provider_people(provider_ids: Iterable[int], at: datetime) -> dict[int, list[User]]:
    """Whom to tell at each provider: the designated person, else the cover, else the signatories. Two queries."""
    posts = designated_people_at(list(provider_ids), at)
    signatories = people_with_role(RoleCode.SIGNATORY, [pk for pk, post in posts.items() if post.is_vacant], at)
    return {pk: [post.person] if post.person else signatories[pk] for pk, post in posts.items()}


def partners_to_tell(learner: Learner, enrolments: Iterable[Enrolment], at: datetime) -> list[User]:
    """The designated person of each place and the home Virtual School's key contact, each once (A10). Nobody without a
    place.
    """
    return partners_to_tell_each({learner.pk: list(enrolments)}, at)[learner.pk]


def partners_to_tell_each(places: Mapping[int, Sequence[Enrolment]], at: datetime) -> dict[int, list[User]]:
    """`partners_to_tell` for many young people, from the places of each by learner id. A few queries, and a few more for
    each pair of Virtual School and provider among them.
    """
    schools = virtual_schools_for([learner_id for learner_id, theirs in places.items() if theirs])
    at_providers = provider_people({place.provider_id for theirs in places.values() for place in theirs}, at)
    contacts: dict[tuple[int | None, int], Told] = {}
    found: dict[int, list[User]] = {}
    for learner_id, theirs in places.items():
        school = schools.get(learner_id)
        people = [person for pk in dict.fromkeys(place.provider_id for place in theirs) for person in at_providers[pk]]
        for place in theirs:
            pair = (school.pk if school else None, place.provider_id)
            if pair not in contacts:
                contacts[pair] = key_contact_to_tell(school, place, at)
            told = contacts[pair].person
            if told is not None:
                people.append(told)
        found[learner_id] = _distinct(people)
    return found


def how_many_are_told(learner_ids: Iterable[int], at: datetime) -> int:
    """How many notices a change of key worker of these young people sends, counted for each of them (A10)."""
    places: dict[int, list[Enrolment]] = {learner_id: [] for learner_id in learner_ids}
    found = Enrolment.objects.open().filter(learner__in=places).select_related("provider__local_authority")
    for place in found.order_by("starts_on", "id"):
        places[place.learner_id].append(place)
    return sum(len(people) for people in partners_to_tell_each(places, at).values())


def virtual_school_people(
    wanted: Iterable[tuple[int, int | None]], at: datetime
) -> dict[tuple[int, int | None], list[User]]:
    """Whom to tell at each (Virtual School id, agreement id or None): the key contact, else the cover, else the heads.
    Two queries.
    """
    posts = key_contacts_at(list(wanted), at)
    heads = people_with_role(
        RoleCode.VIRTUAL_SCHOOL_HEAD, [key[0] for key, post in posts.items() if post.is_vacant], at
    )
    return {key: [post.person] if post.person else heads[key[0]] for key, post in posts.items()}


def told_of_designated_person(provider: Agency, at: datetime) -> list[User]:
    """Every Virtual School with an agreement or a young person at the provider, and the key workers of everybody
    enrolled there (A21).
    """
    learner_ids = list(
        Enrolment.objects.open().filter(provider=provider).values_list("learner_id", flat=True).distinct()
    )
    agreements = Agreement.objects.in_force(local_date(at)).filter(provider=provider)
    wanted: set[tuple[int, int | None]] = set(agreements.values_list("virtual_school_id", "pk"))
    with_agreement = {school for school, _ in wanted}
    homes = AgencyLink.objects.active(at).filter(learner__in=learner_ids, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    wanted |= {
        (school, None)
        for school in homes.values_list("agency_id", flat=True).distinct()
        if school not in with_agreement
    }
    return _distinct([*_flat(virtual_school_people(wanted, at).values()), *_key_workers(learner_ids, at)])


def told_of_key_contact(virtual_school: Agency, agreement: Agreement | None, at: datetime) -> list[User]:
    """The provider of the agreement (or of all of them) and of every young person of this Virtual School, and those
    young people's key workers.
    """
    homes = AgencyLink.objects.active(at).filter(agency=virtual_school, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    places = Enrolment.objects.open().filter(learner__in=homes.values("learner_id"))
    if agreement is not None:
        places = places.filter(provider=agreement.provider_id)
        providers = {agreement.provider_id}
    else:
        in_force = Agreement.objects.in_force(local_date(at)).filter(virtual_school=virtual_school)
        providers = set(in_force.values_list("provider_id", flat=True)) | set(
            places.values_list("provider_id", flat=True)
        )
    learner_ids = list(places.values_list("learner_id", flat=True).distinct())
    return _distinct([*_flat(provider_people(providers, at).values()), *_key_workers(learner_ids, at)])


def _key_workers(learner_ids: list[int], at: datetime) -> list[User]:
    return [post.person for post in key_workers_for(learner_ids, at).values() if post.person is not None]


def _flat(groups: Iterable[list[User]]) -> list[User]:
    return [person for group in groups for person in group]


def _distinct(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())
