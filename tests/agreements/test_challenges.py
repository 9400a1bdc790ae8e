"""One agency challenges another (A7, A38): who may, the clock of the answer, what is said to whom, how old it gets."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreements.enums import AgreementStatus, ChallengeState
from agreements.models import Challenge, ChallengeEntry, SocialCareSupport
from agreements.selectors.challenges import ChallengeFilters, aged, challenge_cards, challenges_listed
from agreements.services.challenges import (
    ChallengeRefused,
    answer_challenge,
    escalate_challenge,
    raise_challenge,
    reply_to_challenge,
    resolve_challenge,
    withdraw_challenge,
)
from agreements.services.duties import opening_of
from agreements.terms import terms_of
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from deadlines.services import open_deadline
from notifications.models import Message
from tests.factories import AgreementFactory
from tests.people import World

ClientOf = Callable[[User], Client]


def raised(world: World, now: datetime, **other: object) -> Challenge:
    return raise_challenge(
        **{
            "agreement": world.agreement,
            "raised_by": world.virtual_school,
            "raised_against": world.college,
            "title": "Plans come late",
            "text": "Three plans in a row came late. Please say what you will change.",
            "duty_code": "education_plan",
            "by": world.officer.user,
            "now": now,
            **other,
        }
    )


def clock_of(challenge: Challenge) -> Deadline:
    return Deadline.objects.get(duty_code="challenge_answer", subject_uuid=challenge.uuid)


def told(kind: str = "challenge") -> list[tuple[str, str]]:
    messages = Message.objects.filter(kind=kind, channel="email").order_by("pk")
    return [(message.recipient.name, message.subject) for message in messages.select_related("recipient")]


def drifted(now: datetime) -> list[str]:
    return [str(one) for one in drift.find(now=now) if one.duty_code == "challenge_answer"]


def test_a_challenge_starts_the_clock_of_the_answer_and_tells_the_people_in_post(world: World, now: datetime):
    challenge = raised(world, now)
    clock = clock_of(challenge)
    assert (clock.owner, clock.agreement, clock.learner) == (world.college, world.agreement, None)
    assert str(clock.due_on) == "2026-10-20"  # ten working days after Tuesday 6 October
    assert told() == [("Dina Designated", "Home Virtual School challenges your agency")]
    (said,) = challenge.entries.all()
    assert (said.kind, said.agency, said.author) == ("raised", world.virtual_school, world.officer.user)
    assert drifted(now) == []


def test_the_answer_meets_the_clock_and_tells_the_challenger(world: World, now: datetime):
    challenge, later = raised(world, now), now + timedelta(days=3)
    challenge = answer_challenge(
        challenge=challenge, text="We meet on Monday.", by=world.designated_person.user, now=later
    )
    assert (challenge.state, challenge.answered_at) == (ChallengeState.ANSWERED, later)
    assert (clock_of(challenge).state, clock_of(challenge).met_at) == (DeadlineState.MET, later)
    assert told()[-1] == ("Kay Contact", "Brindley College has answered your challenge")
    assert drifted(later) == []
    with pytest.raises(ChallengeRefused, match="has been answered"):
        answer_challenge(challenge=challenge, text="Again", by=world.designated_person.user, now=later)


def test_both_may_reply_the_challenged_one_only_after_its_answer(world: World, now: datetime):
    challenge = raised(world, now)
    with pytest.raises(ChallengeRefused, match="Answer the challenge first"):
        reply_to_challenge(
            challenge=challenge, agency=world.college, text="Hm", by=world.designated_person.user, now=now
        )
    reply_to_challenge(
        challenge=challenge, agency=world.virtual_school, text="One more thing", by=world.officer.user, now=now
    )
    answer_challenge(challenge=challenge, text="Yes", by=world.designated_person.user, now=now)
    reply_to_challenge(
        challenge=challenge, agency=world.college, text="And done", by=world.designated_person.user, now=now
    )
    assert list(challenge.entries.order_by("pk").values_list("kind", flat=True)) == [
        "raised", "replied", "answered", "replied",
    ]  # fmt: skip
    with pytest.raises(ChallengeRefused, match="Only the two agencies"):
        reply_to_challenge(
            challenge=challenge, agency=world.social_care, text="Me too", by=world.team_manager.user, now=now
        )


def test_taken_to_the_signatory_who_is_told_while_the_clock_runs_on(world: World, now: datetime):
    challenge = escalate_challenge(challenge=raised(world, now), text="No answer.", by=world.head.user, now=now)
    assert challenge.state == ChallengeState.ESCALATED
    assert ("Sid Signatory", "Home Virtual School has taken a challenge to the signatory") in told()
    assert clock_of(challenge).is_open
    challenge = answer_challenge(challenge=challenge, text="Sorry.", by=world.signatory.user, now=now)
    assert challenge.state == ChallengeState.ESCALATED  # the signatory has it until it is resolved
    with pytest.raises(ChallengeRefused, match="already"):
        escalate_challenge(challenge=challenge, text="Again", by=world.head.user, now=now)


@pytest.mark.parametrize("close", ["resolve", "withdraw"])
def test_what_is_closed_stays_closed_and_its_clock_is_met(world: World, now: datetime, close: str):
    challenge, later = raised(world, now), now + timedelta(days=40)
    if close == "resolve":
        challenge = resolve_challenge(
            challenge=challenge, outcome="They hired somebody.", by=world.officer.user, now=later
        )
        assert challenge.outcome == "They hired somebody."
    else:
        challenge = withdraw_challenge(challenge=challenge, reason="Our mistake.", by=world.officer.user, now=later)
    assert challenge.closed_at == later
    assert clock_of(challenge).met_at == later
    assert drifted(later) == []
    with pytest.raises(ChallengeRefused, match="closed"):
        reply_to_challenge(
            challenge=challenge, agency=world.virtual_school, text="Hello?", by=world.officer.user, now=later
        )
    (row,) = aged([challenge], later + timedelta(days=100))
    assert row.days == 40  # how long it took: it does not age any more


def test_refusals(world: World, now: datetime):
    draft = AgreementFactory(draft=True, virtual_school=world.virtual_school, provider=world.other_college)
    for other, words in [
        ({"agreement": draft, "raised_against": world.other_college}, "has not been signed"),
        ({"raised_by": world.social_care}, "Only the parties"),
        ({"raised_against": world.other_college}, "Choose another party"),
        ({"raised_against": world.virtual_school}, "Choose another party"),
        ({"title": "  "}, "in a few words"),
        ({"text": ""}, "what is wrong"),
        ({"duty_code": "nonsense"}, "one of the promises"),
    ]:
        with pytest.raises(ChallengeRefused, match=words):
            raised(world, now, **other)
    assert not Challenge.objects.exists()


def test_social_care_that_supports_the_agreement_may_challenge_and_be_challenged(world: World, now: datetime):
    SocialCareSupport.objects.create(
        agreement=world.agreement, social_care=world.social_care, name="Sal", role="Director", given_on=now.date()
    )
    challenge = raised(world, now, raised_by=world.college, raised_against=world.social_care, by=world.signatory.user)
    assert Challenge.objects.visible_to(world.team_manager.user).get() == challenge
    assert told() == [("Tom Manager", "Brindley College challenges your agency")]


def test_after_the_end_what_was_promised_can_still_be_asked_for(world: World, now: datetime):
    world.agreement.status, world.agreement.ends_on = AgreementStatus.ENDED, now.date() - timedelta(days=1)
    world.agreement.save()
    assert raised(world, now).state == ChallengeState.OPEN


def test_about_a_deadline_only_who_sees_it_sees_the_challenge(world: World, now: datetime):
    learner = world.learner()
    deadline = Deadline.objects.create(
        duty_code="education_plan", learner=learner, agreement=world.agreement, owner=world.social_care,
        partner=world.college, subject_kind="enrolment", subject_uuid=learner.uuid, starts_at=now, limit_amount=30,
        limit_unit="days", terms_source="", opened_at=now, original_due_at=now, due_at=now,
    )  # fmt: skip
    challenge = raised(world, now, deadline=deadline, duty_code="")
    assert challenge.duty_code == "education_plan"
    assert Challenge.objects.visible_to(world.designated_person.user).exists()
    learner.is_restricted = True
    learner.save()
    assert not Challenge.objects.visible_to(world.designated_person.user).exists()
    with pytest.raises(ChallengeRefused, match="not owed under this agreement"):
        raised(world, now, deadline=deadline, raised_by=world.college, raised_against=world.virtual_school)


def test_what_was_said_cannot_be_changed(world: World, now: datetime):
    raised(world, now)
    for change in (
        lambda: ChallengeEntry.objects.update(text="nothing"),
        lambda: ChallengeEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_card_counts_exactly_its_list(world: World, now: datetime):
    answered, waiting = (
        raised(world, now),
        raised(world, now, raised_by=world.college, raised_against=world.virtual_school),
    )
    answer_challenge(challenge=answered, text="Yes", by=world.designated_person.user, now=now)
    ours, open_ones = challenge_cards(world.officer.user)
    assert (ours[1], open_ones[1]) == (1, 2)
    assert list(challenges_listed(world.officer.user, ChallengeFilters(state="waiting", side="against_us"))) == [
        waiting
    ]
    assert not challenges_listed(world.stranger.user, ChallengeFilters(state="any")).exists()


def test_from_raising_to_resolving_on_the_pages(world: World, real_now: datetime, client_of: ClientOf):
    school, college = client_of(world.officer.user), client_of(world.designated_person.user)
    new = reverse("agreements:challenge-new", args=[world.agreement.uuid])
    assert [agency.name for agency in school.get(new).context["form"].fields["raised_against"].queryset] == [
        "Brindley College"
    ]
    response = school.post(new, {"raised_against": str(world.college.uuid), "duty_code": "", "title": "", "text": "x"})
    assert "title" in response.context["form"].errors
    response = school.post(
        new, {"raised_against": str(world.college.uuid), "duty_code": "", "title": "No replies", "text": "For weeks."}
    )
    challenge = Challenge.objects.get()
    at = reverse("agreements:challenge", args=[challenge.uuid])
    assert response.url == at
    assert "For weeks." in college.get(at).content.decode()
    assert "1 challenge waits for your agency’s answer" in college.get("/").content.decode()
    cards = {card.label: card.count for card in college.get("/oversight/").context["board"].cards}
    assert (cards["Challenges we have to answer"], cards["Open challenges"]) == (1, 1)
    assert school.get(f"{at}answer/").status_code == 403
    assert college.get(f"{at}resolve/").status_code == 403
    college.post(f"{at}answer/", {"text": "Sorry, we were ill."})
    school.post(f"{at}reply/", {"text": "All of you?"})
    school.post(f"{at}escalate/", {"text": "It goes on."})
    assert school.post(f"{at}escalate/", {"text": "Twice"}).status_code == 200  # shown with the reason why not
    school.post(f"{at}resolve/", {"text": "There is a shared mailbox now."})
    challenge.refresh_from_db()
    assert (challenge.state, challenge.outcome) == (ChallengeState.RESOLVED, "There is a shared mailbox now.")
    shown = college.get(at).content.decode()
    assert "Sorry, we were ill." in shown
    assert "Withdraw" not in shown
    assert "No replies" in school.get(reverse("agreements:challenges"), {"state": "closed"}).content.decode()
    assert client_of(world.stranger.user).get(at).status_code == 404


def test_the_list_asks_the_same_number_of_questions_however_long(
    world: World, real_now: datetime, client_of: ClientOf, django_assert_max_num_queries: Callable
):
    client, at = client_of(world.officer.user), reverse("agreements:challenges")
    raised(world, real_now)
    client.get(at)
    with connection.execute_wrapper(counter := _Counter()):
        client.get(at)
    for _ in range(6):
        raised(world, real_now)
    with django_assert_max_num_queries(counter.number):
        assert client.get(at).content.decode().count("Plans come late") == 7


class _Counter:
    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        self.number += 1
        return execute(sql, params, many, context)


def test_the_page_of_a_deadline_leads_to_a_challenge_for_those_who_may_raise_one(
    world: World, real_now: datetime, client_of: ClientOf
):
    clock = clock_of(raised(world, real_now))
    opening = opening_of(
        code="agreement_review", terms=terms_of(world.agreement, on=real_now.date()), owner=world.virtual_school,
        subject_kind="agreement_review", subject_uuid=world.agreement.uuid, starts_at=real_now,
    )  # fmt: skip
    other = open_deadline(opening, now=real_now)
    offered = {
        (person.user.name, deadline.duty_code): "Raise a challenge about it"
        in client_of(person.user).get(deadline.get_absolute_url()).text
        for person in (world.designated_person, world.key_contact)
        for deadline in (other, clock)
    }
    assert [asked for asked, found in offered.items() if found] == [("Dina Designated", "agreement_review")]
    link = f"{reverse('agreements:challenge-new', args=[world.agreement.uuid])}?deadline={other.uuid}"
    page = client_of(world.designated_person.user).get(link)
    assert page.status_code == 200
    assert "About: Review the agreement" in page.text
