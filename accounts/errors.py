"""What a service refuses."""


class ServiceError(Exception):
    """It cannot be done as asked. The text says why, to the person who asked; `field` names the question it belongs to."""

    field: str | None = None


class AnswerRefused(ServiceError):
    """The same, of services that ask many things: `field` is said with the text; empty where it belongs to no question."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field or None
        super().__init__(text)
