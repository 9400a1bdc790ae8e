"""Where the agreements of the demonstration stand: one being signed, one under review, one to be renewed, one ended."""

from datetime import datetime, timedelta

from accounts.clock import local_date
from accounts.models import Membership
from agreements.enums import AgreementStatus, Side
from agreements.models import Agreement, SignatureRequest
from agreements.services import end_agreement, record_agreement
from agreements.services.agreements import SupportDetails
from agreements.services.ending import renew_agreement
from agreements.services.preparing import (
    WhoSigns,
    explain_no_employers,
    name_signatories,
    plan_start,
    record_consultation,
    record_meeting,
)
from agreements.services.reviews import begin_review
from agreements.services.signing import send_out, sign
from oversight.demo.acts import Acts
from oversight.demo.cast import College, Engaging, Home
from oversight.demo.partners import agreement_of, answer_review

#: Days ago.
PREPARED, MET, SENT_OUT, SIGNED_BY_ONE = 40, 26, 6, 5
REVIEW_OPENED, REVIEW_ANSWERED = 33, 21
RENEWAL_BEGUN, RENEWAL_PLANNED = 24, 17
ENDED = 60

#: An address of the range kept for documentation: it can belong to nobody.
ADDRESS = "192.0.2.24"


def sign_review_renew_end(acts: Acts) -> None:
    """Plan it: the first authority signs, reviews and renews; the third one has ended an agreement."""
    homes, colleges = acts.cast.homes, acts.cast.colleges
    _sign(acts, homes[0], colleges[4])
    _review(acts, homes[0], colleges[3])
    _renew(acts, homes[0], colleges[0])
    acts.plan(
        acts.moment(ENDED, "15:00"),
        lambda now: end_agreement(
            agreement=agreement_of(homes[2], colleges[1]), ends_on=local_date(now) - timedelta(days=1),
            reason="The college takes nobody from the authority any more: the bus between them was stopped.",
            by=homes[2].head.user, now=now,
        ),
    )  # fmt: skip


def _sign(acts: Acts, home: Home, college: College) -> None:
    """A college in another region: its Virtual School was consulted. The head has signed, the principal has the link."""
    by = home.officer.user

    def draft() -> Agreement:
        return Agreement.objects.get(virtual_school=home.virtual_school, provider=college.agency)

    def prepare(now: datetime) -> None:
        manager = home.team_manager
        begun = record_agreement(
            virtual_school=home.virtual_school, provider=college.agency,
            support=SupportDetails(home.social_care, manager.user.name, manager.job_title, local_date(now)),
            notes="Two young people have moved to Derby and want to stay there.", by=by, now=now,
        )  # fmt: skip
        consultation = Engaging.consultation(home, college, local_date(now))
        assert consultation is not None  # the college stands elsewhere
        record_consultation(agreement=begun, details=consultation, by=by, now=now)
        explain_no_employers(
            agreement=begun,
            note="The college asks its employers in spring.",
            by=college.designated_person.user,
            now=now,
        )

    def meet(now: datetime) -> None:
        record_meeting(
            agreement=draft(), meeting_on=local_date(now), place=f"At {college.agency}",
            people=f"{home.head.user}, head of the Virtual School\n{college.signatory.user}, principal", by=by, now=now,
        )  # fmt: skip
        name_signatories(
            agreement=draft(),
            people=[
                _who(Side.VIRTUAL_SCHOOL, home.head, "Head of the Virtual School"),
                _who(Side.PROVIDER, college.signatory, "Principal"),
            ],
            by=by,
            now=now,
        )
        plan_start(agreement=draft(), starts_on=acts.today + timedelta(days=14), ends_on=None, by=by, now=now)

    def sign_for_school(now: datetime) -> None:
        request = SignatureRequest.objects.get(
            text__agreement__virtual_school=home.virtual_school,
            text__agreement__provider=college.agency,
            side=Side.VIRTUAL_SCHOOL,
        )
        sign(
            token_digest=request.token_digest, name=home.head.user.name, seen=request.text.sha256, address=ADDRESS,
            now=now,
        )  # fmt: skip

    acts.plan(acts.moment(PREPARED, "10:00"), prepare)
    acts.plan(acts.moment(MET, "14:00"), meet)
    acts.plan(acts.moment(SENT_OUT, "09:30"), lambda now: send_out(agreement=draft(), by=home.head.user, now=now))
    acts.plan(acts.moment(SIGNED_BY_ONE, "12:10"), sign_for_school)


def _who(side: Side, person: Membership, role: str) -> WhoSigns:
    return WhoSigns(side=side, name=person.user.name, role=role, email=person.user.email)


def _review(acts: Acts, home: Home, college: College) -> None:
    """The provider has answered; the Virtual School is asked."""
    acts.plan(
        acts.moment(REVIEW_OPENED, "11:00"),
        lambda now: begin_review(agreement=agreement_of(home, college), by=home.key_contact.user, now=now),
    )
    acts.plan(
        acts.moment(REVIEW_ANSWERED, "16:00"),
        lambda now: answer_review(home, college, Side.PROVIDER, college.signatory, now),
    )


def _renew(acts: Acts, home: Home, college: College) -> None:
    """After the review that ended with a renewal: the draft is there, from the first day of a month."""
    by = home.officer.user

    def draft() -> Agreement:
        return Agreement.objects.get(
            virtual_school=home.virtual_school, provider=college.agency, status=AgreementStatus.DRAFT
        )

    starts_on = (acts.today + timedelta(days=45)).replace(day=1)
    acts.plan(
        acts.moment(RENEWAL_BEGUN, "11:30"),
        lambda now: renew_agreement(agreement=agreement_of(home, college), amend=False, by=by, now=now),
    )
    acts.plan(
        acts.moment(RENEWAL_PLANNED, "10:20"),
        lambda now: plan_start(agreement=draft(), starts_on=starts_on, ends_on=None, by=by, now=now),
    )
