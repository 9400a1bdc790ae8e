"""What pages about people outside are called when they have been looked at: who asks about a young person, carers, feedback. Pure."""

from collections.abc import Mapping

PAGES: Mapping[str, str] = {
    "learners:information-requests": "the list of requests for information",
    "learners:information-request-new": "the form to log a request for information",
    "learners:information-request": "a request for information",
    "learners:information-call-back": "the form to record a call back",
    "learners:information-release": "the form to release information",
    "learners:information-refuse": "the form to refuse a request for information",
    "learners:information-withdraw": "the form to end a request for information",
    "learners:information-printout": "the printout for another service",
    "learners:carers": "the carers",
    "learners:carer-new": "the form to write down a carer",
    "learners:carer-change": "the form to change a carer",
    "learners:carer-end": "the form to end the time of a carer",
    "oversight:feedback-ask": "the form to ask for feedback",
    "oversight:feedback-call": "a call that was asked for in feedback",
    "oversight:feedback-take-back": "the form to quote an answer no more",
}
