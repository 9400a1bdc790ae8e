"""What young people say, and what is done about it: you said – we did (A15, A24).

Each view opens a clock. Social care owes the answer; what is said about the course is owed together with the provider.
"""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, User
from agreements.enums import TermKey
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines.services import lock_open, meet, open_deadline
from education_plans.enums import Mood, Through, ViewAbout, ViewResponse
from education_plans.models import PlanMeeting, View
from education_plans.selectors.hearing import key_worker_and_cover
from learners.models import Enrolment, Learner
from learners.selectors.contacts import provider_people
from learners.selectors.people import social_care_of, virtual_school_for
from learners.services.notices import tell
from notifications.enums import MessageKind

VIEW_ANSWERED = TermKey.VIEW_ANSWERED.value
VIEW = "view"


class ViewError(ServiceError):
    """It cannot be said or answered as asked; the text says why. `field` names the question it belongs to."""


class NothingSaid(ViewError):
    field = "words"

    def __init__(self) -> None:
        super().__init__("Choose a face or write something")


class CaseClosed(ViewError):
    def __init__(self) -> None:
        super().__init__("This case is closed, so nothing more can be recorded here")


class SaidInFuture(ViewError):
    field = "said_at"

    def __init__(self) -> None:
        super().__init__("The time must be in the past")


class AnswerMissing(ViewError):
    field = "response_words"

    def __init__(self) -> None:
        super().__init__("Write what was done, or why it cannot be done. The young person reads it")


class AlreadyFinished(ViewError):
    def __init__(self) -> None:
        super().__init__("This has been answered for good already")


@transaction.atomic
def say(
    *,
    learner: Learner,
    about: ViewAbout | str,
    mood: Mood | str = "",
    words: str = "",
    meeting: PlanMeeting | None = None,
    through: Through,
    said_at: datetime | None = None,
    by: User | None,
    now: datetime,
) -> View:
    """The young person says something, on their own page (`by` None) or to somebody who writes it down.

    Opens the clock of the answer, from the moment it came in, and tells the key worker; about the course the designated
    person too. Raises NothingSaid, CaseClosed, SaidInFuture.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_closed:
        raise CaseClosed
    if not mood and not words.strip():
        raise NothingSaid
    if said_at is not None and said_at > now:
        raise SaidInFuture
    place = _place(learner)
    provider = place.provider if place is not None and about == ViewAbout.COURSE else None
    view = View(
        learner=learner,
        provider=provider,
        about=about,
        mood=mood,
        words=words.strip(),
        meeting=meeting,
        through=through,
        said_at=said_at or now,
        recorded_by=by,
    )
    history.save(view, by=by, at=now)
    _open_clock(view, place, by=by, now=now)
    people = key_worker_and_cover(learner, now)
    if provider is not None:
        people += provider_people([provider.pk], now)[provider.pk]
    tell(
        people,
        learner=learner,
        kind=MessageKind.YOUNG_PERSON,
        template="education_plans/email/view_given.txt",
        context={},
        topic=f"view:{view.uuid}",
        by=by,
        now=now,
        link=view_path(view),
    )
    return view


@transaction.atomic
def answer_view(*, view: View, response: ViewResponse | str, words: str, by: User, now: datetime) -> View:
    """Tell the young person what was done about what they said, that it has begun, or why it cannot be done.

    The first answer meets the clock. “We have started” can be answered again, with how it ended. Raises AnswerMissing,
    AlreadyFinished.
    """
    view = View.objects.select_for_update(of=("self",), no_key=True).select_related("learner").get(pk=view.pk)
    if not words.strip():
        raise AnswerMissing
    if view.response and view.response != ViewResponse.STARTED:
        raise AlreadyFinished
    is_first = view.responded_at is None
    view.response, view.response_words = ViewResponse(response), words.strip()
    view.responded_at = view.responded_at or now
    view.responded_by, view.response_seen_at = by, None
    fields = ["response", "response_words", "responded_at", "responded_by", "response_seen_at"]
    history.save(view, by=by, reason=str(ViewResponse(response).label), at=now, update_fields=fields)
    running = lock_open(duty_code=VIEW_ANSWERED, subject_uuid=view.uuid) if is_first else None
    if running is not None:
        meet(deadline=running, at=now, by=by, now=now)
    return view


def note_seen(*, learner: Learner, now: datetime) -> int:
    """The young person has the answers before them; how many of them were new."""
    fresh = View.objects.filter(learner=learner, responded_at__isnull=False, response_seen_at__isnull=True)
    return fresh.update(response_seen_at=now)


def view_path(view: View) -> str:
    return f"/learners/{view.learner.uuid}/voice/{view.uuid}/"


def _place(learner: Learner) -> Enrolment | None:
    """The newest open place."""
    places = Enrolment.objects.open().filter(learner=learner).select_related("provider__local_authority")
    return places.order_by("starts_on", "id").last()


def _open_clock(view: View, place: Enrolment | None, *, by: User | None, now: datetime) -> None:
    """Nobody can owe an answer where no agency was ever linked: then the view stands without a clock."""
    learner = view.learner
    school = virtual_school_for(learner)
    owner: Agency | None = social_care_of(learner) or school
    if owner is None:
        return
    provider = place.provider if place else None
    open_deadline(
        opening_of(
            code=VIEW_ANSWERED,
            terms=terms_for(home_virtual_school=school, provider=provider, on=local_date(now)),
            owner=owner,
            partner=view.provider,
            learner=learner,
            subject_kind=VIEW,
            subject_uuid=view.uuid,
            starts_on=local_date(now),
        ),
        by=by,
        now=now,
    )
