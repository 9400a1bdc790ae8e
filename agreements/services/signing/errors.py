"""Why something about a signature cannot be done; each text says why and what to do."""

from collections.abc import Sequence

from agreements.selectors.signing import LinkState
from agreements.services.agreements import AgreementError


class SigningError(AgreementError):
    """`field` names the question it belongs to."""


class NotReadyToSend(SigningError):
    """`missing` lists what is still to be recorded."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("The agreement cannot be sent out yet. Still missing: " + "; ".join(missing) + ".")
        self.missing = list(missing)


class NotReachable(SigningError):
    def __init__(self, email: str) -> None:
        super().__init__(f"Nothing can be sent to {email}: the account there is closed. Name somebody else to sign.")


class NotOutForSignature(SigningError):
    def __init__(self) -> None:
        super().__init__("This agreement is not out for signature.")


class LinkClosed(SigningError):
    """The link opens nothing: `state` says whether it was used, or why not."""

    def __init__(self, state: LinkState) -> None:
        super().__init__("This link does not open the agreement any more.")
        self.state = state


class SignatureNameMissing(SigningError):
    field = "name"

    def __init__(self) -> None:
        super().__init__("Enter your full name.")


class TextAltered(SigningError):
    """What is stored is not what was fixed, or not what was read."""

    def __init__(self) -> None:
        super().__init__(
            "The text is not the one you read, so nothing was signed. Tell the Virtual School that sent it to you."
        )


class DeclineReasonMissing(SigningError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Enter why you do not sign.")


class WithdrawReasonMissing(SigningError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Enter why you take it back.")


class AlreadySigned(SigningError):
    def __init__(self) -> None:
        super().__init__("This side has signed already.")


class RemindedAlready(SigningError):
    def __init__(self) -> None:
        super().__init__("A reminder or a link went to this person within the last 24 hours. Wait until tomorrow.")


class LinkOutOfDate(SigningError):
    def __init__(self) -> None:
        super().__init__("The link is out of date. Send a new one instead.")


class PaperDayWrong(SigningError):
    field = "signed_on"


class PaperWaits(SigningError):
    def __init__(self) -> None:
        super().__init__("A signed page of this side already waits to be confirmed.")


class PaperDecided(SigningError):
    def __init__(self) -> None:
        super().__init__("This page was confirmed or refused already.")


class SecondPersonNeeded(SigningError):
    def __init__(self) -> None:
        super().__init__("You uploaded this page. Somebody else has to confirm it.")


class RefusalReasonMissing(SigningError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Enter what is wrong with the page.")
