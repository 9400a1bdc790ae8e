"""What an agency must have ready for the other sides of its agreements: which clocks that asks for (P3, P12, P13)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from accounts.clock import local_date
from accounts.models import Agency, Membership, User
from agreements.enums import RUNNING, TermKey, TrainingSubject
from agreements.models import Agreement, Confirmation, Contact, Registration, Training
from agreements.rules import TrainingState, subject_of
from deadlines.models import Deadline

CONTACTS_CONFIRMED = TermKey.CONTACTS_CONFIRMED.value
DATA_PROTECTION = TermKey.DATA_PROTECTION.value
STAFF_TRAINING = TermKey.STAFF_TRAINING.value
AGREEMENT_REVIEW = TermKey.AGREEMENT_REVIEW.value

#: The duties that an agency owes for itself as long as an agreement runs.
OWN_DUTIES = (CONTACTS_CONFIRMED, DATA_PROTECTION, STAFF_TRAINING, AGREEMENT_REVIEW)

#: Those of them that begin with the agreement, and again each time they are kept.
YEARLY = (CONTACTS_CONFIRMED, AGREEMENT_REVIEW)


@dataclass(frozen=True)
class Wanted:
    """A clock that should run until the day something runs out."""

    subject_uuid: UUID
    agreement: Agreement
    starts_on: date
    due_on: date


def running_agreements(agency: Agency, today: date) -> list[Agreement]:
    """The agreements of an agency under which its own clocks run: put in force, and not over on `today`."""
    return list(
        Agreement.objects.filter(
            Q(virtual_school=agency) | Q(provider=agency),
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            status__in=RUNNING,
            put_in_force_at__isnull=False,
        )
        .select_related("virtual_school", "provider")
        .order_by("pk")
    )


def begins_on(agreement: Agreement) -> date:
    """The day from which the two sides owe each other: when it comes into force, and is recorded as such."""
    assert agreement.put_in_force_at
    recorded_on = local_date(agreement.put_in_force_at)
    return max(recorded_on, agreement.starts_on or recorded_on)


def outlasts(agreement: Agreement, due_on: date) -> bool:
    """Whether the agreement still holds on the day a clock ends. What would fall due after its end is not owed."""
    return agreement.ends_on is None or due_on <= agreement.ends_on


def newest_registration(agency: Agency) -> Registration | None:
    """The one that expires last."""
    return Registration.objects.filter(agency=agency).order_by("-expires_on").first()


def registration_wanted(agency: Agency, agreements: Sequence[Agreement]) -> list[Wanted]:
    """A clock for each agreement, until the agency's registration expires."""
    registration = newest_registration(agency)
    if registration is None:
        return []
    recorded_on = local_date(registration.recorded_at)
    return [
        Wanted(
            subject_of(agreement.uuid, agency.uuid),
            agreement,
            max(recorded_on, begins_on(agreement)),
            registration.expires_on,
        )
        for agreement in agreements
        if outlasts(agreement, registration.expires_on)
    ]


def newest_training(agency: Agency, users: Collection[int] | None = None) -> dict[int, dict[TrainingSubject, Training]]:
    """The newest training of each person in each subject at that agency, by user id; of `users` alone if given."""
    found: dict[int, dict[TrainingSubject, Training]] = {}
    records = Training.objects.filter(membership__agency=agency)
    if users is not None:
        records = records.filter(membership__user__in=users)
    for training in records.select_related("membership").order_by("done_on", "pk"):
        found.setdefault(training.membership.user_id, {})[TrainingSubject(training.subject)] = training
    return found


def training_states(agency: Agency, today: date) -> dict[int, TrainingState]:
    """How the training of each person of the agency stands on `today`, by user id. One query."""
    return {
        user_id: TrainingState(today, frozenset(subjects), _earliest(subjects.values()))
        for user_id, subjects in newest_training(agency).items()
    }


def training_wanted(agency: Agency, agreements: Sequence[Agreement], now: datetime) -> list[Wanted]:
    """For each agreement a clock for everybody in a post of the agency, and for each subject of theirs that must be
    refreshed.
    """
    in_post = _people_in_posts(agency, now)
    newest = newest_training(agency, {user.pk for user, _ in in_post})
    wanted: dict[UUID, Wanted] = {}
    for user, only_for in in_post:
        for subject, training in newest.get(user.pk, {}).items():
            for agreement in agreements:
                due_on = training.refresh_due_on
                if due_on is None or only_for not in (None, agreement.pk) or not outlasts(agreement, due_on):
                    continue
                about = subject_of(agreement.uuid, agency.uuid, user.uuid, subject.value)
                starts_on = max(local_date(training.recorded_at), begins_on(agreement))
                wanted[about] = Wanted(about, agreement, starts_on, due_on)
    return list(wanted.values())


def last_confirmations(agency_ids: Collection[int]) -> dict[int, Confirmation]:
    """When each agency's people were last confirmed, and by whom, by agency id. One query."""
    newest = (
        Confirmation.objects.filter(agency__in=agency_ids)
        .order_by("agency_id", "-confirmed_at", "-pk")
        .distinct("agency_id")
        .select_related("confirmed_by")
    )
    return {confirmation.agency_id: confirmation for confirmation in newest}


def agencies_overdue(agency_ids: Collection[int], now: datetime) -> set[int]:
    """Those that should have confirmed their people by now. One query."""
    late = Deadline.objects.tracked().overdue(now).filter(duty_code=CONTACTS_CONFIRMED, owner__in=agency_ids)
    return set(late.values_list("owner_id", flat=True))


def next_confirmation(agency: Agency) -> Deadline | None:
    """The clock of the confirmation that ends first."""
    return Deadline.objects.open().filter(duty_code=CONTACTS_CONFIRMED, owner=agency).order_by("due_at", "pk").first()


def _people_in_posts(agency: Agency, now: datetime) -> list[tuple[User, int | None]]:
    """Holders and covers of the agency's posts that answer for it, now or from a later moment on, with the agreement the post is for."""
    contacts = (
        Contact.objects.answering()
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), agency=agency)
        .select_related("holder__user", "cover__user")
        .order_by("pk")
    )
    return [
        (membership.user, contact.agreement_id)
        for contact in contacts
        for membership in (contact.holder, contact.cover)
        if membership is not None and _stays(membership, now)
    ]


def _stays(membership: Membership, now: datetime) -> bool:
    return membership.user.is_active and (membership.ends_at is None or membership.ends_at > now)


def _earliest(records: Iterable[Training]) -> date | None:
    return min((training.refresh_due_on for training in records if training.refresh_due_on), default=None)
