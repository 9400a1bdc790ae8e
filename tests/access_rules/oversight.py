"""Addresses of panels, risk and stories of success."""

from accounts.enums import Permission as _P
from tests.access_rules.who import Rule, every, own_record, role

ROUTES: dict[str, Rule] = {
    "oversight:search": role(_P.VIEW_LEARNER),
    # how Mainstay itself runs: of all agencies, and of nobody
    **every(
        "oversight:",
        "operations dead-letters dead-letters-again dead-letter dead-letter-again dead-letter-give-up sweeps faults"
        " fault-again drift-checks drift-check drift-check-new",
        role(_P.OPERATE),
    ),
    "oversight:panels": role(_P.VIEW_LEARNER),
    "oversight:panel-new": role(_P.RUN_PANEL),
    # about a panel and its meetings: for its Virtual School and its partners
    **every("oversight:", "panel panel-actions panel-meeting", own_record(_P.VIEW_LEARNER)),
    **every("oversight:panel-", "change close meeting-new", own_record(_P.RUN_PANEL)),
    **every("oversight:panel-meeting-", "change draw-up add people begin close", own_record(_P.RUN_PANEL)),
    # about one young person
    "oversight:agenda-item": own_record(_P.VIEW_LEARNER),
    **every("oversight:agenda-item-", "move take-off share", own_record(_P.RUN_PANEL)),
    "oversight:agenda-action-done": own_record(_P.RUN_PANEL),
    "oversight:risk": own_record(_P.VIEW_LEARNER),
    "oversight:risk-judge": own_record(_P.RECORD_ACTIVITY),
    "oversight:success": role(_P.VIEW_LEARNER),
    "oversight:success-told": role(_P.VIEW_LEARNER),
    "oversight:success-story": own_record(_P.VIEW_LEARNER),
    **every("oversight:success-", "new change", own_record(_P.RECORD_ACTIVITY)),
}
