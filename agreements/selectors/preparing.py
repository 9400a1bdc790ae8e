"""What has to be recorded on the way to an agreement, as a list of tasks, and what is still missing before it is signed
(A1–A4, A20, A29, A33, A36, P20).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from accounts.enums import AgencyKind, RoleCode
from accounts.models import Agency, Membership, User
from accounts.wording import written_day
from agreements.enums import AgreementStatus, Side
from agreements.models import Agreement, EmployerPartner, Signatory, Wording
from agreements.selectors.posts import designated_person_at, key_contact_at


@dataclass(frozen=True)
class Task:
    """One thing to record. `says` is what stands there now; `missing` names what is lacking, and is empty when nothing
    is. An optional task lacks nothing.
    """

    key: str
    title: str
    says: str
    missing: tuple[str, ...] = ()
    is_optional: bool = False

    @property
    def is_done(self) -> bool:
        return not self.missing


def tasks(agreement: Agreement, now: datetime) -> list[Task]:
    """Everything to record before an agreement is signed, in the order in which it is best done."""
    return [
        _parties(agreement),
        _support(agreement),
        _wording(agreement),
        _terms(agreement),
        _contacts(agreement, now),
        _employers(agreement),
        _contracts(agreement),
        _meeting(agreement),
        _signatories(agreement),
        _start(agreement),
    ]


def missing_before_signature(agreement: Agreement, now: datetime) -> list[str]:
    """What a draft still lacks before it can be sent out for signature, in words; empty when it is ready."""
    return [what for task in tasks(agreement, now) for what in task.missing]


def missing_support(agreement: Agreement) -> list[str]:
    """What no agreement comes into force without, however it was signed: social care's support (A3), and for a provider
    in another authority the word of the Virtual School there (A4).
    """
    return [*_support(agreement).missing, *_parties_missing(agreement)]


def is_outside(agreement: Agreement) -> bool:
    """Whether the provider stands in another authority than the Virtual School's: then the one there is asked (A4)."""
    return agreement.provider.local_authority_id != agreement.virtual_school.local_authority_id


def social_care_of(agreement: Agreement) -> list[Agency]:
    """The social care agencies of the Virtual School's authority: those that can support the agreement."""
    return list(
        Agency.objects.filter(
            kind=AgencyKind.SOCIAL_CARE, local_authority=agreement.virtual_school.local_authority_id
        ).order_by("sort_name", "pk")
    )


def wordings_for(virtual_school: Agency) -> list[Wording]:
    """The published wordings a Virtual School can choose from: its own, newest first, then those Mainstay brings."""
    found = Wording.objects.filter(
        Q(virtual_school=virtual_school) | Q(virtual_school__isnull=True), published_at__isnull=False
    )
    return sorted(found, key=lambda wording: (wording.virtual_school_id is None, -wording.number))


def newest_wording(virtual_school: Agency) -> Wording | None:
    """The wording a new agreement starts with: the Virtual School's newest, else the newest that Mainstay brings."""
    return next(iter(wordings_for(virtual_school)), None)


def employers_of(provider: Agency, today: date) -> list[EmployerPartner]:
    """The employers the provider works with today (A33)."""
    return list(
        EmployerPartner.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=today), provider=provider).order_by(
            "name", "pk"
        )
    )


def mentors_at(provider: Agency, now: datetime) -> list[User]:
    """Who mentors learners at the provider (A29), by name."""
    memberships = Membership.objects.active(now).filter(agency=provider, role=RoleCode.MENTOR, user__is_active=True)
    return [membership.user for membership in memberships.select_related("user").order_by("user__name", "pk")]


def still_running(agreement: Agreement) -> Agreement | None:
    """Another agreement of the same two in force, other than the one this renews, that does not end before this begins."""
    older = (
        Agreement.objects.filter(
            status=AgreementStatus.IN_FORCE, virtual_school=agreement.virtual_school_id, provider=agreement.provider_id
        )
        .exclude(pk__in=[agreement.pk, agreement.predecessor_id or 0])
        .select_related("virtual_school", "provider")
        .first()
    )
    if older is None or (older.ends_on and agreement.starts_on and older.ends_on < agreement.starts_on):
        return None
    return older


def _parties_missing(agreement: Agreement) -> list[str]:
    if is_outside(agreement) and not hasattr(agreement, "consultation"):
        return [f"the consultation of the Virtual School in {agreement.provider.local_authority}"]
    return []


def _parties(agreement: Agreement) -> Task:
    says = f"{agreement.provider}, {agreement.provider.local_authority}"
    if is_outside(agreement):
        says += ", outside the authority of the Virtual School"
    if hasattr(agreement, "consultation"):
        says += f". {agreement.consultation.virtual_school} was consulted"
    missing = _parties_missing(agreement)
    if still_running(agreement):
        missing.append("the end of the agreement these two already have")
    return Task("consultation", "Provider and its authority", says, tuple(missing))


def _support(agreement: Agreement) -> Task:
    support = getattr(agreement, "support", None)
    if support is None:
        return Task("support", "Support of social care", "", ("the support of social care",))
    return Task("support", "Support of social care", f"{support.name}, {support.role}, {support.social_care}")


def _wording(agreement: Agreement) -> Task:
    wording = agreement.wording
    if wording is None or wording.published_at is None:
        return Task("wording", "Wording", "", ("the wording",))
    return Task("wording", "Wording", str(wording))


def _terms(agreement: Agreement) -> Task:
    changed = agreement.terms.values("key").distinct().count()
    if not changed:
        return Task("terms", "Limits", "All as in the default set")
    return Task("terms", "Limits", f"{changed} {'differs' if changed == 1 else 'differ'} from the default set")


def _contacts(agreement: Agreement, now: datetime) -> Task:
    person = designated_person_at(agreement.provider, now)
    contact = key_contact_at(agreement.virtual_school, agreement, now)
    missing = []
    if person.is_vacant:
        missing.append("the designated person of the provider")
    if contact.is_vacant:
        missing.append("the key contact of the Virtual School")
    named = [str(post.person) for post in (person, contact) if not post.is_vacant]
    says = " and ".join(named)
    if not mentors_at(agreement.provider, now):
        says += ("; " if says else "") + "no mentor at the provider yet"
    return Task("contacts", "Contacts", says, tuple(missing))


def _employers(agreement: Agreement) -> Task:
    title = "Employers that support it"
    supporting = EmployerPartner.objects.filter(
        provider=agreement.provider_id, supported_on__isnull=False, ended_on__isnull=True
    ).count()
    if supporting:
        return Task("employers", title, f"{supporting} {'supports' if supporting == 1 else 'support'} it")
    if agreement.employers_note:
        return Task("employers", title, f"None: {agreement.employers_note}")
    return Task("employers", title, "", ("an employer that supports it, or why there is none",))


def _contracts(agreement: Agreement) -> Task:
    titles = [contract.title for contract in agreement.contracts.all()]
    return Task("contracts", "Contracts that take precedence", ", ".join(titles), is_optional=True)


def _meeting(agreement: Agreement) -> Task:
    if not agreement.meeting_on:
        return Task("meeting", "Formal meeting", "", ("the formal meeting",))
    missing = [
        what
        for what, value in (
            ("the place of the formal meeting", agreement.meeting_place),
            ("who took part in the formal meeting", agreement.meeting_people),
        )
        if not value
    ]
    held = [written_day(agreement.meeting_on), agreement.meeting_place]
    return Task("meeting", "Formal meeting", ", ".join(filter(None, held)), tuple(missing))


def _signatories(agreement: Agreement) -> Task:
    named = {signatory.side: signatory for signatory in Signatory.objects.filter(agreement=agreement)}
    return Task(
        "signatories",
        "Who signs",
        " and ".join(str(named[side]) for side in Side if side in named),
        tuple(_who_signs(side) for side in Side if side not in named),
    )


def _who_signs(side: Side) -> str:
    return f"who signs for the {'provider' if side == Side.PROVIDER else 'Virtual School'}"


def _start(agreement: Agreement) -> Task:
    if agreement.starts_on is None:
        return Task("start", "Start day", "", ("the day from which it is in force",))
    says = written_day(agreement.starts_on)
    if agreement.ends_on:
        says += f" to {written_day(agreement.ends_on)}"
    older = agreement.predecessor
    if older and older.starts_on and agreement.starts_on <= older.starts_on:
        return Task("start", "Start day", says, ("a start day after that of the agreement it renews",))
    return Task("start", "Start day", says)
