"""Stories of success: with the name for the young person's own agencies, without it for whoever sits on a panel (M3)."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.selectors import agency_ids_reached
from oversight.models import Panel, SuccessStory


def stories(user: User, told: str = "") -> QuerySet[SuccessStory]:
    """Stories of young people of the user's own agencies, the newest first; `told` "yes" or "no" narrows them to those that
    may be told, or not yet.
    """
    found = SuccessStory.objects.visible_to(user).select_related("learner").order_by("-on", "-id")
    if told:
        found = found.exclude(anonymous="") if told == "yes" else found.filter(anonymous="")
    return found


def told_stories(user: User) -> QuerySet[SuccessStory]:
    """What may be told, without the name: of the user's own agencies, and of the Virtual Schools whose panel theirs belongs
    to. Nothing else of the rows may be shown.
    """
    schools = Panel.objects.visible_to(user).values("virtual_school_id")
    mine = Q(virtual_school__in=agency_ids_reached(user)) | Q(virtual_school__in=schools)
    told = SuccessStory.objects.filter(mine).exclude(anonymous="").filter(learner__is_restricted=False)
    return told.select_related("virtual_school").only("on", "anonymous", "virtual_school__name").order_by("-on", "-id")
