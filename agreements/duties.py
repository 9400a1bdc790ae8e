"""The promises of the agreement that have a clock. Read from top to bottom, this is what Mainstay does.

A care-experienced young person moves from school to college. Social care, the provider and the Virtual School have
promised to work together, and some of their promises must be kept by a certain moment. Each row below is one of them:
what must have happened, who owes it, what starts the clock, how long there is, what counts as kept, and who hears about
it before, at and after that moment. Nineteen are about a young person:

    before the start    a key worker is named                                  social care
    around the start    an education plan is agreed                            key worker and designated person
    every six months    the plan is reviewed at the provider                   key worker and designated person
    when people change  the provider hears that the key worker changed         social care
    when it goes wrong  key worker and key contact hear of it the same day     provider
    in an emergency     the key worker responds                                key worker, within 24 hours
    every year          the young person is asked again what may be shared     key worker
    every six months    the pathway plan is reviewed, sooner if asked for      key worker
    when they speak     what the young person said is answered                 key worker, or the provider
    when they ask       they are given a copy of their record                  key worker, by promise and by law
    every eight weeks   somebody is in touch with the care leaver              key worker
    in a new job        somebody asks how it goes, weekly and monthly          key worker
    without a place     there are taster days and in-touch days                key worker
    every six months    extra support is reviewed                              key worker
    when they return    who comes back after 21 is assessed                    social care

Seven are about the agencies themselves. Each side of an agreement owes the first three to the other, as long as it is in
force; the others begin with an act:

    every year          people and contacts are confirmed as right             each side
    before it expires   the data-protection registration is renewed            each side
    before it is stale  the training of those in the posts is refreshed        each side
    every year          the agreement is reviewed                              Virtual School
    when challenged     an answer is given                                     the agency that is challenged
    on a complaint      it is acknowledged, and it is answered                 the agency it is about

The limits are those the agreement is signed with; one agreement may set others (`agreements.terms`). The letters and
numbers name the clauses. A ladder climbs: those who owe the duty are reminded first, their manager hears when it is
late, then the partner agency.
"""

from collections.abc import Mapping
from datetime import time

from agreements.enums import TermKey
from deadlines.enums import Party, Unit
from deadlines.rules import AtLocalTime, Days, Duty, Hours, Limit, Step

# Who is told. `learners.audiences` finds the people.
KEY_WORKER = "key_worker"
TEAM_MANAGER = "team_manager"
DESIGNATED_PERSON = "designated_person"
SIGNATORY = "signatory"
KEY_CONTACT = "key_contact"
VIRTUAL_SCHOOL_HEAD = "virtual_school_head"

# Of the duties an agency owes itself; `agreements.audiences` finds the people.
COMPLAINT_HANDLER = "complaint_handler"
CHALLENGED = "challenged"
CHALLENGER = "challenger"
AGENCY = "agency"
AGENCY_LEAD = "agency_lead"
OTHER_SIDE = "other_side"

_BOTH = (KEY_WORKER, DESIGNATED_PERSON)

DUTIES: tuple[Duty, ...] = (
    Duty(
        code=TermKey.KEY_WORKER_NAMED.value,
        clauses=("A9",),
        title="Name a key worker",
        owed_by=Party.SOCIAL_CARE,
        starts="the young person is recorded in Mainstay",
        limit=Limit(0, Unit.FIXED_DAY),  # the end of Year 11; recorded after that: AFTER_YEAR_11 below
        met_by="a key worker is assigned",
        steps=(
            Step("28 days before", Days(-28), (TEAM_MANAGER,)),
            Step("7 days before", Days(-7), (TEAM_MANAGER,)),
            Step("on the due day", Days(0), (TEAM_MANAGER,)),
            Step("the day after", Days(1), (TEAM_MANAGER, KEY_CONTACT)),
            Step("7 days after", Days(7), (TEAM_MANAGER, KEY_CONTACT, VIRTUAL_SCHOOL_HEAD)),
        ),
    ),
    Duty(
        code=TermKey.EDUCATION_PLAN.value,
        clauses=("A13", "A27"),
        title="Agree an education plan",
        owed_by=Party.KEY_WORKER,
        shared_with=Party.DESIGNATED_PERSON,
        starts="the young person starts at the provider",
        limit=Limit(30, Unit.DAYS),
        met_by="all three have agreed the plan: young person, key worker, provider; best in May to July before",
        steps=(
            Step("14 days before", Days(-14), _BOTH),
            Step("7 days before", Days(-7), _BOTH),
            Step("on the due day", Days(0), _BOTH),
            Step("the day after", Days(1), (*_BOTH, TEAM_MANAGER)),
            Step("7 days after", Days(7), (*_BOTH, TEAM_MANAGER, KEY_CONTACT)),
        ),
    ),
    Duty(
        code=TermKey.PLAN_REVIEW.value,
        clauses=("A14", "A28"),
        title="Review the education plan",
        owed_by=Party.KEY_WORKER,
        shared_with=Party.DESIGNATED_PERSON,
        starts="the plan is agreed (or the place begins, if that is later), then each day a review is held",
        limit=Limit(6, Unit.MONTHS),
        met_by="a review meeting is held at the provider",
        steps=(
            Step("28 days before", Days(-28), _BOTH),
            Step("7 days before", Days(-7), _BOTH),
            Step("on the due day", Days(0), _BOTH),
            Step("the day after", Days(1), (*_BOTH, TEAM_MANAGER)),
            Step("7 days after", Days(7), (*_BOTH, TEAM_MANAGER, KEY_CONTACT)),
        ),
    ),
    Duty(
        code=TermKey.KEY_WORKER_CHANGE.value,
        clauses=("A10",),
        title="Tell the provider that the key worker changed",
        owed_by=Party.SOCIAL_CARE,
        starts="the change is recorded, or takes effect if that is later",
        limit=Limit(1, Unit.WORKING_DAYS),
        met_by="the e-mails to the designated person and the Virtual School key contact are accepted",
        steps=(
            Step("on the due day", Days(0), (TEAM_MANAGER,)),
            Step("the day after", Days(1), (TEAM_MANAGER, KEY_CONTACT)),
        ),
    ),
    Duty(
        code=TermKey.SAME_DAY_NOTICE.value,
        clauses=("A30",),
        title="Tell the key worker and the Virtual School the same day, by phone and by e-mail",
        owed_by=Party.DESIGNATED_PERSON,
        starts="something puts the place at risk: a suspension, an exclusion, any doubt that they can stay",
        limit=Limit(0, Unit.END_OF_DAY),
        met_by="both people are reached on both channels: two e-mails accepted, two calls answered",
        steps=(
            Step("on the due day", Days(0), (DESIGNATED_PERSON,)),
            Step("18:00 the same day", AtLocalTime(time(18)), (DESIGNATED_PERSON,)),
            Step("the day after", Days(1), (DESIGNATED_PERSON, SIGNATORY, KEY_CONTACT)),
        ),
        safeguarding=True,
    ),
    Duty(
        code=TermKey.EMERGENCY_RESPONSE.value,
        clauses=("A18",),
        title="Respond to an emergency",
        owed_by=Party.KEY_WORKER,
        starts="somebody raises an emergency; the key worker is told with it",
        limit=Limit(24, Unit.HOURS),
        met_by="the key worker, or whoever stands in, records what was done; to have read it is not enough",
        steps=(
            Step("12 hours before the end", Hours(-12), (KEY_WORKER, TEAM_MANAGER)),  # of 24: after 12 hours
            Step("4 hours before the end", Hours(-4), (KEY_WORKER, TEAM_MANAGER)),  # after 20 hours
            Step("at the end", Hours(0), (TEAM_MANAGER, KEY_CONTACT, VIRTUAL_SCHOOL_HEAD)),  # after 24 hours
        ),
        safeguarding=True,
    ),
    Duty(
        code=TermKey.CONSENT_CHECK.value,
        clauses=("A11", "P19e"),
        title="Ask again what may be shared",
        owed_by=Party.KEY_WORKER,
        starts="the young person is asked for consent",
        limit=Limit(12, Unit.MONTHS),
        met_by="the young person is asked again, whatever they answer",
        steps=(
            Step("28 days before", Days(-28), (KEY_WORKER,)),
            Step("7 days before", Days(-7), (KEY_WORKER,)),
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER)),
            Step("28 days after", Days(28), (KEY_WORKER, TEAM_MANAGER, KEY_CONTACT)),
        ),
    ),
    Duty(
        code=TermKey.PATHWAY_REVIEW.value,
        clauses=("P2",),
        title="Review the pathway plan",
        owed_by=Party.KEY_WORKER,
        starts="the pathway plan is agreed, then each day a review of it is held",
        limit=Limit(6, Unit.MONTHS),
        met_by="a review of the pathway plan is held with the young person",
        steps=(
            Step("28 days before", Days(-28), (KEY_WORKER,)),
            Step("7 days before", Days(-7), (KEY_WORKER,)),
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER)),
            Step("7 days after", Days(7), (KEY_WORKER, TEAM_MANAGER, KEY_CONTACT)),
        ),
    ),
    Duty(
        code=TermKey.PATHWAY_REVIEW_ASKED.value,
        clauses=("P2",),
        title="Hold the review of the pathway plan that was asked for",
        owed_by=Party.KEY_WORKER,
        starts="the young person or their adviser asks for a review; it cannot be refused",
        limit=Limit(28, Unit.DAYS),
        met_by="a review of the pathway plan is held with the young person",
        steps=(
            Step("7 days before", Days(-7), (KEY_WORKER,)),
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER)),
        ),
    ),
    Duty(
        code=TermKey.VIEW_ANSWERED.value,
        clauses=("A15", "A24"),
        title="Answer what the young person said",
        owed_by=Party.KEY_WORKER,
        shared_with=Party.DESIGNATED_PERSON,
        starts="the young person says something, on their own page or to somebody who writes it down",
        limit=Limit(10, Unit.WORKING_DAYS),
        met_by="they are told what was done, or why not",
        steps=(
            Step("3 days before", Days(-3), _BOTH),
            Step("on the due day", Days(0), _BOTH),
            Step("the day after", Days(1), (*_BOTH, TEAM_MANAGER)),
        ),
    ),
    Duty(
        code=TermKey.RECORD_COPY.value,
        clauses=("P19a",),
        title="Give the young person a copy of their record",
        owed_by=Party.KEY_WORKER,
        starts="the young person asks for a copy of their record",
        limit=Limit(1, Unit.WORKING_DAYS),
        met_by="the copy is given",
        steps=(
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER)),
        ),
    ),
    Duty(
        code=TermKey.RECORD_COPY_BY_LAW.value,
        clauses=("P19a",),
        title="Give the young person a copy of their record: the latest day by law",
        owed_by=Party.KEY_WORKER,
        starts="the young person asks for a copy of their record (article 12 of the UK GDPR)",
        limit=Limit(1, Unit.MONTHS),
        met_by="the copy is given",
        steps=(
            Step("14 days before", Days(-14), (KEY_WORKER, TEAM_MANAGER)),
            Step("7 days before", Days(-7), (KEY_WORKER, TEAM_MANAGER)),
            Step("on the due day", Days(0), (KEY_WORKER, TEAM_MANAGER)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER, KEY_CONTACT)),
        ),
    ),
    Duty(
        code=TermKey.IN_TOUCH.value,
        clauses=("P1",),
        title="Be in touch with the care leaver",
        owed_by=Party.KEY_WORKER,
        starts="the young person becomes a care leaver, then each day on which somebody reached them",
        limit=Limit(56, Unit.DAYS),
        met_by="somebody reaches them: a visit, a meeting, a call or a message with an answer",
        steps=(
            Step("14 days before", Days(-14), (KEY_WORKER,)),
            Step("3 days before", Days(-3), (KEY_WORKER,)),
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER)),
            Step("14 days after", Days(14), (KEY_WORKER, TEAM_MANAGER, KEY_CONTACT)),
        ),
    ),
    Duty(
        code=TermKey.WORK_CONTACT_WEEKLY.value,
        clauses=("K7",),
        title="Ask how the new job goes: every week",
        owed_by=Party.KEY_WORKER,
        starts="a job begins into which the young person was supported, then each contact, for eight weeks",
        limit=Limit(7, Unit.DAYS),
        met_by="somebody reaches them about the job",
        steps=(
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER)),
        ),
    ),
    Duty(
        code=TermKey.WORK_CONTACT_MONTHLY.value,
        clauses=("K7",),
        title="Ask how the new job goes: every month",
        owed_by=Party.KEY_WORKER,
        starts="a job begins, after the eight weeks of weekly contact if there are any; then each contact, to six months",
        limit=Limit(1, Unit.MONTHS),
        met_by="somebody reaches them about the job",
        steps=(
            Step("3 days before", Days(-3), (KEY_WORKER,)),
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER)),
        ),
    ),
    Duty(
        code=TermKey.TASTER_DAY.value,
        clauses=("K6",),
        title="Arrange a taster day",
        owed_by=Party.KEY_WORKER,
        starts="a time without a place begins, then each taster day attended",
        limit=Limit(3, Unit.MONTHS),
        met_by="the young person attends a taster day",
        steps=(
            Step("28 days before", Days(-28), (KEY_WORKER,)),
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER, KEY_CONTACT)),
        ),
    ),
    Duty(
        code=TermKey.IN_TOUCH_DAY.value,
        clauses=("K6",),
        title="Hold an in-touch day",
        owed_by=Party.KEY_WORKER,
        starts="a time without a place begins, then each in-touch day attended",
        limit=Limit(1, Unit.MONTHS),
        met_by="the young person attends an in-touch day",
        steps=(
            Step("7 days before", Days(-7), (KEY_WORKER,)),
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER)),
        ),
    ),
    Duty(
        code=TermKey.SUPPORT_REVIEW.value,
        clauses=("P5",),
        title="Review the extra support",
        owed_by=Party.KEY_WORKER,
        starts="extra support begins, then each review of it",
        limit=Limit(6, Unit.MONTHS),
        met_by="a review of the support is recorded",
        steps=(
            Step("28 days before", Days(-28), (KEY_WORKER,)),
            Step("on the due day", Days(0), (KEY_WORKER,)),
            Step("the day after", Days(1), (KEY_WORKER, TEAM_MANAGER)),
        ),
    ),
    Duty(
        code=TermKey.RETURN_ASSESSED.value,
        clauses=("W8",),
        title="Assess somebody who comes back",
        owed_by=Party.SOCIAL_CARE,
        starts="a care leaver between 21 and 25 asks for support again",
        limit=Limit(10, Unit.WORKING_DAYS),
        met_by="the assessment is recorded, with the support agreed or where else help is",
        steps=(
            Step("3 days before", Days(-3), (TEAM_MANAGER,)),
            Step("on the due day", Days(0), (TEAM_MANAGER,)),
            Step("the day after", Days(1), (TEAM_MANAGER, KEY_CONTACT)),
        ),
    ),
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

#: How long social care has to name a key worker for a young person recorded after the end of Year 11 (A9).
AFTER_YEAR_11 = Limit(10, Unit.WORKING_DAYS)

#: Local hour at which the steps counted in days leave.
MORNING_HOUR = Limit(8, Unit.HOURS)

#: Attendance in per cent: what is aimed at (the regional strategy), and at or below which absence is persistent and
#: something is done (absence of 10 % or more: domain facts §6).
ATTENDANCE_TARGET = Limit(95, Unit.PERCENT)
ATTENDANCE_LIMIT = Limit(90, Unit.PERCENT)

#: From when on a time without a place counts as long. No law says; six months are common practice.
LONG_TERM_NEET = Limit(6, Unit.MONTHS)

#: How far the start of a place on a provider's list may lie from the one on record and still mean the same place.
ROLL_TOLERANCE = Limit(28, Unit.DAYS)

DUTY_BY_CODE: Mapping[str, Duty] = {duty.code: duty for duty in DUTIES}

#: The default terms: what applies where no agreement says otherwise. Loaded as dated rows by a migration, so that
#: they too can change from a day on.
DEFAULT_TERMS: Mapping[TermKey, Limit] = {
    **{TermKey(duty.code): duty.limit for duty in DUTIES},
    TermKey.KEY_WORKER_NAMED: AFTER_YEAR_11,
    TermKey.ATTENDANCE_TARGET: ATTENDANCE_TARGET,
    TermKey.ATTENDANCE_LIMIT: ATTENDANCE_LIMIT,
    TermKey.LONG_TERM_NEET: LONG_TERM_NEET,
    TermKey.ROLL_TOLERANCE: ROLL_TOLERANCE,
    TermKey.MORNING_HOUR: MORNING_HOUR,
}
