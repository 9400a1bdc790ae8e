"""The ledger: what can happen to a deadline, and the sweep that moves deadlines on by the clock."""

from deadlines.services.errors import (
    AlreadyClosed,
    AlreadyOpen,
    AlreadyOverdue,
    AlreadyPaused,
    InTheFuture,
    LedgerError,
    NotMoved,
    NotPaused,
    ReasonMissing,
    StillOpen,
    WrongMoment,
)
from deadlines.services.ledger import (
    cancel,
    find_open,
    lock_open,
    meet,
    move,
    open_deadline,
    pause,
    reopen,
    resume,
    waive,
)
from deadlines.services.sweep import SweepResult, sweep

__all__ = [
    "AlreadyClosed",
    "AlreadyOpen",
    "AlreadyOverdue",
    "AlreadyPaused",
    "InTheFuture",
    "LedgerError",
    "NotMoved",
    "NotPaused",
    "ReasonMissing",
    "StillOpen",
    "SweepResult",
    "WrongMoment",
    "cancel",
    "find_open",
    "lock_open",
    "meet",
    "move",
    "open_deadline",
    "pause",
    "reopen",
    "resume",
    "sweep",
    "waive",
]
