"""What the partners of the demonstration do about their agreements: yearly reviews, challenges, a complaint, good words."""

from datetime import datetime, timedelta

from accounts.clock import local_date
from accounts.models import Membership
from agreements.enums import ComplaintOutcome, Kept, ReviewOutcome, SaidBy, Side
from agreements.models import Agreement, AgreementReview, Challenge, Complaint
from agreements.selectors.questions import QUESTIONS
from agreements.services.challenges import answer_challenge, raise_challenge, resolve_challenge
from agreements.services.feedback import (
    acknowledge_complaint,
    answer_complaint,
    pass_on_compliment,
    record_complaint,
)
from agreements.services.reviews import (
    add_action,
    agree_outcome,
    answer_question,
    begin_review,
    hand_in,
    propose_outcome,
)
from oversight.demo.acts import Acts
from oversight.demo.cast import College, Home

#: Days ago. The agreements ask for their review about 65 days ago: one is reviewed in time, one waits for the college.
REVIEW_OPENED, REVIEW_AGREED, REVIEW_WAITS = 92, 78, 12
CHALLENGED, ANSWERED, RESOLVED, STILL_OPEN = 40, 34, 30, 4
COMPLAINED, COMPLAINT_ANSWERED = 58, 47

COMPLAINT = "Nobody rang back for a week"

GENERAL = {
    "went_well": "The designated person and the key contact speak every Monday. Nobody had to look for a number.",
    "get_better": "Two plans came late because a start was not told in time.",
    "young_people": "They like to be asked in person, and not to be called out of class.",
    "people_and_posts": "Yes. The cover person would like another training day.",
}


def work_together(acts: Acts) -> None:
    """Plan it between the first home and the colleges."""
    home, (reviewed, waiting, *_) = acts.cast.homes[0], acts.cast.colleges
    _review(acts, home, reviewed)
    acts.plan(acts.moment(REVIEW_WAITS, "11:00"), lambda now: _begin(home, waiting, now))
    _challenges(acts, home, reviewed)
    _feedback(acts, home, reviewed)


def agreement_of(home: Home, college: College) -> Agreement:
    """The one that is or was in force between them."""
    return Agreement.objects.get(
        virtual_school=home.virtual_school, provider=college.agency, put_in_force_at__isnull=False
    )


def _begin(home: Home, college: College, now: datetime) -> AgreementReview:
    return begin_review(agreement=agreement_of(home, college), by=home.key_contact.user, now=now)


def _review_of(home: Home, college: College) -> AgreementReview:
    return AgreementReview.objects.get(agreement=agreement_of(home, college))


def answer_review(home: Home, college: College, side: Side, person: Membership, now: datetime) -> None:
    """One side answers every question of the only review there is, and hands its answers in."""
    review = _review_of(home, college)
    for question in QUESTIONS:
        kept = "" if question.duty is None else Kept.WELL
        answer_question(
            review=review, side=side, key=question.key, kept=kept, text=GENERAL.get(question.key, ""), by=person.user,
            now=now,
        )  # fmt: skip
    hand_in(review=review, side=side, by=person.user, now=now)


def _review(acts: Acts, home: Home, college: College) -> None:
    sides = ((Side.PROVIDER, college.signatory), (Side.VIRTUAL_SCHOOL, home.head))

    def agree(now: datetime) -> None:
        review = _review_of(home, college)
        add_action(
            review=review, text="A training day for mentors and cover persons", owner=home.virtual_school,
            lead=home.key_contact.user.name, due_on=local_date(now) + timedelta(days=120), by=home.head.user, now=now,
        )  # fmt: skip
        propose_outcome(
            review=review, side=Side.VIRTUAL_SCHOOL, outcome=ReviewOutcome.RENEW, reason="", by=home.head.user, now=now
        )
        agree_outcome(review=review, side=Side.PROVIDER, by=college.signatory.user, now=now)

    acts.plan(acts.moment(REVIEW_OPENED, "11:00"), lambda now: _begin(home, college, now))
    for days, (side, person) in zip((88, 84), sides, strict=True):
        acts.plan(
            acts.moment(days, "15:00"),
            lambda now, side=side, person=person: answer_review(home, college, side, person, now),
        )
    acts.plan(acts.moment(REVIEW_AGREED, "14:00"), agree)


def _challenges(acts: Acts, home: Home, college: College) -> None:
    """One that was answered in time and resolved, one that waits."""
    by, lead = home.key_contact.user, college.designated_person.user

    def raise_it(title: str, text: str, duty_code: str = "") -> None:
        def act(now: datetime) -> None:
            raise_challenge(
                agreement=agreement_of(home, college), raised_by=home.virtual_school, raised_against=college.agency,
                title=title, text=text, duty_code=duty_code, by=by, now=now,
            )  # fmt: skip

        acts.plan(acts.moment(days[title], "10:00"), act)

    first, second = "Reviews are put off until after half-term", "Calls on the day of a suspension"
    days = {first: CHALLENGED, second: STILL_OPEN}
    raise_it(first, "Three reviews were moved to the same week, and two then fell late.", "plan_review")
    raise_it(
        second, "Twice the key worker was e-mailed and not rung. Please say how this will be done.", "same_day_notice"
    )
    acts.plan(
        acts.moment(ANSWERED, "09:40"),
        lambda now: answer_challenge(
            challenge=Challenge.objects.get(title=first), by=lead, now=now,
            text="Reviews now have fixed weeks in each term, and a second room is booked.",
        ),
    )  # fmt: skip
    acts.plan(
        acts.moment(RESOLVED, "16:00"),
        lambda now: resolve_challenge(
            challenge=Challenge.objects.get(title=first), outcome="The weeks are agreed until summer.", by=by, now=now
        ),
    )


def _feedback(acts: Acts, home: Home, college: College) -> None:
    principal = college.signatory

    def complain(now: datetime) -> None:
        record_complaint(
            agreement=agreement_of(home, college), about=college.agency, handler=principal, said_by=SaidBy.CARER,
            said_by_name="A carer", received_on=local_date(now), summary=COMPLAINT,
            details="The carer left three messages about transport to the placement.", by=home.officer.user, now=now,
        )  # fmt: skip

    def acknowledge(now: datetime) -> None:
        acknowledge_complaint(complaint=Complaint.objects.get(summary=COMPLAINT), by=principal.user, now=now)

    def answer(now: datetime) -> None:
        answer_complaint(
            complaint=Complaint.objects.get(summary=COMPLAINT), outcome=ComplaintOutcome.UPHELD, by=principal.user, now=now,
            answer="We are sorry. The transport office now has a number that is answered, and the bus pass is paid.",
        )  # fmt: skip

    def praise(now: datetime) -> None:
        pass_on_compliment(
            person=college.mentor, said_by=SaidBy.YOUNG_PERSON, received_on=local_date(now),
            text="You waited with me at the interview. I would not have gone in alone.",
            recorded_at_agency=home.virtual_school, by=home.key_contact.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(COMPLAINED, "10:00"), complain)
    acts.plan(acts.moment(COMPLAINED, "15:30"), acknowledge)
    acts.plan(acts.moment(COMPLAINT_ANSWERED, "12:00"), answer)
    acts.plan(acts.moment(9, "13:00"), praise)
