"""Addresses of feedback, of carers of record and of their bulletin."""

from accounts.enums import Permission as _P
from tests.access_rules.who import LINK, Rule, every, own_record, role

_KEEPS = own_record(_P.KEEP_FEEDBACK)

ROUTES: dict[str, Rule] = {
    **every("learners:", "carers carer-new carer-change carer-end", own_record(_P.CHANGE_LEARNER)),
    "oversight:feedback": role(_P.KEEP_FEEDBACK),
    "oversight:feedback-new": role(_P.KEEP_FEEDBACK),
    "oversight:feedback-form": _KEEPS,
    **every("oversight:feedback-form-", "change open close send answers", _KEEPS),
    "oversight:feedback-take-back": _KEEPS,
    "oversight:feedback-ask": _KEEPS,
    # for the young person’s own agencies; where nobody is known for whoever keeps feedback
    "oversight:feedback-call": own_record(_P.VIEW_LEARNER),
    "oversight:bulletins": role(_P.KEEP_FEEDBACK),
    "oversight:bulletin-new": role(_P.KEEP_FEEDBACK),
    "oversight:bulletin-stopped": role(_P.KEEP_FEEDBACK),
    "oversight:bulletin": _KEEPS,
    **every("oversight:bulletin-", "change send again", _KEEPS),
    # for whoever has the link
    "oversight:say": LINK,
    "oversight:say-openly": LINK,
    "oversight:bulletin-stop": LINK,
}
