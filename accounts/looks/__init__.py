"""Who has looked: noted while a request runs, written as one row when it is answered.

`accounts.access.visible_or_404` notes every record it gives. Lists that search, exports and downloads that name young
people say so with `note` or `note_found`. `accounts.middleware.LookMiddleware` writes the row, and refuses the search or
the export that is one too many.
"""

from accounts.looks.limits import LIMITS, Limit, TooMany, refuse_too_many
from accounts.looks.noting import (
    Shown,
    note,
    note_basis,
    note_found,
    note_shown,
    register_basis,
    register_shown,
    registered_models,
)
from accounts.looks.writing import write, write_made

__all__ = [
    "LIMITS",
    "Limit",
    "Shown",
    "TooMany",
    "note",
    "note_basis",
    "note_found",
    "note_shown",
    "refuse_too_many",
    "register_basis",
    "register_shown",
    "registered_models",
    "write",
    "write_made",
]
