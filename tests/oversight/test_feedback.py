"""Short forms: written, sent, answered once, counted, quoted with leave, and a call that is a clock (W12)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.clock import local_date
from accounts.enums import Purpose
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.registry import recomputers
from learners.models import Learner
from learners.services import close_case, record_death
from notifications.enums import MessageKind, MessageState
from notifications.models import Message
from oversight.enums import AnswerWay, Asked, Quoting
from oversight.models import FeedbackAnswer, FeedbackCall, FeedbackForm, FeedbackLink
from oversight.rules.feedback import named_in, people_named_in
from oversight.selectors.feedback import (
    answers_seen,
    answers_with,
    feedback_counts,
    quotes_allowed,
    results_of,
)
from oversight.services import feedback_answers
from oversight.services.feedback_answers import (
    FirstNameMissing,
    NoCallAnyMore,
    NothingAnswered,
    RungAlready,
    Said,
    TooManyAnswers,
    WhomToCall,
    WrongAnswer,
    answer_by_link,
    finish_call,
    take_back_quotes,
)
from oversight.services.feedback_forms import (
    ClosesTooEarly,
    NoDraft,
    NoQuestions,
    NotOpenAnyMore,
    change_form,
    close_form,
    open_form,
    write_form,
)
from oversight.services.feedback_sending import NoAddress, NotForThem, SentAlready, send_to_carers, send_to_young_person
from tests.oversight.feedback import carer_of, details_of, link_of, numbers, opened, openly, words
from tests.people import World

pytestmark = pytest.mark.django_db


def period(now: datetime) -> tuple[Any, Any]:
    return local_date(now), local_date(now)


def test_a_form_is_written_changed_opened_and_closed(world: World, now: datetime):
    by = world.officer.user
    with pytest.raises(NoQuestions):
        write_form(virtual_school=world.virtual_school, details=details_of(now, questions=()), by=by, now=now)
    early = details_of(now, closes_on=local_date(now) - timedelta(days=1))
    with pytest.raises(ClosesTooEarly):
        write_form(virtual_school=world.virtual_school, details=early, by=by, now=now)
    form = write_form(virtual_school=world.virtual_school, details=details_of(now), by=by, now=now)
    form = change_form(form=form, details=details_of(now, title="Your course"), by=by, now=now)
    assert [one.position for one in form.questions.all()] == [1, 2, 3]
    form = open_form(form=form, by=by, now=now)
    for act in (
        lambda: open_form(form=form, by=by, now=now),
        lambda: change_form(form=form, details=details_of(now), by=by, now=now),
    ):
        with pytest.raises(NoDraft):
            act()
    close_form(form=form, by=by, now=now)
    with pytest.raises(NotOpenAnyMore):
        close_form(form=form, by=by, now=now)
    assert list(form.history.order_by("history_id").values_list("history_change_reason", flat=True)) == [
        "Written", "Changed", "Opened", "Closed",
    ]  # fmt: skip


def test_one_letter_goes_to_each_address_and_says_no_name(world: World, now: datetime):
    first, second, third = (world.learner(given_name=name, family_name="Quill") for name in ("Ade", "Bo", "Cy"))
    for learner, email in ((first, "fay@example.com"), (second, "FAY@example.com"), (third, "gus@example.com")):
        carer_of(learner, world, now, email=email)
    form = opened(world, now, asked=Asked.CARERS)
    sent = send_to_carers(form=form, by=world.officer.user, now=now)
    assert (sent.queued, sent.left_out) == (2, 1)
    letters = Message.objects.filter(kind=MessageKind.FEEDBACK)
    assert sorted(letters.values_list("address", flat=True)) == ["fay@example.com", "gus@example.com"]
    for letter in letters:
        assert not {"Ade", "Bo", "Cy", "Quill", "Fay"} & set(f"{letter.subject} {letter.body}".split())
        token = letter.body.partition("/your-say/")[2].partition("/")[0]
        assert len(token) > 40
        assert not FeedbackLink.objects.filter(token_digest=token).exists()
    again = send_to_carers(form=form, by=world.officer.user, now=now)  # pressed twice
    assert (again.queued, letters.count(), form.links.count()) == (0, 2, 2)
    close_form(form=form, by=world.officer.user, now=now)
    assert set(letters.values_list("state", flat=True)) == {MessageState.CANCELLED}


def test_who_may_not_be_written_to_has_no_link(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch):
    gone = world.learner()
    carer_of(gone, world, now)
    record_death(learner=gone, died_on=local_date(now), by=world.social_worker.user, now=now)
    form = opened(world, now, asked=Asked.CARERS)
    assert send_to_carers(form=form, by=world.officer.user, now=now).queued == 0
    carer_of(world.learner(), world, now, email="gus@example.com")
    # The twin: what is written last fails, and neither letter nor link remains.
    monkeypatch.setattr("oversight.services.feedback_sending.history.create_all", broken)
    with pytest.raises(IntegrityError):
        send_to_carers(form=form, by=world.officer.user, now=now)
    assert not form.links.exists()
    assert not Message.objects.filter(kind=MessageKind.FEEDBACK).exists()


def broken(*args: Any, **kwargs: Any) -> None:
    raise IntegrityError("the last write fails")


def test_a_young_person_gets_one_link(world: World, now: datetime):
    learner = world.learner()
    form = opened(world, now)
    with pytest.raises(NoAddress):
        send_to_young_person(form=form, learner=learner, email="nobody", by=world.officer.user, now=now)
    link_of(form, learner, world, now)
    with pytest.raises(SentAlready):
        link_of(form, learner, world, now)
    with pytest.raises(SentAlready):  # nor anybody else at this address
        link_of(form, world.learner(), world, now)
    for more in ({"asked": Asked.CARERS}, {"way": AnswerWay.OPEN}):
        with pytest.raises(NotForThem):
            link_of(opened(world, now, **more), learner, world, now)


def test_it_is_answered_once_and_may_be_changed_until_it_is_closed(world: World, now: datetime):
    learner = world.learner()
    form = opened(world, now)
    link = link_of(form, learner, world, now)
    with pytest.raises(NothingAnswered):
        answer_by_link(link=link, said=Said(), now=now)
    with pytest.raises(WrongAnswer):
        answer_by_link(link=link, said=Said(values=numbers(form, [9])), now=now)
    other = opened(world, now, title="Another")
    with pytest.raises(WrongAnswer):  # a question of another form
        answer_by_link(link=link, said=Said(values=numbers(other, [5])), now=now)
    with pytest.raises(FirstNameMissing):
        answer_by_link(link=link, said=Said(words=words(form, "Buses"), quoting=Quoting.FIRST_NAME), now=now)
    first = answer_by_link(link=link, said=Said(values=numbers(form, [5, 0]), words=words(form, "Buses")), now=now)
    later = now + timedelta(days=1)
    second = answer_by_link(link=link, said=Said(values=numbers(form, [4])), now=later)
    assert (second.pk, second.answered_at, second.changed_at) == (first.pk, now, later)
    assert [(reply.value, reply.words) for reply in second.replies.all()] == [(4, "")]
    with pytest.raises(NotOpenAnyMore):
        answer_by_link(link=link, said=Said(values=numbers(form, [1])), now=now + timedelta(days=15))
    close_case(learner=learner, closed_on=local_date(now), reason="Moved", by=world.team_manager.user, now=now)
    with pytest.raises(NotOpenAnyMore):
        answer_by_link(link=link, said=Said(values=numbers(form, [1])), now=now)


def test_the_open_link_keeps_a_flood_away_and_a_second_press_is_no_second_answer(world: World, now: datetime):
    form = opened(world, now, way=AnswerWay.OPEN)
    FeedbackForm.objects.filter(pk=form.pk).update(an_hour=2, at_most=3)
    first = openly(form, now, 1, values=numbers(form, [5]))
    assert openly(form, now, 1, values=numbers(form, [5])).pk == first.pk
    assert first.learner is None
    openly(form, now, 2, values=numbers(form, [5]))
    with pytest.raises(TooManyAnswers):
        openly(form, now, 3, values=numbers(form, [5]))
    openly(form, now, 1, values=numbers(form, [1]))  # who is in may still change it
    openly(form, now + timedelta(hours=1), 3, values=numbers(form, [5]))
    with pytest.raises(TooManyAnswers):
        openly(form, now + timedelta(hours=5), 4, values=numbers(form, [5]))
    assert form.answers.count() == 3


def test_asking_for_a_call_begins_a_clock_and_those_who_answer_hear_of_it(world: World, now: datetime):
    learner = world.learner(given_name="Ade", family_name="Quill")
    link = link_of(opened(world, now), learner, world, now)
    with pytest.raises(WhomToCall):
        answer_by_link(link=link, said=Said(wants_call=True), now=now)
    assert not FeedbackAnswer.objects.exists()
    said = Said(wants_call=True, call_name="Ade", phone="07700 900123")
    for _ in range(2):  # pressed twice: one call
        answer_by_link(link=link, said=said, now=now)
    call = FeedbackCall.objects.get()
    deadline = Deadline.objects.get(duty_code="feedback_call")
    assert (deadline.owner, deadline.learner, deadline.due_on) == (world.virtual_school, learner, call.due_on)
    assert call.due_on > local_date(now)
    told = Message.objects.filter(topic=f"feedback-call:{call.uuid}")
    keepers = {world.head.user, world.key_contact.user, world.officer.user}
    assert {message.recipient for message in told} == {world.social_worker.user, *keepers}
    assert not any("Ade" in f"{message.subject}{message.body}" or "07700" in message.body for message in told)
    seen = {name for name, user in world.people().items() if FeedbackCall.objects.visible_to(user).exists()}
    assert {"social_worker", "officer", "head", "key_contact", "team_manager"} <= seen
    assert not seen & {"stranger", "designated_person", "mentor", "host_key_contact", "carer"}
    finish_call(call=call, what_was_done="Rang, all is well", by=world.social_worker.user, now=now)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.met_at) == (DeadlineState.MET, now)
    with pytest.raises(NoCallAnyMore):
        finish_call(call=call, what_was_done="Again", by=world.social_worker.user, now=now)
    assert [one.state for one in recomputers()["feedback_call"](now)] == [DeadlineState.MET]


def test_a_wrong_number_is_put_right_and_who_was_rung_is_not_promised_a_second_call(world: World, now: datetime):
    link = link_of(opened(world, now), world.learner(), world, now)
    first, right = (Said(wants_call=True, call_name="Ade", phone=phone) for phone in ("07700 900123", "07700 900321"))
    answer_by_link(link=link, said=first, now=now)
    answer_by_link(link=link, said=right, now=now)
    call = FeedbackCall.objects.get()
    assert (call.phone, call.history.count()) == ("07700 900321", 2)
    assert Deadline.objects.filter(duty_code="feedback_call").count() == 1
    finish_call(call=call, what_was_done="Rang, all is well", by=world.officer.user, now=now)
    with pytest.raises(RungAlready, match="Home Virtual School"):
        answer_by_link(link=link, said=right, now=now)


def test_a_form_asks_the_young_people_of_its_own_virtual_school(world: World, now: datetime):
    form = opened(world, now)
    elsewhere = world.learner()
    elsewhere.links.filter(purpose=Purpose.HOME_VIRTUAL_SCHOOL).update(agency=world.host_virtual_school)
    with pytest.raises(NotForThem):
        link_of(form, elsewhere, world, now)
    assert not Message.objects.filter(kind=MessageKind.FEEDBACK).exists()


def test_nobody_known_is_called_by_who_keeps_feedback(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch):
    form = opened(world, now, way=AnswerWay.OPEN)
    openly(form, now, 1, wants_call=True, call_name="Somebody", phone="07700 900456")
    deadline = Deadline.objects.get(duty_code="feedback_call")
    assert (deadline.stands_alone, deadline.learner) == (True, None)
    told = {message.recipient for message in Message.objects.filter(topic__startswith="feedback-call:")}
    assert told == {world.head.user, world.key_contact.user, world.officer.user}
    for name in ("social_worker", "stranger", "host_key_contact"):
        assert not Deadline.objects.visible_to(world.people()[name]).filter(pk=deadline.pk).exists()
    assert Deadline.objects.visible_to(world.officer.user).filter(pk=deadline.pk).exists()
    # The twin: the clock cannot be opened, and neither answer nor call nor link remains.
    monkeypatch.setattr(feedback_answers, "_tell_of_call", broken)
    before = FeedbackLink.objects.count()
    with pytest.raises(IntegrityError):
        openly(form, now, 2, wants_call=True, call_name="Somebody", phone="07700 900456")
    assert (FeedbackLink.objects.count(), form.answers.count(), Deadline.objects.count()) == (before, 1, 1)


def test_a_death_ends_the_clock_of_a_call(world: World, now: datetime):
    learner = world.learner()
    link = link_of(opened(world, now), learner, world, now)
    answer_by_link(link=link, said=Said(wants_call=True, call_name="Ade", phone="07700 900123"), now=now)
    record_death(learner=learner, died_on=local_date(now), by=world.social_worker.user, now=now)
    assert Deadline.objects.get(duty_code="feedback_call").state == DeadlineState.CANCELLED
    assert [one.state for one in recomputers()["feedback_call"](now)] == [DeadlineState.CANCELLED]
    with pytest.raises(NoCallAnyMore):
        finish_call(call=FeedbackCall.objects.get(), what_was_done="x", by=world.head.user, now=now)


def test_a_number_is_the_length_of_its_list(world: World, now: datetime):
    form = opened(world, now, way=AnswerWay.OPEN)
    for number, value in enumerate([5, 5, 5, 4, 1, None]):
        openly(form, now, number, values=numbers(form, [value, 1 if number else None]), words=words(form, "Yes"))
    answers = answers_seen(form, world.officer.user)
    counted = results_of(form, answers)
    assert counted.answers == answers.count() == 6
    for one in counted.questions:
        for part in one.parts:
            assert part.number == answers_with(answers, one.question, part.value).count()
        assert one.is_of_words or sum(part.number or 0 for part in one.parts) == 6
    assert answers_seen(form, world.host_key_contact.user).count() == 0
    assert answers_seen(form, world.social_worker.user).count() == 0  # works elsewhere


def test_small_numbers_do_not_leave(world: World, now: datetime):
    form = opened(world, now, way=AnswerWay.OPEN)
    for number in range(14):
        openly(form, now, number, values=numbers(form, [1 if number < 2 else 5]))
    inside, outside = (feedback_counts(world.virtual_school, period(now), leaves=leaves)[0] for leaves in (False, True))
    assert [part.number for part in inside.questions[0].parts] == [12, 0, 0, 0, 2, 0]
    # Two alone would be twelve from fourteen: the next smallest is hidden too.
    assert [part.number for part in outside.questions[0].parts] == [None, 0, 0, 0, None, 0]
    assert (inside.answers, outside.answers) == (14, 14)
    few = opened(world, now, way=AnswerWay.OPEN, title="Few")
    openly(few, now, 99, values=numbers(few, [5]))
    hidden = next(one for one in feedback_counts(world.virtual_school, period(now), leaves=True) if one.form == few)
    assert hidden.answers is None
    assert all(not part.number for part in hidden.questions[0].parts)
    assert feedback_counts(world.host_virtual_school, period(now), leaves=False) == []


def test_words_are_quoted_with_leave_alone_and_no_longer_than_that(world: World, now: datetime):
    school = world.virtual_school
    form = opened(world, now, way=AnswerWay.OPEN)
    named = openly(form, now, 1, words=words(form, "More buses"), quoting=Quoting.FIRST_NAME, first_name="Zed")
    openly(form, now, 2, words=words(form, "Less noise"), quoting=Quoting.NO_NAME)
    openly(form, now, 3, words=words(form, "Secret"), quoting=Quoting.NO)
    quotes = quotes_allowed(school, period(now))
    assert [(quote.words, quote.signed) for quote in quotes] == [
        ("Less noise", "A young person"), ("More buses", "Zed"),
    ]  # fmt: skip
    take_back_quotes(answer=named, by=None, now=now)
    assert [quote.words for quote in quotes_allowed(school, period(now))] == ["Less noise"]
    named.refresh_from_db()
    assert (named.quoting, named.first_name, named.taken_back_at) == (Quoting.NO, "", now)
    assert take_back_quotes(answer=named, by=None, now=now + timedelta(days=1)).taken_back_at == now
    yesterday = local_date(now) - timedelta(days=1)
    assert quotes_allowed(school, (yesterday, yesterday)) == []
    assert quotes_allowed(world.host_virtual_school, period(now)) == []


def test_words_that_say_who_it_is_are_not_quoted_without_a_name(world: World, now: datetime):
    learner = world.learner(given_name="Zoë", family_name="Quill")
    form = opened(world, now)
    link = link_of(form, learner, world, now)
    for text, quoting, is_told in (
        ("Ask zoe’s tutor", Quoting.NO_NAME, False),
        ("Ask my tutor", Quoting.NO_NAME, True),
        ("I am Zoë", Quoting.FIRST_NAME, True),
        ("I am Zoë Quill", Quoting.FIRST_NAME, False),
    ):
        said = Said(words=words(form, text), quoting=quoting, first_name="Zoë")
        answer_by_link(link=link, said=said, now=now)
        assert bool(quotes_allowed(world.virtual_school, period(now))) is is_told, text
    Learner.objects.filter(pk=learner.pk).update(is_restricted=True)
    answer_by_link(link=link, said=Said(words=words(form, "Buses"), quoting=Quoting.NO_NAME), now=now)
    assert quotes_allowed(world.virtual_school, period(now)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We met Zoe Quill today", ["Zoë Quill"]),
        ("zoë quill’s course", ["Zoë Quill"]),
        ("Zoe came", []),
        ("The quill of Zoe", []),
    ],
)
def test_who_is_named_in_a_text(text: str, found: list[str]):
    assert people_named_in(text, [("Zoë", "", "Quill"), ("Ann", "", "Other")]) == found
    assert named_in("Zoe’s plan", ["Zoë", "Ann"]) == ["Zoë"]
