"""Addresses of board packs."""

from accounts.enums import Permission as _P
from tests.access_rules.who import Rule, every, own_record, role

ROUTES: dict[str, Rule] = {
    "oversight:packs": role(_P.VIEW_OVERSIGHT),
    "oversight:pack-new": role(_P.MAKE_PACK),
    # for whoever sees how the Virtual School is doing, once it is published
    "oversight:pack": own_record(_P.VIEW_OVERSIGHT),
    **every("oversight:pack-", "paper slides workbook", own_record(_P.VIEW_OVERSIGHT)),
    "oversight:pack-lists": own_record(_P.EXPORT),
    # for whoever makes packs there
    **every("oversight:pack-", "change words make stop publish correct", own_record(_P.MAKE_PACK)),
}
