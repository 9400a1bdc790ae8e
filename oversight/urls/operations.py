"""Addresses of the people who run Mainstay."""

from django.urls import path

from oversight.views import dead_letters, operations

_LETTER = "operations/dead-letters/<uuid:dead_letter_uuid>/"

urlpatterns = [
    path("operations/", operations.operations, name="operations"),
    path("operations/dead-letters/", dead_letters.dead_letters, name="dead-letters"),
    path("operations/dead-letters/again/", dead_letters.dead_letters_again, name="dead-letters-again"),
    path(_LETTER, dead_letters.dead_letter, name="dead-letter"),
    path(f"{_LETTER}again/", dead_letters.dead_letter_again, name="dead-letter-again"),
    path(f"{_LETTER}give-up/", dead_letters.dead_letter_give_up, name="dead-letter-give-up"),
    path("operations/sweeps/", operations.sweeps, name="sweeps"),
    path("operations/faults/", operations.faults, name="faults"),
    path("operations/faults/<uuid:fault_deadline_uuid>/again/", operations.fault_again, name="fault-again"),
    path("operations/drift/", operations.drift_checks, name="drift-checks"),
    path("operations/drift/check/", operations.drift_check_new, name="drift-check-new"),
    path("operations/drift/<uuid:drift_check_uuid>/", operations.drift_check, name="drift-check"),
]
