"""Addresses of figures, lists, files made of them, and views that are kept."""

from accounts.enums import Permission as _P
from tests.access_rules.who import OWNER, SIGNED_IN, Rule, every, own_record, role

ROUTES: dict[str, Rule] = {
    **every("oversight:", "figures lists list save-view saved-views", role(_P.VIEW_LEARNER)),
    **every("oversight:", "list-download figures-download measures-download", role(_P.EXPORT)),
    **every("oversight:", "measures measure measure-list", role(_P.VIEW_LEARNER)),
    "oversight:snapshot-correct": own_record(_P.CORRECT_FIGURES),
    # a view belongs to its agency, a file to whoever asked for it
    **every("oversight:", "repeat-view stop-repeating delete-view", OWNER),
    "oversight:exports": SIGNED_IN,
    **every("oversight:", "export export-file export-stop", OWNER),
}
