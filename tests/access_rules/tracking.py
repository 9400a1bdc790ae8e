"""Addresses of what happens to a young person: a paragraph for each topic."""

from accounts.enums import Permission as _P
from tests.access_rules.who import SIGNED_IN, Rule, agency, every, own_record, record, role

ROUTES: dict[str, Rule] = {
    # incidents and emergencies
    "tracking:incident-new": record(_P.LOG_INCIDENT),
    "tracking:incidents": SIGNED_IN,
    "tracking:incident": record(_P.VIEW_LEARNER),
    "tracking:incident-close": record(_P.LOG_INCIDENT),
    "tracking:call-new": record(_P.LOG_CALL),
    "tracking:email-came-back": record(_P.LOG_INCIDENT),
    "tracking:email-again": record(_P.LOG_INCIDENT),
    "tracking:meeting-new": record(_P.MANAGE_MEETING),
    "tracking:meeting-record": record(_P.MANAGE_MEETING),
    "tracking:exclusion": record(_P.DECIDE_EXCLUSION),
    "tracking:emergency-new": record(_P.RAISE_EMERGENCY),
    "tracking:emergencies": SIGNED_IN,
    "tracking:emergency": record(_P.VIEW_LEARNER),
    "tracking:emergency-acknowledge": record(_P.RESPOND_TO_EMERGENCY),
    "tracking:emergency-respond": record(_P.RESPOND_TO_EMERGENCY),
    "tracking:emergency-close": record(_P.RESPOND_TO_EMERGENCY),
    # attendance
    "tracking:attendance": role(_P.RECORD_ATTENDANCE),
    **every("tracking:attendance-", "year list", role(_P.VIEW_LEARNER)),
    **every("tracking:attendance-", "import template-csv template-xlsx marks", role(_P.SEND_ROLL)),
    "tracking:attendance-file": agency(_P.SEND_ROLL),
    "tracking:attendance-file-problems": agency(_P.SEND_ROLL),
    "tracking:attendance-of": record(_P.VIEW_LEARNER),
    "tracking:attendance-timetable": record(_P.RECORD_ATTENDANCE),
    "tracking:attendance-concern": record(_P.VIEW_LEARNER),
    **every("tracking:attendance-concern-", "write close", record(_P.EDIT_PLAN)),
    # courses and results
    "tracking:progress": record(_P.VIEW_LEARNER),
    **every("tracking:aim-", "new change result", record(_P.RECORD_PROGRESS)),
    "tracking:prior-attainment": own_record(_P.RECORD_PROGRESS),
    **every("tracking:", "results aims", role(_P.VIEW_LEARNER)),
    **every("tracking:results-", "upload template file problems", role(_P.RECORD_PROGRESS)),
    # destinations
    "tracking:destinations": own_record(_P.VIEW_LEARNER),
    "tracking:destination-record": own_record(_P.RECORD_ACTIVITY),
    **every("tracking:destination-", "shares list", role(_P.VIEW_LEARNER)),
    "tracking:destination-figure": role(_P.RECORD_PROGRESS),
    # Year 11 groups: whose they are is asked once the role may
    "tracking:cohorts": role(_P.AGREE_COHORT),
    "tracking:cohort": role(_P.AGREE_COHORT),
    **every("tracking:cohort-", "new change refresh ask answer action out", role(_P.AGREE_COHORT)),
    # opportunities and referrals
    "tracking:opportunities": role(_P.VIEW_LEARNER),
    "tracking:opportunity": role(_P.VIEW_LEARNER),
    "tracking:opportunity-report": role(_P.REFER),
    "tracking:opportunity-new": role(_P.KEEP_OPPORTUNITIES),
    **every("tracking:opportunity-", "change withdraw", agency(_P.KEEP_OPPORTUNITIES)),
    **every("tracking:", "referrals opportunity-refer", role(_P.REFER)),
    **every("tracking:", "referral learner-referrals", own_record(_P.VIEW_LEARNER)),
    **every("tracking:referral-", "new step next take-back", own_record(_P.REFER)),
    # support and moves, the end of a case and the way back
    "tracking:casework": record(_P.VIEW_LEARNER),
    "tracking:transfers": role(_P.VIEW_LEARNER),
    "tracking:transfer": record(_P.VIEW_LEARNER),
    **every("tracking:transfer-", "new sent received not-there remind withdraw", record(_P.MANAGE_ENROLMENT)),
    **every(
        "tracking:", "home-move-new home-move-change school-move-new school-move-change", own_record(_P.RECORD_ACTIVITY)
    ),
    "tracking:refusals": role(_P.RECORD_ACTIVITY),
    "tracking:refusal": own_record(_P.VIEW_LEARNER),
    **every("tracking:refusal-", "new take-further close", own_record(_P.RECORD_ACTIVITY)),
    "tracking:extra-support": record(_P.VIEW_LEARNER),
    **every("tracking:extra-support-", "new change tell review end", own_record(_P.RECORD_ACTIVITY)),
    **every("tracking:", "closure closure-letter return", own_record(_P.VIEW_LEARNER)),
    **every(
        "tracking:",
        "closure-new closure-told closure-remains closure-letter-given closure-give-up return-new return-assess",
        own_record(_P.RECORD_ACTIVITY),
    ),
    **every("tracking:closure-", "agree finish", own_record(_P.CLOSE_CASE)),
    # what young people do
    "tracking:activity": role(_P.RECORD_ACTIVITY),
    "tracking:activity-of": own_record(_P.VIEW_LEARNER),
    **every("tracking:activity-", "new correct take-back", own_record(_P.RECORD_ACTIVITY)),
    **every("tracking:", "care-leaver-return-now care-leaver-return worker-changes", role(_P.RECORD_ACTIVITY)),
    "tracking:care-leaver-return-download": role(_P.EXPORT),
    "tracking:care-leaver-return-of": own_record(_P.RECORD_ACTIVITY),
    **every("tracking:", "in-touch job", own_record(_P.VIEW_LEARNER)),
    **every("tracking:contact-", "new correct strike-out", own_record(_P.RECORD_ACTIVITY)),
    **every("tracking:job-", "new contact end correct strike-out", own_record(_P.RECORD_ACTIVITY)),
    # times without a place, strengths and difficulties
    "tracking:neet-episodes": role(_P.RECORD_ACTIVITY),
    **every("tracking:", "neet-episode neet-of strengths", own_record(_P.VIEW_LEARNER)),
    **every(
        "tracking:neet-",
        "plan help role-new role-change role-done day-new day day-call-off",
        own_record(_P.RECORD_ACTIVITY),
    ),
    **every("tracking:strengths-", "new change", own_record(_P.RECORD_ACTIVITY)),
    # lists of who is on roll
    "tracking:rolls": role(_P.SEND_ROLL),
    "tracking:roll": role(_P.SEND_ROLL),
    **every("tracking:roll-", "new template-csv template-xlsx stop problems answer", role(_P.SEND_ROLL)),
    **every("tracking:roll-", "return lines line", role(_P.MATCH_ROLL)),
}
