"""Who is told of the duties that an agency owes itself. Asked for a whole batch of deadlines at once.

Nothing of a young person stands in them, so nobody has to be left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from accounts.enums import Permission, RoleCode
from accounts.models import User
from accounts.roles import roles_with
from accounts.selectors import holders_of
from agreements.models import Agreement, Challenge, Complaint, Contact
from agreements.selectors.posts import post_of
from deadlines.models import Deadline

#: Those who answer for an agency.
LEADS = (RoleCode.SIGNATORY, RoleCode.VIRTUAL_SCHOOL_HEAD)

Told = dict[int, list[User]]


def agency(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The administrators of the agency that owes the duty and whoever is in its posts; else whoever may change those."""
    people = _keepers({deadline.owner_id for deadline in deadlines}, now)
    return {deadline.pk: people[deadline.owner_id] for deadline in deadlines}


def agency_lead(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The principal of a provider, the head of a Virtual School."""
    people = holders_of(LEADS, {deadline.owner_id for deadline in deadlines})
    return {deadline.pk: people[deadline.owner_id] for deadline in deadlines}


def other_side(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Whoever is in the posts of the other agency of the agreement; else those who lead it."""
    others = {deadline.pk: _other(deadline.agreement, deadline.owner_id) for deadline in deadlines}
    wanted = {agency_id for agency_id in others.values() if agency_id}
    in_post, leads = _in_post(wanted, now), holders_of(LEADS, wanted)
    return {pk: in_post[other] or leads[other] if other else [] for pk, other in others.items()}


def complaint_handler(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The manager to whom the complaint was given; nobody else hears of it, unless that person may not sign in any more,
    and never the person it is about.
    """
    asked = Complaint.objects.filter(uuid__in=[deadline.subject_uuid for deadline in deadlines])
    complaints = list(asked.select_related("handler__user"))
    handlers = {c.uuid: c.handler.user for c in complaints if c.handler.user.is_active}
    persons = {c.uuid: c.about_person_id for c in complaints}
    others = holders_of(roles_with(Permission.HANDLE_COMPLAINT), {deadline.owner_id for deadline in deadlines})
    return {
        deadline.pk: [handlers[deadline.subject_uuid]]
        if deadline.subject_uuid in handlers
        else [one for one in others[deadline.owner_id] if one.pk != persons.get(deadline.subject_uuid)]
        for deadline in deadlines
    }


def challenged(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Whoever is in the posts of the agency that is challenged; else those who may answer for it."""
    people = in_post_or_challenging({deadline.owner_id for deadline in deadlines}, now)
    return {deadline.pk: people[deadline.owner_id] for deadline in deadlines}


def challenger(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Whoever is in the posts of the agency that raised the challenge; else those who may raise one for it."""
    raised = Challenge.objects.filter(uuid__in=[deadline.subject_uuid for deadline in deadlines])
    raisers: dict[UUID, int] = dict(raised.values_list("uuid", "raised_by_id"))
    people = in_post_or_challenging(set(raisers.values()), now)
    return {
        deadline.pk: people[raisers[deadline.subject_uuid]] if deadline.subject_uuid in raisers else []
        for deadline in deadlines
    }


AUDIENCES: Mapping[str, Callable[[Sequence[Deadline], datetime], Mapping[int, Sequence[User]]]] = {
    "agency": agency,
    "agency_lead": agency_lead,
    "other_side": other_side,
    "complaint_handler": complaint_handler,
    "challenged": challenged,
    "challenger": challenger,
}


def _keepers(agency_ids: Iterable[int], now: datetime) -> Told:
    wanted = set(agency_ids)
    administrators = holders_of([RoleCode.AGENCY_ADMINISTRATOR], wanted)
    in_post = _in_post(wanted, now)
    found = {agency_id: _once([*administrators[agency_id], *in_post[agency_id]]) for agency_id in wanted}
    others = holders_of(
        roles_with(Permission.MANAGE_CONTACTS), [agency_id for agency_id, people in found.items() if not people]
    )
    return {agency_id: people or others[agency_id] for agency_id, people in found.items()}


def _in_post(agency_ids: Iterable[int], now: datetime) -> Told:
    """Whoever is in the posts of each agency that answer for it: the holder, else the cover."""
    found: Told = {agency_id: [] for agency_id in agency_ids}
    contacts = Contact.objects.current(now).answering().filter(agency__in=found)
    for contact in contacts.select_related("holder__user", "cover__user").order_by("starts_at", "id"):
        person = post_of(contact, now).person
        if person is not None and person not in found[contact.agency_id]:
            found[contact.agency_id].append(person)
    return found


def in_post_or_challenging(agency_ids: Iterable[int], now: datetime) -> Told:
    """Whoever is in the posts of each agency; else those who may challenge and answer for it. By agency id."""
    wanted = set(agency_ids)
    in_post, others = _in_post(wanted, now), holders_of(roles_with(Permission.CHALLENGE), wanted)
    return {agency_id: in_post[agency_id] or others[agency_id] for agency_id in wanted}


def spokespeople(agency_ids: Iterable[int], now: datetime) -> Told:
    """Who hears news for each agency: whoever is in its posts, else who leads it, else who keeps its registers."""
    wanted = set(agency_ids)
    in_post, leads = _in_post(wanted, now), holders_of(LEADS, wanted)
    keepers = holders_of(roles_with(Permission.KEEP_REGISTERS), wanted)
    return {agency_id: in_post[agency_id] or leads[agency_id] or keepers[agency_id] for agency_id in wanted}


def _other(agreement: Agreement | None, owner_id: int) -> int | None:
    if agreement is None:
        return None
    return agreement.provider_id if agreement.virtual_school_id == owner_id else agreement.virtual_school_id


def _once(people: Sequence[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())
