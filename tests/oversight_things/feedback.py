"""Questions that a young person answered and asked to be rung, questions without names, a bulletin that was sent, and an address
off the list.
"""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from education_plans.selectors.own_links import digest_of
from learners.models import Learner
from oversight.enums import AnswerWay, Quoting
from oversight.models import FeedbackLink
from oversight.selectors.bulletins import stop_path
from oversight.services.bulletins import send_bulletin, unsubscribe, write_bulletin
from oversight.services.feedback_answers import Said, answer_by_link
from tests.oversight.feedback import carer_of, opened, words
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    officer = world.officer.user
    form = opened(world, now)
    token = f"answers-of-{learner.pk}"
    link = FeedbackLink.objects.create(form=form, learner=learner, token_digest=digest_of(token), made_at=now)
    said = Said(
        words=words(form, "More buses"), quoting=Quoting.NO_NAME, wants_call=True, call_name="A", phone="0113 4960000"
    )
    answer = answer_by_link(link=link, said=said, now=now)
    for_all = opened(world, now, way=AnswerWay.OPEN, closes_on=local_date(now) + timedelta(days=3))
    carer = carer_of(learner, world, now)
    bulletin = write_bulletin(
        virtual_school=world.virtual_school, title="News for carers", text="Open days in May.", lists_events=True,
        lists_opportunities=True, by=officer, now=now,
    )  # fmt: skip
    bulletin = send_bulletin(bulletin=bulletin, by=officer, now=now)
    copy = bulletin.copies.get()
    return {
        "feedback_uuid": form.uuid,
        "feedback_answer_uuid": answer.uuid,
        "feedback_call_uuid": answer.call.uuid,
        "say_token": token,
        "open_code": for_all.open_code,
        "carer_uuid": carer.uuid,
        "bulletin_uuid": bulletin.uuid,
        "unsubscription_uuid": unsubscribe(copy=copy, now=now).uuid,
        "stop_token": stop_path(copy.uuid).rstrip("/").rpartition("/")[2],
    }
