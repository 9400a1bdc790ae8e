"""Addresses of audits."""

from accounts.enums import Permission as _P
from tests.access_rules.who import Rule, every, own_record, role

_ANSWERS, _RUNS = own_record(_P.ANSWER_AUDIT), own_record(_P.RUN_AUDIT)

ROUTES: dict[str, Rule] = {
    "oversight:audits": role(_P.ANSWER_AUDIT),
    "oversight:audit-new": role(_P.RUN_AUDIT),
    "oversight:audit": _ANSWERS,
    **every("oversight:audit-", "share results answers", _ANSWERS),
    **every("oversight:audit-", "change question-new question-change question-remove draw auditors close", _RUNS),
    **every("oversight:audit-", "download finding-new finding-change finding-action", _RUNS),
    # about one young person of a sample
    "oversight:sampled": _ANSWERS,
    **every("oversight:sampled-", "auditor set-aside", _RUNS),
}
