"""What panels decided, how people saw a risk and what went well, in the young person's story (M1–M3)."""

from django.urls import reverse

from accounts.models import User
from accounts.timeline import TimelineEntry
from learners.models import Learner
from oversight.models import PanelItem, RiskJudgement, SuccessStory

KIND = "panel"


def timeline(learner: Learner, user: User) -> list[TimelineEntry]:
    """As far as the user may see each of them."""
    items = PanelItem.objects.visible_to(user).filter(learner=learner).decided()
    judgements = RiskJudgement.objects.visible_to(user).filter(learner=learner).select_related("by")
    stories = SuccessStory.objects.visible_to(user).filter(learner=learner).select_related("recorded_by")
    return [
        *(
            TimelineEntry(
                item.decided_at, f"{item.meeting.panel} decided", item.decision, KIND, item.meeting.panel.virtual_school,
                item.decided_by, reverse("oversight:agenda-item", args=[item.uuid]),
            )
            for item in items.select_related("meeting__panel__virtual_school", "decided_by")
            if item.decided_at is not None
        ),
        *(
            TimelineEntry(
                one.at, f"Risk seen as {one.get_risk_display().lower()}", one.reason, KIND, None, one.by,
                reverse("oversight:risk", args=[learner.uuid]),
            )
            for one in judgements
        ),
        *(
            TimelineEntry(
                story.on, "Something went well", story.what_happened, KIND, None, story.recorded_by,
                reverse("oversight:success-story", args=[story.uuid]),
            )
            for story in stories
        ),
    ]  # fmt: skip
