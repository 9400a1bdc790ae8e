"""From a draft to two signatures: sending out, signing through a personal link or on paper, and what is kept of it (A1)."""

from agreements.services.signing.completing import complete_signing
from agreements.services.signing.documents import keep_signed_pdf, public_pdf
from agreements.services.signing.errors import (
    AlreadySigned,
    DeclineReasonMissing,
    LinkClosed,
    LinkOutOfDate,
    NotOutForSignature,
    NotReachable,
    NotReadyToSend,
    PaperDayWrong,
    PaperDecided,
    PaperWaits,
    RefusalReasonMissing,
    RemindedAlready,
    SecondPersonNeeded,
    SignatureNameMissing,
    SigningError,
    TextAltered,
    WithdrawReasonMissing,
)
from agreements.services.signing.links import decline, note_opened, sign
from agreements.services.signing.paper import confirm_paper, refuse_paper, upload_paper
from agreements.services.signing.sending import remind, send_again, send_out, token_digest_of, withdraw

__all__ = [
    "AlreadySigned",
    "DeclineReasonMissing",
    "LinkClosed",
    "LinkOutOfDate",
    "NotOutForSignature",
    "NotReachable",
    "NotReadyToSend",
    "PaperDayWrong",
    "PaperDecided",
    "PaperWaits",
    "RefusalReasonMissing",
    "RemindedAlready",
    "SecondPersonNeeded",
    "SignatureNameMissing",
    "SigningError",
    "TextAltered",
    "WithdrawReasonMissing",
    "complete_signing",
    "confirm_paper",
    "decline",
    "keep_signed_pdf",
    "note_opened",
    "public_pdf",
    "refuse_paper",
    "remind",
    "send_again",
    "send_out",
    "sign",
    "token_digest_of",
    "upload_paper",
    "withdraw",
]
