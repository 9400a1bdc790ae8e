"""Pages of the agreements app."""

from agreements.views.directory import agency, directory
from agreements.views.register import agreement, agreements
from agreements.views.upkeep import (
    confirm,
    registration,
    registration_correct,
    training,
    training_correct,
    training_new,
)
from agreements.views.writing import edit, end, new, put_into_force, term

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
    "term",
    "training",
    "training_correct",
    "training_new",
]
