"""What pages are called when they have been looked at, and the rules of unusual access in words. Pure."""

from collections.abc import Mapping
from datetime import datetime

from accounts.enums import LookKind
from accounts.wording import clock, comma_and, write_time
from oversight.enums import Unusual
from oversight.rules.unusual_access import (
    AT_ALL_HOURS,
    DAY_BEGINS,
    DAY_ENDS,
    MANY_EMPTY_SEARCHES,
    MANY_RECORDS,
    SHORT_TIME,
)
from oversight.wording import outside

#: What was looked at, by the name of its address, to follow “Opened”. Rows about addresses that are gone stay, so
#: nothing is taken out of here.
PAGES: Mapping[str, str] = {
    # Lists of who is on roll
    "tracking:roll-lines": "the lines of a list of who is on roll",
    "tracking:roll-line": "a line of a list of who is on roll",
    "tracking:roll-answer": "the answer to a list of who is on roll",
    # The case file and who works with the young person
    "oversight:case-file": "the case file",
    "oversight:story": "everything that happened",
    "oversight:who-looked": "who has looked",
    "learners:edit": "the form to change details",
    "learners:close": "the form to close the case",
    "learners:death": "the form to record a death",
    "learners:restrict": "who may open the restricted record",
    "learners:unrestrict": "the form to lift the restriction",
    "learners:remove-named-person": "the form to take somebody off the restricted record",
    "learners:key-worker": "the form to name a key worker",
    "learners:cover": "the form to name the key worker’s cover",
    "learners:end-key-worker": "the form to end the key worker’s work",
    "learners:tell-again": "the form to tell people of a key worker again",
    **outside.PAGES,
    # Places
    "learners:enrol": "the form to record a place",
    "learners:enrolment": "a place at a provider",
    "learners:tick": "the start checklist of a place",
    "learners:mentor": "the form to name a mentor",
    "learners:end-enrolment": "the form to end a place",
    "learners:transfer": "the form to move to another provider",
    # Attendance
    "tracking:attendance-of": "how somebody attends",
    "tracking:attendance-timetable": "the form to set a timetable",
    "tracking:attendance-concern": "an attendance pathway",
    "tracking:attendance-concern-write": "the form to write an attendance pathway",
    "tracking:attendance-concern-close": "the form to close an attendance pathway",
    # Sharing
    "learners:sharing": "what is shared and with whom",
    "learners:record-consent": "the form to record consent",
    "learners:share-without-consent": "the form to share without consent",
    "learners:end-override": "the form to end sharing without consent",
    "learners:download": "a file of the record",
    "learners:support-requests": "the list of requests for support",
    "learners:support-request": "a request for support",
    "learners:ask-for-support": "the form to ask another Virtual School for support",
    "learners:accept-support": "the form to accept a request for support",
    "learners:decline-support": "the form to decline a request for support",
    "learners:withdraw-support": "the form to withdraw a request for support",
    "learners:end-support": "the form to end support",
    # What the young person says and asks for
    "education_plans:own-link": "the link to the young person’s own page",
    "education_plans:own-link-end": "the form to end the link to the young person’s own page",
    "education_plans:voice": "what the young person said",
    "education_plans:view-new": "the form to write down what the young person said",
    "education_plans:view": "something the young person said",
    "education_plans:help-call": "a call for help",
    "education_plans:record-requests": "the list of copies of the record",
    "education_plans:record-request": "a request for a copy of the record",
    "education_plans:record-review": "the whole record, to check a copy of it",
    "education_plans:record-take-back": "the form to take a request for a copy of the record back",
    "education_plans:record-copy": "a copy of the record",
    "education_plans:record-act": "a form about a copy of the record",
    # Restricted records in an emergency
    "learners:break-glass": "the form to open a restricted record in an emergency",
    "learners:openings": "the list of openings in an emergency",
    "learners:end-glass": "the form to end an opening in an emergency",
    "learners:end-own-glass": "the form to end an opening in an emergency",
    # When somebody leaves or is away
    "learners:hand-over": "a hand-over",
    "learners:hand-over-pass": "the form to hand over",
    "learners:delegations": "the list of colleagues who cover",
    "learners:delegate": "the form to name a colleague as cover",
    "learners:end-delegation": "the form to end cover",
    # Lists
    "learners:caseload": "the list of young people",
    "learners:export": "the list of young people",
    "oversight:search": "the search",
    "deadlines:list": "the list of deadlines",
    # Deadlines
    "deadlines:detail": "a deadline",
    "deadlines:pause": "the form to pause a deadline",
    "deadlines:resume": "the form to start a deadline again",
    "deadlines:move": "the form to move a deadline",
    "deadlines:waive": "the form to waive a deadline",
    "agreements:challenge": "a challenge about a deadline",
    "agreements:challenge-answer": "the form to answer a challenge",
    "agreements:challenge-reply": "the form to reply in a challenge",
    "agreements:challenge-resolve": "the form to resolve a challenge",
    "agreements:challenge-escalate": "the form to take a challenge to the signatory",
    "agreements:challenge-withdraw": "the form to withdraw a challenge",
    # What happens
    "tracking:incident-new": "the form to log an incident",
    "tracking:incident": "an incident",
    "tracking:incident-close": "the form to close an incident",
    "tracking:call-new": "the form to log a phone call",
    "tracking:email-came-back": "the form to report an e-mail that came back",
    "tracking:email-again": "the form to send an e-mail again",
    "tracking:meeting-new": "the form to call a meeting",
    "tracking:meeting-record": "the record of a meeting",
    "tracking:exclusion": "the form to decide on an exclusion",
    "tracking:emergency-new": "the form to raise an emergency",
    "tracking:emergency": "an emergency",
    "tracking:emergency-acknowledge": "the form to acknowledge an emergency",
    "tracking:emergency-respond": "the form to respond to an emergency",
    "tracking:emergency-close": "the form to close an emergency",
    # Courses and results
    "tracking:progress": "courses and results",
    "tracking:aim-new": "the form to record a course",
    "tracking:aim-change": "the form to change a course",
    "tracking:aim-result": "the form to record the result of a course",
    "tracking:prior-attainment": "the form to record what they reached in Year 11",
    "tracking:destinations": "destinations",
    "tracking:destination-record": "the form to record a destination",
    "tracking:cohort-action": "what is to do for somebody in Year 11",
    "tracking:cohort-out": "the form to leave somebody out of a Year 11 group",
    # Panels, risk, stories of success
    "oversight:panel": "a panel",
    "oversight:panel-actions": "what a panel asked for",
    "oversight:panel-change": "the form to change a panel",
    "oversight:panel-close": "the form to close a panel",
    "oversight:panel-meeting": "the agenda of a panel",
    "oversight:panel-meeting-new": "the form to call a meeting of a panel",
    "oversight:panel-meeting-change": "the form to move a meeting of a panel",
    "oversight:panel-meeting-draw-up": "the agenda of a panel",
    "oversight:panel-meeting-people": "the form to say who comes to a meeting of a panel",
    "oversight:panel-meeting-begin": "the agenda of a panel",
    "oversight:panel-meeting-close": "the form to close a meeting of a panel",
    "oversight:panel-meeting-add": "the form to put somebody on the agenda of a panel",
    "oversight:agenda-item": "what a panel knows and decides",
    "oversight:agenda-item-move": "the agenda of a panel",
    "oversight:agenda-item-take-off": "the form to take somebody off the agenda of a panel",
    **{f"oversight:sampled{page}": "the questions of an audit" for page in ("", "-auditor", "-set-aside")},
    "oversight:agenda-item-share": "what a panel knows and decides",
    "oversight:agenda-action-done": "something that a panel asked for",
    "oversight:risk": "the risk of falling out",
    "oversight:risk-judge": "the form to see the risk otherwise",
    "oversight:list": "a list of young people",
    "oversight:list-download": "a list of young people",
    "oversight:measure-list": "a list of young people",
    "oversight:snapshot-correct": "the form to correct a figure that was kept",
    "oversight:success-story": "a story of success",
    "oversight:success-new": "the form to record a success",
    "oversight:success-change": "the form to change a story of success",
    # Without a place
    "tracking:neet-of": "the time without a place",
    "tracking:neet-episode": "a time without a place",
    "tracking:neet-plan": "the form of the plan while there is no place",
    "tracking:neet-help": "the form about health and jobcentre",
    "tracking:neet-role-new": "the form to add who does what while there is no place",
    "tracking:neet-role-change": "the form to change who does what while there is no place",
    "tracking:neet-role-done": "the form to record something as done while there is no place",
    "tracking:neet-day-new": "the form to arrange a taster or in-touch day",
    "tracking:neet-day": "the form to say whether they came to a day",
    "tracking:neet-day-call-off": "the form to call a taster or in-touch day off",
    "tracking:strengths": "totals of strengths and difficulties",
    "tracking:strengths-new": "the form to record a total of strengths and difficulties",
    "tracking:strengths-change": "the form to change a total of strengths and difficulties",
    # Opportunities
    "tracking:opportunity-refer": "the form to find somebody for an opportunity",
    "tracking:learner-referrals": "the opportunities they were referred to",
    "tracking:referral-new": "the form to refer to an opportunity",
    "tracking:referral": "a referral to an opportunity",
    "tracking:referral-step": "the form to record what became of a referral",
    "tracking:referral-next": "the form to record what happened after an opportunity",
    "tracking:referral-take-back": "the form to take back a step of a referral",
    # Support and moves, the end of the case and the way back
    "tracking:casework": "support and moves",
    "tracking:extra-support-new": "the form to record extra support",
    "tracking:extra-support": "extra support",
    "tracking:extra-support-change": "the form to change extra support",
    "tracking:extra-support-tell": "the form to tell a provider of extra support",
    "tracking:extra-support-review": "the form to review extra support",
    "tracking:extra-support-end": "the form to end extra support",
    "tracking:transfers": "the list of records asked for",
    "tracking:transfer-new": "the form to ask for records",
    "tracking:transfer": "a request for records",
    "tracking:transfer-sent": "the form to record that records are sent",
    "tracking:transfer-received": "the form to record that records have come",
    "tracking:transfer-not-there": "the form to record that records are not there",
    "tracking:transfer-remind": "the form to ask for records once more",
    "tracking:transfer-withdraw": "the form to take a request for records back",
    "tracking:home-move-new": "the form to record a move of home",
    "tracking:home-move-change": "the form to change a move of home",
    "tracking:school-move-new": "the form to record a move of school",
    "tracking:school-move-change": "the form to change a move of school",
    "tracking:refusals": "the list of places that were refused",
    "tracking:refusal-new": "the form to record that a place was refused",
    "tracking:refusal": "a place that was refused",
    "tracking:refusal-take-further": "the form to take a refusal further",
    "tracking:refusal-close": "the form to record what came of a refusal",
    "tracking:closure-new": "the form to prepare the end of the case",
    "tracking:closure": "the end of the case",
    "tracking:closure-letter": "the letter about the end of the case",
    "tracking:closure-told": "the form to record that they know of the end of the case",
    "tracking:closure-remains": "the form about what remains available",
    "tracking:closure-agree": "the form to agree to the end of the case",
    "tracking:closure-letter-given": "the form to record that they have the letter",
    "tracking:closure-finish": "the form to close the case",
    "tracking:closure-give-up": "the form to keep the case open",
    "tracking:return-new": "the form to record that they ask to come back",
    "tracking:return": "a request to come back",
    "tracking:return-assess": "the form to assess somebody who comes back",
    # What young people do
    "tracking:activity-of": "what they do",
    "tracking:activity-new": "the form to record what they do",
    "tracking:activity-correct": "the form to correct what they do",
    "tracking:activity-take-back": "the form to take away what was recorded by mistake",
    "tracking:care-leaver-return-of": "an entry of the return on care leavers",
    "tracking:care-leaver-return-download": "the return on care leavers",
    "tracking:in-touch": "how somebody keeps in touch",
    "tracking:contact-new": "the form to record a contact",
    "tracking:contact-correct": "the form to put a contact right",
    "tracking:contact-strike-out": "the form to strike a contact out",
    "tracking:job-new": "the form to record a job",
    "tracking:job": "a job",
    "tracking:job-contact": "the form to record how a job goes",
    "tracking:job-end": "the form to record that a job ended",
    "tracking:job-correct": "the form to put a job right",
    "tracking:job-strike-out": "the form to strike a job out",
    # Education plans
    "education_plans:plan": "the education plan",
    "education_plans:begin": "the form to begin an education plan",
    "education_plans:edit-section": "a section of the education plan",
    "education_plans:agree": "the form to agree the education plan",
    "education_plans:section": "a section of the education plan",
    "education_plans:draft": "what they were writing in the education plan",
    "education_plans:ask": "the form to ask a colleague to complete a section",
    "education_plans:completer": "the form to name who completes a section",
    "education_plans:withdraw-request": "the form to take back a request to complete a section",
    "education_plans:whose": "the form of what the plan asks about",
    "education_plans:review": "the form to record a review of the education plan",
    # Agreement, quality and copies
    "education_plans:answer": "the form to say whether they agree with the plan",
    "education_plans:versions": "the versions of the plan",
    "education_plans:version": "a version of the plan",
    "education_plans:version-changes": "what has changed in the plan",
    "education_plans:quality": "the list of plans to check",
    "education_plans:quality-history": "what the Virtual School says of the plan",
    "education_plans:quality-check": "the form to check the quality of the plan",
    "education_plans:copy-give": "the form to record that they have a copy of the plan",
    "education_plans:copy-pdf": "a copy of the plan",
    "education_plans:monitor-list": "the list of plans of a month",
    # Pathway plans
    "education_plans:one-plan": "education and pathway as one plan",
    "education_plans:passport": "the skills passport",
    "education_plans:passport-area": "the form of the skills passport",
    "education_plans:begin-pathway": "the form to begin a pathway plan",
    "education_plans:pathway": "the pathway plan",
    "education_plans:pathway-matter": "a part of the pathway plan",
    "education_plans:pathway-draft": "what they were writing in the pathway plan",
    "education_plans:pathway-write": "the form to write a part of the pathway plan",
    "education_plans:pathway-action-new": "the form to plan something in the pathway plan",
    "education_plans:pathway-action-change": "the form to change something planned in the pathway plan",
    "education_plans:pathway-action-done": "the form to record something of the pathway plan as done",
    "education_plans:pathway-answer": "the form to record what the young person says to the pathway plan",
    "education_plans:pathway-sign": "the form to sign the pathway plan",
    "education_plans:pathway-ask-review": "the form to ask for a review of the pathway plan",
    "education_plans:pathway-review": "the form to record a review of the pathway plan",
    "education_plans:pathway-accommodation": "the form to check where the young person lives",
    "education_plans:pathway-close": "the form to close the pathway plan",
    # Meetings, changes in their life, visits
    "education_plans:meetings": "the meetings about the plan",
    "education_plans:meeting": "a meeting about the plan",
    "education_plans:meeting-calendar": "a meeting as a file for a calendar",
    "education_plans:meeting-new": "the form to call a meeting",
    "education_plans:meeting-change": "the form to move a meeting",
    "education_plans:meeting-agenda": "the agenda of a meeting",
    "education_plans:meeting-cancel": "the form to call a meeting off",
    "education_plans:meeting-invite": "the form to invite somebody to a meeting",
    "education_plans:meeting-take-off": "the form to take somebody off the list of a meeting",
    "education_plans:meeting-answer": "an invitation to a meeting",
    "education_plans:meeting-record": "the form to record a meeting",
    "education_plans:meeting-correct": "the form to correct what was recorded of a meeting",
    "education_plans:meeting-action-new": "the form to give somebody something to do after a meeting",
    "education_plans:meeting-action-done": "something to do after a meeting",
    "education_plans:early-decline": "a review that was proposed early",
    "education_plans:changes": "changes in their life",
    "education_plans:change-new": "the form to record a change in their life",
    "education_plans:occasions": "visits and parents’ evenings",
    "education_plans:occasion-new": "the form to add a visit",
    "education_plans:occasion": "the form to say who came to a visit",
    # Meetings about the pathway plan
    "education_plans:pathway-meetings": "the meetings about the pathway plan",
    "education_plans:pathway-meeting": "a meeting about the pathway plan",
    "education_plans:pathway-meeting-calendar": "a meeting about the pathway plan as a file for a calendar",
    "education_plans:pathway-meeting-new": "the form to call a meeting about the pathway plan",
    "education_plans:pathway-meeting-change": "the form to move a meeting about the pathway plan",
    "education_plans:pathway-meeting-agenda": "the agenda of a meeting about the pathway plan",
    "education_plans:pathway-meeting-cancel": "the form to call off a meeting about the pathway plan",
    "education_plans:pathway-meeting-invite": "the form to invite somebody to a meeting about the pathway plan",
    "education_plans:pathway-meeting-take-off": "the form to take somebody off the list of a meeting about the pathway plan",
    "education_plans:pathway-meeting-answer": "an invitation to a meeting about the pathway plan",
    "education_plans:pathway-meeting-record": "the form to record a meeting about the pathway plan",
    "education_plans:pathway-meeting-correct": "the form to correct what was recorded of a meeting about the pathway plan",
    "education_plans:pathway-meeting-action-new": "the form to give somebody something to do after a meeting about the pathway plan",
    "education_plans:pathway-meeting-action-done": "something to do after a meeting about the pathway plan",
    # Targets, support and money
    "education_plans:targets": "the targets of the education plan",
    "education_plans:target-new": "the form to set a target",
    "education_plans:target-change": "the form to change a target",
    "education_plans:target-close": "the form to say what came of a target",
    "education_plans:targets-carry": "the form to carry targets forward",
    "education_plans:funding-new": "the form to ask for money",
    "education_plans:funding": "a request for money",
    "education_plans:funding-decide": "the form to decide on a request for money",
    "education_plans:funding-withdraw": "the form to take back a request for money",
    "education_plans:funding-spend": "the form to record what was spent",
    "education_plans:spend-take-back": "the form to take away what was recorded as spent",
    "education_plans:funding-impact": "the form to say what money brought",
    "education_plans:funding-list": "the list of requests for money",
    "education_plans:support": "the support by area of life",
    "education_plans:need-new": "the form to record a need",
    "education_plans:need-change": "the form to change a need",
    "education_plans:need-end": "the form to end support",
    "education_plans:entitlements": "what they may be entitled to",
    "education_plans:claim": "the form to record what became of an entitlement",
    "education_plans:guidance": "their careers guidance",
    "education_plans:guidance-new": "the form to record careers guidance",
    "education_plans:guidance-change": "the form to change careers guidance",
    "education_plans:guidance-of": "their careers guidance",
    "education_plans:guidance-of-new": "the form to record careers guidance",
    "education_plans:guidance-of-change": "the form to change careers guidance",
}

#: A row about an address that has no words.
ANOTHER_PAGE = "another page of the record"


def what_was_looked_at(kind: str, what: str, people: int) -> str:
    """“Opened the case file”, “Found by a search in the list of young people”. `people` is how many the same request
    named.
    """
    page = PAGES.get(what, ANOTHER_PAGE)
    match kind:
        case LookKind.SEARCH:
            return f"Found by a search in {page}{_among(people)}"
        case LookKind.EXPORT | LookKind.DOWNLOAD:
            return f"Downloaded {page}{_among(people)}"
    return f"Opened {page}{_among(people)}"


def _among(people: int) -> str:
    return f", one of {people} people" if people > 1 else ""


#: Each rule as an administrator reads it.
RULES: Mapping[str, str] = {
    Unusual.MANY_RECORDS: (
        f"More than {MANY_RECORDS} different young people’s records opened within "
        f"{int(SHORT_TIME.total_seconds()) // 60} minutes. Lists and searches do not count."
    ),
    Unusual.OUT_OF_HOURS: (
        f"Records or lists that name young people opened before {write_time(DAY_BEGINS)} or from {write_time(DAY_ENDS)} "
        "in London, on a Saturday or Sunday, or on a bank holiday in England. "
        f"Not asked of those who work at all hours: {comma_and(sorted(role.label.lower() for role in AT_ALL_HOURS))}."
    ),
    Unusual.OUTSIDE_CASELOAD: (
        "A role that reaches only one’s own young people opened the record of somebody for whom the person was, on that "
        "day, neither key worker, nor cover, nor mentor, nor deputy: as a rule because they are named on a restricted "
        "record."
    ),
    Unusual.BROKEN_GLASS: (
        "A restricted record was opened in an emergency, with a reason, by somebody who does not normally reach it."
    ),
    Unusual.EMPTY_SEARCHES: f"More than {MANY_EMPTY_SEARCHES} searches for young people on one day that found nobody.",
}


def between(first_at: datetime, last_at: datetime) -> str:
    """“at 9:05pm”, “between 9:05pm and 9:40pm”, in London."""
    first, last = clock(first_at), clock(last_at)
    return f"at {first}" if first == last else f"between {first} and {last}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """“1 record”, “12 records”."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
