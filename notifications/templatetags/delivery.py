"""How a message fared, in words and colour, wherever it is shown: {% load delivery %}{% delivery_tag message %}."""

from django import template
from django.utils.safestring import SafeString

from accounts.templatetags.mainstay import tag
from notifications.enums import MessageState
from notifications.models import Message

register = template.Library()

COLOURS = {
    MessageState.QUEUED: "blue",
    MessageState.HELD: "grey",
    MessageState.SENT: "green",
    MessageState.DIGESTED: "green",
    MessageState.FAILED: "red",
    MessageState.BOUNCED: "red",
    MessageState.CANCELLED: "grey",
    MessageState.WITHHELD: "red",
}


@register.simple_tag
def delivery_tag(message: Message) -> SafeString:
    """A tag such as "Sent" or "Could not be delivered"; one that is being tried again or on hold says so in yellow."""
    if message.is_on_hold:
        return tag("On hold: a backup was restored", "yellow")
    if message.is_retrying:
        return tag("Not delivered yet", "yellow")
    return tag(message.fate, COLOURS[MessageState(message.state)])
