"""How a deadline stands, in words and as a tag. Both are worded from the moment of the request."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from accounts.clock import request_now
from accounts.templatetags.mainstay import deadline_tag
from deadlines.models import Deadline
from deadlines.wording import due_moment
from deadlines.wording import due_words as words_of

register = template.Library()


@register.simple_tag(takes_context=True)
def due_words(context: template.Context, deadline: Deadline) -> str:
    """“due today”, “2 days overdue”; for one that is closed or paused how it ended or that it stands still."""
    now = _now(context)
    return words_of(deadline.clock, now) if deadline.is_open and not deadline.is_paused else _state_words(deadline)


@register.simple_tag(takes_context=True)
def due_tag(context: template.Context, deadline: Deadline) -> SafeString:
    """A coloured tag with those words: “Due in 3 days”."""
    now = _now(context)
    status = deadline.status(now)
    running = status in {"open", "due_soon", "due_today", "overdue"}
    words = words_of(deadline.clock, now)
    return deadline_tag(status, words[0].upper() + words[1:] if running else "")


@register.filter
def due_in_full(deadline: Deadline) -> str:
    """“by the end of Thursday 1 October 2026”."""
    return due_moment(deadline.clock)


def _state_words(deadline: Deadline) -> str:
    return "paused" if deadline.is_paused else str(deadline.get_state_display()).lower()


def _now(context: template.Context) -> datetime:
    """The moment the view handed over as `now`, else that of the request."""
    now = context.get("now")
    return now if isinstance(now, datetime) else request_now(context["request"])
