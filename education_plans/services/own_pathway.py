"""What a young person says to their pathway plan on their own page."""

from datetime import datetime

from django.db import transaction

from education_plans.enums import Answer, Through, ViewAbout
from education_plans.models import PathwayPlan
from education_plans.services.pathway_answers import answer_pathway
from education_plans.services.views_given import say


@transaction.atomic
def answer_own_pathway(
    *, pathway: PathwayPlan, answer: Answer, says: str, seen: str = "", now: datetime
) -> PathwayPlan:
    """They agree with their pathway plan, or say what is not right: then it is also something they said, with a clock of
    its own, and they are told what comes of it. Raises what `education_plans.services.pathway_answers.answer_pathway` does.
    """
    changed = answer_pathway(
        pathway=pathway, answer=answer, says=says, through=Through.OWN_PAGE, seen=seen, by=None, now=now
    )  # the key worker is told
    if answer == Answer.DISAGREES:
        say(learner=changed.learner, about=ViewAbout.PLAN, words=says, through=Through.OWN_PAGE, by=None, now=now)
    return changed
