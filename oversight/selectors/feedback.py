"""What short forms brought: numbers that are their lists, words, and what may leave (W12).

`feedback_counts` and `quotes_allowed` are what reports of an agency take from here. The counts speak of every answer to the
agency’s forms in a period; where they leave the authority, small numbers are hidden with all that would tell them. The quotes are
those alone whose authors allow it at this moment: read afresh each time, never kept, so that one which is taken back is gone
everywhere. What was written may speak of somebody else, so a person reads each before it is shown to others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.clock import local_date
from accounts.models import Agency, User
from deadlines.calendar import end_of_local_day, local_midnight
from oversight.enums import FormStatus, QuestionKind, Quoting
from oversight.models import FeedbackAnswer, FeedbackCall, FeedbackForm, FeedbackQuestion, FeedbackReply
from oversight.rules.feedback import CHOICES, named_in
from oversight.rules.suppression import hide_of_one_crowd

#: The part of a question’s answers that says nothing to it.
NOT_SAID = "Not answered"

STATUS_TAGS: dict[str, tuple[str, str]] = {
    FormStatus.DRAFT: ("Draft", "grey"),
    FormStatus.OPEN: ("Open", "green"),
    FormStatus.CLOSED: ("Closed", "blue"),
}


@dataclass(frozen=True)
class Counted:
    """How many answered a question in one way; `value` None is nothing said, `number` None is hidden."""

    label: str
    value: int | None
    number: int | None


@dataclass(frozen=True)
class QuestionCounts:
    """One question with each way to answer it; their sum is `answers`, how many answered the form. Words are in no part."""

    question: FeedbackQuestion
    answers: int | None
    parts: tuple[Counted, ...]

    @property
    def text(self) -> str:
        return self.question.text

    @property
    def is_of_words(self) -> bool:
        return self.question.kind == QuestionKind.WORDS


@dataclass(frozen=True)
class FormCounts:
    form: FeedbackForm
    answers: int | None
    questions: tuple[QuestionCounts, ...]


@dataclass(frozen=True)
class Quote:
    """Words that may be quoted. `key` names whose answer to what it is; `signed` is the first name where that was allowed, else
    who said it in general.
    """

    key: str
    words: str
    signed: str
    question: str
    form: FeedbackForm
    on: date


def forms_kept(user: User, status: str = "") -> QuerySet[FeedbackForm]:
    """The forms of one’s own Virtual School, the newest first, each with how many answers to it one sees."""
    seen = Q(answers__in=FeedbackAnswer.objects.visible_to(user))
    forms = FeedbackForm.objects.visible_to(user).select_related("virtual_school")
    if status:
        forms = forms.filter(status=status)
    return forms.annotate(answered=Count("answers", filter=seen)).order_by("-recorded_at", "-id")


def answers_seen(form: FeedbackForm, user: User) -> QuerySet[FeedbackAnswer]:
    """The answers to a form that the user may see, the newest first."""
    return FeedbackAnswer.objects.visible_to(user).filter(form=form).order_by("-answered_at", "-id")


def answers_with(
    answers: QuerySet[FeedbackAnswer], question: FeedbackQuestion, value: int | None
) -> QuerySet[FeedbackAnswer]:
    """Of `answers` those that answer `question` so (None: not at all): the list behind a number of `results_of`."""
    replies = FeedbackReply.objects.filter(question=question)
    if value is None:
        return answers.exclude(pk__in=replies.values("answer"))
    return answers.filter(pk__in=replies.filter(value=value).values("answer"))


def results_of(form: FeedbackForm, answers: QuerySet[FeedbackAnswer]) -> FormCounts:
    """Each question of the form with how many of `answers` say what. Three queries."""
    return _counted([form], answers)[0]


def feedback_counts(agency: Agency, period: tuple[date, date], *, leaves: bool) -> list[FormCounts]:
    """Every form of `agency` that was answered from the first to the last day of `period`, with how many said what, for a
    report. `leaves`: whether it leaves the authority; then small numbers are None. The oldest form first.
    """
    answers = FeedbackAnswer.objects.filter(form__virtual_school=agency).filter(_within(period))
    forms = FeedbackForm.objects.filter(pk__in=answers.values("form")).order_by("opened_at", "id")
    counted = _counted(list(forms), answers)
    return [as_it_leaves(one) for one in counted] if leaves else counted


def as_it_leaves(counted: FormCounts) -> FormCounts:
    """The same with small numbers hidden, and what they could be worked out from."""
    tables = [[part.number or 0 for part in one.parts] for one in counted.questions]
    whole, *hidden = hide_of_one_crowd([[counted.answers or 0], *tables])
    questions = []
    for one, out in zip(counted.questions, hidden, strict=True):
        shown = tuple(
            Counted(part.label, part.value, number) for part, number in zip(one.parts, out.parts, strict=True)
        )
        questions.append(QuestionCounts(one.question, whole.total, shown))
    return FormCounts(counted.form, whole.total, tuple(questions))


def quotes_allowed(agency: Agency, period: tuple[date, date]) -> list[Quote]:
    """What may be quoted of answers to forms of `agency` in `period`, the newest first; two queries. Left out are words of
    restricted young people and of those who have died, and words without a name in which the author’s own name stands.
    """
    replies = (
        FeedbackReply.objects.exclude(words="")
        .filter(_within(period, "answer__"), answer__form__virtual_school=agency)
        .filter(answer__quoting__in=[Quoting.FIRST_NAME, Quoting.NO_NAME])
        .filter(Q(answer__learner__isnull=True) | Q(answer__learner__is_restricted=False))
        .filter(answer__learner__died_on__isnull=True)
        .select_related("question", "answer__form", "answer__learner", "answer__link__carer")
        .order_by("-answer__answered_at", "-answer__id", "question__position")
    )
    return [_quote(reply) for reply in replies if not _says_who(reply)]


def calls_open(user: User) -> QuerySet[FeedbackCall]:
    """Who waits to be rung, as far as the user may know, the one due first before the others."""
    waiting = FeedbackCall.objects.visible_to(user).filter(done_at__isnull=True)
    alive = waiting.filter(learner__died_on__isnull=True)
    return alive.select_related("form", "learner").order_by("due_on", "id")


def _within(period: tuple[date, date], path: str = "") -> Q:
    first, last = period
    return Q(
        **{f"{path}answered_at__gte": local_midnight(first), f"{path}answered_at__lt": end_of_local_day(last)}
    )  # fmt: skip


def _counted(forms: list[FeedbackForm], answers: QuerySet[FeedbackAnswer]) -> list[FormCounts]:
    plain = answers.order_by()
    of_forms: dict[int, int] = dict(plain.filter(form__in=forms).values_list("form").annotate(Count("pk")))
    replies = FeedbackReply.objects.filter(answer__in=plain.values("pk"), question__form__in=forms)
    said: dict[tuple[int, int | None], int] = {}
    for question, value, number in replies.order_by().values_list("question", "value").annotate(Count("pk")):
        said[question, value] = number
    asked: dict[int, list[FeedbackQuestion]] = {}
    for question in FeedbackQuestion.objects.filter(form__in=forms).order_by("position"):
        asked.setdefault(question.form_id, []).append(question)
    return [
        FormCounts(
            form,
            of_forms.get(form.pk, 0),
            tuple(_of_question(one, of_forms.get(form.pk, 0), said) for one in asked.get(form.pk, [])),
        )
        for form in forms
    ]


def _of_question(question: FeedbackQuestion, answers: int, said: dict[tuple[int, int | None], int]) -> QuestionCounts:
    choices = CHOICES[question.kind]
    if not choices:
        return QuestionCounts(question, answers, ())
    parts = [Counted(label, value, said.get((question.pk, value), 0)) for value, label in choices.items()]
    rest = answers - sum(part.number or 0 for part in parts)
    return QuestionCounts(question, answers, (*parts, Counted(NOT_SAID, None, rest)))


def _quote(reply: FeedbackReply) -> Quote:
    answer = reply.answer
    anybody = "A carer" if answer.form.asked == "carers" else "A young person"
    signed = answer.first_name if answer.quoting == Quoting.FIRST_NAME else anybody
    key = f"{answer.uuid}:{reply.question.position}"
    return Quote(key, reply.words, signed, reply.question.text, answer.form, local_date(answer.answered_at))


def _says_who(reply: FeedbackReply) -> bool:
    """Whether words that may be told without a name have a name of their author or of the young person in them."""
    answer, names = reply.answer, []
    if answer.learner is not None:
        learner = answer.learner
        names = [learner.family_name]
        if answer.quoting == Quoting.NO_NAME or answer.link.carer is not None:
            names += [learner.given_name, learner.preferred_name]
    if answer.link.carer is not None and answer.quoting == Quoting.NO_NAME:
        names += answer.link.carer.name.split()
    return bool(named_in(reply.words, _written(names)))


def _written(names: Iterable[str]) -> list[str]:
    return [name for name in names if name]


def answers_in_words(answers: Iterable[FeedbackAnswer]) -> list[tuple[FeedbackAnswer, list[tuple[str, str]]]]:
    """Each answer with its questions and what was said to them, in order. Nothing of whose it is."""
    return [
        (
            answer,
            [
                (reply.question.text, reply.words or CHOICES[reply.question.kind].get(reply.value or 0, ""))
                for reply in sorted(answer.replies.all(), key=lambda reply: reply.question.position)
            ],
        )
        for answer in answers
    ]
