"""Who has looked at a record, and what of it was unusual."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import require, require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.models import Agency
from learners.models import Learner
from oversight import selectors
from oversight.enums import Unusual
from oversight.forms.filters import UnusualForm, WhoLookedForm
from oversight.rules.unusual_access import DAYS_BACK
from oversight.selectors.who_looked import LookPage
from oversight.views.paging import cursor_of, keyset_links
from oversight.wording import RULES

PER_PAGE = 50


@require_safe
def who_looked(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Who has looked at this young person's record, newest first."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.SEE_WHO_LOOKED, learner)
    form = WhoLookedForm(
        request.GET,
        people=selectors.people_who_looked(learner),
        agencies=selectors.agencies_that_looked(learner),
    )
    filters = form.filters()
    looked = selectors.who_looked(learner, filters, cursor_of(request)) if filters else LookPage([], None, None)
    return render(
        request,
        "oversight/who_looked.html",
        {
            "learner": learner,
            "filter_form": form,
            "looked": looked,
            **keyset_links(request, looked.newer, looked.older),
        },
    )


@require_safe
def unusual_access(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """What was unusual in how people of an agency used records in the last days: for its administrator, in numbers."""
    agency = get_object_or_404(Agency, uuid=agency_uuid)
    require_at(request.user, Permission.MANAGE_AGENCY, agency)
    findings = selectors.unusual_access(agency, now=request_now(request))
    form = UnusualForm(request.GET, people=sorted({each.person for each in findings}, key=lambda person: person.name))
    return render(
        request,
        "oversight/unusual_access.html",
        {
            "agency": agency,
            "filter_form": form,
            "page_obj": Paginator(form.narrow(findings), PER_PAGE).get_page(request.GET.get("page")),
            "rules": [(kind.label, RULES[kind]) for kind in Unusual],
            "days_back": DAYS_BACK,
        },
    )
