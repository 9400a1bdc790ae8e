"""Pages of the agreements app."""

from agreements.views.directory import agency, directory
from agreements.views.ending import end, renew
from agreements.views.register import agreement, agreements
from agreements.views.terms_change import term, term_deadlines
from agreements.views.upkeep import (
    confirm,
    registration,
    registration_correct,
    training,
    training_correct,
    training_new,
)
from agreements.views.writing import edit, new, put_into_force

__all__ = [
    "agency",
    "agreement",
    "agreements",
    "confirm",
    "directory",
    "edit",
    "end",
    "new",
    "put_into_force",
    "registration",
    "registration_correct",
    "renew",
    "term",
    "term_deadlines",
    "training",
    "training_correct",
    "training_new",
]
