"""Addresses of meetings: {% load meetings %}."""

from django import template

from education_plans.models import Planned
from education_plans.selectors.addresses import of_meetings

register = template.Library()


@register.simple_tag
def meeting_url(plan: Planned, page: str, *args: object) -> str:
    """{% meeting_url plan "meeting-record" meeting.uuid %}: the page of this plan, whichever kind of plan it is."""
    return of_meetings(plan, page, *args)
