"""Addresses of boards, their meetings and the updates asked for before one."""

from accounts.enums import Permission as _P
from tests.access_rules.who import Rule, every, own_record, role

_SEES, _KEEPS = own_record(_P.VIEW_OVERSIGHT), own_record(_P.KEEP_STRATEGY)

ROUTES: dict[str, Rule] = {
    "oversight:boards": role(_P.VIEW_OVERSIGHT),
    "oversight:board-new": role(_P.KEEP_STRATEGY),
    # for its agency, its chair and whoever sits on it
    **every("oversight:", "board board-meeting", _SEES),
    # for whoever keeps strategies at its agency
    **every("oversight:board-", "change close member-new member-remove meeting-new", _KEEPS),
    **every("oversight:board-meeting-", "change ask hold minutes cancel", _KEEPS),
    # for who is asked; read by the chair and by whoever keeps the board, or strategies at the agency of who is asked
    "oversight:updates": _KEEPS,
}
