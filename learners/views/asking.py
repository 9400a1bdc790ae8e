"""What a view asks before it shows people of a provider more than the agreement obliges partners to tell them."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import looks
from learners.enums import ConsentPurpose
from learners.models import Learner
from learners.selectors.people import key_worker_at
from learners.selectors.sharing import Sharing, sharing_with

#: What a page holds, to follow “You cannot see”.
WHAT = {
    ConsentPurpose.EDUCATION: "the education plan",
    ConsentPurpose.SAFEGUARDING: "what is written about safety",
    ConsentPurpose.PANEL: "this record",
    ConsentPurpose.SUPPORT: "this record",
}


def ask(request: HttpRequest, learner: Learner, purpose: ConsentPurpose, now: datetime) -> Sharing | None:
    """What `may_share` says of the agency through which the person sees the record, noted on the look that this request
    leaves; None where nobody has to ask.
    """
    sharing = sharing_with(request.user, learner, purpose, now)
    if sharing is not None and sharing.basis is not None:
        looks.note_basis(request.user, sharing.basis.value)
    return sharing


def not_shared(
    request: HttpRequest, learner: Learner, purpose: ConsentPurpose, sharing: Sharing, now: datetime
) -> HttpResponse:
    """403: why it is not shared, and whom to ask. Nothing of what it would show."""
    context = {
        "learner": learner,
        "what": WHAT[purpose],
        "sharing": sharing,
        "key_worker": key_worker_at(learner, now).person,
    }
    return render(request, "learners/sharing/not_shared.html", context, status=403)


def refusal(request: HttpRequest, learner: Learner, purpose: ConsentPurpose, now: datetime) -> HttpResponse | None:
    """The page that says so, if something of `purpose` may not be shared with the person’s agency; None if it may."""
    sharing = ask(request, learner, purpose, now)
    if sharing is None or sharing.allowed:
        return None
    return not_shared(request, learner, purpose, sharing, now)
