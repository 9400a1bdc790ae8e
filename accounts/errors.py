"""What a service refuses."""


class ServiceError(Exception):
    """It cannot be done as asked. The text says why, to the person who asked; `field` names the question it belongs to."""

    field: str | None = None
