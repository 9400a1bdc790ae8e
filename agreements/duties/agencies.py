"""The promises about the agencies themselves (`agreements.duties` explains the table)."""

from agreements.duties.audiences import (
    AGENCY,
    AGENCY_LEAD,
    CHALLENGED,
    CHALLENGER,
    COMPLAINT_HANDLER,
    OTHER_SIDE,
)
from agreements.enums import TermKey
from deadlines.enums import Party, Unit
from deadlines.rules import Days, Duty, Limit, Step

ABOUT_THE_AGENCIES: tuple[Duty, ...] = (
    Duty(
        code=TermKey.CONTACTS_CONFIRMED.value,
        clauses=("P12", "A20", "A36"),
        title="Confirm the agency’s people and contacts",
        owed_by=Party.AGENCY,
        starts="the agreement comes into force, then each time the agency confirms",
        limit=Limit(12, Unit.MONTHS),
        met_by="the agency looks through its people and posts and confirms that they are right",
        steps=(
            Step("28 days before", Days(-28), (AGENCY,)),
            Step("7 days before", Days(-7), (AGENCY,)),
            Step("on the due day", Days(0), (AGENCY,)),
            Step("the day after", Days(1), (AGENCY, AGENCY_LEAD)),
            Step("28 days after", Days(28), (AGENCY, AGENCY_LEAD, OTHER_SIDE)),
        ),
    ),
    Duty(
        code=TermKey.DATA_PROTECTION.value,
        clauses=("P13",),
        title="Renew the data-protection registration",
        owed_by=Party.AGENCY,
        starts="a registration is recorded, or the agreement comes into force if that is later",
        limit=Limit(0, Unit.FIXED_DAY),  # the day the registration expires
        met_by="a registration that expires later is recorded",
        steps=(
            Step("56 days before", Days(-56), (AGENCY,)),
            Step("14 days before", Days(-14), (AGENCY,)),
            Step("on the due day", Days(0), (AGENCY,)),
            Step("the day after", Days(1), (AGENCY, AGENCY_LEAD)),
            Step("7 days after", Days(7), (AGENCY, AGENCY_LEAD, OTHER_SIDE)),
        ),
    ),
    Duty(
        code=TermKey.STAFF_TRAINING.value,
        clauses=("P3",),
        title="Refresh the training of a person in a post",
        owed_by=Party.AGENCY,
        starts="training with a day of refresh is recorded for somebody who holds or covers a post",
        limit=Limit(0, Unit.FIXED_DAY),  # the day the refresh is due
        met_by="newer training of theirs in the same subject is recorded",
        steps=(
            Step("56 days before", Days(-56), (AGENCY,)),
            Step("14 days before", Days(-14), (AGENCY,)),
            Step("on the due day", Days(0), (AGENCY,)),
            Step("the day after", Days(1), (AGENCY, AGENCY_LEAD)),
            Step("28 days after", Days(28), (AGENCY, AGENCY_LEAD, OTHER_SIDE)),
        ),
    ),
    Duty(
        code=TermKey.AGREEMENT_REVIEW.value,
        clauses=("A6",),
        title="Review the agreement",
        owed_by=Party.AGENCY,
        starts="the agreement comes into force",
        limit=Limit(12, Unit.MONTHS),
        met_by="both sides have agreed the outcome of a review",
        steps=(
            Step("56 days before", Days(-56), (AGENCY, OTHER_SIDE)),
            Step("28 days before", Days(-28), (AGENCY, OTHER_SIDE)),
            Step("on the due day", Days(0), (AGENCY,)),
            Step("the day after", Days(1), (AGENCY, AGENCY_LEAD)),
            Step("28 days after", Days(28), (AGENCY, AGENCY_LEAD, OTHER_SIDE)),
        ),
    ),
    Duty(
        code=TermKey.CHALLENGE_ANSWER.value,
        clauses=("A7", "A38"),
        title="Answer a challenge",
        owed_by=Party.AGENCY,
        starts="another agency raises a challenge",
        limit=Limit(10, Unit.WORKING_DAYS),
        met_by="an answer is given, or the challenge is resolved or withdrawn",
        steps=(
            Step("3 days before", Days(-3), (CHALLENGED,)),
            Step("on the due day", Days(0), (CHALLENGED,)),
            Step("the day after", Days(1), (CHALLENGED, AGENCY_LEAD, CHALLENGER)),
            Step("7 days after", Days(7), (AGENCY_LEAD, CHALLENGER)),
        ),
    ),
    Duty(
        code=TermKey.COMPLAINT_ACKNOWLEDGED.value,
        clauses=("P17",),
        title="Acknowledge a complaint",
        owed_by=Party.AGENCY,
        starts="a complaint is recorded",
        limit=Limit(1, Unit.WORKING_DAYS),
        met_by="whoever handles it records that it was acknowledged",
        steps=(
            Step("on the due day", Days(0), (COMPLAINT_HANDLER,)),
            Step("the day after", Days(1), (COMPLAINT_HANDLER, AGENCY_LEAD)),
        ),
    ),
    Duty(
        code=TermKey.COMPLAINT_ANSWERED.value,
        clauses=("P17",),
        title="Answer a complaint",
        owed_by=Party.AGENCY,
        starts="a complaint is recorded",
        limit=Limit(20, Unit.WORKING_DAYS),
        met_by="whoever handles it records the answer and the outcome",
        steps=(
            Step("7 days before", Days(-7), (COMPLAINT_HANDLER,)),
            Step("on the due day", Days(0), (COMPLAINT_HANDLER,)),
            Step("the day after", Days(1), (COMPLAINT_HANDLER, AGENCY_LEAD)),
            Step("7 days after", Days(7), (COMPLAINT_HANDLER, AGENCY_LEAD)),
        ),
    ),
)
