"""The yearly review (A6): its clock, the figures it keeps, who answers first, actions, the outcome and what follows."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from agreements.enums import ReviewOutcome, Side
from agreements.models import Agreement, AgreementReview, Term
from agreements.selectors.questions import QUESTION_BY_KEY, QUESTIONS, after, problem_with
from agreements.selectors.reviews import figures_shown, missing_answers, next_period, questions_of
from agreements.services import end_agreement
from agreements.services.challenges import raise_challenge
from agreements.services.reviews import (
    ReviewRefused,
    add_action,
    agree_outcome,
    answer_question,
    begin_review,
    drop_action,
    finish_action,
    hand_in,
    propose_outcome,
)
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from notifications.models import Message
from tests.agreements.sides import agree
from tests.people import World

ClientOf = Callable[[User], Client]
YEAR = timedelta(days=360)


@pytest.fixture
def agreement(world: World, now: datetime) -> Agreement:
    """In force since today, by the service: its clocks run."""
    world.agreement.delete()
    return agree(world, now, world.virtual_school, world.college)


def clocks(state: str = DeadlineState.OPEN) -> list[Deadline]:
    return list(Deadline.objects.filter(duty_code="agreement_review", state=state).order_by("pk"))


def drifted(now: datetime) -> list[str]:
    return [str(one) for one in drift.find(now=now) if one.duty_code == "agreement_review"]


def answer_all(review: AgreementReview, side: Side, by: User, now: datetime) -> AgreementReview:
    for question in missing_answers(review, side):
        kept = "well" if question.duty else ""
        answer_question(review=review, side=side, key=question.key, kept=kept, text="Fine.", by=by, now=now)
    return hand_in(review=review, side=side, by=by, now=now)


def answered(world: World, agreement: Agreement, now: datetime) -> AgreementReview:
    review = begin_review(agreement=agreement, by=world.head.user, now=now)
    answer_all(review, Side.PROVIDER, world.designated_person.user, now)
    return answer_all(review, Side.VIRTUAL_SCHOOL, world.key_contact.user, now)


def completed(world: World, agreement: Agreement, now: datetime, outcome: ReviewOutcome = ReviewOutcome.RENEW):
    review = answered(world, agreement, now)
    review = propose_outcome(
        review=review, side=Side.VIRTUAL_SCHOOL, outcome=outcome, reason="We said so.", by=world.head.user, now=now
    )
    return agree_outcome(review=review, side=Side.PROVIDER, by=world.signatory.user, now=now)


def test_there_is_a_question_for_every_duty_and_each_key_once():
    assert len({question.key for question in QUESTIONS}) == len(QUESTIONS)
    assert [q.key for q in QUESTIONS if q.duty] == [q.duty.code for q in QUESTIONS if q.duty]
    assert all(len(question.key) <= 30 for question in QUESTIONS)


@pytest.mark.parametrize(
    ("key", "kept", "text", "field"),
    [
        ("went_well", "", "Much.", None),
        ("went_well", "", "  ", "text"),
        ("education_plan", "well", "", None),
        ("education_plan", "not_needed", "", None),
        ("education_plan", "", "Words", "kept"),
        ("education_plan", "nonsense", "Words", "kept"),
        ("education_plan", "partly", "", "text"),
        ("education_plan", "not", " ", "text"),
        ("education_plan", "not", "Nobody was in post.", None),
    ],
)
def test_what_an_answer_needs(key: str, kept: str, text: str, field: str | None):
    problem = problem_with(QUESTION_BY_KEY[key], kept, text)
    assert (problem[0] if problem else None) == field


def test_the_next_question_is_the_next_without_an_answer_then_the_first_left_out():
    first, second, *_, last = QUESTIONS
    assert after(first.key, {first.key}) == second
    assert after(last.key, {last.key, second.key}) == first
    assert after(last.key, {question.key for question in QUESTIONS}) is None


def test_the_clock_opens_when_the_agreement_comes_into_force(agreement: Agreement, world: World, now: datetime):
    (clock,) = clocks()
    assert (clock.owner, clock.subject_uuid, clock.due_on) == (world.virtual_school, agreement.uuid, date(2027, 10, 6))
    assert drifted(now) == []


def test_it_follows_the_agreements_own_term_and_stops_with_the_agreement(
    agreement: Agreement, world: World, now: datetime
):
    Term.objects.create(
        agreement=agreement, key="agreement_review", amount=6, unit="months", effective_on=local_date(now), reason="New"
    )
    completed(world, agreement, now + timedelta(days=90))
    (clock,) = clocks()
    assert clock.due_on == date(2027, 7, 4)
    end_agreement(
        agreement=agreement, ends_on=local_date(now) + timedelta(days=200), reason="Merged", by=None,
        now=now + timedelta(days=91),
    )  # fmt: skip
    assert clocks() == []
    assert drifted(now + timedelta(days=92)) == []


def test_completed_by_both_meets_the_clock_and_the_next_one_starts(agreement: Agreement, world: World, now: datetime):
    later = now + YEAR
    review = completed(world, agreement, later)
    assert (review.completed_at, review.outcome) == (later, "renew")
    (met,) = clocks(DeadlineState.MET)
    (clock,) = clocks()
    assert (met.met_at, clock.due_on) == (later, date(2028, 10, 1))
    assert drifted(later) == []
    assert next_period(agreement, local_date(later)) is None
    assert next_period(agreement, local_date(later) + timedelta(days=9)) == (
        local_date(later), local_date(later) + timedelta(days=8),
    )  # fmt: skip


def test_the_provider_answers_first_and_its_answers_are_its_own_until_handed_in(
    agreement: Agreement, world: World, now: datetime
):
    later = now + YEAR
    review = begin_review(agreement=agreement, by=world.head.user, now=later)
    with pytest.raises(ReviewRefused, match="provider answers first"):
        answer_question(
            review=review, side=Side.VIRTUAL_SCHOOL, key="went_well", text="Much", by=world.head.user, now=later
        )
    answer_question(review=review, side=Side.PROVIDER, key="went_well", text="Much", by=world.signatory.user, now=later)
    assert questions_of(review, Side.PROVIDER)[0].provider is not None
    assert questions_of(review, Side.VIRTUAL_SCHOOL)[0].provider is None
    with pytest.raises(ReviewRefused, match="to go"):
        hand_in(review=review, side=Side.PROVIDER, by=world.signatory.user, now=later)
    review = answer_all(review, Side.PROVIDER, world.signatory.user, later)
    assert questions_of(review, Side.VIRTUAL_SCHOOL)[0].provider.text == "Much"
    with pytest.raises(ReviewRefused, match="has handed in"):
        answer_question(
            review=review, side=Side.PROVIDER, key="went_well", text="More", by=world.signatory.user, now=later
        )
    told = Message.objects.filter(
        kind="agreement", channel="email", link=reverse("agreements:review", args=[review.uuid])
    )
    assert {m.subject for m in told} == {
        "Home Virtual School asks you to review your agreement",
        "Brindley College has answered the review of your agreement",
    }
    assert not told.filter(recipient=world.viewer.user).exists()


def test_refusals_of_opening(agreement: Agreement, world: World, now: datetime):
    with pytest.raises(ReviewRefused, match="nothing to look back on"):
        begin_review(agreement=agreement, by=world.head.user, now=now)
    begin_review(agreement=agreement, by=world.head.user, now=now + YEAR)
    with pytest.raises(ReviewRefused, match="open already"):
        begin_review(agreement=agreement, by=world.head.user, now=now + YEAR)
    end_agreement(agreement=agreement, ends_on=local_date(now), reason="Over", by=None, now=now + timedelta(days=2))
    with pytest.raises(ReviewRefused, match="in force"):
        begin_review(agreement=agreement, by=world.head.user, now=now + YEAR)


def test_the_figures_are_kept_and_open_their_lists(
    agreement: Agreement, world: World, now: datetime, client_of: ClientOf
):
    for _ in range(2):
        raise_challenge(
            agreement=agreement, raised_by=world.virtual_school, raised_against=world.college, title="Late", text="Again",
            by=world.officer.user, now=now,
        )  # fmt: skip
    review = begin_review(agreement=agreement, by=world.head.user, now=now + YEAR)
    (figure,) = figures_shown(review, QUESTION_BY_KEY["challenge_answer"])
    assert (figure.label, figure.number) == ("not kept", 2)
    assert figures_shown(review, QUESTION_BY_KEY["education_plan"]) == []
    assert figures_shown(review, QUESTION_BY_KEY["went_well"]) == []
    Deadline.objects.filter(duty_code="challenge_answer").update(is_tracked=False)
    assert figures_shown(review, QUESTION_BY_KEY["challenge_answer"]) == [figure]  # as it was then
    Deadline.objects.filter(duty_code="challenge_answer").update(is_tracked=True)


def test_actions_belong_to_the_time_in_which_both_agree(agreement: Agreement, world: World, now: datetime):
    later = now + YEAR
    review = begin_review(agreement=agreement, by=world.head.user, now=later)
    about = {"text": "A shared mailbox", "owner": world.college, "due_on": local_date(later) + timedelta(days=30)}
    with pytest.raises(ReviewRefused, match="hand in"):
        add_action(review=review, **about, by=world.head.user, now=later)
    answer_all(review, Side.PROVIDER, world.signatory.user, later)
    answer_all(review, Side.VIRTUAL_SCHOOL, world.head.user, later)
    for wrong, words in [
        ({"text": " "}, "will be done"),
        ({"owner": world.social_care}, "two sides"),
        ({"due_on": local_date(later)}, "in the future"),
    ]:
        with pytest.raises(ReviewRefused, match=words):
            add_action(review=review, **about | wrong, by=world.head.user, now=later)
    review = propose_outcome(
        review=review, side=Side.VIRTUAL_SCHOOL, outcome=ReviewOutcome.RENEW, reason="", by=world.head.user, now=later
    )
    assert review.school_agreed_at == later
    action = add_action(review=review, **about, by=world.signatory.user, now=later)
    review.refresh_from_db()
    assert review.school_agreed_at is None  # what it had agreed to has changed
    extra = add_action(review=review, **about | {"text": "Another"}, by=world.signatory.user, now=later)
    drop_action(action=extra, by=world.head.user, now=later)
    with pytest.raises(ReviewRefused, match="agree on the review first"):
        finish_action(action=action, done_on=local_date(later), result="Done", by=world.head.user, now=later)
    for side, person in ((Side.VIRTUAL_SCHOOL, world.head), (Side.PROVIDER, world.signatory)):
        review = agree_outcome(review=review, side=side, by=person.user, now=later)
    with pytest.raises(ReviewRefused, match="complete"):
        drop_action(action=action, by=world.head.user, now=later)
    action = finish_action(
        action=action, done_on=local_date(later), result="It works", by=world.signatory.user, now=later
    )
    assert (action.done_on, action.result) == (local_date(later), "It works")


def test_nobody_agrees_to_nothing_and_change_or_end_needs_a_reason(agreement: Agreement, world: World, now: datetime):
    later = now + YEAR
    review = answered(world, agreement, later)
    with pytest.raises(ReviewRefused, match="No outcome"):
        agree_outcome(review=review, side=Side.PROVIDER, by=world.signatory.user, now=later)
    with pytest.raises(ReviewRefused, match="Say why"):
        propose_outcome(
            review=review, side=Side.PROVIDER, outcome=ReviewOutcome.END, reason=" ", by=world.signatory.user, now=later
        )
    review = propose_outcome(
        review=review,
        side=Side.PROVIDER,
        outcome=ReviewOutcome.AMEND,
        reason="Limits",
        by=world.signatory.user,
        now=later,
    )
    with pytest.raises(ReviewRefused, match="agreed already"):
        agree_outcome(review=review, side=Side.PROVIDER, by=world.signatory.user, now=later)
    assert review.completed_at is None


def test_from_opening_to_renewal_on_the_pages(
    agreement: Agreement, world: World, real_now: datetime, client_of: ClientOf
):
    Agreement.objects.filter(pk=agreement.pk).update(
        starts_on=local_date(real_now) - timedelta(days=400), signed_on=local_date(real_now) - timedelta(days=400)
    )
    school, college = client_of(world.head.user), client_of(world.designated_person.user)
    new = reverse("agreements:review-new", args=[agreement.uuid])
    assert college.get(new).status_code == 403
    assert school.get(new).status_code == 200
    at = school.post(new).url
    review = AgreementReview.objects.get()

    assert "Answer the yearly review" in college.get("/").content.decode()
    assert "Answer the yearly review" not in school.get("/").content.decode()
    assert "It is your turn" in college.get(at).content.decode()
    assert "It is your turn" not in school.get(at).content.decode()
    for client in (college, school):
        for question in QUESTIONS:
            where = reverse("agreements:review-question", args=[review.uuid, question.key])
            assert client.get(where).status_code == 200
            if question.duty:
                refused = client.post(where, {"kept": "not", "text": ""})
                assert "text" in refused.context["form"].errors
            response = client.post(where, {"kept": "partly", "text": "It took too long."})
            assert response.status_code == 302
        assert response.url == at
        assert client.post(f"{at}hand-in/").url == at
    assert school.get(reverse("agreements:review-question", args=[review.uuid, "nonsense"])).status_code == 404

    day = local_date(real_now) + timedelta(days=60)
    college.post(
        f"{at}actions/",
        {"text": "Meet monthly", "owner": str(world.college.uuid), "lead": "Dina", **day_data("due_on", day)},
    )
    action = review.actions.get()
    school.post(f"{at}outcome/", {"outcome": "amend", "reason": "Shorter limits"})
    assert "Has not agreed yet" in college.get(at).content.decode()
    assert "Agree on the outcome" in college.get("/").content.decode()
    assert "Agree on the outcome" not in school.get("/").content.decode()
    assert school.post(f"{at}renew/").status_code == 200  # refused: not agreed yet
    college.post(f"{at}agree/")
    page = school.get(at).content.decode()
    assert "Completed" in page
    assert "Prepare the renewal" in page
    assert "Prepare the renewal" not in college.get(at).content.decode()
    college.post(
        reverse("agreements:review-action-done", args=[action.uuid]),
        {**day_data("done_on", local_date(real_now)), "result": "First one held"},
    )
    assert "First one held" in school.get(reverse("agreements:reviews", args=[agreement.uuid])).content.decode()
    assert college.post(f"{at}renew/").status_code == 403
    draft = Agreement.objects.exclude(pk=agreement.pk)
    assert not draft.exists()
    school.post(f"{at}renew/")
    assert draft.get().predecessor == agreement
    assert client_of(world.stranger.user).get(at).status_code == 404
    assert client_of(world.viewer.user).get(at).status_code == 200
