"""Carers of the first authority of the demonstration, what they and young people answered, and two bulletins."""

from datetime import datetime, timedelta
from functools import partial

from accounts.clock import local_date
from learners.enums import CarerKind
from learners.models import Learner
from learners.services.carers import CarerDetails, record_carer
from oversight.demo.acts import Acts
from oversight.demo.cast import Home
from oversight.enums import AnswerWay, Asked, QuestionKind, Quoting
from oversight.models import Bulletin, FeedbackForm
from oversight.selectors.feedback import calls_open
from oversight.services.bulletins import send_bulletin, unsubscribe, write_bulletin
from oversight.services.feedback_answers import Said, answer_openly, finish_call
from oversight.services.feedback_forms import FormDetails, close_form, open_form, write_form
from oversight.services.feedback_sending import send_to_carers

#: Days ago.
CARERS, ASKED, ANSWERED, CLOSED, RUNG, FIRST_BULLETIN, SECOND_BULLETIN, ASKED_CARERS = 120, 100, 95, 70, 94, 60, 12, 8

_CARERS = (
    ("Maureen Tranter", CarerKind.FOSTER), ("Desmond Okafor", CarerKind.FOSTER), ("Ruth Penhale", CarerKind.KINSHIP),
    ("Hollins House", CarerKind.RESIDENTIAL), ("Gwen Arkwright", CarerKind.SUPPORTED), ("Farid Haddad", CarerKind.FOSTER),
    ("Elsie Brough", CarerKind.STAYING_PUT), ("Tom Rudge", CarerKind.FOSTER),
)  # fmt: skip
_QUESTIONS = (
    (QuestionKind.SCALE, "How is your course or your work?"),
    (QuestionKind.YES_NO, "Do you know whom to ask when something goes wrong?"),
    (QuestionKind.WORDS, "What should we do better?"),
)
_SAID = (
    (5, 1, "My mentor rings when she says she will. More people should be like that.", Quoting.NO_NAME),
    (4, 1, "Tell us about money before the term begins, not after.", Quoting.FIRST_NAME),
    (4, 1, "", Quoting.NO), (5, 1, "", Quoting.NO), (3, 0, "Ask me what I want. Do not guess.", Quoting.NO_NAME),
    (2, 0, "The bus takes two hours.", Quoting.NO), (4, 1, "", Quoting.NO), (5, 1, "", Quoting.NO),
    (3, 1, "Meetings at lunch so that I miss no lessons.", Quoting.NO_NAME), (4, 0, "", Quoting.NO),
    (4, 1, "", Quoting.NO), (1, 0, "", Quoting.NO),
)  # fmt: skip


def ask_and_tell(acts: Acts) -> None:
    """Plan it for the first authority."""
    home = acts.cast.homes[0]
    for days_ago, at, act in (
        (CARERS, "11:00", write_carers),
        (ASKED, "10:00", ask_young_people),
        (ANSWERED, "16:00", answer),
        (RUNG, "11:00", ring),
        (CLOSED, "17:00", close),
        (FIRST_BULLETIN, "10:00", first_bulletin),
        (SECOND_BULLETIN, "10:00", second_bulletin),
        (ASKED_CARERS, "11:00", ask_carers),
    ):
        acts.stage.at(acts.moment(days_ago, at), partial(act, home))


def write_carers(home: Home, now: datetime) -> None:
    """Two young people for each carer, as far as there are any by then."""
    worker = home.team_manager.user
    mine = Learner.objects.visible_to(worker).filter(closed_on__isnull=True, died_on__isnull=True, is_restricted=False)
    for number, learner in enumerate(mine.order_by("id")[: 2 * len(_CARERS)]):
        name, kind = _CARERS[number // 2]
        details = CarerDetails(
            kind=kind, name=name, email=f"{name.lower().replace(' ', '.')}@example.net", phone=f"01632 960 8{number:02}",
            starts_on=local_date(now),
        )  # fmt: skip
        record_carer(learner=learner, details=details, by=worker, now=now)


def ask_young_people(home: Home, now: datetime) -> None:
    details = FormDetails(
        title="How is it going?", what_for="We read what you say. Then we tell colleges and key workers what should change.",
        asked=Asked.YOUNG_PEOPLE, way=AnswerWay.OPEN, closes_on=local_date(now) + timedelta(days=30), call_within=2,
        questions=_QUESTIONS,
    )  # fmt: skip
    _open(home, details, now)


def answer(home: Home, now: datetime) -> None:
    """A dozen answer without a name; one wants to be rung."""
    form = FeedbackForm.objects.get(virtual_school=home.virtual_school, asked=Asked.YOUNG_PEOPLE)
    scale, yes_no, in_words = (one.pk for one in form.questions.all())
    for number, (mark, knows, text, quoting) in enumerate(_SAID):
        said = Said(
            values={scale: mark, yes_no: knows}, words={in_words: text} if text else {}, quoting=quoting,
            first_name="Kai" if quoting == Quoting.FIRST_NAME else "", wants_call=number == len(_SAID) - 1,
            call_name="A student", phone="01632 960 899",
        )  # fmt: skip
        answer_openly(form=form, token=f"demonstration-{form.uuid}-{number}", said=said, now=now)


def ring(home: Home, now: datetime) -> None:
    for call in calls_open(home.officer.user):
        finish_call(
            call=call, what_was_done="Rang at eleven. A place was found nearer home.", by=home.officer.user, now=now
        )


def close(home: Home, now: datetime) -> None:
    form = FeedbackForm.objects.get(virtual_school=home.virtual_school, asked=Asked.YOUNG_PEOPLE)
    close_form(form=form, by=home.officer.user, now=now)


def first_bulletin(home: Home, now: datetime) -> None:
    """One of those who get it wants no more."""
    sent = _bulletin(
        home, "Open days this autumn",
        "Colleges open their doors in October and November. Go with the young person: ask to meet the designated person.",
        now,
    )  # fmt: skip
    copy = sent.copies.order_by("address").first()
    if copy is not None:
        unsubscribe(copy=copy, now=now + timedelta(hours=3))


def second_bulletin(home: Home, now: datetime) -> None:
    _bulletin(
        home,
        "Money for courses",
        "Some support has to be asked for. Look through it together before the term begins.",
        now,
    )


def ask_carers(home: Home, now: datetime) -> None:
    details = FormDetails(
        title="Questions for carers", what_for="We plan training and advice by what you tell us.", asked=Asked.CARERS,
        way=AnswerWay.PERSONAL, closes_on=local_date(now) + timedelta(days=30), call_within=3,
        questions=(
            (QuestionKind.SCALE, "How well do you feel told about courses and jobs?"),
            (QuestionKind.YES_NO, "Do you know whom to ask at the Virtual School?"),
            (QuestionKind.WORDS, "What training would help you?"),
        ),
    )  # fmt: skip
    send_to_carers(form=_open(home, details, now), by=home.officer.user, now=now)


def _open(home: Home, details: FormDetails, now: datetime) -> FeedbackForm:
    form = write_form(virtual_school=home.virtual_school, details=details, by=home.officer.user, now=now)
    return open_form(form=form, by=home.officer.user, now=now)


def _bulletin(home: Home, title: str, text: str, now: datetime) -> Bulletin:
    written = write_bulletin(
        virtual_school=home.virtual_school, title=title, text=text, lists_events=True, lists_opportunities=True,
        by=home.officer.user, now=now,
    )  # fmt: skip
    return send_bulletin(bulletin=written, by=home.officer.user, now=now)
