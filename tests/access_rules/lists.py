"""Addresses of figures, lists, files made of them, and views that are kept."""

from accounts.enums import Permission as _P
from tests.access_rules.who import OWNER, SIGNED_IN, Rule, every, role

ROUTES: dict[str, Rule] = {
    **every("oversight:", "figures lists list save-view saved-views", role(_P.VIEW_LEARNER)),
    **every("oversight:", "list-download figures-download", role(_P.EXPORT)),
    # a view belongs to its agency, a file to whoever asked for it
    **every("oversight:", "repeat-view stop-repeating delete-view", OWNER),
    "oversight:exports": SIGNED_IN,
    **every("oversight:", "export export-file export-stop", OWNER),
}
