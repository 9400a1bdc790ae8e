"""Support and moves of one young person, as far as somebody may see them: the page that leads to all of casework."""

from datetime import datetime
from typing import Any

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import User
from learners.enums import ConsentPurpose
from learners.models import Learner
from learners.selectors.sharing import sharing_with
from tracking.models import CaseClosure, ExtraSupport, HomeMove, ReturnRequest
from tracking.rules.closing import may_be_closed, may_return
from tracking.selectors.closure import is_open
from tracking.selectors.school_moves import moves_of, refusals_of
from tracking.selectors.transfers import transfers_of


def casework(learner: Learner, user: User, now: datetime) -> dict[str, Any]:
    """Everything the page shows. The number of queries does not depend on how much there is."""
    is_own = Learner.objects.filter(pk=learner.pk).of_own_agencies(user).exists()
    found: dict[str, Any] = {"learner": learner, "is_own": is_own}
    shared = sharing_with(user, learner, ConsentPurpose.EDUCATION, now)
    if shared is None or shared.allowed:
        supports = ExtraSupport.objects.visible_to(user).filter(learner=learner)
        found["supports"] = list(supports.order_by("-starts_on", "-id"))
    found["transfers"] = transfers_of(learner, user, local_date(now))
    found["may_ask_for_records"] = not learner.is_closed and allows(user, Permission.MANAGE_ENROLMENT, learner)
    if is_own:
        may_record = learner.died_on is None and allows(user, Permission.RECORD_ACTIVITY, learner)
        found["may_record"] = may_record and not learner.is_closed
        homes = HomeMove.objects.visible_to(user).filter(learner=learner)
        found["home_moves"] = list(homes.order_by("-moves_on", "-id"))
        found["school_moves"] = moves_of(learner, user)
        found["refusals"] = refusals_of(learner, user)
        found |= _endings(learner, user, may_record=may_record, now=now)
    return found


def _endings(learner: Learner, user: User, *, may_record: bool, now: datetime) -> dict[str, Any]:
    """Closures and returns."""
    closures = list(CaseClosure.objects.visible_to(user).filter(learner=learner).order_by("-begun_at", "-id"))
    returns = list(ReturnRequest.objects.visible_to(user).filter(learner=learner).order_by("-asked_on", "-id"))
    is_asked = any(each.state == "asked" for each in returns)
    today = local_date(now)
    return {
        "closures": closures,
        "returns": returns,
        "may_begin_closure": may_record
        and not learner.is_closed
        and may_be_closed(learner.date_of_birth, today)
        and not any(is_open(each) for each in closures),
        "may_ask_to_return": may_record
        and learner.closed_on is not None
        and not is_asked
        and may_return(learner.date_of_birth, today),
    }
