"""Addresses of strategies and work plans."""

from accounts.enums import Permission as _P
from tests.access_rules.who import ANYBODY, Rule, every, own_record, role

_SEES, _KEEPS = own_record(_P.VIEW_OVERSIGHT), own_record(_P.KEEP_STRATEGY)

ROUTES: dict[str, Rule] = {
    "oversight:strategies": role(_P.VIEW_OVERSIGHT),
    **every("oversight:strategy-", "new import-new", role(_P.KEEP_STRATEGY)),
    **every("oversight:strategy-", "import import-columns", _KEEPS),
    # for its agency, the partners it is shared with and whoever leads a row
    "oversight:strategy": _SEES,
    **every("oversight:strategy-", "row print pdf document budget versions version compare evidence", _SEES),
    # for whoever keeps strategies there
    **every("oversight:strategy-", "change begin end colours add young publish take-back lead-remove", _KEEPS),
    **every("oversight:strategy-person-", "new change remove", _KEEPS),
    **every("oversight:strategy-row-", "add change move status lead", _KEEPS),
    # for them, and for whoever leads the row
    **every("oversight:strategy-row-", "entry rate again evidence", _KEEPS),
    # in plain words, for everybody
    "oversight:plans-for-us": ANYBODY,
    "oversight:plan-for-us": ANYBODY,
}
