"""A colleague stands in for a designated person, for some young people and for a time (A20)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.urls import reverse

from accounts import access, history
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Delegation, Membership, User
from accounts.posts import acting
from deadlines.calendar import end_of_local_day, local_midnight
from learners.models import DelegatedLearner, Learner, RestrictedAccess
from learners.services.errors import LearnerError
from notifications.enums import MessageKind
from notifications.services import Note, cancel_topic, queue
from notifications.texts import render_text

#: The longest time for which somebody may stand in. It reaches over a school term's holidays and most sick leave; who is
#: away for longer is followed in the post, so that the partners hear of it (A21).
LONGEST_DAYS = 90


class DelegationError(LearnerError):
    """A colleague cannot stand in like this; `field` is the question it belongs to."""


class CannotStandIn(DelegationError):
    field = "deputy"


class WrongDays(DelegationError):
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class NobodyChosen(DelegationError):
    field = "learners"

    def __init__(self) -> None:
        super().__init__("Choose at least one young person.")


class NotTheirs(DelegationError):
    """The same words for somebody who is not there and somebody who may not be known of."""

    field = "learners"

    def __init__(self) -> None:
        super().__init__("Choose from the young people on the list.")


class MustBeNamed(DelegationError):
    field = "learners"

    def __init__(self, learners: Collection[Learner], deputy: User) -> None:
        names = ", ".join(str(learner) for learner in learners)
        super().__init__(f"{deputy} must first be named on the restricted record of {names}.")


class AlreadyOver(DelegationError):
    def __init__(self) -> None:
        super().__init__("This cover is already over.")


@transaction.atomic
def delegate(
    *,
    giver: Membership,
    deputy: Membership,
    learners: Collection[Learner],
    first_on: date,
    last_on: date,
    note: str,
    by: User,
    now: datetime,
) -> Delegation:
    """`deputy` may do what the role of `giver` may for these young people, from the London day `first_on` (at once if
    that is today) to the end of `last_on`.

    Both work for one agency; the young people are such as `by` sees and as are linked to it, and on a restricted record
    the deputy is named already. The deputy hears of it when it begins. Raises CannotStandIn, WrongDays, NobodyChosen,
    NotTheirs, MustBeNamed.
    """
    _check_people(giver, deputy, now)
    starts_at, ends_at = moments_of(first_on, last_on, now)
    wanted = {learner.pk for learner in learners}
    if not wanted:
        raise NobodyChosen
    here = Learner.objects.visible_to(by).filter(pk__in=wanted, links__in=giver.agency.learner_links.active(now))
    found = {learner.pk: learner for learner in here}
    if found.keys() != wanted:
        raise NotTheirs
    restricted = [learner for learner in found.values() if learner.is_restricted]
    named = RestrictedAccess.objects.filter(learner__in=restricted, user=deputy.user_id)
    known = set(named.values_list("learner_id", flat=True))
    if unknown := [learner for learner in restricted if learner.pk not in known]:
        raise MustBeNamed(unknown, deputy.user)
    delegation = Delegation(
        giver=giver, deputy=deputy, starts_at=starts_at, ends_at=ends_at, note=note.strip(), given_at=now, given_by=by
    )
    history.save(delegation, by=by, reason="Cover named", at=now)
    DelegatedLearner.objects.bulk_create(
        DelegatedLearner(delegation=delegation, learner_id=pk) for pk in sorted(wanted)
    )
    access.project(Learner, wanted)
    if starts_at <= now:
        _tell_deputies([(delegation, len(wanted))], now=now)
    return delegation


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: User, now: datetime) -> Delegation:
    """The cover ends now, earlier than planned; one that has not begun never does. Raises AlreadyOver."""
    locked = Delegation.objects.select_for_update(of=("self",)).select_related("deputy__user").get(pk=delegation.pk)
    if locked.ends_at <= max(now, locked.starts_at):
        raise AlreadyOver
    had_begun = locked.starts_at <= now
    locked.ends_at = max(now, locked.starts_at)
    history.save(locked, by=by, reason="Ended early", at=now, update_fields=["ends_at"])
    access.project(Learner, locked.learners.values_list("learner_id", flat=True))
    cancel_topic(_topic(locked), now=now)
    if had_begun and locked.deputy.user_id != by.pk:
        queue([_note(locked, "delegation_ended", {}, "ended")], now=now)
    return locked


@transaction.atomic
def tell_of_beginnings(*, now: datetime) -> int:
    """Tell deputies whose cover has begun since it was named: each once, however often this runs. How many it covers."""
    begun = (
        Delegation.objects.active(now)
        .filter(given_at__lt=now, starts_at__gt=now - timedelta(days=LONGEST_DAYS))
        .select_related("deputy__user", "deputy__agency")
        .annotate(number=Count("learners"))
    )
    waiting = [(each, each.number) for each in begun.order_by("id") if each.starts_at > each.given_at]
    _tell_deputies(waiting, now=now)
    return len(waiting)


def moments_of(first_on: date, last_on: date, now: datetime) -> tuple[datetime, datetime]:
    """The instants between which cover from one London day to another lasts: from now if it begins today, else from the
    midnight with which the first day begins, to the one with which the last day ends.

    Raises WrongDays: in the past, the wrong way round, or for more than `LONGEST_DAYS` days.
    """
    today = local_date(now)
    if first_on < today:
        raise WrongDays("first_on", "The first day must be today or later.")
    if last_on < first_on:
        raise WrongDays("last_on", "The last day must not be before the first.")
    if (last_on - first_on).days + 1 > LONGEST_DAYS:
        raise WrongDays(
            "last_on",
            f"Cover lasts {LONGEST_DAYS} days at most. For longer, change the designated person: the partners must "
            "hear of it.",
        )
    return (now if first_on == today else local_midnight(first_on)), end_of_local_day(last_on)


def _check_people(giver: Membership, deputy: Membership, now: datetime) -> None:
    if Permission.DELEGATE not in giver.role_definition.permissions or acting(giver, now) is None:
        raise CannotStandIn("Only a designated person names cover for young people.")
    person = deputy.user
    if deputy.agency_id != giver.agency_id or person.pk == giver.user_id:
        raise CannotStandIn(f"Choose a colleague at {giver.agency}.")
    if Permission.VIEW_LEARNER not in deputy.role_definition.permissions:
        raise CannotStandIn(f"{person} cannot be chosen: their role does not let them open records.")
    if acting(deputy, now) is None:
        raise CannotStandIn(f"{person} cannot be chosen: they have left or can no longer sign in.")


def _topic(delegation: Delegation) -> str:
    return f"delegation:{delegation.uuid}"


def _tell_deputies(begun: Collection[tuple[Delegation, int]], *, now: datetime) -> None:
    notes = []
    for each, number in begun:
        last_on = local_date(each.ends_at - timedelta(microseconds=1))
        notes.append(_note(each, "delegation_begins", {"number": number, "last_on": last_on}, "begins"))
    queue(notes, now=now)


def _note(delegation: Delegation, template: str, context: dict[str, object], what: str) -> Note:
    subject, body = render_text(f"learners/email/{template}.txt", {"delegation": delegation, **context})
    return Note(
        recipient=delegation.deputy.user,
        kind=MessageKind.HAND_OVER,
        subject=subject,
        body=body,
        link=reverse("learners:delegations"),
        topic=_topic(delegation),
        key=f"{_topic(delegation)}:{what}",
    )
