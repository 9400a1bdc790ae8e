"""Breaking the glass: somebody who is not named opens a restricted record in an emergency. With a reason, for hours, and
everybody who is responsible for the record is told in the same transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.enums import LookKind, Permission, RoleCode
from accounts.models import Look, Membership, User
from accounts.names import fold
from accounts.selectors import current_memberships, holders_of
from learners.models import AgencyLink, BrokenGlass, Learner
from learners.rules import PLACEHOLDER_ULN
from learners.selectors.broken_glass import ATTEMPT, attempts_of
from learners.selectors.insiders import insiders_of
from learners.selectors.people import people_with_role, social_care_of, virtual_school_for
from learners.services.errors import LearnerError
from learners.services.links import project_learner
from learners.services.notices import tell
from notifications.enums import MessageKind
from notifications.services import Note, queue
from notifications.texts import render_text

#: How long the record stays open. Half a working day: long enough to find out what is wrong and to ring everybody,
#: short enough that nobody works through it. Whoever needs longer is named on the record.
OPEN_FOR = timedelta(hours=4)
#: How often somebody may try within an hour, whatever comes of it. An emergency needs one or two tries.
ATTEMPTS_AN_HOUR = 5
HOUR = timedelta(hours=1)
#: So many attempts within an hour that opened nothing are told to the agency's administrators.
TELLING_FAILURES = 3
#: A reason says at least what has happened, and to whom it matters.
FEWEST_WORDS = 3


class GlassError(LearnerError):
    """Why the glass cannot be broken. `field` is the question it belongs to."""


class ReasonTooShort(GlassError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Say in a few words what has happened and why you need the record now")


class TooManyAttempts(GlassError):
    """`retry_at` is when the person may try again."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__("You have tried too often. Ring the Virtual School or the team manager")
        self.retry_at = retry_at


class AlreadyOver(GlassError):
    def __init__(self) -> None:
        super().__init__("This emergency access is already over.")


@dataclass(frozen=True)
class WhoItIs:
    """A young person exactly: by learner number, or by full name and date of birth. Near spellings find nobody."""

    uln: str = ""
    name: str = ""
    date_of_birth: date | None = None


@transaction.atomic
def break_glass(
    *, who: WhoItIs, reason: str, by: User, now: datetime, address: str | None = None
) -> BrokenGlass | None:
    """Open the one restricted record that `who` names exactly, for `OPEN_FOR`, and tell its people.

    It must be linked now to an agency where `by` may break the glass, and must not be open to them anyway. None if
    there is no such record, for whatever reason: nobody learns whether a record exists. Every attempt is written down,
    whatever comes of it. `by` wears hats as in `accounts.selectors.current_memberships`. Raises ReasonTooShort,
    TooManyAttempts.
    """
    if len(reason.split()) < FEWEST_WORDS:
        raise ReasonTooShort
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one person's attempts are counted one after another
    attempts = list(attempts_of(by, since=now - HOUR))
    if len(attempts) >= ATTEMPTS_AN_HOUR:
        raise TooManyAttempts(attempts[-ATTEMPTS_AN_HOUR].at + HOUR)
    worn = current_memberships(by)
    hats = [hat for hat in worn if Permission.BREAK_GLASS in hat.role_definition.permissions]
    found = _find(who, hats, by, now)
    attempt = Look.objects.create(
        at=now,
        user=by,
        agency_id=worn[0].agency_id if worn else None,
        roles=[hat.role for hat in worn],
        kind=LookKind.SEARCH,
        what=ATTEMPT,
        learner_uuids=[found[0].uuid] if found else [],
        label=str(found[0])[:130] if found else "",
        address=address,
    )
    if found is None:
        _tell_of_failures([*attempts, attempt], hats, now=now)
        return None
    learner, hat = found
    opening = BrokenGlass(learner=learner, membership=hat, reason=reason.strip(), opened_at=now, ends_at=now + OPEN_FOR)
    history.save(opening, by=by, reason=opening.reason, at=now)
    project_learner(learner)
    _tell(opening, by=by, now=now)
    return opening


@transaction.atomic
def end_broken_glass(*, opening: BrokenGlass, by: User, now: datetime) -> BrokenGlass:
    """Cut the time short: by the person themselves, or by somebody who may say who opens the record. Raises AlreadyOver."""
    learner = Learner.objects.select_for_update(no_key=True).get(pk=opening.learner_id)
    opening = BrokenGlass.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if opening.ends_at <= now:
        raise AlreadyOver
    opening.ends_at, opening.ended_by = now, by
    history.save(opening, by=by, reason="Ended early", at=now, update_fields=["ends_at", "ended_by"])
    project_learner(learner)
    return opening


def _find(who: WhoItIs, hats: list[Membership], by: User, now: datetime) -> tuple[Learner, Membership] | None:
    """The one record, and the hat under which it may be opened."""
    by_agency = {hat.agency_id: hat for hat in reversed(hats)}
    links = AgencyLink.objects.active(now).filter(agency__in=by_agency)
    seen = Learner.objects.visible_to(by).values("pk")
    restricted = Learner.objects.filter(is_restricted=True, died_on__isnull=True, pk__in=links.values("learner"))
    uln = "".join(who.uln.split())
    if uln:
        wanted = restricted.filter(uln=uln).exclude(uln=PLACEHOLDER_ULN)
    else:
        wanted = restricted.filter(date_of_birth=who.date_of_birth) if who.date_of_birth else restricted.none()
    found = [learner for learner in wanted.exclude(pk__in=seen) if uln or fold(who.name) in _names(learner)]
    if len(found) != 1:
        return None
    (learner,) = found
    agency_id = links.filter(learner=learner).order_by("id").values_list("agency_id", flat=True).first()
    return (learner, by_agency[agency_id]) if agency_id is not None else None


def _names(learner: Learner) -> set[str]:
    """Every way to write the whole name: as registered, and as they like to be called."""
    return {fold(f"{learner.given_name} {learner.family_name}"), fold(learner.full_name)}


def _tell(opening: BrokenGlass, *, by: User, now: datetime) -> None:
    """Tell the key worker and everybody named on the record; and the team managers and the Virtual School heads, without
    saying whose record it is to those of them who may not know of it.
    """
    learner = opening.learner
    topic = f"glass:{opening.uuid}"
    known = insiders_of([learner.pk])[learner.pk]
    tell(
        User.objects.filter(pk__in=known).order_by("pk"),
        learner=learner,
        kind=MessageKind.BREAK_GLASS,
        template="learners/email/glass_broken.txt",
        context={},
        topic=topic,
        by=by,
        now=now,
    )
    managers: dict[int, User] = {}
    for role, agency in (
        (RoleCode.TEAM_MANAGER, social_care_of(learner)),
        (RoleCode.VIRTUAL_SCHOOL_HEAD, virtual_school_for(learner)),
    ):
        people = people_with_role(role, [agency.pk], now)[agency.pk] if agency else []
        managers |= {person.pk: person for person in people if person.pk not in known and person != by}
    subject, body = render_text("learners/email/glass_broken_somewhere.txt", {})
    queue(
        [
            Note(
                recipient=person,
                kind=MessageKind.BREAK_GLASS,
                subject=subject,
                body=body,
                link=reverse("learners:openings"),
                topic=topic,
                key=f"{topic}:manager:{person.pk}",
            )
            for person in managers.values()
        ],
        now=now,
    )


def _tell_of_failures(attempts: list[Look], hats: list[Membership], *, now: datetime) -> None:
    """Tell the administrators of the agency, once for each run of failures: somebody may be guessing."""
    failed = [attempt for attempt in attempts if not attempt.learner_uuids]
    if len(failed) < TELLING_FAILURES:
        return
    agencies = {hat.agency_id for hat in hats}
    administrators = holders_of([RoleCode.AGENCY_ADMINISTRATOR], agencies)
    people = {person.pk: person for held in administrators.values() for person in held}
    subject, body = render_text("learners/email/glass_attempts.txt", {})
    queue(
        [
            Note(
                recipient=person,
                kind=MessageKind.BREAK_GLASS,
                subject=subject,
                body=body,
                link=reverse("learners:attempts"),
                topic=f"glass-attempts:{failed[0].pk}",
                key=f"glass-attempts:{failed[0].pk}:{person.pk}",
            )
            for person in people.values()
        ],
        now=now,
    )
