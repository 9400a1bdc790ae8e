"""Writing a matter of the pathway plan: what it says, and what is kept while somebody writes."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.clock import request_now
from accounts.enums import Permission
from accounts.sessions import only_prolong
from education_plans.views import drafts, writing
from education_plans.views.desks import MatterDesk, matter_desk, matter_unchecked
from education_plans.views.pathway import domain_or_404, pathway_or_404


@csrf_exempt  # checked by hand, see `writing.write`
@login_not_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pathway_uuid: UUID, domain: str) -> HttpResponse:
    """Write one matter. What is posted after the session has ended is kept, and is there after signing in."""
    if not request.user.is_authenticated:
        return writing.sign_in_first(request, matter_unchecked(pathway_uuid, domain, request_now(request)))
    return writing.write(request, _desk(request, pathway_uuid, domain))


@csrf_exempt  # the pass is the proof, see `drafts.draft`
@login_not_required
@require_POST
def draft(request: HttpRequest, pathway_uuid: UUID, domain: str) -> HttpResponse:
    """Keep what is in the boxes of a matter; the answer is that of `drafts.draft`."""
    code = domain_or_404(domain)
    unchecked = matter_unchecked(pathway_uuid, code, request_now(request))
    if not request.user.is_authenticated:
        return drafts.signed_out(request, unchecked)
    only_prolong(request.session)
    if desk := drafts.just_checked(request, unchecked):
        return drafts.signed_in(request, desk)
    return drafts.signed_in(request, _desk(request, pathway_uuid, domain), asked=True)


def _desk(request: HttpRequest, pathway_uuid: UUID, domain: str) -> MatterDesk:
    pathway = pathway_or_404(request, Permission.EDIT_PATHWAY, uuid=pathway_uuid)
    return matter_desk(pathway, domain_or_404(domain), request_now(request))
