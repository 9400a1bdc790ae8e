"""Addresses of what happens to a young person: a paragraph for each topic."""

from accounts.enums import Permission as _P
from tests.access_rules.who import SIGNED_IN, Rule, record

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
}
