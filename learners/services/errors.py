"""What the services of this app refuse, in words that a person can read."""

from accounts.errors import ServiceError


class LearnerError(ServiceError):
    """Something about a young person's record that cannot be done as asked. The text says why and what to do instead."""


class CaseIsClosed(LearnerError):
    """The case file is closed, or the young person has died."""

    def __init__(self) -> None:
        super().__init__("This case file is closed, so nothing new can be recorded in it.")
