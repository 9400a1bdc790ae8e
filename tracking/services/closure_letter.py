"""The letter that somebody gets when their case is closed: what remains available, and how to come back (W8)."""

from datetime import datetime

from accounts.clock import local_date
from accounts.wording import written_day
from agreements.enums import TermKey
from agreements.services.printing import pdf
from agreements.terms import terms_for
from learners.selectors.people import key_worker_at, social_care_of, virtual_school_for
from tracking.models import CaseClosure
from tracking.rules.closing import MAY_RETURN_UNTIL, birthday, may_return, remaining

TEMPLATE = "tracking/closure/letter.typ"


def closure_letter(closure: CaseClosure, *, now: datetime) -> bytes:
    """The letter as a tagged PDF (PDF/UA-1), as it stands now. Raises PrintingFailed."""
    learner, today = closure.learner, local_date(now)
    school = virtual_school_for(learner)
    agency = social_care_of(learner) or school
    limit = terms_for(home_virtual_school=school, provider=None, on=today).limit(TermKey.RETURN_ASSESSED)
    adviser, manager = key_worker_at(learner, now).person, closure.agreed_by_manager
    return pdf(
        TEMPLATE,
        {
            "name": learner.full_name,
            "called": learner.called,
            "written": written_day(today),
            "planned": written_day(closure.planned_on),
            "told": written_day(closure.told_on) if closure.told_on else "",
            "says": closure.says.splitlines(),
            "agency": agency.name if agency else "",
            "address": agency.address.splitlines() if agency else [],
            "phone": agency.phone if agency else "",
            "email": agency.email if agency else "",
            "remains": [{"title": each.title, "text": each.text} for each in remaining(learner.date_of_birth, today)],
            "may_return": may_return(learner.date_of_birth, today),
            "until": written_day(birthday(learner.date_of_birth, MAY_RETURN_UNTIL)),
            "within": str(limit),
            "adviser": adviser.name if adviser else "",
            "manager": manager.name if manager else "",
        },
    )
