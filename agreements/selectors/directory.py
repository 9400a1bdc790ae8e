"""The directory: how to reach every agency, and the people in its posts. Professional contacts only."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.clock import local_date
from accounts.enums import AgencyKind, RoleCode
from accounts.models import Agency, Membership, User
from accounts.names import fold
from agreements.enums import ANSWERING, ContactKind
from agreements.models import Confirmation, Contact
from agreements.rules import POSTS, TIERS, TrainingState
from agreements.selectors.posts import Post, designated_people_at, key_contacts_at, post_of
from agreements.selectors.upkeep import agencies_overdue, last_confirmations, training_states

#: People who work from home, for one child or a few: their numbers are not for everybody.
PRIVATE_ROLES = frozenset({RoleCode.CARER})

#: First and last part of an organisation chart; those between are `agreements.rules.TIERS`.
FIRST_CONTACT, TEAM = "First contact", "Team"


@dataclass(frozen=True)
class AgencyCard:
    """An agency with its post, if an agency of its kind has one, and when its people were last confirmed as right."""

    agency: Agency
    post: Post | None
    confirmation: Confirmation | None
    is_overdue: bool


def agencies(query: str = "", kind: str = "") -> QuerySet[Agency]:
    """Agencies by kind and name; `query` matches part of the name or of the authority's name."""
    in_order = Case(
        *(When(kind=kind, then=Value(place)) for place, kind in enumerate(AgencyKind.values)),
        output_field=IntegerField(),
    )
    found = Agency.objects.select_related("local_authority").order_by(in_order, "sort_name", "id")
    if kind:
        found = found.filter(kind=kind)
    if words := fold(query):
        found = found.filter(Q(sort_name__contains=words) | Q(local_authority__name__icontains=query.strip()))
    return found


def cards(listed: Sequence[Agency], at: datetime) -> list[AgencyCard]:
    """The agencies with the people in their posts at `at`. Four queries, however many there are."""
    people = designated_people_at([agency.pk for agency in listed if agency.kind == AgencyKind.PROVIDER], at)
    contacts = key_contacts_at([(agency.pk, None) for agency in listed if agency.kind == AgencyKind.VIRTUAL_SCHOOL], at)
    listed_ids = [agency.pk for agency in listed]
    confirmations, overdue = last_confirmations(listed_ids), agencies_overdue(listed_ids, at)
    return [
        AgencyCard(
            agency,
            people.get(agency.pk) or contacts.get((agency.pk, None)),
            confirmations.get(agency.pk),
            agency.pk in overdue,
        )
        for agency in listed
    ]


@dataclass(frozen=True)
class NamedPost:
    """A post with the agreement it is for (empty for a post that is for all of them), and how the training of its two
    people stands.
    """

    post: Post
    title: str
    agreement: str = ""
    holder_training: TrainingState | None = None
    cover_training: TrainingState | None = None


def posts_of(agency: Agency, at: datetime) -> list[NamedPost]:
    """The posts an agency of this kind has, vacant or not, and those filled for single agreements."""
    contacts = list(
        Contact.objects.current(at)
        .filter(agency=agency)
        .select_related("holder__user", "cover__user", "agreement__provider")
        .order_by("kind", "agreement__provider__sort_name", "id")
    )
    general = {contact.kind: post_of(contact, at) for contact in contacts if contact.agreement_id is None}
    named = [
        NamedPost(general.get(kind.value) or Post(kind, agency.pk), kind.label)
        for kind in ContactKind
        if POSTS[kind].held_at == agency.kind
    ]
    named += [
        NamedPost(post_of(contact, at), str(contact.get_kind_display()), str(contact.agreement.provider))
        for contact in contacts
        if contact.agreement is not None
    ]
    return named


def post_with_training(post: Post, agency: Agency, at: datetime) -> NamedPost:
    """One post of the agency with the training of its people. One query."""
    today = local_date(at)
    return _trained(NamedPost(post, post.kind.label), training_states(agency, today), TrainingState(today))


def _trained(named: NamedPost, states: Mapping[int, TrainingState], untrained: TrainingState) -> NamedPost:
    holder, cover = named.post.holder, named.post.cover
    return replace(
        named,
        holder_training=states.get(holder.pk, untrained) if holder else None,
        cover_training=states.get(cover.pk, untrained) if cover else None,
    )


@dataclass(frozen=True)
class Person:
    """Somebody in the organisation chart, once, with every hat they wear there and the posts they hold or cover."""

    user: User
    hats: tuple[Membership, ...]
    posts: tuple[str, ...]
    training: TrainingState

    @property
    def roles(self) -> list[str]:
        """Roles with the job title: “Designated person, Safeguarding lead”."""
        return [", ".join(filter(None, [str(hat.get_role_display()), hat.job_title])) for hat in self.hats]


@dataclass(frozen=True)
class Chart:
    """An agency's people in the order of responsibility: first whoever is in a post, then who leads, then the others."""

    posts: tuple[NamedPost, ...]
    tiers: tuple[tuple[str, tuple[Person, ...]], ...]

    @property
    def has_vacancy(self) -> bool:
        """Partners have nobody to ring, in one matter or in all."""
        return any(named.post.is_vacant for named in self.posts if named.post.kind in ANSWERING)

    @property
    def digest(self) -> str:
        """Two charts have the same one if they show the same people, with the same roles, numbers and posts."""
        shown = [
            (named.title, named.agreement, *(str(user.uuid) if user else "" for user in _holders(named.post)))
            for named in self.posts
        ]
        people = [
            (str(p.user.uuid), p.user.name, p.user.phone, p.user.email, *p.roles, *p.posts)
            for _, tier in self.tiers
            for p in tier
        ]
        return sha256(json.dumps([shown, people]).encode()).hexdigest()


def chart_of(agency: Agency, at: datetime) -> Chart:
    """The organisation chart of an agency at `at`. Carers are left out: their numbers are private. Three queries."""
    today = local_date(at)
    states, untrained = training_states(agency, today), TrainingState(today)
    posts = [_trained(named, states, untrained) for named in posts_of(agency, at)]
    held: dict[int, list[str]] = {}
    for named in posts:
        title = f"{named.title} for {named.agreement}" if named.agreement else named.title
        for user, words in zip(_holders(named.post), (title, f"Cover: {title[0].lower()}{title[1:]}"), strict=True):
            if user is not None:
                held.setdefault(user.pk, []).append(words)
    hats: dict[int, list[Membership]] = {}
    for membership in _hats_at(agency, at):
        hats.setdefault(membership.user_id, []).append(membership)
    people = [
        Person(
            worn[0].user,
            tuple(worn),
            tuple(held.get(user_id, ())),
            states.get(user_id, untrained),
        )
        for user_id, worn in hats.items()
    ]
    tiers: dict[str, list[Person]] = {FIRST_CONTACT: [], **{title: [] for title, _ in TIERS}, TEAM: []}
    for person in people:
        tiers[_tier(person)].append(person)
    tiers[FIRST_CONTACT].sort(key=lambda person: person.posts[0].startswith("Cover"))
    return Chart(tuple(posts), tuple((title, tuple(found)) for title, found in tiers.items() if found))


def _tier(person: Person) -> str:
    if person.posts:
        return FIRST_CONTACT
    roles = {RoleCode(hat.role) for hat in person.hats}
    return next((title for title, members in TIERS if roles & members), TEAM)


def _holders(post: Post) -> tuple[User | None, User | None]:
    return post.holder, post.cover


def _hats_at(agency: Agency, at: datetime) -> list[Membership]:
    return list(
        Membership.objects.active(at)
        .filter(agency=agency)
        .exclude(role__in=PRIVATE_ROLES)
        .select_related("user")
        .order_by("user__name", "id")
    )
