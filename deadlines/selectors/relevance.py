"""Whether a message about a deadline that did not arrive still says something true."""

from datetime import datetime

from deadlines.models import Deadline
from notifications.models import Message


def still_applies(message: Message, now: datetime) -> bool:
    """The deadline runs, and its clock is the one of which the message speaks."""
    _, uuid, revision = message.topic.split(":")
    return Deadline.objects.running().filter(uuid=uuid, revision=revision).exists()
