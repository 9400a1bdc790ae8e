"""Somebody answers a short form through a link, changes it, takes back that they may be quoted, asks to be rung (W12)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.roles import roles_with
from accounts.selectors import holders_of
from agreements.terms import terms_of
from deadlines import registry
from deadlines.calendar import add_working_days
from deadlines.services import Opening, lock_open, meet, open_deadline
from education_plans.selectors.hearing import key_worker_and_cover
from education_plans.selectors.own_links import digest_of
from learners.models import Learner
from learners.services.notices import tell as tell_about
from notifications.enums import MessageKind
from notifications.services import tell
from oversight.duties import FEEDBACK_CALL
from oversight.enums import QuestionKind, Quoting
from oversight.models import FeedbackAnswer, FeedbackCall, FeedbackForm, FeedbackLink, FeedbackReply
from oversight.rules.feedback import CHOICES
from oversight.selectors.feedback_links import FeedbackState, feedback_state, takes_answers
from oversight.services.feedback_forms import FeedbackError, NotOpenAnyMore, lock_form
from oversight.subjects import feedback_call_path

AN_HOUR = timedelta(hours=1)


class NothingAnswered(FeedbackError):
    def __init__(self) -> None:
        super().__init__("Answer at least one question, or ask us to call you.")


class WrongAnswer(FeedbackError):
    def __init__(self) -> None:
        super().__init__("One answer does not belong to its question. Choose again.")


class FirstNameMissing(FeedbackError):
    field = "first_name"

    def __init__(self) -> None:
        super().__init__("Type your first name, or choose another answer.")


class WhomToCall(FeedbackError):
    field = "phone"

    def __init__(self) -> None:
        super().__init__("Type your name and your phone number, so that we can call you.")


class RungAlready(FeedbackError):
    field = "wants_call"

    def __init__(self, school: Agency) -> None:
        super().__init__(f"We have called you about this already. To talk to us again, contact {school}.")


class TooManyAnswers(FeedbackError):
    def __init__(self) -> None:
        super().__init__("A lot of people are answering now. Please try again in an hour.")


class NoCallAnyMore(FeedbackError):
    def __init__(self) -> None:
        super().__init__("This was done already, or is no longer to be done.")


class HowMissing(FeedbackError):
    field = "what_was_done"

    def __init__(self) -> None:
        super().__init__("Write when you rang and what was done.")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says: numbers and words by the key of the question, and what they allow and want."""

    values: Mapping[int, int] = field(default_factory=dict)
    words: Mapping[int, str] = field(default_factory=dict)
    quoting: Quoting = Quoting.NO
    first_name: str = ""
    wants_call: bool = False
    call_name: str = ""
    phone: str = ""


@transaction.atomic
def answer_by_link(*, link: FeedbackLink, said: Said, now: datetime) -> FeedbackAnswer:
    """The one answer of a link, or a change of it. Raises NotOpenAnyMore, NothingAnswered, WrongAnswer, FirstNameMissing,
    WhomToCall, RungAlready.
    """
    learner = _lock_learner(link)
    form = lock_form(link.form)
    link = FeedbackLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    link.form, link.learner = form, learner
    if feedback_state(link, now) != FeedbackState.OPEN:
        raise NotOpenAnyMore
    return _keep(link, said, now)


@transaction.atomic
def answer_openly(*, form: FeedbackForm, token: str, said: Said, now: datetime) -> FeedbackAnswer:
    """The answer of somebody of whom nothing is known. `token` is what their page was given: sent twice it is one answer, and
    with it they come back. Raises TooManyAnswers and what `answer_by_link` raises.
    """
    form = lock_form(form)
    if not takes_answers(form, local_date(now)) or form.is_personal:
        raise NotOpenAnyMore
    digest = digest_of(token)
    link = FeedbackLink.objects.select_for_update(of=("self",)).filter(form=form, token_digest=digest).first()
    if link is None:
        lately = form.answers.filter(answered_at__gt=now - AN_HOUR).count()
        if lately >= form.an_hour or form.answers.count() >= form.at_most:
            raise TooManyAnswers
        link = FeedbackLink(form=form, token_digest=digest, made_at=now)
        history.save(link, by=None, reason="Answered without a name", at=now)
    link.form = form
    return _keep(link, said, now)


@transaction.atomic
def take_back_quotes(*, answer: FeedbackAnswer, reason: str = "", by: User | None, now: datetime) -> FeedbackAnswer:
    """They may not be quoted any more, from this moment on and wherever quotes are shown; also once the form is closed. `by` is
    None where they do it themselves. Once is enough: again changes nothing.
    """
    answer = FeedbackAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if answer.quoting == Quoting.NO:
        return answer
    answer.quoting, answer.first_name, answer.taken_back_at = Quoting.NO, "", now
    fields = ["quoting", "first_name", "taken_back_at"]
    history.save(answer, by=by, reason=reason or "May not be quoted any more", at=now, update_fields=fields)
    return answer


@transaction.atomic
def finish_call(*, call: FeedbackCall, what_was_done: str, by: User, now: datetime) -> FeedbackCall:
    """Somebody has rung. Raises HowMissing, NoCallAnyMore."""
    if call.learner_id is not None:
        Learner.objects.select_for_update(no_key=True).get(pk=call.learner_id)
    call = FeedbackCall.objects.select_for_update(of=("self",)).select_related("learner").get(pk=call.pk)
    if call.done_at is not None or (call.learner is not None and call.learner.died_on is not None):
        raise NoCallAnyMore
    if not what_was_done.strip():
        raise HowMissing
    call.done_at, call.done_by, call.what_was_done = now, by, what_was_done.strip()
    history.save(call, by=by, reason="Rung", at=now, update_fields=["done_at", "done_by", "what_was_done"])
    deadline = lock_open(duty_code=FEEDBACK_CALL, subject_uuid=call.uuid)
    if deadline is not None:
        meet(deadline=deadline, at=now, by=by, now=now)
    return call


def _lock_learner(link: FeedbackLink) -> Learner | None:
    """First of all, as everywhere: whoever closes the case has the young person locked."""
    if link.learner_id is None:
        return None
    return Learner.objects.select_for_update(no_key=True).get(pk=link.learner_id)


def _keep(link: FeedbackLink, said: Said, now: datetime) -> FeedbackAnswer:
    form = link.form
    words = {key: text.strip() for key, text in said.words.items() if text.strip()}
    if not said.values and not words and not said.wants_call:
        raise NothingAnswered
    kinds = {question.pk: question.kind for question in form.questions.all()}
    wrong = any(value not in CHOICES[kinds[key]] if key in kinds else True for key, value in said.values.items())
    if wrong or any(kinds.get(key) != QuestionKind.WORDS for key in words):
        raise WrongAnswer
    first_name = " ".join(said.first_name.split())
    if said.quoting == Quoting.FIRST_NAME and not first_name:
        raise FirstNameMissing
    answer = FeedbackAnswer.objects.select_for_update(of=("self",)).filter(link=link).first()
    is_new = answer is None
    if answer is None:
        answer = FeedbackAnswer(form=form, link=link, learner=link.learner, answered_at=now)
    taken_back = not is_new and answer.quoting != Quoting.NO and said.quoting == Quoting.NO
    if said.quoting != Quoting.NO:
        answer.taken_back_at = None
    elif taken_back:
        answer.taken_back_at = now
    answer.quoting, answer.changed_at = said.quoting, now
    answer.first_name = first_name if said.quoting == Quoting.FIRST_NAME else ""
    history.save(answer, by=None, reason="Answered" if is_new else "Changed", at=now)
    _keep_replies(answer, said.values, words, now)
    if said.wants_call:
        _ask_for_call(answer, said, now)
    return answer


def _keep_replies(answer: FeedbackAnswer, values: Mapping[int, int], words: Mapping[int, str], now: datetime) -> None:
    """The replies as they are now; what was taken out is gone from the answer and stays in its history."""
    kept = {reply.question_id: reply for reply in answer.replies.all()}
    wanted = values.keys() | words.keys()
    for key in kept.keys() - wanted:
        kept[key].delete()
    for key in sorted(wanted):
        reply = kept.get(key) or FeedbackReply(answer=answer, question_id=key)
        if (reply.value, reply.words) != (values.get(key), words.get(key, "")) or reply.pk is None:
            reply.value, reply.words = values.get(key), words.get(key, "")
            history.save(reply, by=None, reason="Answered", at=now)


def _ask_for_call(answer: FeedbackAnswer, said: Said, now: datetime) -> None:
    """A clock of the Virtual School begins, once for each answer, and those who answer for the young person hear of it now. Until
    they are rung they may put name and number right.
    """
    waiting = FeedbackCall.objects.select_for_update(of=("self",)).filter(answer=answer).first()
    if waiting is not None and waiting.done_at is not None:
        raise RungAlready(answer.form.virtual_school)
    name, phone = " ".join(said.call_name.split()), " ".join(said.phone.split())
    if not name or not phone:
        raise WhomToCall
    if waiting is not None:
        if (waiting.name, waiting.phone) != (name, phone):
            waiting.name, waiting.phone = name, phone
            history.save(waiting, by=None, reason="Name or number put right", at=now, update_fields=["name", "phone"])
        return
    form, learner = answer.form, answer.learner
    due_on = add_working_days(local_date(now), form.call_within)
    call = FeedbackCall(
        form=form, answer=answer, learner=learner, name=name, phone=phone, asked_at=now, due_on=due_on
    )  # fmt: skip
    history.save(call, by=None, reason="Asked for", at=now)
    duty = registry.duty(FEEDBACK_CALL)
    opening = Opening(
        duty=duty, limit=duty.limit, terms_source="What the page of the questions promised",
        morning_hour=terms_of(None, on=local_date(now)).morning_hour, owner=form.virtual_school, learner=learner,
        stands_alone=learner is None, subject_kind=FEEDBACK_CALL, subject_uuid=call.uuid, starts_at=now, due_on=due_on,
    )  # fmt: skip
    open_deadline(opening, by=None, now=now)
    _tell_of_call(call, now)


def _tell_of_call(call: FeedbackCall, now: datetime) -> None:
    """Who keeps feedback at the Virtual School, which owes the call; and of a young person the key worker and their cover."""
    topic, link = f"feedback-call:{call.uuid}", feedback_call_path(call.uuid)
    template, kind = "oversight/email/feedback_call.txt", MessageKind.YOUNG_PERSON
    school = call.form.virtual_school
    keepers = holders_of(roles_with(Permission.KEEP_FEEDBACK), [school.pk])[school.pk]
    if call.learner is None:
        tell(keepers, template, {"due_on": call.due_on}, kind=kind, link=link, topic=topic, by=None, now=now)
        return
    people = [*key_worker_and_cover(call.learner, now), *keepers]
    tell_about(
        people, learner=call.learner, kind=kind, template=template, context={"due_on": call.due_on}, topic=topic,
        by=None, now=now, link=link,
    )  # fmt: skip
