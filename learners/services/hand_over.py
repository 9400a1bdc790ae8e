"""Somebody leaves, and what they do passes to colleagues of the same agency in one act (A9, A10, A21, A29, P12)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.enums import RoleCode
from accounts.models import Membership, User
from accounts.posts import acting
from accounts.services import end_membership
from agreements.enums import ContactKind
from agreements.models import Contact
from agreements.services import ContactError, change_cover
from deadlines.calendar import end_of_local_day
from learners.enums import HandOverPart, KeyWorkerKind
from learners.models import Enrolment, HandOver, HandOverStep, KeyWorker, Learner, RestrictedAccess
from learners.selectors.hand_over import (
    CAN_WAIT,
    Subject,
    could_take,
    counts_of,
    subjects_of,
    words_for,
)
from learners.services.checklist import follow_as_mentor
from learners.services.contacts import follow_in_posts
from learners.services.errors import LearnerError
from learners.services.key_workers import Assignment, assign_key_workers, change_covers
from learners.services.restrictions import name_person, remove_person
from notifications.enums import MessageKind
from notifications.services import Note, queue
from notifications.texts import render_text

#: What somebody of each role is called as a key worker; the others keep what the person before them was called.
_KIND_OF = {
    RoleCode.SOCIAL_WORKER: KeyWorkerKind.SOCIAL_WORKER,
    RoleCode.PERSONAL_ADVISER: KeyWorkerKind.PERSONAL_ADVISER,
    RoleCode.CARER: KeyWorkerKind.FOSTER_CARER,
    RoleCode.RESIDENTIAL_WORKER: KeyWorkerKind.RESIDENTIAL_WORKER,
    RoleCode.TEAM_MANAGER: KeyWorkerKind.OTHER,
}


class HandOverError(LearnerError):
    """A hand-over that cannot be opened as asked; `field` is the question it belongs to."""


class LeavesInThePast(HandOverError):
    field = "leaves_on"

    def __init__(self) -> None:
        super().__init__("The last day must be today or later.")


class LeavesBeforeBeginning(HandOverError):
    field = "leaves_on"

    def __init__(self) -> None:
        super().__init__("The last day must not be before the role begins.")


class HandOverRefused(LearnerError):
    """Nothing was handed over. `problems` says everything that stands in the way, each in a sentence."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(dict.fromkeys(problems))


@dataclass(frozen=True)
class Move:
    """One thing passes: a row of what the person does, and the hat that takes it over."""

    part: HandOverPart
    subject: Subject
    successor: Membership

    @property
    def learner(self) -> Learner | None:
        return None if isinstance(self.subject, Contact) else self.subject.learner

    @property
    def of_whom(self) -> str:
        return str(self.learner or f"{self.subject}")


@transaction.atomic
def open_hand_over(*, membership: Membership, leaves_on: date, by: User, now: datetime) -> HandOver:
    """Somebody leaves: the role ends with the London day `leaves_on`, and what they do waits to be handed over. Called
    again while it is open, it moves the leaving day.

    For a role that has ended already the day it ended counts and `leaves_on` is not asked. Raises LeavesInThePast,
    LeavesBeforeBeginning.
    """
    locked = Membership.objects.select_for_update(no_key=True).select_related("user", "agency").get(pk=membership.pk)
    leaves_at = locked.ends_at
    if leaves_at is None or leaves_at > now:
        leaves_at = end_of_local_day(leaves_on)
        if leaves_at <= now:
            raise LeavesInThePast
        if leaves_at <= locked.starts_at:
            raise LeavesBeforeBeginning
        if leaves_at != locked.ends_at:
            end_membership(membership=locked, at=leaves_at, by=by, now=now, reason="Leaves: hand-over opened")
    opened = HandOver.objects.select_for_update().filter(membership=locked, completed_at__isnull=True).first()
    opened = opened or HandOver(membership=locked, opened_at=now, opened_by=by)
    opened.leaves_at = leaves_at
    history.save(opened, by=by, reason="Leaving day set", at=now)
    membership.ends_at = leaves_at
    return opened


@transaction.atomic
def pass_on(
    *, hand_over: HandOver, moves: Sequence[Move], on_leaving_day: bool, note: str, by: User, now: datetime
) -> list[HandOverStep]:
    """Everything in `moves` passes to its successor in one transaction: now, or what has a beginning of its own (key
    work, posts) with the leaving day; the rest at once.

    The services of each kind tell those whom they always tell: the designated person and the key contact of each young
    person, with the clock of A10; every partner of a post, once. Each successor hears of it in one message. When nothing
    but restricted records is left, the hand-over is complete. Raises HandOverRefused; then nothing has moved.
    """
    opened = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("membership__user", "membership__agency")
        .get(pk=hand_over.pk)
    )
    membership = opened.membership
    waits = on_leaving_day and opened.leaves_at > now
    starts_at = opened.leaves_at if waits else now
    problems = _problems(membership, moves, by=by, now=now, starts_at=starts_at)
    if problems:
        raise HandOverRefused(problems)
    try:
        with transaction.atomic():
            _move(membership, moves, starts_at=starts_at, by=by, now=now)
    except (LearnerError, ContactError) as error:
        raise HandOverRefused([str(error)]) from error
    steps = HandOverStep.objects.bulk_create(
        HandOverStep(
            hand_over=opened,
            part=move.part,
            learner=move.learner,
            successor=move.successor,
            note=note.strip(),
            at=now,
            by=by,
        )
        for move in moves
    )
    _tell_successors(opened, moves, starts_at=starts_at, now=now)
    if not counts_of(membership):
        opened.completed_at = now
        history.save(opened, by=by, reason="Everything handed over", at=now)
    return steps


def _problems(
    membership: Membership, moves: Sequence[Move], *, by: User, now: datetime, starts_at: datetime
) -> list[str]:
    """Everything that stands in the way, before anything moves."""
    if not moves:
        return ["Choose who takes over, for at least one thing."]
    problems = []
    theirs = {part: set(subjects_of(part, membership).values_list("pk", flat=True)) for part in {m.part for m in moves}}
    wanted = {move.learner.pk for move in moves if move.learner is not None}
    seen = set(Learner.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    leaver = membership.user
    for move in moves:
        learner, person = move.learner, move.successor.user
        if move.subject.pk not in theirs[move.part] or (learner is not None and learner.pk not in seen):
            # The same words for what is not there any more and for what may not be known of.
            problems.append("What they do has changed since you opened the page. Look again.")
            continue
        if move.successor.agency_id != membership.agency_id:
            problems.append(f"{person} does not work for {membership.agency}.")
        elif person.pk == leaver.pk:
            problems.append(f"{person} is the person who leaves. Choose somebody else.")
        elif not could_take(move.part, move.successor, _kind_of(move)):
            problems.append(f"{person} cannot take over “{move.part.label}” in the role they have.")
        elif acting(move.successor, max(now, starts_at if move.part in CAN_WAIT else now)) is None:
            problems.append(f"{person} has left or will have left by then.")
        elif person.pk == _beside(move):
            problems.append(f"{person} cannot cover for themselves: {move.of_whom}.")
        if learner is not None and learner.is_closed:
            problems.append(f"The case file of {learner} is closed.")
    return problems


def _kind_of(move: Move) -> ContactKind | None:
    return ContactKind(move.subject.kind) if isinstance(move.subject, Contact) else None


def _beside(move: Move) -> int | None:
    """Whom a cover person would cover: the user who stays beside the row that passes."""
    if move.part == HandOverPart.KEY_WORKER_COVER and isinstance(move.subject, KeyWorker):
        return move.subject.membership.user_id
    if move.part == HandOverPart.POST_COVER and isinstance(move.subject, Contact):
        return move.subject.holder.user_id
    return None


def _move(membership: Membership, moves: Sequence[Move], *, starts_at: datetime, by: User, now: datetime) -> None:
    assignments, covers, mentors, posts = [], [], [], []
    for move in moves:
        subject, successor = move.subject, move.successor
        if move.part == HandOverPart.KEY_WORKER and isinstance(subject, KeyWorker):
            kind = subject.kind if successor.role == membership.role else _KIND_OF.get(RoleCode(successor.role))
            cover = _still_covers(subject.cover, successor, now, starts_at)
            assignments.append(Assignment(subject.learner, successor, kind or subject.kind, cover))
        elif move.part == HandOverPart.KEY_WORKER_COVER and isinstance(subject, KeyWorker):
            covers.append((subject, successor))
        elif isinstance(subject, Enrolment):
            mentors.append((subject, successor))
        elif move.part == HandOverPart.POST and isinstance(subject, Contact):
            posts.append((subject, successor, _still_covers(subject.cover, successor, now, starts_at)))
        elif isinstance(subject, Contact):
            change_cover(contact=subject, cover=successor, by=by, now=now)
        elif isinstance(subject, RestrictedAccess):
            _pass_name(subject, membership, successor, by=by, now=now)
    if assignments:
        assign_key_workers(assignments=assignments, starts_at=starts_at, by=by, now=now)
    if covers:
        change_covers(changes=covers, by=by, now=now)
    if mentors:
        follow_as_mentor(changes=mentors, by=by, now=now)
    if posts:
        follow_in_posts(changes=posts, starts_at=starts_at, by=by, now=now)


def _still_covers(
    cover: Membership | None, successor: Membership, now: datetime, starts_at: datetime
) -> Membership | None:
    """The cover person stays, unless they take over themselves or have left."""
    if cover is None or cover.user_id == successor.user_id:
        return None
    return cover if acting(cover, now) and acting(cover, starts_at) else None


def _pass_name(
    entry: RestrictedAccess, membership: Membership, successor: Membership, *, by: User, now: datetime
) -> None:
    reason = f"Follows {membership.user}"
    name_person(learner=entry.learner, person=successor.user, reason=reason, by=by, now=now)
    remove_person(entry=entry, reason=f"Followed by {successor.user}", by=by, now=now)


def cover_is_lost(move: Move, *, now: datetime, starts_at: datetime) -> bool:
    """Whether nobody would cover any more once this has passed: the cover person takes over, or has left."""
    subject = move.subject
    if move.part not in CAN_WAIT or not isinstance(subject, KeyWorker | Contact) or subject.cover is None:
        return False
    return _still_covers(subject.cover, move.successor, now, starts_at) is None


def _tell_successors(opened: HandOver, moves: Iterable[Move], *, starts_at: datetime, now: datetime) -> None:
    """One message for each successor: how much of what, and from when. No young person is named."""
    taken: dict[int, tuple[Membership, Counter[HandOverPart]]] = {}
    for move in moves:
        taken.setdefault(move.successor.user_id, (move.successor, Counter()))[1][move.part] += 1
    notes = []
    for successor, counted in taken.values():
        lines = [
            {
                "words": words_for(part, counted[part]),
                "from": starts_at if part in CAN_WAIT and starts_at > now else None,
            }
            for part in HandOverPart
            if counted[part]
        ]
        subject, body = render_text(
            "learners/email/work_passes.txt", {"agency": opened.membership.agency, "lines": lines}
        )
        notes.append(
            Note(
                recipient=successor.user,
                kind=MessageKind.HAND_OVER,
                subject=subject,
                body=body,
                link=reverse("learners:hand-overs"),
                topic=f"hand_over:{opened.uuid}",
                key=f"hand_over:{opened.uuid}:{now.isoformat()}:{successor.user_id}",
            )
        )
    queue(notes, now=now)
