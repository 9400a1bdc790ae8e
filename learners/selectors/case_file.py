"""This app's part of the case file: its entries of the young person's story."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django.urls import reverse

from accounts.models import User
from accounts.selectors import current_memberships
from accounts.timeline import TimelineEntry
from learners.enums import Asker, HandOverPart, InformationRequestState
from learners.models import HandOverStep, Learner
from learners.selectors.broken_glass import openings_of
from learners.selectors.information_requests import requests_about

#: Why a record was hidden may name the very people it was hidden from.
_ON_RESTRICTION = ("Record restricted", "Record no longer restricted")

_KEY_WORK = (HandOverPart.KEY_WORKER, HandOverPart.KEY_WORKER_COVER)


def timeline(learner: Learner, user: User) -> list[TimelineEntry]:
    """What happened to the record itself, the people and the places, in no particular order. `user` may see the record."""
    return [
        *_record(learner),
        *_key_workers(learner),
        *_places(learner, user),
        *_links(learner, user),
        *_handed_over(learner, user),
        *_openings(learner),
        *_asked_about(learner, user),
    ]


def _record(learner: Learner) -> Iterator[TimelineEntry]:
    """The case file opened, changed, restricted, closed: read from its history."""
    previous = None
    for version in learner.history.select_related("history_user").order_by("history_date", "history_id"):
        if previous is None:
            title = "Case file opened"
        elif version.died_on and not previous.died_on:
            title = "Death recorded"
        elif version.closed_on and not previous.closed_on:
            title = "Case closed"
        elif previous.closed_on and not version.closed_on:
            title = "Case open again"
        elif version.is_restricted != previous.is_restricted:
            title = _ON_RESTRICTION[0 if version.is_restricted else 1]
        else:
            title = "Details changed"
        reason = version.history_change_reason or ""
        if title in _ON_RESTRICTION and not learner.is_restricted:
            reason = ""  # written for those who knew of the record then; now others read it too
        yield TimelineEntry(
            at=version.history_date,
            title=title,
            text="" if reason in {"Case file opened", "Died"} else reason,
            kind="learner",
            by=version.history_user,
        )
        previous = version


def _key_workers(learner: Learner) -> Iterator[TimelineEntry]:
    link = reverse("learners:key-worker", args=[learner.uuid])
    previous = None
    people = learner.key_workers.select_related("membership__user", "membership__agency", "cover__user", "assigned_by")
    for key_worker in people.order_by("starts_at", "id"):
        person = key_worker.membership.user
        went_on = previous is not None and previous.membership_id == key_worker.membership_id
        title = "Cover for the key worker changed" if went_on else f"Key worker: {person}"
        cover = f"Cover: {key_worker.cover.user}" if key_worker.cover else "No cover named"
        yield TimelineEntry(
            at=key_worker.starts_at,
            title=title,
            text=f"{key_worker.get_kind_display()}. {cover}.",
            kind="key_worker",
            agency=key_worker.membership.agency,
            by=key_worker.assigned_by,
            link=link,
        )
        if previous is not None and previous.ends_at is not None and previous.ends_at < key_worker.starts_at:
            yield _vacancy(previous.ends_at, str(previous.membership.user), link)
        previous = key_worker
    if previous is not None and previous.ends_at is not None:
        yield _vacancy(previous.ends_at, str(previous.membership.user), link)


def _handed_over(learner: Learner, user: User) -> Iterator[TimelineEntry]:
    """What passed when somebody left. The note is for colleagues of whoever left, and one provider does not learn of
    another one's mentors.
    """
    agencies = {membership.agency_id for membership in current_memberships(user)}
    places = set(learner.enrolments.known_to(user).values_list("provider_id", flat=True))
    steps = HandOverStep.objects.filter(learner=learner).select_related(
        "hand_over__membership__user", "hand_over__membership__agency", "successor__user", "by"
    )
    for step in steps.order_by("id"):
        leaver = step.hand_over.membership
        if step.part == HandOverPart.MENTOR and leaver.agency_id not in places:
            continue
        text = f"From {leaver.user} to {step.successor.user if step.successor else 'nobody yet'}."
        yield TimelineEntry(
            at=step.at,
            title=f"Handed over: {step.get_part_display().lower()}",
            text=f"{text} {step.note}".strip() if leaver.agency_id in agencies else text,
            kind="key_worker" if step.part in _KEY_WORK else "enrolment",
            agency=leaver.agency,
            by=step.by,
        )


def _vacancy(at: datetime, person: str, link: str) -> TimelineEntry:
    return TimelineEntry(
        at=at, title="No key worker", text=f"{person} stopped being the key worker.", kind="key_worker", link=link
    )


def _places(learner: Learner, user: User) -> Iterator[TimelineEntry]:
    for enrolment in learner.enrolments.known_to(user).select_related("provider").order_by("id"):
        link = reverse("learners:enrolment", args=[enrolment.uuid])
        name = f"{enrolment.course}, {enrolment.provider}"
        yield TimelineEntry(
            at=enrolment.starts_on,
            title=f"Place begins: {name}",
            kind="enrolment",
            agency=enrolment.provider,
            link=link,
        )
        if enrolment.ended_on is not None:
            yield TimelineEntry(
                at=enrolment.ended_on,
                title=f"Place ended: {name}",
                text=enrolment.get_end_reason_display(),
                kind="enrolment",
                agency=enrolment.provider,
                link=link,
            )


def _links(learner: Learner, user: User) -> Iterator[TimelineEntry]:
    links = learner.links.known_to(user).annotate(is_over=ExpressionWrapper(Q(ends_at__lte=Now()), BooleanField()))
    for link in links.select_related("agency").order_by("id"):
        purpose = link.get_purpose_display().lower()
        yield TimelineEntry(
            at=link.starts_at,
            title=f"{link.agency} can see the record",
            text=f"As {purpose}.",
            kind="link",
            agency=link.agency,
        )
        if link.is_over and link.ends_at is not None:
            yield TimelineEntry(
                at=link.ends_at,
                title=f"{link.agency} can no longer see the record",
                text=f"As {purpose}.",
                kind="link",
                agency=link.agency,
            )


def _openings(learner: Learner) -> Iterator[TimelineEntry]:
    """Emergency access to the record. Why is shown while it is restricted: written for those who knew of it then."""
    for opening in openings_of(learner):
        yield TimelineEntry(
            at=opening.opened_at,
            title="Opened in an emergency",
            text=opening.reason if learner.is_restricted else "",
            kind="link",
            agency=opening.membership.agency,
            by=opening.membership.user,
        )


def _asked_about(learner: Learner, user: User) -> Iterator[TimelineEntry]:
    """Who outside asked, and how it ended: where the record went stands here too (P19d)."""
    for request in requests_about(learner, user) or ():
        link = reverse("learners:information-request", args=[request.uuid])
        yield TimelineEntry(
            at=request.received_at,
            title=f"{request.who_asks} asked for information",
            kind="request",
            agency=request.came_to,
            by=request.received_by,
            link=link,
        )
        if request.ended_at is None:
            continue
        went = request.state == InformationRequestState.RELEASED and request.asker == Asker.OTHER_SERVICE
        title = f"Record printed for {request.who_asks}" if went else f"Request of {request.who_asks}"
        yield TimelineEntry(
            at=request.ended_at,
            title=title,
            text="" if went else str(request.get_state_display()),
            kind="request",
            agency=request.agency,
            by=request.ended_by,
            link=link,
        )
